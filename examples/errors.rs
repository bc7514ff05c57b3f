//! A Rust error goes through Lua: a script looks into it, or lets it pass, and the host gets it back.

use piccolo::{Lua, LuaError, RuntimeError, function, stdlib};

#[derive(Debug, LuaError)]
enum DbError {
    #[lua(message = "no row {id} in {table}")]
    NotFound { table: String, id: i64 },
    #[lua(message = "connection lost")]
    Lost,
}

#[function]
fn find(table: &str, id: i64) -> Result<String, DbError> {
    match id {
        1 => Ok(format!("{table} one")),
        0 => Err(DbError::Lost),
        _ => Err(DbError::NotFound { table: table.to_owned(), id }),
    }
}

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default())?;
        ctx.register_function::<find>()
    })?;
    let caught: String = lua
        .load(
            "local ok, e = pcall(find, 'users', 7)
            return e.kind .. ' ' .. e.id .. ': ' .. tostring(e)",
        )
        .eval()?;
    println!("a script sees {caught}");
    assert_eq!(caught, "NotFound 7: no row 7 in users");

    let error = lua.load("local ok, e = pcall(find, 'users', 0) error(e)").exec().unwrap_err();
    println!("the host gets it back: {error}");
    assert!(matches!(error.downcast_ref(), Some(DbError::Lost)));
    assert_eq!(lua.load("return find('users', 1)").eval::<String>()?, "users one");
    Ok(())
}
