//! Times the steps of the scripts in `tests/lua_sandbox`: how much CPU time of its thread a host spends for each slice
//! of 10,000 units, with the limits that the tests give these scripts.
//!
//! Each run has a process of its own, since what earlier VMs left decides where an allocator finds memory. A script does
//! the same in each run, step by step, so each step counts with the least time that it took in several runs.
//!
//! Arguments: `--runs <count>`, `--filter <part of a name>`, or directories and files instead of the samples.
#![forbid(unsafe_code)]

use std::{
    env,
    error::Error,
    ffi::OsStr,
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use cpu_time::ThreadTime;
use piccolo::{
    Fuel, Limits, Lua, Sandbox as _, Step,
    stdlib::{Options, Output},
};

const USAGE: &str = "usage: steps [--runs N] [--filter TEXT] [file or directory...]";

/// Units of work of one step.
const SLICE: u64 = 10_000;

/// Units of work, and bytes, that a script gets.
const FUEL: u64 = 50_000_000;
const MEMORY: usize = 64 << 20;

const DEFAULT_RUNS: usize = 3;

/// What makes this program run one script, and print the nanoseconds that each step took.
const ONE: &str = "--one";

/// What the command line asks for.
struct Task {
    runs: usize,
    filter: String,
    places: Vec<PathBuf>,
}

/// The steps of one script, in milliseconds, in ascending order.
struct Row {
    name: String,
    steps: Vec<f64>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match &*arguments {
        [one, file] if one == ONE => time(Path::new(file)),
        _ => parse(&arguments).and_then(|task| task.perform()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("steps: {error}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task, Box<dyn Error>> {
    let mut task = Task { runs: DEFAULT_RUNS, filter: String::new(), places: Vec::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match &**argument {
            "--runs" => task.runs = value()?.parse()?,
            "--filter" => task.filter.clone_from(value()?),
            option if option.starts_with('-') => return Err(format!("unknown option {option}").into()),
            place => task.places.push(place.into()),
        }
    }
    if task.places.is_empty() {
        task.places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lua_sandbox"));
    }
    Ok(task)
}

impl Task {
    fn perform(&self) -> Result<(), Box<dyn Error>> {
        let mut rows = Vec::new();
        for path in self.scripts()? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            rows.push(Row { name, steps: self.least(&path)? });
        }
        rows.sort_by(|a, b| b.most().total_cmp(&a.most()));
        println!("CPU time of steps of {SLICE} units, ms");
        println!("{:<32}{:>8}{:>9}{:>9}{:>9}", "script", "steps", "median", "p99", "max");
        for row in &rows {
            let [median, p99] = [0.5, 0.99].map(|share| at(&row.steps, share));
            println!("{:<32}{:>8}{median:>9.3}{p99:>9.3}{:>9.3}", row.name, row.steps.len(), row.most());
        }
        report(&rows);
        Ok(())
    }

    fn scripts(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for place in &self.places {
            if place.is_dir() {
                for entry in fs::read_dir(place)? {
                    found.push(entry?.path());
                }
            } else {
                found.push(place.clone());
            }
        }
        found.retain(|path| {
            path.extension() == Some(OsStr::new("lua")) && path.to_string_lossy().contains(&self.filter)
        });
        found.sort();
        Ok(found)
    }

    /// The times of a script's steps, each the least of several runs.
    fn least(&self, script: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
        let mut least = measure(script)?;
        for _ in 1..self.runs {
            let times = measure(script)?;
            if times.len() == least.len() {
                least.iter_mut().zip(times).for_each(|(least, time)| *least = least.min(time));
            } else if greatest(&times) < greatest(&least) {
                // Keys that are objects have it do a little more or less each time: steps are not to be compared.
                least = times;
            }
        }
        least.sort_by(f64::total_cmp);
        Ok(least)
    }
}

impl Row {
    fn most(&self) -> f64 {
        at(&self.steps, 1.0)
    }
}

fn greatest(times: &[f64]) -> f64 {
    times.iter().copied().fold(0.0, f64::max)
}

/// The time that a share of the steps do not exceed.
fn at(sorted: &[f64], share: f64) -> f64 {
    let index = (sorted.len() as f64 * share) as usize;
    sorted.get(index).or(sorted.last()).copied().unwrap_or_default()
}

/// What is true of all scripts.
fn report(rows: &[Row]) {
    let mut all: Vec<f64> = rows.iter().flat_map(|row| &row.steps).copied().collect();
    all.sort_by(f64::total_cmp);
    let worst = rows.iter().max_by(|a, b| at(&a.steps, 0.99).total_cmp(&at(&b.steps, 0.99)));
    if let (Some(longest), Some(worst)) = (rows.first(), worst) {
        println!("longest step of all: {:.3} ms ({})", longest.most(), longest.name);
        println!("p99 of the {} steps of all scripts: {:.3} ms", all.len(), at(&all, 0.99));
        println!("greatest p99 of a script: {:.3} ms ({})", at(&worst.steps, 0.99), worst.name);
    }
}

/// Runs a script in a process of its own.
fn measure(script: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let output = Command::new(env::current_exe()?).arg(ONE).arg(script).output()?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{}: {message}", script.display()).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(line.parse::<f64>()? / 1e6)).collect()
}

/// Runs a script in this process, and prints the nanoseconds of each step.
fn time(script: &Path) -> Result<(), Box<dyn Error>> {
    let source = fs::read(script)?;
    let options = Options { output: Output::discarding(), seed: Some(1), ..Options::default() };
    let limits = Limits { fuel: FUEL, memory: MEMORY, ..Limits::unlimited() };
    let mut lua = Lua::with_seed(1).into_sandbox(limits, &options)?;
    let run = lua.load(&source).name("=input").deferred().executor(())?;
    let mut times = Vec::with_capacity(1 << 16);
    while lua.fuel_left() > 0 {
        let mut fuel = Fuel::new(SLICE);
        let started = ThreadTime::now();
        let step = lua.step(&run, &mut fuel);
        times.push(started.elapsed().as_nanos());
        if step.is_finished() || step == Step::Yielded {
            break;
        }
    }
    std::mem::forget(lua);
    let mut output = BufWriter::new(io::stdout().lock());
    for nanoseconds in times {
        writeln!(output, "{nanoseconds}")?;
    }
    Ok(output.flush()?)
}
