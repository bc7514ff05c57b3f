//! [`Native`]: the system of the process.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{self, Read, SeekFrom, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jiff::{Timestamp, tz::TimeZone};

use super::{LocalTime, OpenMode, Pipe, System, Termination};
use crate::stream::Stream;

/// The system of the process: its files, its environment, its clocks, its shell.
#[derive(Clone, Debug, Default)]
pub struct Native {
    /// The local time zone, once it was asked for.
    zone: Option<TimeZone>,
}

impl System for Native {
    fn open(&mut self, path: &Path, mode: OpenMode) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(mode.options().open(path)?))
    }

    fn temporary_file(&mut self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(tempfile::tempfile()?))
    }

    fn temporary_name(&mut self) -> io::Result<PathBuf> {
        Ok(tempfile::Builder::new().prefix("lua_").tempfile()?.into_temp_path().keep()?)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir(path),
            _ => fs::remove_file(path),
        }
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn variable(&mut self, name: &OsStr) -> Option<OsString> {
        env::var_os(name)
    }

    fn time(&mut self) -> i64 {
        let now = SystemTime::now();
        match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            // A clock before 1970 is rounded down as well.
            Err(error) => i64::try_from(error.duration().as_secs()).map_or(i64::MIN, |before| -before - 1),
        }
    }

    #[cfg(unix)]
    fn processor_time(&mut self) -> Duration {
        use rustix::time::{ClockId, clock_gettime};
        Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
    }

    /// The time that has passed since this was first asked for, as there is no portable way to learn more.
    #[cfg(not(unix))]
    fn processor_time(&mut self) -> Duration {
        use std::{sync::OnceLock, time::Instant};
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn local_time(&mut self, time: i64) -> LocalTime {
        let zone = self.zone.get_or_insert_with(|| match TimeZone::system() {
            zone if zone.is_unknown() => TimeZone::UTC,
            zone => zone,
        });
        let info = zone.to_offset_info(representable(time));
        LocalTime {
            offset: info.offset().seconds(),
            is_dst: info.dst().is_dst(),
            abbreviation: info.abbreviation().to_owned(),
        }
    }

    fn has_shell(&mut self) -> bool {
        cfg!(windows) || Path::new(SHELL).exists()
    }

    fn execute(&mut self, command: &OsStr) -> io::Result<Termination> {
        shell(command).status().map(termination)
    }

    fn spawn(&mut self, command: &OsStr, pipe: Pipe) -> io::Result<Box<dyn Stream>> {
        let mut command = shell(command);
        match pipe {
            Pipe::Read => {
                let mut child = command.stdout(Stdio::piped()).spawn()?;
                let pipe = child.stdout.take().expect("it was asked for");
                Ok(Box::new(Reader { child, pipe }))
            }
            Pipe::Write => {
                let mut child = command.stdin(Stdio::piped()).spawn()?;
                let pipe = child.stdin.take().expect("it was asked for");
                Ok(Box::new(Writer { child, pipe }))
            }
        }
    }
}

/// A moment with the same local time as `time` that the time zone database knows. Rules of the calendar
/// repeat every 400 years; what was before is like the beginning.
fn representable(time: i64) -> Timestamp {
    const FOUR_CENTURIES: i64 = 146_097 * 24 * 60 * 60;
    /// The beginning of the year 9000.
    const LATE: i64 = 221_845_392_000;
    let time = if time < LATE { time } else { LATE + (time - LATE) % FOUR_CENTURIES };
    Timestamp::from_second(time).unwrap_or(Timestamp::MIN)
}

const SHELL: &str = "/bin/sh";

#[cfg(not(windows))]
fn shell(command: &OsStr) -> Command {
    let mut shell = Command::new(SHELL);
    // Its name in the shell's own messages.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut shell, "sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell(command: &OsStr) -> Command {
    use std::os::windows::process::CommandExt;
    let mut shell = Command::new("cmd");
    shell.arg("/C").raw_arg(command);
    shell
}

fn termination(status: ExitStatus) -> Termination {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Termination::Signal(signal);
    }
    Termination::Exit(status.code().unwrap_or(-1))
}

/// What a command writes.
struct Reader {
    child: Child,
    pipe: ChildStdout,
}

impl Stream for Reader {
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pipe.read(buffer)
    }

    fn close(self: Box<Self>) -> io::Result<Option<Termination>> {
        let Self { mut child, pipe } = *self;
        drop(pipe);
        child.wait().map(|status| Some(termination(status)))
    }
}

/// What a command reads.
struct Writer {
    child: Child,
    pipe: ChildStdin,
}

impl Stream for Writer {
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pipe.write(bytes)
    }

    fn close(self: Box<Self>) -> io::Result<Option<Termination>> {
        let Self { mut child, pipe } = *self;
        drop(pipe);
        child.wait().map(|status| Some(termination(status)))
    }
}

/// The standard input of the process.
pub(crate) struct StandardInput;

impl Stream for StandardInput {
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        io::stdin().read(buffer)
    }

    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        seek(io::stdin(), to)
    }
}

/// The standard output of the process.
pub(crate) struct StandardOutput;

impl Stream for StandardOutput {
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().write(bytes)
    }

    fn flush_written(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }

    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        seek(io::stdout(), to)
    }
}

/// The standard error output of the process.
pub(crate) struct StandardError;

impl Stream for StandardError {
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write(bytes)
    }

    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        seek(io::stderr(), to)
    }
}

/// Seeks in a standard stream that may have been redirected to a file.
#[cfg(unix)]
fn seek(stream: impl std::os::fd::AsFd, to: SeekFrom) -> io::Result<u64> {
    io::Seek::seek(&mut fs::File::from(stream.as_fd().try_clone_to_owned()?), to)
}

#[cfg(not(unix))]
fn seek<T>(_: T, _: SeekFrom) -> io::Result<u64> {
    Err(super::not_seekable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distant_moments_have_local_times() {
        let mut system = Native { zone: TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").ok() };
        let zone = |time, system: &mut Native| system.local_time(time).abbreviation;
        assert_eq!(zone(0, &mut system), "EST");
        assert_eq!(zone(1 << 55, &mut system).len(), 3);
        assert_eq!(zone(i64::MAX, &mut system).len(), 3);
        assert_eq!(zone(i64::MIN, &mut system).len(), 3);
        let july = 221_845_392_000 + 180 * 86_400;
        assert_eq!(zone(july, &mut system), "EDT");
        assert_eq!(zone(july + 7 * 146_097 * 86_400, &mut system), "EDT");
    }
}
