//! Runs under limits, with what must hold whatever is run.

use piccolo::{
    Fuel, Limits, Lua, RuntimeError, Sandbox, StashedExecutor, Step, Stop,
    convert::multiple::Variadic,
    stdlib::{Options, Output},
};

/// Units of work of one step.
const SLICE: u64 = 10_000;

/// What a step may take beyond its slice: what is done between two looks at the fuel, above all the growth of the
/// largest table for which there is memory.
const EXCESS: u64 = 65_536;

/// What the allocator may give beyond the memory limit.
const TOLERANCE: u64 = 64 << 10;

/// How a run ended.
#[derive(Debug)]
pub struct Ending {
    /// The first result of the run as text, or why it failed.
    pub result: Result<String, RuntimeError>,
}

impl Ending {
    /// Whether a limit ended the run.
    pub fn is_stop(&self) -> bool {
        self.result.as_ref().is_err_and(|error| error.stop().is_some())
    }
}

/// Starts what `start` gives in a new sandbox and runs it with at most `fuel` units and `memory` bytes. An odd `fuel` has
/// scripts catch it when memory is short.
///
/// # Panics
/// When a step takes more fuel than it has, the VM takes more memory than it may, or does not work afterwards.
pub fn run(
    fuel: u64,
    memory: usize,
    start: impl FnOnce(&mut Lua) -> Result<StashedExecutor, RuntimeError>,
) -> Ending {
    let limits = Limits { fuel, memory, catchable_memory: fuel % 2 == 1, ..Limits::default() };
    let mut rest = None;
    let allocated = allocation_counter::measure(|| {
        let mut lua = sandbox(limits);
        let run = start(&mut lua).inspect(|run| step_to_end(&mut lua, run, limits));
        // What is left is collected within the same limit.
        lua.set_limits(Limits { fuel: 0, ..limits });
        lua.collect_garbage();
        rest = Some((lua, run));
    });
    assert!(
        allocated.bytes_max <= memory as u64 + TOLERANCE,
        "{} bytes were allocated at once, {memory} are allowed",
        allocated.bytes_max
    );
    let (mut lua, run) = rest.expect("it has run");
    let result = run.and_then(|run| {
        let values = lua.take::<Variadic<String>>(&run);
        values.map(|values| values.into_iter().next().unwrap_or_default())
    });
    lua.set_limits(Limits::unlimited());
    let sum: i64 = lua.load("return 1 + 1").eval().expect("a VM works after any run");
    assert_eq!(sum, 2);
    Ending { result }
}

fn sandbox(limits: Limits) -> Lua {
    let (output, error) = (Output::discarding(), Output::discarding());
    let options = Options { output, error, seed: Some(1), ..Options::default() };
    Lua::with_seed(1).into_sandbox(limits, &options).expect("memory is not limited yet")
}

fn step_to_end(lua: &mut Lua, run: &StashedExecutor, limits: Limits) {
    let mut used = 0;
    loop {
        let mut slice = Fuel::new(SLICE);
        let step = lua.step(run, &mut slice);
        assert!(slice.used() <= SLICE + EXCESS, "a step took {} units", slice.used());
        used += slice.used();
        assert!(used <= limits.fuel + EXCESS, "a run took {used} units");
        match step {
            Step::OutOfFuel | Step::CollectionDue | Step::Pending if lua.fuel_left() > 0 => {}
            Step::OutOfFuel | Step::CollectionDue | Step::Pending => {
                assert_eq!(lua.cancel(run), Step::Stopped(Stop::Cancelled));
                return;
            }
            _ => return,
        }
    }
}
