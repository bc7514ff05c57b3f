//! Runs of programs in slices.

use piccolo_core::{
    convert::multiple::Variadic,
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
    object::{callback::Callback, context::Context, error::Error, function::Function, value::Value},
    sequence::call,
};
use piccolo_std::{Libs, Options, Output};

/// How a run went.
#[derive(Debug)]
pub(crate) struct Report {
    /// What it printed, or the error's message.
    pub(crate) text: String,
    pub(crate) step: Step,
    /// The fuel it took.
    pub(crate) used: u64,
    /// The most fuel that a step took.
    pub(crate) most: u64,
}

/// Adds functions of a host that take numbers: with typed parameters, as a sequence, and from their stack.
fn add_host_functions<'gc>(ctx: Context<'gc>) -> Result<(), Error<'gc>> {
    ctx.set_global("add", ctx.function(|a: i64, b: Option<f64>| a as f64 + b.unwrap_or(0.5)))?;
    ctx.set_global("sum", ctx.function(|numbers: Variadic<f64>| numbers.iter().sum::<f64>()))?;
    let apply = |_, function: Function<'gc>, argument: i64| call::<Value<'gc>>(function, argument);
    ctx.set_global("apply", Callback::sequence(ctx, apply))?;
    let twice = Callback::new(ctx, |ctx, mut stack| {
        let number: f64 = stack.argument(ctx, 0)?;
        stack.replace_with(ctx, number * 2.0)
    });
    ctx.set_global("twice", twice)
}

/// Runs `source` with `slice` units per step, `fuel` in all at most, and at most `memory` bytes.
pub(crate) fn run(source: &str, slice: u64, fuel: u64, memory: usize) -> Report {
    let (output, captured) = Output::captured();
    let mut lua = Lua::new();
    let libs = Libs::safe().with(["debug"]).expect("there is such a library");
    let options = Options { libs, error: output.clone(), output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    lua.enter(|ctx| ctx.allow_binary_chunks(true));
    lua.try_enter(add_host_functions).expect("there is memory");
    lua.set_memory_limit(memory);
    let executor = lua.load(source).name("=input").executor(()).expect("the program compiles");
    let mut report = Report { text: String::new(), step: Step::OutOfFuel, used: 0, most: 0 };
    while !report.step.is_finished() && report.used < fuel {
        let mut budget = Fuel::new(slice);
        report.step = lua.step(&executor, &mut budget);
        report.used += budget.used();
        report.most = report.most.max(budget.used());
    }
    report.text = String::from_utf8_lossy(&captured.take()).into_owned();
    if report.step.is_finished()
        && let Err(error) = lua.take::<()>(&executor)
    {
        report.text.push_str(&String::from_utf8_lossy(error.message()));
    }
    report
}

/// A slice of fuel.
pub(crate) const SLICE: u64 = 10_000;

/// What a step may take beyond its slice: what a function does between two looks at the fuel.
const EXCESS: u64 = 49_152;

/// Runs a program in one step and in slices; gives what it printed.
#[track_caller]
pub(crate) fn check(source: &str) -> String {
    let memory = 1 << 30;
    let whole = run(source, u64::MAX, u64::MAX, memory);
    assert!(whole.used > 2 * SLICE, "{source}: only {} units in all", whole.used);
    let sliced = run(source, SLICE, u64::MAX, memory);
    assert_eq!(sliced.text, whole.text, "{source}");
    assert_eq!(sliced.used, whole.used, "{source}");
    assert!(sliced.most <= SLICE + EXCESS, "{source}: a step took {} units", sliced.most);
    let odd = run(source, 777, u64::MAX, memory);
    assert_eq!((odd.text, odd.used), (whole.text.clone(), whole.used), "{source}");
    whole.text
}

/// Runs a program that must print `expected`.
#[track_caller]
pub(crate) fn expect(source: &str, expected: &str) {
    assert_eq!(check(source).trim_end(), expected, "{source}");
}
