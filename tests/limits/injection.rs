//! Each n-th charge of memory fails, in all programs of the spec suite: they stop cleanly, and the VM goes on.

use std::{fs, path::Path};

use piccolo::{
    Fuel, Limits, Lua, Step, Stop,
    stdlib::{self, Libs, Options, Output},
};

#[path = "../support/files.rs"]
mod files;

/// The fuel of one run; some programs work for long.
const FUEL: u64 = 300_000;

/// How many charges succeed before one fails.
const CHARGES: &[u64] = &[0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 2584, 6765];

/// Runs a program in which a charge fails; gives whether one did.
fn inject(name: &str, source: &[u8], charges: u64) -> bool {
    let mut lua = Lua::with_seed(1);
    let libs = Libs::safe().with(["debug"]).expect("there is such a library");
    let options = Options { libs, output: Output::discarding(), seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    lua.set_limits(Limits { fuel: FUEL, memory: 64 << 20, ..Limits::default() });
    let Ok(run) = lua.load(source).name("=input").executor(()) else { return true };
    lua.enter(|ctx| ctx.memory().fail_after(charges));
    let step = loop {
        match lua.step(&run, &mut Fuel::new(1000)) {
            Step::OutOfFuel if lua.fuel_left() > 0 => {}
            step => break step,
        }
    };
    lua.enter(|ctx| ctx.memory().fail_after(u64::MAX));
    lua.cancel(&run);
    lua.set_limits(Limits::default());
    lua.collect_garbage();
    let answer = lua.load("local t = {} for i = 1, 100 do t[i] = {i} end return 6 * 7").eval::<i64>();
    assert_eq!(answer.ok(), Some(42), "{name}, after {charges} charges");
    step == Step::Stopped(Stop::Memory)
}

#[test]
fn programs_stop_cleanly_wherever_memory_is_short() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lua");
    let files = files::lua_files(&directory).expect("the programs can be read");
    let every = if cfg!(debug_assertions) { 10 } else { 1 };
    let mut stopped = 0;
    for file in files.iter().step_by(every) {
        let source = fs::read(file).expect("it can be read");
        let name = files::name_below(&directory, file);
        stopped += CHARGES.iter().filter(|&&charges| inject(&name, &source, charges)).count();
    }
    assert!(stopped > files.len() / every, "{stopped} stops");
}
