//! Runs scripts with the library and compares what they print, under several ways of slicing them.

use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
};
use piccolo_std::{Options, Output};

#[path = "run/base.rs"]
mod base;
#[path = "run/coroutine.rs"]
mod coroutine;
#[path = "run/errors.rs"]
mod errors;
#[path = "run/limits.rs"]
mod limits;
#[path = "run/string.rs"]
mod string;
#[path = "run/table.rs"]
mod table;

/// How a script is run.
#[derive(Clone, Copy, Debug)]
enum Mode {
    /// Fuel per step.
    Sliced(u64),
    /// In one go, with a full collection wherever one could happen.
    Stressed,
}

const MODES: [Mode; 4] = [Mode::Sliced(u64::MAX), Mode::Sliced(1), Mode::Sliced(50), Mode::Stressed];

/// What `source` prints; its error message, if it fails, is the last line.
fn output(source: &str, mode: Mode) -> String {
    let (output, captured) = Output::captured();
    let mut lua = Lua::new();
    let options = Options { output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    let fuel = match mode {
        Mode::Sliced(fuel) => fuel,
        Mode::Stressed => u64::MAX,
    };
    lua.set_gc_stress(matches!(mode, Mode::Stressed));
    let executor = lua.load(source).name("=input").executor(()).expect("the script compiles");
    while !lua.step(&executor, &mut Fuel::new(fuel)).is_finished() {}
    let mut text = String::from_utf8_lossy(&captured.take()).into_owned();
    if let Err(error) = lua.take::<()>(&executor) {
        text.push_str(&String::from_utf8_lossy(error.message()));
        text.push('\n');
    }
    text
}

/// Checks that `source` prints `expected` (without the newline at the end), however it is run.
#[track_caller]
fn check(source: &str, expected: &str) {
    for mode in MODES {
        assert_eq!(output(source, mode).trim_end_matches('\n'), expected, "{mode:?}");
    }
}

/// Checks that each expression fails with the message next to it.
#[track_caller]
fn check_errors(cases: &[(&str, &str)]) {
    for (expression, message) in cases {
        let source = format!("print(select(2, pcall(function() return {expression} end)))");
        let printed = output(&source, Mode::Sliced(u64::MAX));
        assert_eq!(printed.trim_end_matches('\n'), *message, "{expression}");
    }
}

/// Runs `source` with a memory limit and gives how it ended.
fn end_with_memory(source: &str, bytes: usize) -> Step {
    let mut lua = Lua::new();
    let options = Options { output: Output::captured().0, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    lua.set_memory_limit(bytes);
    let executor = lua.load(source).executor(()).expect("the script compiles");
    loop {
        let step = lua.step(&executor, &mut Fuel::new(1 << 20));
        if step.is_finished() {
            return step;
        }
    }
}
