//! Holds `COMPATIBILITY.md` to the index of the Lua 5.4 manual and to what a VM really has: every name of the
//! index has a row, what a row says to be there is there, and what is there has a row.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use piccolo::{
    Lua,
    stdlib::{self, Libs, Options},
};

/// The index of the manual, but for the C API: what comes before the names, and the names.
const INDEX: &[(&str, &str)] = &[
    (
        "",
        "_G _VERSION assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print \
         rawequal rawget rawlen rawset require select setmetatable tonumber tostring type warn xpcall",
    ),
    ("coroutine.", "close create isyieldable resume running status wrap yield"),
    (
        "debug.",
        "debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue sethook setcstacklimit \
         setlocal setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin",
    ),
    ("io.", "close flush input lines open output popen read stderr stdin stdout tmpfile type write"),
    ("file:", "close flush lines read seek setvbuf write"),
    (
        "math.",
        "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random \
         randomseed sin sqrt tan tointeger type ult",
    ),
    // Not in the manual, but in the reference implementation as it is built by default.
    ("math.", "cosh frexp ldexp log10 pow sinh tanh"),
    ("os.", "clock date difftime execute exit getenv remove rename setlocale time tmpname"),
    ("package.", "config cpath loaded loadlib path preload searchers searchpath"),
    (
        "string.",
        "byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper",
    ),
    ("table.", "concat insert move pack remove sort unpack"),
    ("utf8.", "char charpattern codepoint codes len offset"),
    ("", "LUA_CPATH LUA_CPATH_5_4 LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_PATH_5_4"),
];

/// The metamethods of the manual's index, each with an expression that is true where it is honoured.
const METAMETHODS: &[(&str, &str)] = &[
    ("__add", "with('__add', 1) + 1 == 1"),
    ("__band", "with('__band', 1) & 1 == 1"),
    ("__bnot", "~with('__bnot', 1) == 1"),
    ("__bor", "(with('__bor', 1) | 1) == 1"),
    ("__bxor", "(with('__bxor', 1) ~ 1) == 1"),
    ("__call", "with('__call', 1)() == 1"),
    (
        "__close",
        "(function() local n = 0 do local x <close> = set('__close', function() n = 1 end) end return n end)() == 1",
    ),
    ("__concat", "with('__concat', 1) .. 'x' == 1"),
    ("__div", "with('__div', 1) / 1 == 1"),
    ("__eq", "with('__eq', true) == {}"),
    (
        "__gc",
        "(function() local n = 0 do set('__gc', function() n = 1 end) end collectgarbage() return n end)() == 1",
    ),
    ("__idiv", "with('__idiv', 1) // 1 == 1"),
    ("__index", "with('__index', 1).x == 1"),
    ("__le", "with('__le', true) <= {}"),
    ("__len", "#with('__len', 1) == 1"),
    ("__lt", "with('__lt', true) < {}"),
    ("__metatable", "getmetatable(set('__metatable', 1)) == 1"),
    ("__mod", "with('__mod', 1) % 1 == 1"),
    (
        "__mode",
        "(function() local t = set('__mode', 'v') t[1] = {} collectgarbage() return next(t) end)() == nil",
    ),
    ("__mul", "with('__mul', 1) * 1 == 1"),
    ("__name", "tostring(set('__name', 'N')):find('^N: ') == 1"),
    ("__newindex", "(function() local t = with('__newindex') t.x = 1 return rawget(t, 'x') end)() == nil"),
    ("__pairs", "pairs(with('__pairs', 1)) == 1"),
    ("__pow", "with('__pow', 1) ^ 1 == 1"),
    ("__shl", "with('__shl', 1) << 1 == 1"),
    ("__shr", "with('__shr', 1) >> 1 == 1"),
    ("__sub", "with('__sub', 1) - 1 == 1"),
    ("__tostring", "tostring(with('__tostring', 'x')) == 'x'"),
    ("__unm", "-with('__unm', 1) == 1"),
];

/// Gives the names of all that a VM has, one per line.
const INVENTORY: &str = "
    local names = {}
    local function add(prefix, t)
      for name in pairs(t) do
        if type(name) == 'string' then names[#names + 1] = prefix .. name end
      end
    end
    for name, value in pairs(_G) do
      if type(value) ~= 'table' or name == '_G' then names[#names + 1] = name else add(name .. '.', value) end
    end
    add('file:', getmetatable(io.stdout).__index)
    return table.concat(names, '\\n')";

struct Row {
    status: String,
    note: String,
}

/// The rows of the document's index.
fn rows() -> BTreeMap<String, Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("COMPATIBILITY.md");
    let text = fs::read_to_string(path).expect("COMPATIBILITY.md is there");
    let index = text.split("\n## ").find(|section| section.starts_with("The index")).expect("an index");
    let mut rows = BTreeMap::new();
    for line in index.lines() {
        let Some((name, rest)) = line.strip_prefix("| `").and_then(|line| line.split_once("` | ")) else {
            continue;
        };
        let (status, note) = rest.split_once(" |").expect("three columns");
        let note = note.trim().trim_end_matches('|').trim();
        let row = Row { status: status.to_owned(), note: note.to_owned() };
        assert!(rows.insert(name.to_owned(), row).is_none(), "two rows for {name}");
    }
    rows
}

fn index() -> BTreeSet<String> {
    let names =
        INDEX.iter().flat_map(|(prefix, names)| names.split(' ').map(move |name| format!("{prefix}{name}")));
    names.chain(METAMETHODS.iter().map(|(name, _)| (*name).to_owned())).collect()
}

/// A VM with all libraries.
fn full() -> Lua {
    let mut lua = Lua::new();
    let options = Options { libs: Libs::full(), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    lua
}

fn inventory() -> BTreeSet<String> {
    let names: String = full().load(INVENTORY).eval().expect("the inventory runs");
    names.lines().map(str::to_owned).collect()
}

#[test]
fn every_name_of_the_manual_has_a_row_and_no_other() {
    let documented: BTreeSet<String> = rows().into_keys().collect();
    let index = index();
    let missing: Vec<_> = index.difference(&documented).collect();
    let unknown: Vec<_> = documented.difference(&index).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "without rows: {missing:?}; not in the manual: {unknown:?}"
    );
}

#[test]
fn differences_and_absences_are_explained() {
    for (name, Row { status, note }) in rows() {
        match status.as_str() {
            "same" => {}
            "differs" | "absent" => assert!(!note.is_empty(), "{name}: {status} without a note"),
            other => panic!("{name}: {other} is no status"),
        }
    }
}

#[test]
fn a_vm_has_what_the_rows_say() {
    let inventory = inventory();
    let is_in_vm = |name: &String| !name.starts_with("__") && !name.starts_with("LUA_");
    for (name, Row { status, .. }) in rows().iter().filter(|(name, _)| is_in_vm(name)) {
        assert_eq!(inventory.contains(name), status != "absent", "{name} is {status}");
    }
    let index = index();
    let undocumented: Vec<_> = inventory.difference(&index).collect();
    assert!(undocumented.is_empty(), "not in the manual: {undocumented:?}");
}

#[test]
fn metamethods_are_honoured() {
    let mut lua = full();
    let prelude = "function set(name, value) return setmetatable({}, {[name] = value}) end
        function with(name, result) return set(name, function() return result end) end";
    lua.load(prelude).exec().expect("the prelude runs");
    for (name, expression) in METAMETHODS {
        let honoured: bool = lua.load(&format!("return {expression}")).eval().expect(name);
        assert!(honoured, "{name}");
    }
}
