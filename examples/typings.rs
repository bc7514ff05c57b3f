//! Writes annotations for script authors, of userdata types, functions, modules and tables that are converted: editors
//! complete and check scripts with them.

use piccolo::{
    Collect, Context, Error, FromLua, Function, UserData, function, methods, module,
    sequence::call,
    typings::{self, Annotated, Declaration},
};

/// A vector in the plane.
#[derive(Clone, Copy, Collect, UserData)]
#[lua(get_all, set_all, copy)]
struct Vec2 {
    /// To the right.
    x: f64,
    /// Up.
    y: f64,
}

#[methods]
impl Vec2 {
    #[lua(new)]
    fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
        Self { x, y }
    }

    /// The vector's length.
    fn len(&self) -> f64 {
        self.x.hypot(self.y)
    }

    fn __mul(&self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }
}

/// What moves.
#[derive(Collect, UserData)]
struct Actor {
    #[lua(get)]
    name: Option<String>,
    #[lua(by_ref)]
    path: Vec<Vec2>,
}

#[methods]
impl Actor {
    /// Where it is after some steps.
    fn position(&self, steps: usize) -> Option<Vec2> {
        self.path.get(steps).copied()
    }
}

/// Where an actor starts.
#[derive(FromLua)]
struct Start {
    at: Option<Vec2>,
    #[lua(default)]
    heading: Heading,
}

#[derive(Default, FromLua)]
#[lua(string, rename_all = "lowercase")]
enum Heading {
    #[default]
    North,
    South,
}

/// Makes an actor.
#[function]
fn spawn(name: String, start: Option<Start>) -> Actor {
    let start = start.unwrap_or(Start { at: None, heading: Heading::North });
    let step = if matches!(start.heading, Heading::North) { 1.0 } else { -1.0 };
    let path = start.at.map(|at| vec![at, Vec2 { y: at.y + step, ..at }]).unwrap_or_default();
    Actor { name: Some(name), path }
}

/// What happens.
#[module]
mod events {
    use super::*;

    /// Calls a function as often as said.
    pub(crate) async fn rounds<'gc>(
        _ctx: Context<'gc>,
        times: u32,
        #[lua(type = "fun(round: integer)")] f: Function<'gc>,
    ) -> Result<(), Error<'gc>> {
        for round in 1..=times {
            call::<()>(f, round).await?;
        }
        Ok(())
    }
}

fn main() {
    let text = typings::emit(&[
        Vec2::META,
        Actor::META,
        Declaration::of_argument::<Heading>(),
        Declaration::of_argument::<Start>(),
        spawn::META,
        events::Module::META,
    ]);
    print!("{text}");
    for line in [
        "---A vector in the plane.",
        "---@class Vec2",
        "---@field x number",
        "---@overload fun(x: number, y?: number): Vec2",
        "---@operator mul(number): Vec2",
        "---@param y? number",
        "---@field name? string",
        "---@field path Vec2[]",
        "---@return Vec2?",
        "function Actor:position(steps) end",
        "---@alias Heading \"north\" | \"south\"",
        "---@field heading? Heading",
        "---@param start? Start",
        "function spawn(name, start) end",
        "---@param f fun(round: integer)",
        "function events.rounds(times, f) end",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}");
    }
}
