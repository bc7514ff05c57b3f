//! All macros, in a crate that knows piccolo as `lua_vm` and has no other dependency.

#![forbid(unsafe_code)]

use std::{collections::HashMap, fmt, ops};

use lua_vm::{
    Collect, Context, Error, FromLua, Function, IntoLua, LuaError, Table, UserData, UserRef, Value, function,
    lua::script::Script, methods, module, sequence, sequence::call,
};

/// A struct with all that a derive makes.
#[derive(Clone, Copy, Collect, PartialEq, PartialOrd, UserData)]
#[lua(get_all, set_all, copy, ops(add, neg), eq, ord, tostring)]
pub struct Vec2 {
    x: f64,
    y: f64,
}

/// Functions of all kinds.
#[methods]
impl Vec2 {
    const ZERO: Vec2 = Vec2 { x: 0.0, y: 0.0 };

    #[lua(new)]
    fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
        Self { x, y }
    }

    fn dot(&self, other: Option<&Vec2>) -> f64 {
        other.map_or(0.0, |other| self.x * other.x + self.y * other.y)
    }

    #[lua(get)]
    fn length(&self) -> f64 {
        self.x.hypot(self.y)
    }

    fn __mul(&self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }
}

impl ops::Add for Vec2 {
    type Output = Vec2;

    fn add(self, other: Vec2) -> Vec2 {
        Vec2 { x: self.x + other.x, y: self.y + other.y }
    }
}

impl ops::Neg for Vec2 {
    type Output = Vec2;

    fn neg(self) -> Vec2 {
        Vec2 { x: -self.x, y: -self.y }
    }
}

impl fmt::Display for Vec2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.x, self.y)
    }
}

/// A type that holds values of the VM, refers to its parts, and waits.
#[derive(Collect, UserData)]
pub struct Actor<'gc, T> {
    #[lua(by_ref)]
    position: Vec2,
    #[lua(by_ref)]
    path: Vec<Vec2>,
    #[lua(by_ref)]
    prices: HashMap<String, i64>,
    #[lua(get, set)]
    data: Value<'gc>,
    #[collect(require_static)]
    tag: T,
}

/// A block of a generic type.
#[methods]
impl<'gc, T> Actor<'gc, T> {
    async fn act(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        call(f, self.data).await
    }

    fn move_to(&mut self, position: &Vec2) -> f64 {
        let _ = &self.tag;
        self.position = *position;
        self.path.push(*position);
        position.x
    }
}

/// A type that extends another.
#[derive(Collect, UserData)]
#[lua(extends = Actor<'gc, ()>)]
pub struct Hero<'gc> {
    base: Actor<'gc, ()>,
}

/// An enum with data.
#[derive(Collect, UserData)]
#[lua(get_all, new_all)]
pub enum Shape {
    /// A variant with a field.
    Circle {
        /// The field.
        r: f64,
    },
    /// A variant without.
    Empty,
}

/// An enum without data.
#[derive(Clone, Copy, Collect, UserData)]
#[lua(copy)]
pub enum Side {
    /// One.
    Left,
    /// The other.
    Right,
}

/// A table, in both directions.
#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(rename_all = "camelCase", deny_unknown)]
pub struct Config {
    width: u32,
    #[lua(default)]
    full_title: String,
    align: Align,
}

/// A string, in both directions.
#[derive(Debug, PartialEq, FromLua, IntoLua)]
#[lua(string, rename_all = "snake_case")]
pub enum Align {
    /// One.
    Left,
    /// The other.
    Right,
}

/// An error that scripts look into.
#[derive(Debug, LuaError)]
pub enum Failure {
    /// With fields.
    #[lua(message = "no row {id}")]
    NotFound {
        /// Which.
        id: i64,
    },
}

/// A function that fails.
#[function]
pub fn find(id: i64) -> Result<i64, Failure> {
    Err(Failure::NotFound { id })
}

/// A function that waits.
#[function]
pub async fn twice<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let once: i64 = call(f, 1).await?;
    call(f, once).await
}

/// A sequence.
///
/// # Errors
/// That of `f`.
#[sequence]
pub async fn map<'gc>(ctx: Context<'gc>, t: Table<'gc>, f: Function<'gc>) -> Result<Table<'gc>, Error<'gc>> {
    let out = Table::new(ctx);
    for i in 1..=t.raw_len() {
        let v: Value = call(f, t.get::<Value>(ctx, i)?).await?;
        out.set(ctx, i, v)?;
    }
    Ok(out)
}

