//! Runs the Lua programs below `tests` with the `piccolo` command and compares
//! what they write with the expectations in their comments; tests/README.md
//! describes the form.
//!
//! Each program is one test per mode. `PICCOLO_SPEC_MODES` selects modes by
//! name, `PICCOLO_BIN` names the command; without it the harness builds
//! `piccolo-cli` with its own profile first.

use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};

/// How long a program may run before it is killed.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Output beyond this many bytes is cut off: a runaway program must not fill memory.
const OUTPUT_LIMIT: u64 = 16 << 20;

/// Lines of a difference that are shown.
const SHOWN_LINES: usize = 12;

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
    let command = if only_list { PathBuf::new() } else { piccolo_command()? };
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

/// The command to test: `PICCOLO_BIN`, or `piccolo` built beside this harness.
fn piccolo_command() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("PICCOLO_BIN") {
        return fs::canonicalize(&path).map_err(|error| format!("PICCOLO_BIN: {error}"));
    }
    let harness = env::current_exe().map_err(|error| error.to_string())?;
    let profile_dir =
        harness.ancestors().nth(2).ok_or("the harness is not in a target directory; set PICCOLO_BIN")?;
    build_piccolo(profile_dir)?;
    Ok(profile_dir.join(format!("piccolo{}", env::consts::EXE_SUFFIX)))
}

/// Builds `piccolo-cli` into `profile_dir`, such as `target/debug`.
fn build_piccolo(profile_dir: &Path) -> Result<(), String> {
    let profile = match profile_dir.file_name().and_then(OsStr::to_str) {
        Some("debug") => "dev",
        Some(name) => name,
        None => return Err(format!("no profile name in {}", profile_dir.display())),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "piccolo-cli", "--profile", profile])
        .args(
            profile_dir
                .parent()
                .map(|dir| [OsStr::new("--target-dir"), dir.as_os_str()])
                .into_iter()
                .flatten(),
        )
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("piccolo-cli does not build".to_owned()) }
}

fn programs() -> io::Result<Vec<Program>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut programs = Vec::new();
    for directory in DIRECTORIES {
        let dir = tests.join(directory);
        let base = if directory == ORDINARY { &dir } else { &tests };
        for path in lua_files(&dir)? {
            let name = path.strip_prefix(base).expect("files lie below their base").with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            programs.push(Program::read(name, path, directory == FAILING)?);
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// All `.lua` files at any depth below `dir`.
fn lua_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut pending = vec![dir.to_owned()];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension() == Some(OsStr::new("lua")) {
                files.push(path);
            }
        }
    }
    Ok(files)
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

/// Runs a program to its end, or kills it after [`TIMEOUT`].
fn run(command: &Path, program: &Program, mode: &Mode) -> Result<Output, Failed> {
    let mut child = Command::new(command)
        .args(mode.arguments)
        .arg(program.path.file_name().expect("programs have names"))
        .current_dir(program.path.parent().expect("programs lie in a directory"))
        .env_remove("LUA_INIT")
        .env_remove("LUA_INIT_5_4")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}", command.display()))?;
    let stdout = read_in_background(child.stdout.take().expect("stdout is piped"));
    let stderr = read_in_background(child.stderr.take().expect("stderr is piped"));
    let deadline = Instant::now() + TIMEOUT;
    let stdout = receive(&mut child, &stdout, deadline)?;
    let stderr = receive(&mut child, &stderr, deadline)?;
    Ok(Output { status: child.wait()?, stdout: lines(&stdout), stderr: lines(&stderr) })
}

fn read_in_background(pipe: impl Read + Send + 'static) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(OUTPUT_LIMIT).read_to_end(&mut bytes);
        // The receiver is gone when the program ran out of time.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

fn receive(
    child: &mut Child,
    output: &Receiver<io::Result<Vec<u8>>>,
    deadline: Instant,
) -> Result<Vec<u8>, Failed> {
    match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(bytes) => Ok(bytes?),
        Err(RecvTimeoutError::Timeout) => {
            child.kill()?;
            child.wait()?;
            Err(format!("no end after {} s", TIMEOUT.as_secs()).into())
        }
        Err(RecvTimeoutError::Disconnected) => Err("a reader of the output failed".into()),
    }
}

/// The lines of `output`, with bytes outside UTF-8 as `\xNN`.
fn lines(output: &[u8]) -> Vec<String> {
    let mut text = String::new();
    for chunk in output.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if text.is_empty() {
        return Vec::new();
    }
    let text = text.strip_suffix('\n').unwrap_or(&text);
    text.split('\n').map(str::to_owned).collect()
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

/// A description of where two lists of lines differ; empty when they do not.
fn difference(name: &str, expected: &[String], actual: &[String]) -> String {
    if expected == actual {
        return String::new();
    }
    let shorter = expected.len().min(actual.len());
    let same_at = |&i: &usize| expected[i] == actual[i];
    let prefix = (0..shorter).take_while(same_at).count();
    let same_from_end = |&i: &usize| expected[expected.len() - 1 - i] == actual[actual.len() - 1 - i];
    let suffix = (0..shorter - prefix).take_while(same_from_end).count();
    let mut text = format!("{name} differs from line {}:\n", prefix + 1);
    if let Some(line) = prefix.checked_sub(1).and_then(|i| expected.get(i)) {
        let _ = writeln!(text, "  {line}");
    }
    describe(&mut text, "- ", &expected[prefix..expected.len() - suffix]);
    describe(&mut text, "+ ", &actual[prefix..actual.len() - suffix]);
    text
}

fn describe(text: &mut String, sign: &str, lines: &[String]) {
    for line in lines.iter().take(SHOWN_LINES) {
        let _ = writeln!(text, "{sign}{line}");
    }
    if let Some(more) = lines.len().checked_sub(SHOWN_LINES + 1) {
        let _ = writeln!(text, "{sign}... and {} more lines", more + 1);
    }
}
