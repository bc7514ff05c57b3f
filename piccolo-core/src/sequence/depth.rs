//! How deep sequences of any type await each other. They run on Rust's stack, and a script may say how deep.

use crate::{
    object::{context::Context, error::Error},
    support::nesting::Level,
};

/// How many sequences of any type may be suspended in, or run by, each other.
const MAX_DEPTH: u32 = 64;

/// One level more, until what this gives is dropped; `None` if there are too many.
#[inline]
pub(super) fn enter<'gc>(ctx: Context<'gc>) -> Option<Level<'gc>> {
    ctx.state().sequences.enter(MAX_DEPTH)
}

#[cold]
pub(super) fn too_deep<'gc>() -> Error<'gc> {
    Error::message("C stack overflow")
}
