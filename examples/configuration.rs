//! A configuration file in Lua becomes a struct, and a struct a table. What does not fit is named by its path.

use piccolo::{FromLua, Function, IntoLua, Lua, RuntimeError};

#[derive(FromLua, IntoLua)]
#[lua(rename_all = "camelCase", deny_unknown)]
struct Config<'gc> {
    width: u32,
    #[lua(default)]
    title: String,
    align: Option<Align>,
    shapes: Vec<Shape>,
    on_start: Function<'gc>,
}

#[derive(Debug, FromLua, IntoLua)]
#[lua(string, rename_all = "snake_case")]
enum Align {
    Left,
    Right,
}

#[derive(Debug, FromLua, IntoLua)]
#[lua(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    lua.load(
        "config = {
            width = 80,
            align = 'right',
            shapes = {{kind = 'circle', radius = 1}, {kind = 'square', side = 2}},
            onStart = function() return 'started' end,
        }",
    )
    .exec()?;
    lua.try_enter(|ctx| {
        let config: Config = ctx.globals().get(ctx, "config")?;
        println!("{} {:?} {:?} {:?}", config.width, config.title, config.align, config.shapes);
        ctx.set_global("again", Config { title: "piccolo".to_owned(), ..config })
    })?;
    let text: String = lua.load("return again.title .. ' ' .. again.onStart()").eval()?;
    assert_eq!(text, "piccolo started");

    let mistakes = [
        ("config.width = -3", "config.width: integer in 0..=4294967295 expected, got -3"),
        ("config.width, config.shapes[2].side = 1, {}", "config.shapes[2].side: number expected, got table"),
        (
            "config.shapes[2] = {kind = 'oval'}",
            "config.shapes[2].kind: 'circle' or 'square' expected, got 'oval'",
        ),
    ];
    for (change, expected) in mistakes {
        lua.load(change).exec()?;
        let error = lua.try_enter(|ctx| ctx.globals().get::<Config>(ctx, "config").map(drop)).unwrap_err();
        println!("{change}: {error}");
        assert_eq!(error.to_string(), expected);
    }
    Ok(())
}