/// A module with all that can be in one.
#[module]
pub mod geometry {
    /// A constant.
    pub const CORNERS: i64 = 4;

    /// A function.
    pub fn area(width: f64, #[lua(default = 1.0)] height: f64) -> f64 {
        width * height
    }

    #[lua(class)]
    pub use super::Vec2;
}

/// What borrows, to be lent.
pub struct Ui<'frame> {
    lines: &'frame mut Vec<String>,
}

/// What scripts do with it.
#[methods(lent)]
impl Ui<'_> {
    fn label(&mut self, text: &str) -> usize {
        self.lines.push(text.to_owned());
        self.lines.len()
    }
}

/// A file with source.
pub static FILE: Script = lua_vm::include_lua!("answer.lua");

/// An actor.
pub fn actor<'gc, T: 'static>(tag: T) -> Actor<'gc, T> {
    Actor { position: Vec2::ZERO, path: Vec::new(), prices: HashMap::new(), data: Value::Integer(7), tag }
}

/// A hero, as a handle.
///
/// # Errors
/// When memory is short.
pub fn hero<'gc>(ctx: Context<'gc>) -> Result<UserRef<'gc, Hero<'gc>>, Error<'gc>> {
    UserRef::new(ctx, Hero { base: actor(()) })
}

#[cfg(test)]
mod tests {
    use lua_vm::{Callback, Lua, RuntimeError, lua, stdlib, typings};

    use super::*;

    #[test]
    fn everything_works() -> Result<(), RuntimeError> {
        let mut vm = Lua::new();
        vm.try_enter(|ctx| {
            stdlib::load(ctx, &stdlib::Options::default())?;
            ctx.register::<Vec2>()?;
            ctx.register::<Shape>()?;
            ctx.register::<Side>()?;
            ctx.register_function::<find>()?;
            ctx.register_function::<twice>()?;
            ctx.register_module::<geometry::Module>()?;
            ctx.set_global("map", Callback::sequence(ctx, map))?;
            ctx.set_global("actor", actor(String::new()))?;
            ctx.set_global("hero", hero(ctx)?)
        })?;
        let one = 1;
        lua! {
            assert(Vec2(1, 2) + Vec2.new(2) * 2 == Vec2(5, 2) and tostring(-Vec2(3, 4)) == "(-3, -4)")
            assert(Vec2(3, 4).length == 5 and Vec2(1):dot(Vec2(2)) == 2 and Vec2(1) < Vec2(2))
            assert(actor:move_to(Vec2(6, 7)) == 6 and actor:act(function(data) return data + 1 end) == 8)
            actor.position.x = 10
            actor.path[1].y = 8
            actor.prices.sword = 100
            assert(actor.position.x + actor.path[1].y + actor.prices.sword == 118)
            hero.position.x = 3
            assert(hero.position.x == 3 and hero:move_to(Vec2(9)) == 9)
            assert(Shape.Circle{r = 2}.r == 2 and Shape.Empty().kind == "Empty" and Side.Left ~= Side.Right)
            local ok, e = pcall(find, 7)
            assert(not ok and e.kind == "NotFound" and e.id == 7 and tostring(e) == "no row 7")
            assert(twice(function(n) return n * 3 end) == 9)
            assert(map({1, 2}, function(n) return n + 1 end)[2] == 3)
            assert(geometry.area(geometry.CORNERS) == 4 and geometry.Vec2 == Vec2)
            assert($one + 1 == 2)
        }
        .exec(&mut vm)?;
        assert_eq!(FILE.eval::<i64>(&mut vm)?, 42);
        let config: Config = vm.load("return {width = 3, align = 'right'}").eval()?;
        assert_eq!(config, Config { width: 3, full_title: String::new(), align: Align::Right });
        vm.try_enter(|ctx| ctx.set_global("config", config))?;
        assert_eq!(vm.load("return config.fullTitle .. config.align").eval::<String>()?, "right");
        let mut lines = Vec::new();
        let mut ui = Ui { lines: &mut lines };
        vm.scope(|s| s.lend_object("ui", &mut ui)?.load("assert(ui:label('a') == 1)").exec())?;
        assert!(typings::emit(&[typings::Declaration::of::<Vec2>()]).contains("---@class Vec2"));
        Ok(())
    }
}
