//! The Lua standard library.
//!
//! It is written against `piccolo-core`'s public interface only: whatever it does, an embedder's own
//! library can do as well.
#![forbid(unsafe_code)]

mod access;
mod base;
mod buffer;
mod coroutine;
mod library;
mod math;
mod output;
mod string;
mod table;

use piccolo_core::object::{context::Context, error::Error};

pub use crate::{
    base::load_base, coroutine::load_coroutine, math::load_math, output::Output, string::load_string,
    table::load_table,
};

/// What the library takes from its host.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where `print` writes; by default the process's standard output.
    pub output: Output,
    /// The seed of `math.random`; by default a different one in each process.
    pub seed: Option<u64>,
}

/// Puts all libraries into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub fn load<'gc>(ctx: Context<'gc>, options: &Options) -> Result<(), Error<'gc>> {
    load_base(ctx, options)?;
    load_coroutine(ctx, options)?;
    load_string(ctx, options)?;
    load_table(ctx, options)?;
    load_math(ctx, options)
}
