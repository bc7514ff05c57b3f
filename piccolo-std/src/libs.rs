//! [`Libs`]: which parts of the library a VM gets.

use std::{error::Error as StdError, fmt};

use piccolo_core::object::{context::Context, table::Table, value::Value};

use crate::{
    Options,
    base::{load_base, load_file_functions},
    coroutine::load_coroutine,
    debug::load_debug,
    io::load_io,
    library::{Result, loaded_modules},
    math::load_math,
    os::load_os,
    package::load_package,
    string::load_string,
    table::load_table,
    utf8::load_utf8,
};

/// One of the libraries.
struct Library {
    name: &'static str,
    /// The fields of its table.
    fields: &'static [&'static str],
    /// What it puts into the table of global variables, besides its table.
    globals: &'static [&'static str],
    /// Whether its functions use its table, so that they need what scripts do not get of it.
    needs_table: bool,
    load: Load,
}

/// The functions that make the libraries. By name, not as pointers: all this code runs once, together, and is
/// compiled into one piece, which takes less room in memory than pages all over the program.
#[derive(Clone, Copy)]
enum Load {
    Base,
    Coroutine,
    String,
    Table,
    Utf8,
    Math,
    Io,
    Os,
    Package,
    Debug,
}

impl Load {
    fn run<'gc>(self, ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
        match self {
            Load::Base => {
                load_base(ctx, options)?;
                load_file_functions(ctx, options)
            }
            Load::Coroutine => load_coroutine(ctx, options),
            Load::String => load_string(ctx, options),
            Load::Table => load_table(ctx, options),
            Load::Utf8 => load_utf8(ctx, options),
            Load::Math => load_math(ctx, options),
            Load::Io => load_io(ctx, options),
            Load::Os => load_os(ctx, options),
            Load::Package => load_package(ctx, options),
            Load::Debug => load_debug(ctx, options),
        }
    }
}

const LIBRARIES: [Library; 10] = [
    Library {
        name: "base",
        fields: &[],
        globals: &[
            "_G",
            "_VERSION",
            "assert",
            "collectgarbage",
            "dofile",
            "error",
            "getmetatable",
            "ipairs",
            "load",
            "loadfile",
            "next",
            "pairs",
            "pcall",
            "print",
            "rawequal",
            "rawget",
            "rawlen",
            "rawset",
            "select",
            "setmetatable",
            "tonumber",
            "tostring",
            "type",
            "warn",
            "xpcall",
        ],
        needs_table: false,
        load: Load::Base,
    },
    Library {
        name: "coroutine",
        fields: &["close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield"],
        globals: &[],
        needs_table: false,
        load: Load::Coroutine,
    },
    Library {
        name: "string",
        fields: &[
            "byte", "char", "dump", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack",
            "packsize", "rep", "reverse", "sub", "unpack", "upper",
        ],
        globals: &[],
        needs_table: false,
        load: Load::String,
    },
    Library {
        name: "table",
        fields: &["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
        globals: &[],
        needs_table: false,
        load: Load::Table,
    },
    Library {
        name: "utf8",
        fields: &["char", "charpattern", "codepoint", "codes", "len", "offset"],
        globals: &[],
        needs_table: false,
        load: Load::Utf8,
    },
    Library {
        name: "math",
        fields: &[
            "abs",
            "acos",
            "asin",
            "atan",
            "ceil",
            "cos",
            "cosh",
            "deg",
            "exp",
            "floor",
            "fmod",
            "frexp",
            "huge",
            "ldexp",
            "log",
            "log10",
            "max",
            "maxinteger",
            "min",
            "mininteger",
            "modf",
            "pi",
            "pow",
            "rad",
            "random",
            "randomseed",
            "sin",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
            "tointeger",
            "type",
            "ult",
        ],
        globals: &[],
        needs_table: false,
        load: Load::Math,
    },
    Library {
        name: "io",
        fields: &[
            "close", "flush", "input", "lines", "open", "output", "popen", "read", "stderr", "stdin",
            "stdout", "tmpfile", "type", "write",
        ],
        globals: &[],
        needs_table: false,
        load: Load::Io,
    },
    Library {
        name: "os",
        fields: &[
            "clock",
            "date",
            "difftime",
            "execute",
            "exit",
            "getenv",
            "remove",
            "rename",
            "setlocale",
            "time",
            "tmpname",
        ],
        globals: &[],
        needs_table: false,
        load: Load::Os,
    },
    Library {
        name: "package",
        fields: &["config", "cpath", "loaded", "loadlib", "path", "preload", "searchers", "searchpath"],
        globals: &["require"],
        needs_table: true,
        load: Load::Package,
    },
    Library {
        name: "debug",
        fields: &[
            "debug",
            "gethook",
            "getinfo",
            "getlocal",
            "getmetatable",
            "getregistry",
            "getupvalue",
            "getuservalue",
            "sethook",
            "setcstacklimit",
            "setlocal",
            "setmetatable",
            "setupvalue",
            "setuservalue",
            "traceback",
            "upvalueid",
            "upvaluejoin",
        ],
        globals: &[],
        needs_table: false,
        load: Load::Debug,
    },
];

/// The libraries that reach nothing outside of the VM, but for [`FILE_FUNCTIONS`] and what `print` writes to.
const SAFE: [&str; 6] = ["base", "coroutine", "string", "table", "utf8", "math"];

/// The basic functions that read files.
const FILE_FUNCTIONS: [&str; 2] = ["base.dofile", "base.loadfile"];

impl Library {
    /// How many names it has.
    const fn len(&self) -> usize {
        self.fields.len() + self.globals.len()
    }

    /// All its names; those of fields first.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().chain(self.globals).copied()
    }

    /// The set of all its names.
    const fn all(&self) -> u64 {
        u64::MAX >> (u64::BITS - self.len() as u32)
    }
}

