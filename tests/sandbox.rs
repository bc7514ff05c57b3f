//! Runs scripts that attack their host, or only work hard, under limits of fuel and memory; see
//! `tests/lua_sandbox`. Each one's first lines say how it may end (`expect: ok | error | limit`, or several of them) and,
//! if it ends well, what it prints.
//!
//! Whatever a script does, its VM stays within its memory limit, by the allocator's count.

use std::{fs, path::Path, process::ExitCode, sync::LazyLock};

use libtest_mimic::{Arguments, Failed, Trial};
use piccolo::{
    Fuel, Lua, RuntimeError, Step, Stop,
    stdlib::{self, Options, Output},
};
use support::files::{lua_files, name_below};

mod support {
    pub(crate) mod files;
}

/// Units of work that a script gets.
const FUEL: u64 = 50_000_000;

/// Units of work of one step.
const SLICE: u64 = 10_000;

/// Bytes that a script gets.
const MEMORY: usize = 64 << 20;

/// What the allocator may give beyond the limit.
const TOLERANCE: u64 = 64 << 10;

/// What the two accounts of a VM may differ by besides what they differ by for one that has run nothing: the buffer of the
/// output, and lists that the collector keeps.
const SLACK: usize = 96 << 10;

/// What a script's comments say of it.
struct Expectation {
    endings: Vec<String>,
    output: Vec<String>,
}

impl Expectation {
    fn of(source: &str) -> Self {
        let values = |key: &str| -> Vec<String> {
            let prefix = format!("-- {key}:");
            let lines = source.lines().filter_map(|line| line.strip_prefix(&prefix));
            lines.map(|value| value.strip_prefix(' ').unwrap_or(value).to_owned()).collect()
        };
        let endings =
            values("expect").iter().flat_map(|line| line.split(',')).map(|s| s.trim().to_owned()).collect();
        Self { endings, output: values("output") }
    }
}

/// How a script ended, and what it printed.
struct Ending {
    result: Result<(), RuntimeError>,
    printed: Vec<u8>,
    fuel: u64,
    /// The bytes in use at the end, by the VM's own account.
    used: usize,
}

impl Ending {
    fn name(&self) -> &'static str {
        match &self.result {
            Ok(()) => "ok",
            Err(error) if error.stop().is_some() => "limit",
            Err(_) => "error",
        }
    }
}

/// Runs a script. What it leaves is freed unless `keeps_memory`.
fn run(source: &[u8], keeps_memory: bool) -> Ending {
    let mut lua = Lua::with_seed(1);
    lua.set_memory_limit(MEMORY);
    let (output, captured) = Output::captured();
    let options = Options { output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    let run = match lua.load(source).name("=input").executor(()) {
        Ok(run) => run,
        Err(error) => return Ending { result: Err(error), printed: Vec::new(), fuel: 0, used: 0 },
    };
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(SLICE);
        match lua.step(&run, &mut fuel) {
            Step::OutOfFuel | Step::CollectionDue | Step::Pending => {}
            Step::Returned | Step::Yielded | Step::Failed | Step::Stopped(_) => break,
        }
        used += fuel.used();
        if used >= FUEL {
            lua.enter(|ctx| ctx.fetch(&run).map(|executor| executor.stop(ctx, Stop::Fuel)).is_ok());
            break;
        }
    }
    let result = lua.take(&run);
    let (printed, bytes) = (captured.take(), lua.memory_used());
    if keeps_memory {
        std::mem::forget(lua);
    }
    Ending { result, printed, fuel: used, used: bytes }
}

fn check(path: &Path) -> Result<(), Failed> {
    let bytes = fs::read(path)?;
    let expectation = Expectation::of(&String::from_utf8_lossy(&bytes));
    let mut ending = None;
    let allocated = allocation_counter::measure(|| ending = Some(run(&bytes, false)));
    let ending = ending.expect("it has run");
    let name = ending.name();
    if !expectation.endings.iter().any(|expected| expected == name) {
        return Err(format!("{name} ({:?}) instead of {:?}", ending.result, expectation.endings).into());
    }
    let printed = String::from_utf8_lossy(&ending.printed);
    let is_judged = name == "ok" && !expectation.output.is_empty();
    if is_judged && !printed.lines().eq(expectation.output.iter().map(String::as_str)) {
        return Err(format!("it printed {printed:?} instead of {:?}", expectation.output).into());
    }
    if allocated.bytes_max > MEMORY as u64 + TOLERANCE {
        let bytes = allocated.bytes_max;
        return Err(format!("{bytes} bytes were allocated at once (after {} units)", ending.fuel).into());
    }
    Ok(())
}

/// What a VM has in use when a script has ended: by its own account, and by the allocator's.
fn account(source: &[u8]) -> (usize, usize) {
    let mut used = 0;
    let allocated = allocation_counter::measure(|| used = run(source, true).used);
    (used, usize::try_from(allocated.bytes_current).unwrap_or(0))
}

/// Checks the VM's account of what it has in the end against the allocator's. What the host has itself does not count:
/// what is there without any script.
fn check_account(path: &Path) -> Result<(), Failed> {
    static HOST: LazyLock<usize> = LazyLock::new(|| {
        let (used, counted) = account(b"");
        counted - used
    });
    let (used, counted) = account(&fs::read(path)?);
    let counted = counted.saturating_sub(*HOST);
    if counted.abs_diff(used) > counted / 20 + SLACK {
        return Err(format!("{used} bytes are in use by the account, {counted} by the allocator").into());
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lua_sandbox");
    let files = lua_files(&directory).expect("the scripts can be read");
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs");
    let benchmarks = lua_files(&programs).expect("the programs can be read");
    let accounts = files.clone().into_iter().map(|path| (&directory, path));
    let accounts = accounts.chain(benchmarks.into_iter().map(|path| (&programs, path)));
    let accounts = accounts.map(|(directory, path)| {
        let name = format!("account of {}", name_below(directory, &path));
        Trial::test(name, move || check_account(&path))
    });
    let trials = files
        .iter()
        .cloned()
        .map(|path| Trial::test(name_below(&directory, &path), move || check(&path)))
        .chain(accounts)
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
