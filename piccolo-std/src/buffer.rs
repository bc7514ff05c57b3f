//! [`Buffer`]: bytes of a string that is being built, charged to the VM's memory.

use std::ops::Range;

use piccolo_core::{
    object::{
        context::{BURST, Context},
        error::{Error, Stop},
        string::String,
    },
    support::account,
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

impl Charge {
    /// Charges `bytes` more.
    pub(crate) fn add<'gc>(&mut self, ctx: Context<'gc>, bytes: usize) -> Result<'gc, ()> {
        ctx.memory().charge(bytes)?;
        self.0 += bytes;
        Ok(())
    }

    /// Charges as much as `bytes` in all need, if that is more.
    pub(crate) fn raise_to<'gc>(&mut self, ctx: Context<'gc>, bytes: usize) -> Result<'gc, ()> {
        self.add(ctx, bytes.saturating_sub(self.0))
    }

    /// Gives back everything now rather than at the next collection.
    fn release(mut self, ctx: Context<'_>) {
        ctx.memory().credit(std::mem::take(&mut self.0));
    }
}

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
            self.charge.add(ctx, len - self.bytes.capacity())?;
            self.bytes.reserve_exact(len - self.bytes.len());
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
            charge_bytes(ctx, part.len());
            self.push(ctx, part)?;
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
        let missing = len - *done;
        if missing > self.bytes.capacity() - self.bytes.len() {
            self.grow(ctx, missing)?;
        }
        while *done < len {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = (len - *done).min(SLICE);
            charge_bytes(ctx, part);
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

    /// Makes room for `more` bytes.
    #[inline(never)]
    pub(crate) fn grow<'gc>(&mut self, ctx: Context<'gc>, more: usize) -> Result<'gc, ()> {
        let needed = self.bytes.len().saturating_add(more);
        if needed > MAX_LEN {
            return Err(Error::message("resulting string too large"));
        }
        let generous = needed.max(self.bytes.capacity().saturating_mul(2)).max(64);
        charge_bytes(ctx, self.bytes.len());
        // Where memory is short, what is needed has to do.
        let capacity = match self.charge.add(ctx, generous - self.bytes.capacity()) {
            Ok(()) => generous,
            Err(_) => {
                self.charge.add(ctx, needed - self.bytes.capacity())?;
                needed
            }
        };
        self.bytes.reserve_exact(capacity - self.bytes.len());
        Ok(())
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The string of these bytes.
    pub(crate) fn into_string<'gc>(self, ctx: Context<'gc>) -> Result<'gc, String<'gc>> {
        let Self { bytes, charge } = self;
        if bytes.len() * 2 < bytes.capacity() || bytes.len() <= 40 {
            let string = String::try_new(ctx, &bytes);
            charge.release(ctx);
            return Ok(string?);
        }
        charge.release(ctx);
        Ok(String::try_from_boxed(ctx, bytes.into_boxed_slice())?)
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
    let memory = ctx.memory();
    if memory.used().saturating_add(len) > memory.limit() {
        return Err(Error::Stop(Stop::Memory));
    }
    charge_bytes(ctx, len);
    let mut bytes = vec![0; len].into_boxed_slice();
    fill(&mut bytes);
    Ok(String::try_from_boxed(ctx, bytes)?)
}