/// Which parts of the library a VM gets: whole libraries, or only some of their functions.
///
/// The libraries are `base` (the functions without a table), `coroutine`, `string`, `table`, `utf8`, `math`,
/// `io`, `os`, `package` and `debug`. A name such as `os.time` stands for one function; those without a table are
/// `base.print` and so on, and `package.require`.
///
/// ```
/// use piccolo_core::lua::Lua;
/// use piccolo_std::{Libs, Options, load};
///
/// // A script that may know the time, but do nothing else outside of its VM.
/// let libs = Libs::safe().with(["os.time", "os.clock", "os.date"])?;
/// let mut lua = Lua::new();
/// assert!(lua.enter(|ctx| load(ctx, &Options { libs, ..Options::default() }).is_ok()));
/// assert!(lua.load("return os.time() > 0 and os.execute == nil and io == nil").eval::<bool>()?);
///
/// // Everything, but no other processes.
/// let libs = Libs::full().without(["os.execute", "io.popen"])?;
/// assert!(libs.contains("os.time") && !libs.contains("os.execute"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Whoever grants single functions should know what they do: `io.lines`, `io.input` and `io.output` open files as
/// `io.open` does, and `package.require` looks for modules in files; much of `debug` breaks into what other
/// functions have and keep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Libs([u64; LIBRARIES.len()]);

/// Those of [`Libs::safe`].
impl Default for Libs {
    fn default() -> Self {
        Self::safe()
    }
}

impl Libs {
    /// Nothing at all.
    pub const fn none() -> Self {
        Self([0; LIBRARIES.len()])
    }

    /// What reaches nothing outside of the VM but [`Options::output`]: `base` without `dofile` and `loadfile`,
    /// `coroutine`, `string`, `table`, `utf8` and `math`.
    pub fn safe() -> Self {
        let safe = Self::none().with(SAFE).and_then(|libs| libs.without(FILE_FUNCTIONS));
        safe.expect("all these names are known")
    }

    /// Everything, for scripts that may do what their host may do.
    pub const fn full() -> Self {
        let mut sets = [0; LIBRARIES.len()];
        let mut index = 0;
        while index < sets.len() {
            sets[index] = LIBRARIES[index].all();
            index += 1;
        }
        Self(sets)
    }

    /// These, and the libraries or functions of the given names.
    ///
    /// # Errors
    /// When there is nothing of such a name.
    pub fn with<'a>(
        mut self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> std::result::Result<Self, UnknownName> {
        for name in names {
            let (library, set) = find(name)?;
            self.0[library] |= set;
        }
        Ok(self)
    }

    /// These, but not the libraries or functions of the given names.
    ///
    /// # Errors
    /// When there is nothing of such a name.
    pub fn without<'a>(
        mut self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> std::result::Result<Self, UnknownName> {
        for name in names {
            let (library, set) = find(name)?;
            self.0[library] &= !set;
        }
        Ok(self)
    }

    /// Whether a library is among these with everything in it, or a function is.
    pub fn contains(&self, name: &str) -> bool {
        find(name).is_ok_and(|(library, set)| self.0[library] & set == set)
    }

    /// The names of all functions, and other values, among these, such as `math.pi`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let sets = self.0;
        LIBRARIES.iter().zip(sets).flat_map(|(library, set)| {
            let names = library.names().enumerate().filter(move |(index, _)| set & (1 << index) != 0);
            names.map(|(_, name)| format!("{}.{name}", library.name))
        })
    }

    /// Puts them into the table of global variables.
    pub(crate) fn load<'gc>(self, ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
        let chosen = LIBRARIES.iter().zip(self.0).filter(|(_, set)| *set != 0);
        let globals: usize = chosen.map(|(library, _)| library.globals.len() + 1).sum();
        ctx.globals().resize(ctx, 0, globals + OWN_GLOBALS)?;
        ctx.registry().resize(ctx, 0, REGISTERED)?;
        for (library, set) in LIBRARIES.iter().zip(self.0).filter(|(_, set)| *set != 0) {
            library.load.run(ctx, options)?;
            if set != library.all() {
                restrict(ctx, library, set)?;
            }
        }
        Ok(())
    }
}

