//! How stacks get room, and give it back.

use crate::{
    object::{
        error::Error,
        thread::{
            Frame, MAX_FRAMES, MAX_NATIVE_FRAMES, MAX_STACK, NativeState, RESERVE_STACK, SLACK, SLOT_BYTES,
            ThreadState,
        },
        value::Value,
    },
    support::account::MemoryAccount,
};

/// The most slots that are filled at once, beyond what is needed. There may be room for more.
pub(super) const MAX_GROWTH: usize = 1 << 14;

/// How many slots are filled for a unit of fuel.
const SLOTS_PER_FUEL: usize = 4;

/// The fuel of giving back a piece of a large stack.
const GIVING_BACK: usize = 2048;

impl<'gc> ThreadState<'gc> {
    /// Grows the stack. Pointers into it are invalid afterwards.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&mut self, memory: &MemoryAccount, needed: usize) -> Result<(), Error<'gc>> {
        let old = self.stack.len();
        let limit = self.limit(needed)?;
        let len = (old + old.min(MAX_GROWTH)).min(limit).max(needed) + SLACK;
        self.make_room(memory, len, limit)?;
        memory.charge_work((len - old) / SLOTS_PER_FUEL);
        self.stack.resize(len, Value::Nil);
        self.note_fullness(memory);
        Ok(())
    }

    /// The most slots that there may be, [`SLACK`] aside, if those that are needed are not more.
    fn limit(&mut self, needed: usize) -> Result<usize, Error<'gc>> {
        let limit = if self.error_frames > 0 { MAX_STACK + RESERVE_STACK } else { MAX_STACK };
        if needed > limit { Err(self.overflow()) } else { Ok(limit) }
    }

    /// Makes room for `len` slots, of at most `limit` and [`SLACK`].
    fn make_room(&mut self, memory: &MemoryAccount, len: usize, limit: usize) -> Result<(), Error<'gc>> {
        let (old, room) = (self.stack.len(), self.stack.capacity());
        if len > room {
            // What is not filled yet takes no memory of the system.
            let more = (room + room / 2).min(limit + SLACK).max(len);
            self.charge_growth(memory, room * SLOT_BYTES, more * SLOT_BYTES)?;
            self.stack.reserve_exact(more - old);
            memory.credit(room * SLOT_BYTES);
        }
        Ok(())
    }

    /// As [`Self::ensure`], but the slots are there only when [`Self::fill_piece`] has made them.
    pub(crate) fn reserve(&mut self, memory: &MemoryAccount, needed: usize) -> Result<(), Error<'gc>> {
        if needed + SLACK <= self.stack.len() {
            return Ok(());
        }
        let limit = self.limit(needed)?;
        self.make_room(memory, needed + SLACK, limit)
    }

    /// How many of the slots for which there is room are still to be made, until there are `needed`.
    pub(crate) fn unfilled(&self, needed: usize) -> usize {
        (needed + SLACK).saturating_sub(self.stack.len())
    }

    /// Makes `count` slots for which there is room.
    pub(crate) fn fill_piece(&mut self, count: usize) {
        self.stack.resize(self.stack.len() + count, Value::Nil);
    }

    /// Charges for storage of `new` bytes that replaces one of `old` bytes. As both exist for a moment, the latter are
    /// to be credited when it is done.
    pub(super) fn charge_growth(
        &mut self,
        memory: &MemoryAccount,
        old: usize,
        new: usize,
    ) -> Result<(), Error<'gc>> {
        memory.charge(new)?;
        self.charged += new - old;
        Ok(())
    }

    /// Takes back what error handling used beyond the limits, so that the next one has it again. Values from slot
    /// `level` on are no longer needed.
    #[inline]
    pub(crate) fn restore_reserve(&mut self, memory: &MemoryAccount, level: usize) {
        let is_in_use = self.stack.len() > MAX_STACK + SLACK
            || self.frames.capacity() > MAX_FRAMES
            || self.natives.capacity() > MAX_NATIVE_FRAMES;
        if is_in_use && self.error_frames == 0 {
            self.shrink_to_limits(memory, level);
        }
    }

    #[cold]
    fn shrink_to_limits(&mut self, memory: &MemoryAccount, level: usize) {
        let bytes = |thread: &Self| {
            thread.stack.capacity() * size_of::<Value<'_>>()
                + thread.frames.capacity() * size_of::<Frame<'_>>()
                + thread.natives.capacity() * size_of::<NativeState<'_>>()
        };
        let before = bytes(self);
        self.top = level;
        self.stack.truncate((MAX_STACK + SLACK).max(level));
        self.stack.shrink_to_fit();
        self.frames.shrink_to(MAX_FRAMES);
        self.natives.shrink_to(MAX_NATIVE_FRAMES);
        let freed = (before - bytes(self)).min(self.charged);
        self.charged -= freed;
        memory.credit(freed);
    }

    /// Whether so much is to be given back when the thread is done that it takes several pieces.
    #[inline]
    pub(crate) fn is_large(&self) -> bool {
        self.stack.capacity().max(self.frames.capacity()) > 2 * MAX_GROWTH
    }

    /// Gives back a piece of the stack above its top, and of the storage of frames, of which there are none. Gives the
    /// fuel that takes; 0 if nothing is left to be given back.
    pub(crate) fn give_back_piece(&mut self, memory: &MemoryAccount) -> usize {
        let (slots, frames) = (self.stack.capacity(), self.frames.capacity());
        let kept = slots.saturating_sub(MAX_GROWTH).max(self.top).max(MAX_GROWTH);
        if slots > kept {
            self.stack.truncate(kept);
            self.stack.shrink_to(kept);
        } else if frames > MAX_GROWTH {
            self.frames.shrink_to((frames - MAX_GROWTH).max(MAX_GROWTH));
        } else {
            return 0;
        }
        let freed = (slots - self.stack.capacity()) * SLOT_BYTES
            + (frames - self.frames.capacity()) * size_of::<Frame<'_>>();
        let freed = freed.min(self.charged);
        self.charged -= freed;
        memory.credit(freed);
        GIVING_BACK
    }

    /// The error of going beyond a limit.
    pub(super) fn overflow(&mut self) -> Error<'gc> {
        self.is_reserve_used_up = self.error_frames > 0;
        Error::message("stack overflow")
    }
}
