//! Measures what a unit of fuel costs in CPU time, for loops that do one kind of work each (`fuel/loops.txt`), as a
//! multiple of what it costs in an empty loop.
//!
//! Each loop runs in the command's sandbox until the fuel is used up. The minimum of several runs counts; a loop's runs
//! are apart, one in each round over all loops, so that a busy minute of the machine spoils no loop's every run.
#![forbid(unsafe_code)]

use std::{
    error::Error,
    io::Write,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

const USAGE: &str = "usage: fuel [--units N] [--runs N] [--at-most RATIO] piccolo [filter]";

/// What the command line asks for.
struct Task {
    program: String,
    filter: String,
    units: u64,
    runs: u32,
    /// The ratio above which the measurement fails.
    at_most: f64,
}

/// What the sandbox says of a run.
#[derive(Clone, Copy)]
struct Report {
    cpu_ms: f64,
    slice_ms: f64,
    fuel: u64,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuel: {error}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

/// A loop and the best of its runs.
struct Loop {
    name: String,
    source: String,
    best: Option<Report>,
}

/// Measures all loops; gives whether none is above the ratio that is allowed.
fn run() -> Result<bool, Box<dyn Error>> {
    let task = parse()?;
    let mut start = Loop::new("", String::new());
    let mut empty = Loop::new("", "while true do end".to_owned());
    let mut loops = task.loops()?;
    for _ in 0..task.runs {
        start.run_once(&task.program, 1000)?;
        empty.run_once(&task.program, task.units)?;
        for measured in &mut loops {
            measured.run_once(&task.program, task.units)?;
        }
    }
    let start = start.best.map_or(0.0, |report| report.cpu_ms);
    let unit = empty.nanoseconds_of_a_unit(start);
    println!("an empty loop: {unit:.2} ns per unit");
    let mut rows: Vec<_> =
        loops.iter().map(|measured| (measured.nanoseconds_of_a_unit(start) / unit, measured)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{:>6}  {:28} {:>8} {:>10}", "ratio", "loop", "ns/unit", "slice ms");
    for (ratio, measured) in &rows {
        let nanoseconds = measured.nanoseconds_of_a_unit(start);
        let slice = measured.best.map_or(0.0, |report| report.slice_ms);
        println!("{ratio:>6.2}  {:28} {nanoseconds:>8.2} {slice:>10.3}", measured.name);
    }
    Ok(rows.first().is_none_or(|row| row.0 <= task.at_most))
}

fn parse() -> Result<Task, lexopt::Error> {
    use lexopt::{Arg, ValueExt};
    let mut task = Task {
        program: String::new(),
        filter: String::new(),
        units: 5_000_000,
        runs: 3,
        at_most: f64::INFINITY,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("units") => task.units = parser.value()?.parse()?,
            Arg::Long("runs") => task.runs = parser.value()?.parse()?,
            Arg::Long("at-most") => task.at_most = parser.value()?.parse()?,
            Arg::Value(value) if task.program.is_empty() => task.program = value.string()?,
            Arg::Value(value) if task.filter.is_empty() => task.filter = value.string()?,
            other => return Err(other.unexpected()),
        }
    }
    if task.program.is_empty() { Err("no interpreter given".into()) } else { Ok(task) }
}

impl Task {
    /// The loops of the list whose names contain the filter.
    fn loops(&self) -> Result<Vec<Loop>, Box<dyn Error>> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuel/loops.txt");
        let text = std::fs::read_to_string(path)?;
        let mut loops = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut parts = line.splitn(3, '|').map(str::trim);
            let (Some(name), Some(setup), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(format!("not a loop: {line}").into());
            };
            if name.contains(&self.filter) {
                loops.push(Loop::new(name, format!("{setup} while true do {body} end")));
            }
        }
        Ok(loops)
    }
}

impl Loop {
    fn new(name: &str, source: String) -> Self {
        Self { name: name.to_owned(), source, best: None }
    }

    /// Runs the loop for so many units, and keeps the run that took the least time.
    fn run_once(&mut self, program: &str, units: u64) -> Result<(), Box<dyn Error>> {
        let report = measure(program, &self.source, units)?;
        if self.best.is_none_or(|best| report.cpu_ms < best.cpu_ms) {
            self.best = Some(report);
        }
        Ok(())
    }

    /// What a unit took in the best run, without the time that it takes to start.
    fn nanoseconds_of_a_unit(&self, start_ms: f64) -> f64 {
        self.best.map_or(0.0, |best| (best.cpu_ms - start_ms) * 1e6 / best.fuel.max(1) as f64)
    }
}

fn measure(program: &str, source: &str, units: u64) -> Result<Report, Box<dyn Error>> {
    let mut child = Command::new(program)
        .args(["--sandbox", "--stats", "--memory", "256MiB", "--fuel", &units.to_string(), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no standard input")?.write_all(source.as_bytes())?;
    let output = child.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.starts_with("RESULT ")).ok_or("no result")?;
    if line.starts_with("RESULT lua-error") || line.starts_with("RESULT memory") {
        return Err(format!("{source}: {line}").into());
    }
    let field = |name: &str| -> Result<&str, String> {
        let found = line.split(' ').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        found.ok_or_else(|| format!("no {name} in: {line}"))
    };
    Ok(Report {
        cpu_ms: field("cpu_ms")?.parse()?,
        slice_ms: field("slice_ms")?.parse()?,
        fuel: field("fuel")?.parse()?,
    })
}