/// How many global variables there is room for besides those of the libraries.
const OWN_GLOBALS: usize = 8;

/// How many fields of the registry there is room for: what the usual libraries keep there.
const REGISTERED: usize = 4;

/// A table with room for the fields of the library `name`.
pub(crate) fn new_table<'gc>(ctx: Context<'gc>, name: &str) -> Result<'gc, Table<'gc>> {
    let library = LIBRARIES.iter().find(|library| library.name == name);
    Ok(Table::with_capacity(ctx, 0, library.map_or(0, |library| library.fields.len()))?)
}

/// Removes those of a library's names that are not in `set`.
fn restrict<'gc>(ctx: Context<'gc>, library: &Library, set: u64) -> Result<'gc, ()> {
    let has = |index: usize| set & (1 << index) != 0;
    for (index, name) in library.names().enumerate().skip(library.fields.len()) {
        if !has(index) {
            ctx.globals().set(ctx, name, Value::Nil)?;
        }
    }
    if library.fields.is_empty() {
        return Ok(());
    }
    let own: Table = ctx.globals().get(ctx, library.name)?;
    // Its functions go on to find in the library's table what they need of it.
    let shown = if library.needs_table { Table::new(ctx) } else { own };
    let mut is_empty = true;
    for (index, &name) in library.fields.iter().enumerate() {
        let value: Value = own.get(ctx, name)?;
        shown.set(ctx, name, if has(index) { value } else { Value::Nil })?;
        is_empty &= !has(index);
    }
    let shown = if is_empty { Value::Nil } else { shown.into() };
    ctx.globals().set(ctx, library.name, shown)?;
    loaded_modules(ctx)?.set(ctx, library.name, shown)
}

/// The index of the library that a name belongs to, and the set of those of its names that it stands for.
fn find(name: &str) -> std::result::Result<(usize, u64), UnknownName> {
    let (library, function) =
        name.split_once('.').map_or((name, None), |(library, name)| (library, Some(name)));
    let unknown = || UnknownName(name.to_owned());
    let index = LIBRARIES.iter().position(|entry| entry.name == library).ok_or_else(unknown)?;
    let library = &LIBRARIES[index];
    let set = match function {
        None => library.all(),
        Some(function) => 1 << library.names().position(|name| name == function).ok_or_else(unknown)?,
    };
    Ok((index, set))
}

impl fmt::Debug for Libs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// The library has nothing of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the standard library has no '{}'", self.0)
    }
}

impl StdError for UnknownName {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use piccolo_core::lua::Lua;

    use super::*;

    /// The names of what is there after `libs` were loaded.
    fn loaded(libs: Libs) -> BTreeSet<String> {
        let mut lua = Lua::new();
        let options = Options { libs, ..Options::default() };
        lua.enter(|ctx| {
            assert!(crate::load(ctx, &options).is_ok());
            let mut names = BTreeSet::new();
            let globals = ctx.globals();
            for (key, value) in entries(ctx, globals) {
                match value {
                    Value::Table(table) if key != "_G" => {
                        names
                            .extend(entries(ctx, table).into_iter().map(|(name, _)| format!("{key}.{name}")));
                    }
                    _ if key == "require" => drop(names.insert("package.require".to_owned())),
                    _ => drop(names.insert(format!("base.{key}"))),
                }
            }
            names
        })
    }

    fn entries<'gc>(_: Context<'gc>, table: Table<'gc>) -> Vec<(String, Value<'gc>)> {
        let mut entries = Vec::new();
        let mut key = Value::Nil;
        while let Ok(Some((next, value))) = table.next(key) {
            if let Value::String(name) = next {
                entries.push((name.to_str_lossy().into_owned(), value));
            }
            key = next;
        }
        entries
    }

    #[test]
    fn the_names_are_those_of_what_is_loaded() {
        for libs in [Libs::full(), Libs::safe(), Libs::none()] {
            assert_eq!(loaded(libs), libs.names().collect());
        }
    }

    #[test]
    fn single_functions_are_granted() {
        let libs = Libs::none().with(["os.time", "base.print", "package.require"]).unwrap();
        let expected = ["base.print", "os.time", "package.require"].map(str::to_owned);
        assert_eq!(loaded(libs), expected.into());
        assert!(libs.contains("os.time") && !libs.contains("os") && !libs.contains("nothing"));
    }

    #[test]
    fn safe_libraries_reach_no_files() {
        let libs = Libs::safe();
        for name in ["io", "os", "package", "debug", "base.dofile", "base.loadfile"] {
            assert!(!libs.contains(name), "{name}");
        }
        assert!(libs.contains("string") && libs.contains("base.load"));
    }

    #[test]
    fn unknown_names_are_errors() {
        let error = Libs::full().without(["os.exec"]).unwrap_err();
        assert_eq!(error.to_string(), "the standard library has no 'os.exec'");
        assert!(Libs::none().with(["print"]).is_err());
    }
}
