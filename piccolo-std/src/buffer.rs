//! [`Buffer`]: bytes of a string that is being built, charged to the VM's memory.

use std::ops::Range;

use piccolo_core::{
    object::{
        context::{BURST, Context},
        error::Error,
        string::String,
    },
    support::{account, remains},
};

use crate::library::{BYTES_PER_UNIT, Result, charge_bytes};

/// The longest string that may come to be, as far as sizes given by scripts go.
pub(crate) const MAX_LEN: usize = i32::MAX as usize;

/// How many bytes are moved about without a look at the fuel.
pub(crate) const SLICE: usize = BURST * BYTES_PER_UNIT;

/// Bytes of a string that is being built. Growth is charged before it happens and given back when the
/// buffer is dropped.
#[derive(Default, piccolo_derive::Collect)]
#[collect(require_static)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    /// Where the bytes are being moved to.
    next: Vec<u8>,
    charge: Charge,
}

/// Bytes that are charged for as long as this lives.
#[derive(Default)]
pub(crate) struct Charge(usize);

impl Drop for Charge {
    fn drop(&mut self) {
        if self.0 > 0 {
            account::note_freed(self.0);
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.bytes));
        remains::leave(std::mem::take(&mut self.next));
    }
}

impl Charge {
    /// Charges `bytes` more.
    pub(crate) fn add<'gc>(&mut self, ctx: Context<'gc>, bytes: usize) -> Result<'gc, ()> {
        ctx.memory().charge(bytes)?;
        self.0 += bytes;
        Ok(())
    }

    /// As [`Self::add`]. If memory is short, garbage is collected, and the function or sequence that fails is asked
    /// again; it is as if it had not been asked.
    pub(crate) fn add_or_collect<'gc>(&mut self, ctx: Context<'gc>, bytes: usize) -> Result<'gc, ()> {
        self.add(ctx, bytes).inspect_err(|_| ctx.retry_when_collected())
    }

    /// Charges as much as `bytes` in all need, if that is more.
    pub(crate) fn raise_to<'gc>(&mut self, ctx: Context<'gc>, bytes: usize) -> Result<'gc, ()> {
        self.add(ctx, bytes.saturating_sub(self.0))
    }

    /// No longer has `bytes`, which are to be credited; gives them.
    fn take(&mut self, bytes: usize) -> usize {
        self.0 -= bytes;
        bytes
    }

    /// Gives back everything now rather than at the next collection.
    fn release(mut self, ctx: Context<'_>) {
        ctx.memory().credit(std::mem::take(&mut self.0));
    }
}

/// From where on bytes are in no cache, or in pages that the system has yet to hand out, and how many cost a unit for that.
const FAR: usize = 32 * 1024;
const FAR_BYTES_PER_UNIT: usize = 8;

