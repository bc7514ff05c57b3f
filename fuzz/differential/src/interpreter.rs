//! Runs programs with an interpreter, many in one process.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::tree::quoted;

/// How long a batch may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How a process ended that took longer.
const ENDLESS: &str = "no end";

/// What every batch starts with.
const PRELUDE: &str = include_str!("prelude.lua");

/// What one program did.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Behaviour {
    /// What it wrote, or `None` if the process ended before its turn.
    pub(crate) output: Option<Vec<u8>>,
    /// How the process ended and what it complained of, if it did not end well in this program's turn.
    pub(crate) end: Option<String>,
}

impl Behaviour {
    /// Whether the program was stopped since it took too long.
    pub(crate) fn is_endless(&self) -> bool {
        self.end.as_deref() == Some(ENDLESS)
    }
}

/// An interpreter under test.
pub(crate) struct Interpreter {
    path: PathBuf,
}

impl Interpreter {
    /// The one at `path`.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What `programs` do, each run after the other in one process.
    pub(crate) fn run(&self, programs: &[String]) -> Result<Vec<Behaviour>, String> {
        let describe = |error: std::io::Error| format!("{}: {error}", self.path.display());
        let mut child = command(&self.path).spawn().map_err(describe)?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let script = script(programs);
        let writer = thread::spawn(move || {
            // An interpreter that has failed reads no further.
            let _ = stdin.write_all(script.as_bytes());
        });
        let stdout = read(child.stdout.take().expect("stdout is piped"));
        let stderr = read(child.stderr.take().expect("stderr is piped"));
        let end = wait(&mut child).map_err(describe)?;
        let join = |reader: thread::JoinHandle<Vec<u8>>| reader.join().expect("readers do not panic");
        let (stdout, stderr) = (join(stdout), join(stderr));
        writer.join().expect("writers do not panic");
        let complaint = String::from_utf8_lossy(&stderr).trim().to_owned();
        let failure = (end != "exit status: 0" || !complaint.is_empty())
            .then(|| format!("{end} {complaint}").trim_end().to_owned());
        Ok(behaviours(&stdout, failure, programs.len()))
    }
}

/// The interpreter at `path`, reading a script from its standard input.
fn command(path: &Path) -> Command {
    let mut command = Command::new(path);
    command.args(["-E", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A Lua program that runs `programs`.
fn script(programs: &[String]) -> String {
    let mut script = PRELUDE.to_owned();
    for (number, program) in programs.iter().enumerate() {
        let _ = writeln!(script, "run({number}, {})", quoted(program));
    }
    script
}

fn read(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What a killed process has written counts.
        let _ = from.read_to_end(&mut bytes);
        bytes
    })
}

/// How a process ends; one that takes too long is killed.
fn wait(child: &mut Child) -> std::io::Result<String> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.to_string());
        }
        if start.elapsed() > TIMEOUT {
            child.kill()?;
            child.wait()?;
            return Ok(ENDLESS.to_owned());
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Divides the output of a batch of `count` programs.
fn behaviours(stdout: &[u8], failure: Option<String>, count: usize) -> Vec<Behaviour> {
    let mut outputs: HashMap<usize, Vec<u8>> = HashMap::new();
    let mut last = 0;
    for part in stdout.split(|&byte| byte == 1).skip(1) {
        let end = part.iter().position(|&byte| byte == b'\n').unwrap_or(part.len());
        let number = std::str::from_utf8(&part[..end]).ok().and_then(|number| number.parse().ok());
        if let Some(number) = number {
            last = number;
            outputs.insert(number, part[end..].to_vec());
        } else if let Some(output) = outputs.get_mut(&last) {
            output.push(1);
            output.extend(part);
        }
    }
    (0..count)
        .map(|number| Behaviour {
            output: outputs.remove(&number),
            end: failure.clone().filter(|_| number == last),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_divided_by_program() {
        let found = behaviours(b"\x010\na\n\x011\nb\x01c\n", Some("signal".into()), 3);
        let output = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(found[0], Behaviour { output: output("\na\n"), end: None });
        assert_eq!(found[1], Behaviour { output: output("\nb\x01c\n"), end: Some("signal".into()) });
        assert_eq!(found[2], Behaviour { output: None, end: None });
    }
}
