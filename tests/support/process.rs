//! Runs an interpreter within a time limit.

use std::{
    io::{self, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How long a program may run before it is killed.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(120);

/// Output beyond this many bytes is cut off: a runaway program must not fill memory.
const OUTPUT_LIMIT: u64 = 16 << 20;

/// What a finished program left behind.
pub(crate) struct Output {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// A command that runs the program at `path` in the program's directory and under its bare name, with
/// `arguments` before the name.
pub(crate) fn command(interpreter: &Path, arguments: &[&str], path: &Path) -> Command {
    let mut command = Command::new(interpreter);
    command
        .args(arguments)
        .arg(path.file_name().expect("programs have names"))
        .current_dir(path.parent().expect("programs lie in a directory"));
    for variable in ["LUA_INIT", "LUA_INIT_5_4", "LUA_PATH", "LUA_PATH_5_4", "LUA_CPATH", "LUA_CPATH_5_4"] {
        command.env_remove(variable);
    }
    command
}

/// Runs `command` to its end, or kills it after [`TIMEOUT`], which is an error.
pub(crate) fn run(mut command: Command) -> Result<Output, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}", command.get_program().to_string_lossy()))?;
    // The program reads the end of a pipe, which is no file that it could move about in.
    drop(child.stdin.take());
    let stdout = read_in_background(child.stdout.take().expect("stdout is piped"));
    let stderr = read_in_background(child.stderr.take().expect("stderr is piped"));
    let deadline = Instant::now() + TIMEOUT;
    let stdout = receive(&mut child, &stdout, deadline)?;
    let stderr = receive(&mut child, &stderr, deadline)?;
    Ok(Output { status: child.wait().map_err(|error| error.to_string())?, stdout, stderr })
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
) -> Result<Vec<u8>, String> {
    match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(bytes) => bytes.map_err(|error| error.to_string()),
        Err(RecvTimeoutError::Timeout) => {
            child.kill().and_then(|()| child.wait()).map_err(|error| error.to_string())?;
            Err(format!("no end after {} s", TIMEOUT.as_secs()))
        }
        Err(RecvTimeoutError::Disconnected) => Err("a reader of the output failed".to_owned()),
    }
}
