//! Times the steps of runs: how much CPU time of its thread a host spends for each slice of 10,000 units, collection
//! included, with large heaps and with any scripts.
//!
//! A script does the same in each run, step by step. So each step counts with the least time that it took in several
//! runs, which leaves out most of what the machine did beside.
//!
//! Arguments: `--runs <count>`, then names of heaps, or files with Lua programs; all heaps by default. Programs are
//! stopped after 50,000,000 units and get 64 MiB, heaps get what they need.
#![forbid(unsafe_code)]

use std::{fs, process::ExitCode};

use cpu_time::ThreadTime;
use piccolo::{
    Fuel, Lua, Step,
    stdlib::{self, Options, Output},
};

/// Units of work of one step.
const SLICE: u64 = 10_000;

/// Units of work, and bytes, that a program from a file gets.
const FUEL: u64 = 50_000_000;
const MEMORY: usize = 64 << 20;

const DEFAULT_RUNS: usize = 5;

/// Something to be run.
struct Program {
    name: String,
    source: Vec<u8>,
    fuel: u64,
    memory: usize,
}

/// The heaps: their names, and what makes them and allocates beside them.
const HEAPS: [(&str, &str); 9] = [
    (
        "5M small tables",
        "local t = {} for i = 1, 5000000 do t[i] = {} end for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "one table of 10M elements",
        "local t = {} for i = 1, 10000000 do t[i] = i end
         for i = 1, 3000000 do t[i] = {i} end",
    ),
    (
        "3M strings",
        "local t = {} for i = 1, 3000000 do t[i] = 's' .. i end for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "one table of 4M fields",
        "local t = {} for i = 1, 4000000 do t[i + 0.5] = i end for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "1M entries with weak keys",
        "local t, weak = {}, setmetatable({}, {__mode = 'k'}) for i = 1, 1000000 do t[i] = {} weak[t[i]] = {t[i]} end
         for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "1M entries with weak values",
        "local t, weak = {}, setmetatable({}, {__mode = 'v'}) for i = 1, 1000000 do t[i] = {} weak['k' .. i] = t[i] end
         for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "a chain of 1M ephemerons",
        "local weak, first = setmetatable({}, {__mode = 'k'}), {} local key = first
         for i = 1, 1000000 do local value = {} weak[key] = value key = value end
         for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "1M objects with finalizers",
        "local t, mt = {}, {__gc = function() end} for i = 1, 1000000 do t[i] = setmetatable({}, mt) end
         for i = 1, 1000000 do t[i] = nil end for i = 1, 3000000 do local x = {i} end",
    ),
    (
        "500k objects that are being sorted",
        "local t = {} for i = 1, 500000 do t[i] = {i * 7919 % 1000003} end
         table.sort(t, function(a, b) local x = {a} return a[1] < b[1] end)",
    ),
];

/// The times of the steps of one run, in milliseconds: of the run itself, and of freeing what it leaves.
struct Times {
    run: Vec<f64>,
    dismantling: Vec<f64>,
}

fn milliseconds(since: ThreadTime) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn run(program: &Program) -> Result<Times, String> {
    let mut lua = Lua::with_seed(1);
    lua.set_memory_limit(program.memory);
    let (output, _captured) = Output::captured();
    let options = Options { output, seed: Some(1), ..Options::default() };
    lua.try_enter(|ctx| stdlib::load(ctx, &options)).map_err(|error| error.to_string())?;
    let executor = lua.load(&program.source).executor(()).map_err(|error| error.to_string())?;
    let mut times = Times { run: Vec::new(), dismantling: Vec::new() };
    let mut used = 0;
    while used < program.fuel {
        let mut fuel = Fuel::new(SLICE);
        let started = ThreadTime::now();
        let step = lua.step(&executor, &mut fuel);
        times.run.push(milliseconds(started));
        used += fuel.used();
        if step.is_finished() || step == Step::Yielded {
            break;
        }
    }
    let mut rest = lua.dismantle();
    loop {
        let started = ThreadTime::now();
        let is_done = rest.step(&mut Fuel::new(SLICE));
        times.dismantling.push(milliseconds(started));
        if is_done {
            return Ok(times);
        }
    }
}

/// Keeps the lesser times of two runs.
fn keep_least(least: &mut Vec<f64>, times: Vec<f64>) {
    if least.is_empty() {
        *least = times;
        return;
    }
    for (least, time) in least.iter_mut().zip(times) {
        *least = least.min(time);
    }
}

/// Number, median, 99th percentile and maximum.
fn summary(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied();
    let [median, p99, most] = [0.5, 0.99, 1.0].map(|share| at(share).unwrap_or_default());
    format!("{:>8}{median:>9.3}{p99:>9.3}{most:>9.3}", times.len())
}

fn report(program: &Program, runs: usize) -> Result<(), String> {
    let mut least = Times { run: Vec::new(), dismantling: Vec::new() };
    for _ in 0..runs {
        let times = run(program)?;
        keep_least(&mut least.run, times.run);
        keep_least(&mut least.dismantling, times.dismantling);
    }
    println!("{:<32}{}{}", program.name, summary(least.run), summary(least.dismantling));
    Ok(())
}

fn programs(names: &[String]) -> Result<Vec<Program>, String> {
    let heap = |(name, source): &(&str, &str)| Program {
        name: (*name).to_owned(),
        source: source.as_bytes().to_vec(),
        fuel: u64::MAX,
        memory: usize::MAX,
    };
    if names.is_empty() {
        return Ok(HEAPS.iter().map(heap).collect());
    }
    let program = |name: &String| match HEAPS.iter().find(|(known, _)| known == name) {
        Some(known) => Ok(heap(known)),
        None => {
            let source = fs::read(name).map_err(|error| format!("{name}: {error}"))?;
            let short = name.rsplit('/').next().unwrap_or(name).to_owned();
            Ok(Program { name: short, source, fuel: FUEL, memory: MEMORY })
        }
    };
    names.iter().map(program).collect()
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut runs = DEFAULT_RUNS;
    if arguments.first().is_some_and(|first| first == "--runs") && arguments.len() > 1 {
        runs = arguments[1].parse().unwrap_or(DEFAULT_RUNS);
        arguments.drain(..2);
    }
    println!(
        "{:<32}{:>35}{:>35}",
        "CPU time of a step, ms", "steps   median      p99      max", "freeing  median      p99      max"
    );
    let result = programs(&arguments)
        .and_then(|programs| programs.iter().try_for_each(|program| report(program, runs)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("piccolo-bench-pauses: {error}");
            ExitCode::FAILURE
        }
    }
}
