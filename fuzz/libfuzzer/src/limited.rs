//! Runs under limits, with what must hold whatever is run.

use piccolo::{
    Fuel, Lua, RuntimeError, Step, Stop,
    exec::executor::StashedExecutor,
    stdlib::{self, Options, Output},
};

/// Units of work of one step.
const SLICE: u64 = 10_000;

/// What a step may take beyond its slice: what a function does between two looks at the fuel.
const EXCESS: u64 = 16_384;

/// What the allocator may give beyond the memory limit.
const TOLERANCE: u64 = 64 << 10;

/// How a run ended, and what it printed.
#[derive(Debug)]
pub struct Ending {
    /// The first result of the run as text, or why it failed.
    pub result: Result<String, RuntimeError>,
    /// What it printed.
    pub printed: Vec<u8>,
}

impl Ending {
    /// Whether a limit ended the run.
    pub fn is_stop(&self) -> bool {
        self.result.as_ref().is_err_and(|error| error.stop().is_some())
    }
}

/// Starts what `start` gives in a new VM with the safe libraries and runs it with at most `fuel` units and `memory`
/// bytes.
///
/// # Panics
/// When a step takes more fuel than it has, the VM takes more memory than it may, or does not work afterwards.
pub fn run(
    fuel: u64,
    memory: usize,
    start: impl FnOnce(&mut Lua) -> Result<StashedExecutor, RuntimeError>,
) -> Ending {
    let mut ending = None;
    let allocated = allocation_counter::measure(|| ending = Some(run_counted(fuel, memory, start)));
    assert!(
        allocated.bytes_max <= memory as u64 + TOLERANCE,
        "{} bytes were allocated at once, {memory} are allowed",
        allocated.bytes_max
    );
    ending.expect("it has run")
}

fn run_counted(
    fuel: u64,
    memory: usize,
    start: impl FnOnce(&mut Lua) -> Result<StashedExecutor, RuntimeError>,
) -> Ending {
    let mut lua = Lua::with_seed(1);
    lua.set_memory_limit(memory);
    let (output, captured) = Output::captured();
    let options = Options { output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    let result = start(&mut lua).and_then(|run| {
        step_to_end(&mut lua, &run, fuel);
        lua.take::<piccolo::convert::multiple::Variadic<String>>(&run)
            .map(|values| values.into_iter().next().unwrap_or_default())
    });
    lua.set_memory_limit(usize::MAX);
    let sum: i64 = lua.load("return 1 + 1").eval().expect("a VM works after any run");
    assert_eq!(sum, 2);
    Ending { result, printed: captured.take() }
}

fn step_to_end(lua: &mut Lua, run: &StashedExecutor, fuel: u64) {
    let mut used = 0;
    loop {
        let mut slice = Fuel::new(SLICE);
        let step = lua.step(run, &mut slice);
        assert!(slice.used() <= SLICE + EXCESS, "a step took {} units", slice.used());
        if !matches!(step, Step::OutOfFuel | Step::CollectionDue | Step::Pending) {
            return;
        }
        used += slice.used();
        if used >= fuel {
            lua.enter(|ctx| ctx.fetch(run).map(|executor| executor.stop(ctx, Stop::Fuel)).is_ok());
            return;
        }
    }
}
