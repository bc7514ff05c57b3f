//! Runs a script that is not trusted, and reports on it.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use cpu_time::{ProcessTime, ThreadTime};
use piccolo::{
    Fuel, Limits, Lua, RuntimeError, Sandbox as _, StashedExecutor, Step, Stop,
    stdlib::{Input, Options, Output},
};

use crate::{
    arguments::{Arguments, Invocation, Sandbox},
    failure::Failure,
    source::Source,
};

/// Fuel of one step: the host is in control again after about a tenth of a millisecond.
const SLICE: u64 = 10_000;

/// How a run went.
struct Outcome {
    result: Result<(), Failure>,
    /// The longest step.
    longest: Duration,
    fuel: u64,
}

/// Runs the script of a command line under `limits`.
pub(crate) fn run(arguments: &Arguments, invocation: &Invocation, limits: &Sandbox) -> ExitCode {
    let output = Output::default();
    let mut outcome = Outcome { result: Ok(()), longest: Duration::ZERO, fuel: 0 };
    outcome.result = script(arguments, invocation)
        .and_then(|source| execute(&source, invocation, limits, &output, &mut outcome));
    // Nobody is left to tell.
    let _ = output.flush();
    if limits.stats {
        report(&outcome);
        return ExitCode::SUCCESS;
    }
    match &outcome.result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(Some(&arguments.program_name()));
            ExitCode::FAILURE
        }
    }
}

/// The script that is named, or else the standard input.
fn script(arguments: &Arguments, invocation: &Invocation) -> Result<Source, Failure> {
    let name = invocation.script.and_then(|index| arguments.as_slice().get(index));
    match name {
        Some(name) if !invocation.script_is_stdin => Source::file(Path::new(name)),
        _ => Source::stdin(&Input::default()),
    }
}

fn execute(
    source: &Source,
    invocation: &Invocation,
    limits: &Sandbox,
    output: &Output,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let testing = &invocation.testing;
    let mut lua = testing.seed.map_or_else(Lua::new, Lua::with_seed);
    lua.set_gc_stress(testing.gc_stress);
    // Warnings go there as well: a script does not write where its result is reported.
    let (output, error) = (output.clone(), output.clone());
    let options = Options { output, error, seed: testing.seed, ..Options::default() };
    let memory = limits.memory.unwrap_or(usize::MAX);
    let fuel = limits.fuel.unwrap_or(u64::MAX);
    let mut lua = lua.into_sandbox(Limits { fuel, memory, ..Limits::unlimited() }, &options)?;
    let name = String::from_utf8_lossy(source.name());
    let run = lua.load(source.as_bytes()).name(name).deferred().executor(())?;
    let slice = testing.fuel_per_step.unwrap_or(SLICE);
    let result = drive(&mut lua, &run, slice, outcome);
    // The process ends: its memory need not be freed piece by piece.
    std::mem::forget(lua);
    Ok(result?)
}

/// Steps a run to its end, or until the fuel of its VM is used up.
fn drive(
    lua: &mut Lua,
    run: &StashedExecutor,
    slice: u64,
    outcome: &mut Outcome,
) -> Result<(), RuntimeError> {
    loop {
        let mut fuel = Fuel::new(slice);
        let started = ThreadTime::now();
        let step = lua.step(run, &mut fuel);
        outcome.longest = outcome.longest.max(started.elapsed());
        outcome.fuel = outcome.fuel.saturating_add(fuel.used());
        match step {
            Step::Returned | Step::Yielded | Step::Failed | Step::Stopped(_) => return lua.take(run),
            Step::OutOfFuel | Step::CollectionDue | Step::Pending if lua.fuel_left() > 0 => {}
            Step::OutOfFuel | Step::CollectionDue | Step::Pending => {
                lua.enter(|ctx| ctx.fetch(run).map(|executor| executor.stop(ctx, Stop::Fuel)).is_ok());
                return lua.take(run);
            }
        }
    }
}

/// Writes one line about a run.
fn report(outcome: &Outcome) {
    let (word, message) = match &outcome.result {
        Ok(()) => ("ok", Vec::new()),
        Err(Failure::Script(error)) => {
            let word = match error.stop() {
                Some(Stop::Fuel) => "fuel",
                Some(Stop::Memory) => "memory",
                _ => "lua-error",
            };
            (word, error.message().to_vec())
        }
        Err(failure) => ("lua-error", failure.text().unwrap_or_default()),
    };
    let message = message.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let line = format!(
        "RESULT {word} slice_ms={:.3} cpu_ms={:.3} rss_kb={} fuel={} msg=",
        milliseconds(outcome.longest),
        milliseconds(ProcessTime::now().as_duration()),
        peak_memory_kb().unwrap_or(0),
        outcome.fuel,
    );
    let _ = io::stderr().write_all(&[line.as_bytes(), message, b"\n"].concat());
}

/// The most memory that the process had, where the system tells it.
fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
