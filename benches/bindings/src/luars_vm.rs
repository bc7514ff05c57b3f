//! luars. Its macros look for what is `pub`.
#![allow(unreachable_pub)]

use luars::{Lua, LuaApi, LuaFunction, LuaUserData, SafeOption, Stdlib, lua_methods};

use crate::cases::{ADD, CALL, CREATE, Case};

#[derive(LuaUserData)]
struct Point {
    pub x: i64,
    pub y: i64,
}

#[lua_methods]
impl Point {
    pub fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }

    pub fn shifted(&self, k: i64) -> i64 {
        self.x + k
    }
}

const LIBRARIES: [Stdlib; 6] =
    [Stdlib::Basic, Stdlib::Coroutine, Stdlib::Table, Stdlib::String, Stdlib::Utf8, Stdlib::Math];

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> i64 {
    match case.name {
        CREATE => (0..case.rounds).map(|_| drop(std::hint::black_box(machine()))).count() as i64,
        CALL => call(case.rounds),
        _ => machine().load(case.program).call1(i64::from(case.rounds)).expect("the program runs"),
    }
}

fn machine() -> Lua {
    let mut lua = Lua::new(SafeOption::default());
    lua.open_stdlibs(&LIBRARIES).expect("the libraries are loaded");
    lua.register_type_of::<Point>("Point").expect("the type is registered");
    lua.register_function("add", |a: i64, b: i64| a + b).expect("the function is registered");
    lua
}

fn call(rounds: u32) -> i64 {
    let mut lua = machine();
    let add: LuaFunction = lua.load(ADD).eval().expect("the function is made");
    let mut sum = 0;
    for i in 0..i64::from(rounds) {
        sum = add.call1((sum, i)).expect("the function runs");
    }
    sum
}
