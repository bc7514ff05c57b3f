//! `#[derive(LuaError)]`.

use std::fmt;

use piccolo::{Context, Error, Lua, LuaError, RuntimeError, function, sequence::call, stdlib};

#[derive(Debug, Clone, PartialEq, LuaError)]
#[lua(name = "Db", rename_all = "snake_case")]
enum DbError {
    #[lua(message = "no row {id} in {table}")]
    NotFound {
        table: String,
        #[lua(name = "row")]
        id: i64,
        #[lua(skip)]
        secret: Hidden,
    },
    #[lua(message = "code {0} {{raw}} {1:?}", name = "raw!")]
    Raw(#[lua(name = "code")] u8, String),
    #[lua(message = "lost")]
    ConnectionLost,
}

#[derive(Debug, Clone, PartialEq)]
struct Hidden;

#[derive(Debug, LuaError)]
struct Plain {
    code: i64,
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plain {}", self.code)
    }
}

impl std::error::Error for Plain {}

#[derive(Debug, LuaError)]
#[lua(message = "limit {limit} exceeded")]
struct TooMany {
    limit: i64,
}

fn not_found() -> DbError {
    DbError::NotFound { table: "users".to_owned(), id: 7, secret: Hidden }
}

#[function]
fn fail(which: &str) -> Result<(), DbError> {
    Err(match which {
        "row" => not_found(),
        "raw" => DbError::Raw(3, "x".to_owned()),
        _ => DbError::ConnectionLost,
    })
}

#[function]
fn plain() -> Result<(), Plain> {
    Err(Plain { code: 5 })
}

#[function]
fn nested<'gc>(_ctx: Context<'gc>) -> Result<(), Error<'gc>> {
    fn inner() -> Result<(), TooMany> {
        Err(TooMany { limit: 9 })
    }
    Ok(inner()?)
}

/// Calls a function and gives what it says of the error that it fails with.
#[function]
async fn inspect<'gc>(_ctx: Context<'gc>, f: piccolo::Function<'gc>) -> Result<String, Error<'gc>> {
    let result: Result<(), Error<'gc>> = call(f, ()).await;
    let host = result.err().and_then(|error| error.as_host());
    let found = host.as_ref().and_then(|host| host.downcast_ref::<DbError>());
    Ok(found.map_or("none".to_owned(), |error| error.to_string()))
}

fn eval<T: for<'gc> piccolo::FromMulti<'gc>>(script: &str) -> Result<T, RuntimeError> {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default())?;
        ctx.register_function::<fail>()?;
        ctx.register_function::<plain>()?;
        ctx.register_function::<nested>()?;
        ctx.register_function::<inspect>()
    })?;
    lua.load(script).eval()
}

#[test]
fn scripts_see_kinds_fields_and_text() {
    let script =
        "local ok, e = pcall(fail, 'row') return e.kind, e.table, e.row, e.message, tostring(e), type(e)";
    let seen: (String, String, i64, String, String, String) = eval(script).unwrap();
    let text = "no row 7 in users".to_owned();
    let expected = ("not_found".to_owned(), "users".to_owned(), 7, text.clone(), text, "userdata".to_owned());
    assert_eq!(seen, expected);
    assert_eq!(eval::<Option<i64>>("return select(2, pcall(fail, 'row')).secret").unwrap(), None);
    let raw: (String, i64, String) =
        eval("local ok, e = pcall(fail, 'raw') return e.kind, e.code, tostring(e)").unwrap();
    assert_eq!(raw, ("raw!".to_owned(), 3, "code 3 {raw} \"x\"".to_owned()));
    assert_eq!(eval::<String>("return select(2, pcall(fail, '')).kind").unwrap(), "connection_lost");
}

#[test]
fn structs_are_errors_too() {
    let seen: (String, i64, String) =
        eval("local ok, e = pcall(plain) return e.kind, e.code, tostring(e)").unwrap();
    assert_eq!(seen, ("Plain".to_owned(), 5, "plain 5".to_owned()));
    let seen: (i64, String) = eval("local ok, e = pcall(nested) return e.limit, tostring(e)").unwrap();
    assert_eq!(seen, (9, "limit 9 exceeded".to_owned()));
}

#[test]
fn the_host_gets_them_back() {
    let scripts = [
        "fail('row')",
        "local ok, e = pcall(fail, 'row') error(e)",
        "local ok, e = pcall(fail, 'row') local ok, e = pcall(error, e) error(e, 0)",
        "coroutine.wrap(function() fail('row') end)()",
    ];
    for script in scripts {
        let error = eval::<()>(script).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&not_found()), "{script}");
        assert_eq!(error.message(), b"no row 7 in users");
        assert!(error.traceback().starts_with(b"stack traceback:"), "{script}");
    }
}

#[test]
fn host_functions_that_call_lua_get_them_back() {
    assert_eq!(eval::<String>("return inspect(function() fail('row') end)").unwrap(), "no row 7 in users");
    let rethrown = "return inspect(function() error(select(2, pcall(fail, 'raw'))) end)";
    assert_eq!(eval::<String>(rethrown).unwrap(), "code 3 {raw} \"x\"");
    assert_eq!(eval::<String>("return inspect(function() plain() end)").unwrap(), "none");
}

#[test]
fn scripts_can_not_change_them() {
    let error = eval::<()>("local ok, e = pcall(plain) e.code = 1").unwrap_err();
    assert!(error.to_string().contains("attempt to index a Plain value"), "{error}");
    assert!(!eval::<bool>("local ok, e = pcall(plain) return getmetatable(e)").unwrap());
}

#[test]
fn message_handlers_get_them() {
    let kind: String = eval("return select(2, xpcall(plain, function(e) return e.kind end))").unwrap();
    assert_eq!(kind, "Plain");
}
