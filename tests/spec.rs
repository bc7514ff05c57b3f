//! Runs the Lua programs below `tests` with the `piccolo` command and compares
//! what they write with the expectations in their comments; tests/README.md
//! describes the form.
//!
//! Each program is one test per mode. `PICCOLO_SPEC_MODES` selects modes by
//! name, `PICCOLO_BIN` names the command; without it the harness builds
//! `piccolo-cli` with its own profile first.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};

use support::{
    command::piccolo,
    difference::difference,
    files::{lua_files, name_below},
    process,
    text::lines,
};

mod support {
    pub(crate) mod command;
    pub(crate) mod difference;
    pub(crate) mod files;
    pub(crate) mod process;
    pub(crate) mod text;
}

/// The directories of programs below `tests`.
const DIRECTORIES: [&str; 3] = [ORDINARY, FAILING, "lua_stackless"];
const ORDINARY: &str = "lua";
const FAILING: &str = "lua_errors";

/// A way to run every program.
struct Mode {
    name: &'static str,
    arguments: &'static [&'static str],
}

const MODES: [Mode; 5] = [
    Mode { name: "plain", arguments: &[] },
    Mode { name: "fuel-1", arguments: &["--fuel-per-step", "1"] },
    Mode { name: "fuel-7", arguments: &["--fuel-per-step", "7"] },
    Mode { name: "fuel-1000", arguments: &["--fuel-per-step", "1000"] },
    Mode { name: "gc-stress", arguments: &["--gc-stress"] },
];

/// A program and what its comments expect of it.
struct Program {
    /// The path below `tests/lua`, or below `tests` for the other directories, without extension.
    name: String,
    path: PathBuf,
    /// The program ends in an uncaught error.
    fails: bool,
    /// Names of the modes that the program is too heavy for.
    excluded_modes: Vec<String>,
    stdout: Vec<String>,
    stderr: Vec<String>,
}

/// What a finished program wrote, as lines.
struct Output {
    status: ExitStatus,
    stdout: Vec<String>,
    stderr: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials(arguments.list) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(message) => {
            eprintln!("spec: {message}");
            ExitCode::FAILURE
        }
    }
}

fn trials(only_list: bool) -> Result<Vec<Trial>, String> {
    let modes = selected_modes()?;
    let command = if only_list { PathBuf::new() } else { piccolo()? };
    let command = Arc::<Path>::from(command);
    let mut trials = Vec::new();
    for program in programs().map_err(|error| format!("cannot read the programs: {error}"))? {
        let program = Arc::new(program);
        for mode in &modes {
            trials.push(trial(Arc::clone(&command), Arc::clone(&program), mode));
        }
    }
    Ok(trials)
}

fn trial(command: Arc<Path>, program: Arc<Program>, mode: &'static Mode) -> Trial {
    let name = format!("{}::{}", mode.name, program.name);
    let excluded = program.excluded_modes.iter().any(|excluded| excluded == mode.name);
    Trial::test(name, move || check(&command, &program, mode)).with_ignored_flag(excluded)
}

/// The modes that `PICCOLO_SPEC_MODES` names, or all.
fn selected_modes() -> Result<Vec<&'static Mode>, String> {
    let Ok(names) = env::var("PICCOLO_SPEC_MODES") else {
        return Ok(MODES.iter().collect());
    };
    let find = |name: &str| MODES.iter().find(|mode| mode.name == name);
    names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| find(name).ok_or_else(|| format!("PICCOLO_SPEC_MODES: no mode `{name}`")))
        .collect()
}

fn programs() -> io::Result<Vec<Program>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut programs = Vec::new();
    for directory in DIRECTORIES {
        let dir = tests.join(directory);
        let base = if directory == ORDINARY { &dir } else { &tests };
        for path in lua_files(&dir)? {
            programs.push(Program::read(name_below(base, &path), path, directory == FAILING)?);
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

impl Program {
    fn read(name: String, path: PathBuf, fails: bool) -> io::Result<Self> {
        let source = fs::read_to_string(&path)?;
        let comment_after = |text: &str| text.strip_prefix(' ').unwrap_or(text).to_owned();
        let mut stdout = Vec::new();
        let mut stderr = Vec::new();
        for line in source.split('\n') {
            if let Some((_, text)) = line.split_once("-->") {
                stdout.push(comment_after(text));
            } else if let Some(text) = line.strip_prefix("--!") {
                stderr.push(comment_after(text));
            }
        }
        let excluded_modes = excluded_modes(source.lines().next().unwrap_or_default());
        Ok(Self { name, path, fails, excluded_modes, stdout, stderr })
    }
}

/// The modes in a first line such as `-- heavy: not in gc-stress, fuel-1 (reason)`.
fn excluded_modes(first_line: &str) -> Vec<String> {
    let Some(rest) = first_line.strip_prefix("-- heavy: not in ") else {
        return Vec::new();
    };
    let names = rest.split('(').next().unwrap_or_default();
    names.split(',').map(|name| name.trim().to_owned()).collect()
}

fn check(command: &Path, program: &Program, mode: &Mode) -> Result<(), Failed> {
    let mut output = run(command, program, mode)?;
    if program.fails
        && let Some(first) = output.stderr.first_mut()
        && let Some((_, message)) = first.split_once(": ")
    {
        *first = message.to_owned();
    }
    let stderr = fill_wildcard(&program.stderr, &output.stderr);
    let mut complaints = difference("stdout", &program.stdout, &output.stdout);
    complaints += &difference("stderr", &stderr, &output.stderr);
    if output.status.code() != Some(i32::from(program.fails)) {
        let _ = writeln!(complaints, "{}", output.status);
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.into()) }
}

/// Runs a program to its end.
fn run(command: &Path, program: &Program, mode: &Mode) -> Result<Output, String> {
    let output = process::run(process::command(command, mode.arguments, &program.path))?;
    Ok(Output { status: output.status, stdout: lines(&output.stdout), stderr: lines(&output.stderr) })
}

/// `expected` with its line `...` replaced by the actual lines it stands for.
fn fill_wildcard(expected: &[String], actual: &[String]) -> Vec<String> {
    let Some(start) = expected.iter().position(|line| line == "...") else {
        return expected.to_vec();
    };
    let (head, tail) = (&expected[..start], &expected[start + 1..]);
    let end = actual.len().saturating_sub(tail.len());
    let filled = actual.get(start..end).unwrap_or_default();
    [head, filled, tail].concat()
}
