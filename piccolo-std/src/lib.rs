//! The Lua standard library.
//!
//! It is written against `piccolo-core`'s public interface only: whatever it does, an embedder's own
//! library can do as well.
//!
//! [`load`] puts it into a VM. [`Options`] say which parts of it ([`Libs`]), and what scripts reach through it of
//! the world outside: standard streams ([`Output`], [`Input`]), and files, processes, environment and clocks
//! ([`System`]).
#![forbid(unsafe_code)]

mod access;
mod base;
mod buffer;
mod coroutine;
mod debug;
mod files;
mod input;
mod io;
mod library;
mod libs;
mod math;
mod os;
mod outcome;
mod output;
mod package;
mod reading;
mod sandbox;
mod stream;
mod string;
mod system;
mod table;
mod utf8;

use piccolo_core::object::{context::Context, error::Error};

pub use crate::{
    files::Files,
    input::Input,
    libs::{Libs, UnknownName},
    output::{Captured, Output},
    package::default_path,
    sandbox::Sandbox,
    stream::Stream,
    system::{LocalTime, Native, OpenMode, Pipe, System, SystemHandle, Termination},
};

/// What a VM gets of the library, and what the library takes from its host.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which libraries and functions there are; by default those of [`Libs::safe`].
    pub libs: Libs,
    /// Where `print` writes, and the standard output of `io`; by default the process's.
    pub output: Output,
    /// Where warnings go, and the standard error output of `io`; by default the process's.
    pub error: Output,
    /// The standard input of `io`, `loadfile` and `dofile`; by default the process's.
    pub input: Input,
    /// The files that scripts have open.
    pub files: Files,
    /// Files, processes, environment and clocks; by default the process's.
    pub system: SystemHandle,
    /// The seed of `math.random`; by default a different one in each process.
    pub seed: Option<u64>,
    /// Where `require` looks for modules (`package.path`); by default [`default_path`].
    pub path: Option<Vec<u8>>,
    /// Whether coroutines yield only where they can in the reference implementation: not out of host functions
    /// that call back, except `pcall`, `xpcall`, `pairs` and `dofile`. For programs that rely on the error; by
    /// default they yield everywhere.
    pub reference_yields: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            libs: Libs::default(),
            output: Output::stdout(),
            error: Output::stderr(),
            input: Input::default(),
            files: Files::default(),
            system: SystemHandle::default(),
            seed: None,
            path: None,
            reference_yields: false,
        }
    }
}

/// Puts the libraries of [`Options::libs`] into the table of global variables.
///
/// ```
/// use piccolo_core::lua::Lua;
/// use piccolo_std::{Input, Libs, Options, Output, load};
///
/// let (output, written) = Output::captured();
/// let options = Options {
///     libs: Libs::safe().with(["io.read"])?,
///     output,
///     input: Input::new(&b"6 7"[..]),
///     ..Options::default()
/// };
/// let mut lua = Lua::new();
/// assert!(lua.enter(|ctx| load(ctx, &options).is_ok()));
/// lua.load("local a, b = io.read('n', 'n') print(a * b)").exec()?;
/// assert_eq!(written.take(), b"42\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub fn load<'gc>(ctx: Context<'gc>, options: &Options) -> Result<(), Error<'gc>> {
    options.libs.load(ctx, options)
}