impl Buffer {
    /// Appends `bytes`.
    #[inline]
    pub(crate) fn push<'gc>(&mut self, ctx: Context<'gc>, bytes: &[u8]) -> Result<'gc, ()> {
        if bytes.len() > self.bytes.capacity() - self.bytes.len() {
            self.grow(ctx, bytes.len())?;
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Makes room for `len` bytes in all and no more.
    pub(crate) fn reserve<'gc>(&mut self, ctx: Context<'gc>, len: usize) -> Result<'gc, ()> {
        if len > MAX_LEN {
            return Err(Error::message("resulting string too large"));
        }
        if len > self.bytes.capacity() {
            debug_assert!(self.bytes.is_empty());
            self.charge.add_or_collect(ctx, len - self.bytes.capacity())?;
            self.bytes.reserve_exact(len);
        }
        Ok(())
    }

    /// Appends `source` from `done` on, and charges for it, until a pause is due; counts up `done`. Gives whether
    /// that was all.
    pub(crate) fn copy<'gc>(
        &mut self,
        ctx: Context<'gc>,
        source: &[u8],
        done: &mut usize,
    ) -> Result<'gc, bool> {
        self.append(ctx, source.len(), done, |bytes, range| bytes.extend_from_slice(&source[range]))
    }

    /// Appends `part`, of which `done` bytes are there if that was begun before. Gives whether that was all.
    #[inline(always)]
    pub(crate) fn add<'gc>(&mut self, ctx: Context<'gc>, part: &[u8], done: &mut usize) -> Result<'gc, bool> {
        if part.len() <= SLICE {
            if !self.make_room(ctx, part.len())? {
                return Ok(false);
            }
            charge_bytes(ctx, part.len());
            if self.bytes.len() >= FAR {
                ctx.charge_fuel(part.len() / FAR_BYTES_PER_UNIT);
            }
            self.bytes.extend_from_slice(part);
            return Ok(true);
        }
        let is_done = self.copy(ctx, part, done)?;
        if is_done {
            *done = 0;
        }
        Ok(is_done)
    }

    /// As [`Self::copy`], for `len` bytes that `append` adds part by part.
    #[inline(always)]
    pub(crate) fn append<'gc>(
        &mut self,
        ctx: Context<'gc>,
        len: usize,
        done: &mut usize,
        mut append: impl FnMut(&mut Vec<u8>, Range<usize>),
    ) -> Result<'gc, bool> {
        if !self.make_room(ctx, len - *done)? {
            return Ok(false);
        }
        while *done < len {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = (len - *done).min(SLICE);
            charge_bytes(ctx, part);
            if *done >= FAR || self.bytes.len() >= FAR {
                ctx.charge_fuel(part / FAR_BYTES_PER_UNIT);
            }
            append(&mut self.bytes, *done..*done + part);
            *done += part;
        }
        Ok(true)
    }

    /// Appends `count` zeros.
    pub(crate) fn push_zeros<'gc>(&mut self, ctx: Context<'gc>, count: usize) -> Result<'gc, ()> {
        if count > self.bytes.capacity() - self.bytes.len() {
            self.grow(ctx, count)?;
        }
        self.bytes.resize(self.bytes.len() + count, 0);
        Ok(())
    }

    /// Makes room for `more` bytes, at once.
    #[inline(never)]
    fn grow<'gc>(&mut self, ctx: Context<'gc>, more: usize) -> Result<'gc, ()> {
        if self.bytes.capacity() == 0 {
            self.bytes = self.roomier(ctx, more)?;
            return Ok(());
        }
        let mut next = self.roomier(ctx, more)?;
        charge_bytes(ctx, self.bytes.len());
        next.extend_from_slice(&self.bytes);
        self.replace(ctx, next);
        Ok(())
    }

    /// Makes room for `more` bytes, until a pause is due. Gives whether there is room. Where many bytes are to be
    /// moved, that is better than to leave it to [`Self::push`].
    #[inline(always)]
    pub(crate) fn make_room<'gc>(&mut self, ctx: Context<'gc>, more: usize) -> Result<'gc, bool> {
        if more <= self.bytes.capacity() - self.bytes.len() { Ok(true) } else { self.move_bytes(ctx, more) }
    }

    #[inline(never)]
    fn move_bytes<'gc>(&mut self, ctx: Context<'gc>, more: usize) -> Result<'gc, bool> {
        let len = self.bytes.len();
        if len <= SLICE {
            return self.grow(ctx, more).map(|()| true);
        }
        if self.next.capacity() < len.saturating_add(more) {
            let useless = std::mem::take(&mut self.next);
            if useless.capacity() > 0 {
                let bytes = self.charge.take(useless.capacity());
                remains::leave(useless);
                ctx.memory().credit(bytes);
                // There may be no room for another one before that is freed, piece by piece.
                return Ok(false);
            }
            self.next = self.roomier(ctx, more)?;
        }
        while self.next.len() < len {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = self.next.len()..len.min(self.next.len() + SLICE);
            charge_bytes(ctx, part.len());
            if part.start >= FAR {
                ctx.charge_fuel(part.len() / FAR_BYTES_PER_UNIT);
            }
            self.next.extend_from_slice(&self.bytes[part]);
        }
        let next = std::mem::take(&mut self.next);
        self.replace(ctx, next);
        // What was left is freed piece by piece, before more is asked for.
        Ok(false)
    }

    /// An empty vector with room for the bytes that there are and `more`, charged.
    fn roomier<'gc>(&mut self, ctx: Context<'gc>, more: usize) -> Result<'gc, Vec<u8>> {
        let needed = self.bytes.len().saturating_add(more);
        if needed > MAX_LEN {
            return Err(Error::message("resulting string too large"));
        }
        let generous = needed.max(self.bytes.capacity().saturating_mul(2)).max(64);
        // Where memory is short, less has to do, but not so little that all bytes are moved again and again.
        let capacity = if self.charge.add(ctx, generous).is_ok() {
            generous
        } else {
            let sufficient = needed.max(self.bytes.len() / 8 * 9);
            self.charge.add_or_collect(ctx, sufficient)?;
            sufficient
        };
        Ok(Vec::with_capacity(capacity))
    }

    /// Goes on with `next`, which has the same bytes.
    fn replace(&mut self, ctx: Context<'_>, next: Vec<u8>) {
        let old = std::mem::replace(&mut self.bytes, next);
        let bytes = self.charge.take(old.capacity());
        remains::leave(old);
        ctx.memory().credit(bytes);
    }

    /// Gives back its memory now rather than at the next collection.
    pub(crate) fn release(mut self, ctx: Context<'_>) {
        let charge = std::mem::take(&mut self.charge);
        drop(self);
        charge.release(ctx);
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The string of these bytes.
    pub(crate) fn into_string<'gc>(mut self, ctx: Context<'gc>) -> Result<'gc, String<'gc>> {
        let (bytes, charge) = (std::mem::take(&mut self.bytes), std::mem::take(&mut self.charge));
        if bytes.len() * 2 < bytes.capacity() || bytes.len() <= 40 {
            let string = String::try_new(ctx, &bytes);
            remains::leave(bytes);
            charge.release(ctx);
            return Ok(string?);
        }
        if bytes.len() < bytes.capacity() {
            // Making it smaller may take as much again for a moment.
            ctx.memory().check(bytes.len())?;
        }
        let bytes = bytes.into_boxed_slice();
        charge.release(ctx);
        Ok(String::try_from_boxed(ctx, bytes)?)
    }
}

/// A string of `len` bytes, made by `fill` from zeros.
pub(crate) fn build_string<'gc>(
    ctx: Context<'gc>,
    len: usize,
    fill: impl FnOnce(&mut [u8]),
) -> Result<'gc, String<'gc>> {
    let mut short = [0; 40];
    if let Some(bytes) = short.get_mut(..len) {
        fill(bytes);
        return Ok(String::try_new(ctx, bytes)?);
    }
    if len > MAX_LEN {
        return Err(Error::message("resulting string too large"));
    }
    // The string charges itself once it exists; asking first keeps the limit from being overrun.
    if let Err(error) = ctx.memory().check(len) {
        ctx.retry_when_collected();
        return Err(error.into());
    }
    charge_bytes(ctx, len);
    let mut bytes = vec![0; len].into_boxed_slice();
    fill(&mut bytes);
    Ok(String::try_from_boxed(ctx, bytes)?)
}
