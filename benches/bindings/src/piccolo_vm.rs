//! Piccolo.

use piccolo::{
    Collect, Lua, StashedFunction, UserData, methods,
    stdlib::{self, Options},
};

use crate::cases::{ADD, CALL, CREATE, Case};

#[derive(Collect, UserData)]
#[lua(get_all, set_all)]
struct Point {
    x: i64,
    y: i64,
}

#[methods]
impl Point {
    #[lua(new)]
    fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }

    fn shifted(&self, k: i64) -> i64 {
        self.x + k
    }
}

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> i64 {
    match case.name {
        CREATE => (0..case.rounds).map(|_| drop(std::hint::black_box(machine()))).count() as i64,
        CALL => call(case.rounds),
        _ => machine().load(case.program).call(case.rounds).expect("the program runs"),
    }
}

fn machine() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        stdlib::load(ctx, &Options::default())?;
        ctx.register::<Point>()?;
        ctx.set_global("add", ctx.function(|a: i64, b: i64| a + b))
    })
    .expect("the VM is set up");
    lua
}

fn call(rounds: u32) -> i64 {
    let mut lua = machine();
    let add: StashedFunction = lua.load(ADD).eval().expect("the function is made");
    let mut sum = 0;
    for i in 0..i64::from(rounds) {
        sum = lua.call(&add, (sum, i)).expect("the function runs");
    }
    sum
}
