//! Writes annotations of userdata types for script authors: editors complete and check scripts with them.

use piccolo::{
    Collect, UserData, methods,
    typings::{self, Annotated},
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

fn main() {
    let text = typings::emit(&[Vec2::META, Actor::META]);
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
    ] {
        assert!(text.lines().any(|own| own == line), "{line}");
    }
}
