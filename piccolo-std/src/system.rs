//! [`System`]: what scripts reach of the world outside of their VM.
//!
//! `io`, `os`, `require`, `loadfile` and `dofile` go through it and through nothing else; what they read from
//! and write to the standard streams is [`Input`](crate::Input) and [`Output`](crate::Output). Each VM has its
//! own, given by [`Options::system`](crate::Options::system).

mod failure;
mod mode;
mod native;

use std::{
    ffi::{OsStr, OsString},
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use piccolo_core::object::held::MaybeSend;

pub(crate) use self::{
    failure::{bad_file, describe, not_seekable},
    native::{StandardError, StandardInput, StandardOutput},
};
pub use self::{mode::OpenMode, native::Native};
use crate::stream::Stream;

/// What scripts reach of the world outside of their VM: files, processes, the environment and clocks.
///
/// [`Native`] is the process's own. Another one implements what it wants to be different; all else is answered
/// by its [`base`](System::base) or, without one, refused: an empty implementation gives nothing away.
///
/// Errors are shown to scripts in the system's words and with its number, as in `x: No such file or directory`
/// and 2; for an error without a number but of a kind such as [`NotFound`](io::ErrorKind::NotFound) these are
/// the usual ones.
///
/// A call takes as long as it takes, and so does a read or write of a stream: the VM waits, as a callback can
/// not be interrupted. Who can not have that gives scripts streams that do not block.
///
/// ```
/// use piccolo_core::lua::Lua;
/// use piccolo_std::{Libs, Native, Options, System, SystemHandle, load};
///
/// /// The process's system, at another time.
/// struct Millennium(Native);
///
/// impl System for Millennium {
///     fn base(&mut self) -> Option<&mut dyn System> {
///         Some(&mut self.0)
///     }
///
///     fn time(&mut self) -> i64 {
///         946_684_800
///     }
/// }
///
/// let system = SystemHandle::new(Millennium(Native::default()));
/// let options = Options { libs: Libs::full(), system, ..Options::default() };
/// let mut lua = Lua::new();
/// assert!(lua.enter(|ctx| load(ctx, &options).is_ok()));
/// let date: String = lua.load("return os.date('!%Y-%m-%d')").eval()?;
/// assert_eq!(date, "2000-01-01");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub trait System: MaybeSend {
    /// The system that answers what this one does not answer itself.
    fn base(&mut self) -> Option<&mut dyn System> {
        None
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When there is no such file, or it may not be opened in this way.
    fn open(&mut self, path: &Path, mode: OpenMode) -> io::Result<Box<dyn Stream>> {
        self.base().ok_or_else(refused)?.open(path, mode)
    }

    /// Whether a file can be read: by default, whether it can be opened.
    fn is_readable(&mut self, path: &Path) -> bool {
        self.open(path, OpenMode::READ).is_ok()
    }

    /// Opens a file, for reading and writing, that is gone when it is closed.
    ///
    /// # Errors
    /// When it can not be created.
    fn temporary_file(&mut self) -> io::Result<Box<dyn Stream>> {
        self.base().ok_or_else(refused)?.temporary_file()
    }

    /// Creates an empty file for temporary use and gives its name.
    ///
    /// # Errors
    /// When it can not be created.
    fn temporary_name(&mut self) -> io::Result<PathBuf> {
        self.base().ok_or_else(refused)?.temporary_name()
    }

    /// Removes a file or an empty directory.
    ///
    /// # Errors
    /// When it does not exist or may not be removed.
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.base().ok_or_else(refused)?.remove(path)
    }

    /// Renames a file or directory.
    ///
    /// # Errors
    /// When it does not exist or may not be renamed.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.base().ok_or_else(refused)?.rename(from, to)
    }

    /// The value of an environment variable; by default there is none.
    fn variable(&mut self, name: &OsStr) -> Option<OsString> {
        self.base()?.variable(name)
    }

    /// Seconds since the beginning of 1970, UTC; by default always 0.
    fn time(&mut self) -> i64 {
        self.base().map_or(0, |base| base.time())
    }

    /// The processor time used so far; by default always none.
    fn processor_time(&mut self) -> Duration {
        self.base().map_or(Duration::ZERO, |base| base.processor_time())
    }

    /// What local time is at a moment, given in seconds since the beginning of 1970; by default it is UTC.
    fn local_time(&mut self, time: i64) -> LocalTime {
        self.base().map_or_else(LocalTime::utc, |base| base.local_time(time))
    }

    /// Whether there is a shell, for [`execute`](System::execute) and [`spawn`](System::spawn).
    fn has_shell(&mut self) -> bool {
        self.base().is_some_and(|base| base.has_shell())
    }

    /// Runs a shell command to its end.
    ///
    /// # Errors
    /// When no shell could be started.
    fn execute(&mut self, command: &OsStr) -> io::Result<Termination> {
        self.base().ok_or_else(refused)?.execute(command)
    }

    /// Starts a shell command, one of whose standard streams is the result. Its [`Stream::close`] waits for the
    /// command to end.
    ///
    /// # Errors
    /// When no shell could be started.
    fn spawn(&mut self, command: &OsStr, pipe: Pipe) -> io::Result<Box<dyn Stream>> {
        self.base().ok_or_else(refused)?.spawn(command, pipe)
    }
}

