//! The Lua standard library.
//!
//! It is written against `piccolo-core`'s public interface only: whatever it does, an embedder's own
//! library can do as well.
#![forbid(unsafe_code)]

mod access;
mod base;
mod buffer;
mod coroutine;
mod debug;
mod io;
mod library;
mod math;
mod output;
mod package;
mod string;
mod system;
mod table;
mod utf8;

use piccolo_core::object::{context::Context, error::Error};

pub use crate::{
    base::load_base,
    coroutine::load_coroutine,
    debug::load_debug,
    io::load_io,
    math::load_math,
    output::Output,
    package::{default_path, load_package},
    string::load_string,
    table::load_table,
    utf8::load_utf8,
};

/// What the library takes from its host.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where `print` writes; by default the process's standard output.
    pub output: Output,
    /// The seed of `math.random`; by default a different one in each process.
    pub seed: Option<u64>,
    /// Where `require` looks for modules (`package.path`); by default [`default_path`].
    pub path: Option<Vec<u8>>,
}

/// Puts the libraries that reach nothing outside of the VM but [`Options::output`] into the table of global
/// variables. Those of the debug library and of files are loaded on their own, by [`load_debug`],
/// [`load_io`] and [`load_package`].
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub fn load<'gc>(ctx: Context<'gc>, options: &Options) -> Result<(), Error<'gc>> {
    load_base(ctx, options)?;
    load_coroutine(ctx, options)?;
    load_string(ctx, options)?;
    load_table(ctx, options)?;
    load_utf8(ctx, options)?;
    load_math(ctx, options)
}
