//! Long strings as keys: they are hashed when they are first used as one, in pieces that are charged.

use piccolo_derive::Collect;

use crate::object::{
    context::{BURST, Context},
    error::Error,
    sequence::{Sequence, SequencePoll},
    stack::Stack,
    string::String,
    table::PartialHash,
    value::Value,
};

/// How many bytes are dealt with for a unit of fuel.
pub(crate) const BYTES_PER_UNIT: usize = 16;

/// How many bytes are dealt with without a look at the fuel.
pub(crate) const SLICE: usize = BURST * BYTES_PER_UNIT;

/// Charges for dealing with `bytes` bytes. Gives whether they are so many that it has to be done in pieces.
pub(crate) fn is_too_long<'gc>(ctx: Context<'gc>, bytes: usize) -> bool {
    if bytes > SLICE {
        return true;
    }
    ctx.charge_fuel(bytes / BYTES_PER_UNIT);
    false
}

/// Whether a key is a string that is still to be hashed, or compared with another one, which takes long. Charges
/// for what does not.
pub(crate) fn is_long_key<'gc>(ctx: Context<'gc>, key: Value<'gc>) -> bool {
    match key {
        Value::String(key) if !key.is_short() => is_too_long(ctx, key.len()) && !key.is_hashed(),
        _ => false,
    }
}

/// A key that is being hashed.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Hashing<'gc> {
    key: String<'gc>,
    hash: PartialHash,
}

impl<'gc> Hashing<'gc> {
    pub(crate) fn new(ctx: Context<'gc>, key: String<'gc>) -> Self {
        Self { key, hash: PartialHash::new(ctx.state().interner.seed(), key.len()) }
    }

    /// Hashes until it is done, or a pause is due. Gives whether it is done.
    pub(crate) fn go_on(&mut self, ctx: Context<'gc>) -> bool {
        let seed = ctx.state().interner.seed();
        while !ctx.is_pause_due() {
            ctx.charge_fuel(SLICE / BYTES_PER_UNIT);
            if self.key.hash_part(seed, &mut self.hash, SLICE) {
                return true;
            }
        }
        false
    }
}

impl<'gc> Sequence<'gc> for Hashing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(if self.go_on(ctx) { SequencePoll::Return } else { SequencePoll::Pause })
    }
}
