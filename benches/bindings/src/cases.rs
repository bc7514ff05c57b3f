//! What is timed.

/// A program that takes the number of rounds as `...`, or the name of what a contestant does by itself.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) program: &'static str,
    /// How often the operation is done.
    pub(crate) rounds: u32,
    /// How much of a round is no operation: the loop, which is timed by itself and taken off.
    pub(crate) in_loop: bool,
}

const fn script(name: &'static str, program: &'static str, rounds: u32) -> Case {
    Case { name, program, rounds, in_loop: true }
}

const fn native(name: &'static str, rounds: u32) -> Case {
    Case { name, program: "", rounds, in_loop: false }
}

/// The loop that all programs have.
pub(crate) const EMPTY: Case = script("empty loop", "local n = ... for i = 1, n do end return 0", 2_000_000);

/// Programs see the function `add` and the userdata type `Point` with the fields `x` and `y` and the method `shifted`.
pub(crate) const CASES: &[Case] = &[
    script(
        "Lua -> Rust add(a, b)",
        "local n = ... local add, s = add, 0 for i = 1, n do s = add(s, i) end return s",
        2_000_000,
    ),
    script(
        "method call",
        "local n = ... local p, s = Point.new(1, 2), 0 for i = 1, n do s = s + p:shifted(i) end return s",
        1_000_000,
    ),
    script(
        "field get",
        "local n = ... local p, s = Point.new(1, 2), 0 for i = 1, n do s = s + p.x end return s",
        1_000_000,
    ),
    script(
        "field set",
        "local n = ... local p = Point.new(1, 2) for i = 1, n do p.x = i end return p.x",
        1_000_000,
    ),
    script(
        "new userdata",
        "local n = ... local new, p = Point.new for i = 1, n do p = new(i, 2) end return p.x",
        500_000,
    ),
    native(CALL, 500_000),
    native(CREATE, 500),
];

/// Keeps as many objects as said, and the same with integers in their place.
pub(crate) const LIVE: [Case; 2] = [
    script(
        "live userdata",
        "local n = ... local new, all = Point.new, {} for i = 1, n do all[i] = new(i, 2) end return #all",
        200_000,
    ),
    script(
        "live integers",
        "local n = ... local all = {} for i = 1, n do all[i] = i end return #all",
        200_000,
    ),
];

/// A function of Lua, called from Rust with two integers, as often as said.
pub(crate) const CALL: &str = "Rust -> Lua add(a, b)";
/// The function.
pub(crate) const ADD: &str = "return function(a, b) return a + b end";
/// A VM with the libraries that need nothing of the operating system, made and dropped.
pub(crate) const CREATE: &str = "new VM with libraries";