fn refused() -> io::Error {
    io::ErrorKind::Unsupported.into()
}

/// Which end of a command's streams a script gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipe {
    /// The script reads what the command writes.
    Read,
    /// The script writes what the command reads.
    Write,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// By itself, with this status; 0 means success.
    Exit(i32),
    /// By the signal with this number.
    Signal(i32),
}

/// What local time is at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// By how many seconds it is ahead of UTC.
    pub offset: i32,
    /// Whether it is daylight saving time.
    pub is_dst: bool,
    /// The abbreviation of the time zone's name.
    pub abbreviation: String,
}

impl LocalTime {
    /// That of a place whose local time is UTC.
    pub fn utc() -> Self {
        Self { offset: 0, is_dst: false, abbreviation: "UTC".to_owned() }
    }
}

/// A [`System`] that a VM can be given. All clones stand for the same one.
#[derive(Clone)]
pub struct SystemHandle(Arc<Mutex<dyn System>>);

impl SystemHandle {
    /// A handle for `system`.
    pub fn new(system: impl System + 'static) -> Self {
        Self(Arc::new(Mutex::new(system)))
    }

    /// The system, for as long as the guard lives.
    pub(crate) fn lock(&self) -> MutexGuard<'_, dyn System + 'static> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The process's own system.
impl Default for SystemHandle {
    fn default() -> Self {
        Self::new(Native::default())
    }
}

impl fmt::Debug for SystemHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemHandle")
    }
}

/// The system's string that Lua's string stands for.
#[cfg(unix)]
pub(crate) fn os_str(text: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(text).to_owned()
}

/// The system's string that Lua's string stands for. Bytes outside UTF-8 are replaced.
#[cfg(not(unix))]
pub(crate) fn os_str(text: &[u8]) -> OsString {
    String::from_utf8_lossy(text).into_owned().into()
}

/// The path that a string names.
pub(crate) fn path(name: &[u8]) -> PathBuf {
    os_str(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A system that gives nothing away.
    struct Nothing;

    impl System for Nothing {}

    #[test]
    fn what_is_not_implemented_is_refused() {
        let mut system = Nothing;
        let error = system.open(Path::new("/"), OpenMode::READ).map(drop).expect_err("it is refused");
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
        assert!(!system.is_readable(Path::new("/")));
        assert_eq!(system.variable(OsStr::new("PATH")), None);
        assert_eq!(system.time(), 0);
        assert!(!system.has_shell());
        assert_eq!(system.local_time(0), LocalTime::utc());
    }

    #[test]
    fn a_base_answers_for_what_is_not_implemented() {
        struct Above(Native);
        impl System for Above {
            fn base(&mut self) -> Option<&mut dyn System> {
                Some(&mut self.0)
            }
            fn variable(&mut self, _: &OsStr) -> Option<OsString> {
                Some("value".into())
            }
        }
        let mut system = Above(Native::default());
        assert_eq!(system.variable(OsStr::new("no such variable")), Some("value".into()));
        assert!(system.time() > 1_700_000_000);
        assert!(system.is_readable(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
