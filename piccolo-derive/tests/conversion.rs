//! `#[derive(FromLua)]` and `#[derive(IntoLua)]`.

use std::collections::BTreeMap;

use piccolo::{Context, FromLua, FromMulti, Function, IntoLua, Lua, Value, stdlib};

fn lua() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| stdlib::load(ctx, &stdlib::Options::default())).unwrap();
    lua
}

/// What a Lua expression converts to.
fn from<T: for<'gc> FromMulti<'gc>>(expression: &str) -> Result<T, String> {
    lua().load(&format!("return {expression}")).eval().map_err(|error| {
        let message = String::from_utf8_lossy(error.message()).into_owned();
        message
            .strip_prefix("bad argument #1 (")
            .and_then(|rest| rest.strip_suffix(')'))
            .unwrap_or(&message)
            .to_owned()
    })
}

/// A value as Lua source, with the fields of tables in order.
fn source(value: impl for<'gc> IntoLua<'gc>) -> String {
    const SHOW: &str = "
        local function show(value)
            if type(value) ~= 'table' then return (('%q'):format(value)) end
            local keys, parts = {}, {}
            for key in pairs(value) do keys[#keys + 1] = key end
            table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
            for _, key in ipairs(keys) do
                local name = type(key) == 'string' and key .. ' = ' or ''
                parts[#parts + 1] = name .. show(value[key])
            end
            return '{' .. table.concat(parts, ', ') .. '}'
        end
        return show(...)";
    lua().load(SHOW).call(Whole(value)).unwrap()
}

struct Whole<T>(T);

impl<'gc, T: IntoLua<'gc>> IntoLua<'gc> for Whole<T> {
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, piccolo::Error<'gc>> {
        self.0.into_lua(ctx)
    }
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Size {
    width: u32,
    height: Option<u32>,
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Window {
    title: String,
    size: Size,
    points: Vec<Size>,
    limits: BTreeMap<String, u8>,
}

#[test]
fn structs_are_tables() {
    assert_eq!(from("{width = 3}"), Ok(Size { width: 3, height: None }));
    assert_eq!(source(Size { width: 3, height: None }), "{width = 3}");
    assert_eq!(source(Size { width: 3, height: Some(4) }), "{height = 4, width = 3}");
    let window: Window =
        from("{title = 'a', size = {width = 1}, points = {{width = 2, height = 3}}, limits = {cpu = 9}}")
            .unwrap();
    assert_eq!(
        source(window),
        "{limits = {cpu = 9}, points = {{height = 3, width = 2}}, size = {width = 1}, title = \"a\"}"
    );
}

#[test]
fn errors_name_the_path() {
    let error = |expression: &str| from::<Window>(expression).unwrap_err();
    assert_eq!(error("3"), "table expected, got number");
    assert_eq!(error("{}"), "title: string expected, got nil");
    assert_eq!(error("{title = 'a'}"), "size: table expected, got nil");
    assert_eq!(error("{title = 'a', size = {width = 'x'}}"), "size.width: number expected, got string");
    assert_eq!(
        error("{title = 'a', size = {width = -3}}"),
        "size.width: integer in 0..=4294967295 expected, got -3"
    );
    let start = "title = 'a', size = {width = 3}";
    assert_eq!(
        error(&format!("{{{start}, points = {{{{width = 1}}, {{width = {{}}}}}}}}")),
        "points[2].width: number expected, got table"
    );
    assert_eq!(
        error(&format!("{{{start}, points = {{}}, limits = {{cpu = 300}}}}")),
        "limits.cpu: integer in 0..=255 expected, got 300"
    );
    let mut lua = lua();
    lua.load("window = {title = 'a', size = {width = {}}}").exec().unwrap();
    let error = lua.try_enter(|ctx| ctx.globals().get::<Window>(ctx, "window").map(drop)).unwrap_err();
    assert_eq!(error.to_string(), "window.size.width: number expected, got table");
}

#[test]
fn errors_about_arguments_have_the_path_too() {
    let mut lua = lua();
    lua.try_enter(|ctx| ctx.set_global("open", ctx.function(|size: Size| size.width))).unwrap();
    let error = lua.load("open({width = 'x'})").exec().unwrap_err();
    assert!(error.to_string().contains("bad argument #1 to 'open' (width: number expected, got string)"));
    let error = lua.load("open()").exec().unwrap_err();
    assert!(error.to_string().contains("bad argument #1 to 'open' (table expected, got no value)"));
}

mod seconds {
    use piccolo::{Context, Error, FromLua, IntoLua, Value, convert::failure::ConversionError};
    use std::time::Duration;

    pub(super) fn from_lua<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<Duration, ConversionError> {
        Duration::try_from_secs_f64(f64::from_lua(ctx, value)?)
            .map_err(|error| ConversionError::message(error.to_string()))
    }

    pub(super) fn into_lua<'gc>(duration: Duration, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        duration.as_secs_f64().into_lua(ctx)
    }
}

fn two() -> i64 {
    2
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(rename_all = "camelCase", deny_unknown)]
struct Options {
    #[lua(default)]
    first_name: String,
    #[lua(default = two(), name = "number!")]
    number: i64,
    #[lua(skip)]
    cache: Vec<u8>,
    #[lua(skip, default = 7)]
    seven: u8,
    #[lua(with = seconds)]
    max_time: std::time::Duration,
}

#[test]
fn fields_have_options() {
    let options = Options {
        first_name: "a".to_owned(),
        number: 2,
        cache: Vec::new(),
        seven: 7,
        max_time: std::time::Duration::from_millis(500),
    };
    assert_eq!(
        source(Options { first_name: "a".to_owned(), ..options }),
        "{firstName = \"a\", maxTime = 0x1p-1, number! = 2}"
    );
    let parsed: Options = from("{maxTime = 1, ['number!'] = 5}").unwrap();
    assert_eq!((parsed.first_name.as_str(), parsed.number, parsed.seven), ("", 5, 7));
    let error = |expression: &str| from::<Options>(expression).unwrap_err();
    assert_eq!(
        error("{maxTime = -1}"),
        "maxTime: cannot convert float seconds to Duration: value is negative"
    );
    assert_eq!(
        error("{maxTime = 1, cache = {}}"),
        "cache: unknown field, where there are 'firstName', 'number!' or 'maxTime'"
    );
    assert_eq!(
        error("{maxTime = 1, 3}"),
        "[1]: unknown field, where there are 'firstName', 'number!' or 'maxTime'"
    );
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(default)]
struct Defaulted {
    width: i64,
    height: i64,
    #[lua(default = 1)]
    depth: i64,
    #[lua(skip)]
    cache: i64,
}

impl Default for Defaulted {
    fn default() -> Self {
        Self { width: 10, height: 20, depth: 30, cache: 40 }
    }
}

#[test]
fn fields_are_taken_from_a_default_of_the_type() {
    assert_eq!(from("{width = 1}"), Ok(Defaulted { width: 1, height: 20, depth: 1, cache: 40 }));
    assert_eq!(from::<Defaulted>("{height = {}}"), Err("height: number expected, got table".to_owned()));
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Flattened {
    id: i64,
    #[lua(flatten)]
    size: Size,
    #[lua(flatten)]
    all: BTreeMap<String, i64>,
}

#[test]
fn flattened_fields_share_the_table() {
    let parsed: Flattened = from("{id = 1, width = 2}").unwrap();
    assert_eq!((parsed.id, parsed.size.width, parsed.all.len()), (1, 2, 2));
    assert_eq!(
        from::<Flattened>("{id = 1, width = {}}"),
        Err("width: number expected, got table".to_owned())
    );
    let value = Flattened { id: 1, size: Size { width: 2, height: None }, all: [("x".to_owned(), 3)].into() };
    assert_eq!(source(value), "{id = 1, width = 2, x = 3}");
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Meters(f64);

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Pair(i64, #[lua(default = "x".to_owned())] String);

#[derive(Debug, PartialEq, FromLua, IntoLua)]
struct Unit;

#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(transparent)]
struct Wrapper {
    size: Size,
    #[lua(skip)]
    note: String,
}

#[test]
fn other_structs() {
    assert_eq!(from("1.5"), Ok(Meters(1.5)));
    assert_eq!(source(Meters(1.5)), "0x1.8p+0");
    assert_eq!(from("{1, 'a'}"), Ok(Pair(1, "a".to_owned())));
    assert_eq!(from("{1}"), Ok(Pair(1, "x".to_owned())));
    assert_eq!(from::<Pair>("{1, {}}"), Err("[2]: string expected, got table".to_owned()));
    assert_eq!(source(Pair(1, "a".to_owned())), "{1, \"a\"}");
    assert_eq!(from("nil"), Ok(Unit));
    assert_eq!(from::<Unit>("1"), Err("nil expected, got number".to_owned()));
    assert_eq!(source(Unit), "nil");
    assert_eq!(
        from("{width = 1}"),
        Ok(Wrapper { size: Size { width: 1, height: None }, note: String::new() })
    );
    assert_eq!(source(Wrapper { size: Size { width: 1, height: None }, note: String::new() }), "{width = 1}");
}

#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(string, rename_all = "snake_case")]
enum Align {
    Left,
    TopRight,
    #[lua(name = "mid!")]
    Middle,
    #[lua(skip)]
    Secret,
}

#[test]
fn variants_without_fields_are_strings() {
    assert_eq!(from("'left'"), Ok(Align::Left));
    assert_eq!(from("'top_right'"), Ok(Align::TopRight));
    assert_eq!(from("'mid!'"), Ok(Align::Middle));
    assert_eq!(
        from::<Align>("'secret'"),
        Err("'left', 'top_right' or 'mid!' expected, got 'secret'".to_owned())
    );
    assert_eq!(from::<Align>("1"), Err("'left', 'top_right' or 'mid!' expected, got number".to_owned()));
    assert_eq!(source(Align::TopRight), "\"top_right\"");
    let error = lua().try_enter(|ctx| Align::Secret.into_lua(ctx).map(drop)).unwrap_err();
    assert_eq!(error.to_string(), "`Secret` has no representation in Lua");
}

/// The same enum with each way to tell variants.
macro_rules! shapes {
    ($($name:ident $options:tt)*) => {$(
        #[derive(Debug, PartialEq, FromLua, IntoLua)]
        #[lua $options]
        enum $name {
            Empty,
            Circle { radius: i64 },
            #[lua(rename_all = "UPPERCASE")]
            Rect { width: i64, height: i64 },
            Other(Size),
        }
    )*};
}

shapes! {
    External (rename_all = "snake_case")
    Internal (tag = "kind")
    Adjacent (tag = "kind", content = "value", deny_unknown)
    Untagged (untagged)
}

#[test]
fn variants_are_told_by_a_key() {
    let all = [
        (External::Empty, "\"empty\""),
        (External::Circle { radius: 1 }, "{circle = {radius = 1}}"),
        (External::Rect { width: 1, height: 2 }, "{rect = {HEIGHT = 2, WIDTH = 1}}"),
        (External::Other(Size { width: 1, height: None }), "{other = {width = 1}}"),
    ];
    for (value, text) in all {
        assert_eq!(from::<External>(text).as_ref(), Ok(&value));
        assert_eq!(source(value), text);
    }
    let error = |expression: &str| from::<External>(expression).unwrap_err();
    assert_eq!(error("{circle = {}}"), "circle.radius: number expected, got nil");
    assert_eq!(error("'circle'"), "table expected, got nil");
    assert_eq!(error("{round = {}}"), "'empty', 'circle', 'rect' or 'other' expected, got 'round'");
    assert_eq!(error("{}"), "a table with one of the fields 'empty', 'circle', 'rect' or 'other' expected");
    assert_eq!(error("{empty = 1}"), "empty: nil expected, got number");
}

#[test]
fn variants_are_told_by_a_tag() {
    let all = [
        (Internal::Empty, "{kind = \"Empty\"}"),
        (Internal::Circle { radius: 1 }, "{kind = \"Circle\", radius = 1}"),
        (Internal::Other(Size { width: 1, height: Some(2) }), "{height = 2, kind = \"Other\", width = 1}"),
    ];
    for (value, text) in all {
        assert_eq!(from::<Internal>(text).as_ref(), Ok(&value));
        assert_eq!(source(value), text);
    }
    let error = |expression: &str| from::<Internal>(expression).unwrap_err();
    assert_eq!(error("{}"), "kind: 'Empty', 'Circle', 'Rect' or 'Other' expected, got nil");
    assert_eq!(error("{kind = 'Circle', radius = {}}"), "radius: number expected, got table");
    assert_eq!(error("'Circle'"), "table expected, got string");
}

#[test]
fn variants_are_told_by_a_tag_beside_the_content() {
    let all = [
        (Adjacent::Empty, "{kind = \"Empty\"}"),
        (Adjacent::Circle { radius: 1 }, "{kind = \"Circle\", value = {radius = 1}}"),
        (Adjacent::Other(Size { width: 1, height: None }), "{kind = \"Other\", value = {width = 1}}"),
    ];
    for (value, text) in all {
        assert_eq!(from::<Adjacent>(text).as_ref(), Ok(&value));
        assert_eq!(source(value), text);
    }
    let error = |expression: &str| from::<Adjacent>(expression).unwrap_err();
    assert_eq!(error("{kind = 'Circle', value = {radius = {}}}"), "value.radius: number expected, got table");
    assert_eq!(error("{kind = 'Empty', more = 1}"), "more: unknown field, where there are 'kind' or 'value'");
}

#[test]
fn variants_are_told_by_what_fits() {
    let all = [
        (Untagged::Empty, "nil"),
        (Untagged::Circle { radius: 1 }, "{radius = 1}"),
        (Untagged::Rect { width: 1, height: 2 }, "{HEIGHT = 2, WIDTH = 1}"),
        (Untagged::Other(Size { width: 1, height: None }), "{width = 1}"),
    ];
    for (value, text) in all {
        assert_eq!(from::<Untagged>(text).as_ref(), Ok(&value));
        assert_eq!(source(value), text);
    }
    assert_eq!(from::<Untagged>("{}"), Err("Untagged expected, got table".to_owned()));
}

#[derive(FromLua, IntoLua)]
struct Handlers<'gc, T> {
    on_start: Function<'gc>,
    #[lua(default)]
    items: Vec<T>,
}

#[test]
fn types_hold_values_of_the_vm_and_are_generic() {
    let mut lua = lua();
    lua.load("handlers = {on_start = print, items = {1, 2}}").exec().unwrap();
    lua.try_enter(|ctx| {
        let handlers: Handlers<u8> = ctx.globals().get(ctx, "handlers")?;
        assert_eq!(handlers.items, [1, 2]);
        ctx.set_global("again", handlers)
    })
    .unwrap();
    assert!(lua.load("return again.on_start == print and again.items[2] == 2").eval::<bool>().unwrap());
}

#[derive(IntoLua)]
struct Borrowed<'a> {
    name: &'a str,
}

#[test]
fn what_becomes_lua_may_borrow() {
    let name = "local".to_owned();
    let mut lua = lua();
    lua.try_enter(|ctx| ctx.set_global("borrowed", Borrowed { name: &name })).unwrap();
    assert_eq!(lua.load("return borrowed.name").eval::<String>().unwrap(), "local");
}

#[derive(Debug, PartialEq, FromLua)]
struct Node {
    #[lua(default)]
    children: Vec<Node>,
}

#[derive(Debug, PartialEq, FromLua)]
enum Wrapped {
    Leaf,
    Again(Box<Wrapped>),
}

#[derive(Debug, PartialEq, FromLua)]
#[lua(untagged)]
enum Either {
    First(Vec<Either>),
    Second(Vec<Either>),
    Leaf(i64),
}

#[test]
fn what_contains_itself_is_refused() {
    let mut lua = lua();
    lua.load("node = {} node.children = {node} wrapped = {} wrapped.Again = wrapped").exec().unwrap();
    let error = lua.try_enter(|ctx| ctx.globals().get::<Node>(ctx, "node").map(drop)).unwrap_err();
    assert!(error.to_string().ends_with("nested too deeply (limit is 128)"), "{error}");
    let error = lua.try_enter(|ctx| ctx.globals().get::<Wrapped>(ctx, "wrapped").map(drop)).unwrap_err();
    assert!(error.to_string().ends_with("nested too deeply (limit is 128)"), "{error}");
    assert_eq!(
        from("{Again = {Again = 'Leaf'}}"),
        Ok(Wrapped::Again(Box::new(Wrapped::Again(Box::new(Wrapped::Leaf)))))
    );
}

#[test]
fn variants_are_not_tried_forever() {
    let mut lua = lua();
    lua.load("value = 'x' for _ = 1, 60 do value = {value} end").exec().unwrap();
    let error = lua.try_enter(|ctx| ctx.globals().get::<Either>(ctx, "value").map(drop)).unwrap_err();
    assert!(error.to_string().contains("expected") || error.to_string().contains("too many ways"), "{error}");
    assert_eq!(
        from("{{1}, 2}"),
        Ok(Either::First(vec![Either::First(vec![Either::Leaf(1)]), Either::Leaf(2)]))
    );
}
