//! Long strings as keys: when they are first used as one, they are hashed and compared with equal ones, in pieces that
//! are charged.

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

/// The key to access tables with, which stands for `key` and all that are equal; or a string for which it takes long to
/// find that. Charges for what does not.
#[inline(always)]
pub(crate) fn ready_key<'gc>(ctx: Context<'gc>, key: Value<'gc>) -> Result<Value<'gc>, String<'gc>> {
    match key {
        Value::String(string) if string.len() > SLICE => ready_huge(ctx, string),
        Value::String(string) if !string.is_short() => {
            ctx.charge_fuel(string.len() / BYTES_PER_UNIT);
            Ok(key)
        }
        key => Ok(key),
    }
}

#[cold]
#[inline(never)]
fn ready_huge<'gc>(ctx: Context<'gc>, key: String<'gc>) -> Result<Value<'gc>, String<'gc>> {
    ctx.state().interner.canonical_keys().of(key).map(Value::String).ok_or(key)
}

/// A key that is being hashed, and compared with those that have the same hash.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Hashing<'gc> {
    key: String<'gc>,
    hash: PartialHash,
    /// The number of the string that it is being compared with, that string, and how many bytes are known to be equal.
    number: usize,
    candidate: Option<String<'gc>>,
    equal: usize,
}

impl<'gc> Hashing<'gc> {
    pub(crate) fn new(ctx: Context<'gc>, key: String<'gc>) -> Self {
        let hash = PartialHash::new(ctx.state().interner.seed(), key.len());
        Self { key, hash, number: 0, candidate: None, equal: 0 }
    }

    /// Goes on until it is done, or a pause is due. Gives the key to use if it is done.
    pub(crate) fn go_on(&mut self, ctx: Context<'gc>) -> Option<String<'gc>> {
        let seed = ctx.state().interner.seed();
        while !ctx.is_pause_due() {
            if !self.key.is_hashed() {
                ctx.charge_fuel(SLICE / BYTES_PER_UNIT);
                self.key.hash_part(seed, &mut self.hash, SLICE);
            } else if let Some(canonical) = self.compare(ctx) {
                return Some(canonical);
            }
        }
        None
    }

    /// Compares a piece of the key, which is hashed. Gives what stands for it once that is known.
    fn compare(&mut self, ctx: Context<'gc>) -> Option<String<'gc>> {
        let keys = ctx.state().interner.canonical_keys();
        let (key, hash) = (self.key, self.key.hash(ctx.state().interner.seed()));
        let known = keys.of(key);
        if known.is_some() {
            return known;
        }
        let Some(candidate) = self.candidate.or_else(|| keys.candidate(hash, key.len(), self.number)) else {
            keys.add(ctx.memory(), key, key, hash);
            return Some(key);
        };
        self.candidate = Some(candidate);
        let part = self.equal..key.len().min(self.equal + SLICE);
        ctx.charge_fuel(part.len() / BYTES_PER_UNIT + 1);
        if key.as_bytes()[part.clone()] != candidate.as_bytes()[part.clone()] {
            (self.number, self.candidate, self.equal) = (self.number + 1, None, 0);
            return None;
        }
        self.equal = part.end;
        if self.equal < key.len() {
            return None;
        }
        keys.add(ctx.memory(), key, candidate, hash);
        Some(candidate)
    }
}

impl<'gc> Sequence<'gc> for Hashing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(if self.go_on(ctx).is_some() { SequencePoll::Return } else { SequencePoll::Pause })
    }
}
