//! Long stacks grow in pieces, as long array parts do ([`Relocation`](crate::object::table::Relocation)): what is in
//! them moves to larger storage while the script waits, in as many steps as that takes.
//!
//! A stack has room for more slots than are there. When it is about to use the last of them up, or the storage of frames
//! is about to be full, the interpreter loop is left, and the script goes on when both have grown. Should there be no
//! memory for that, or no time, they grow at once when they have to.
//!
//! Unsafe invariants: from the first piece to the last ([`StackRelocation::is_under_way`]) nobody enters the VM and no
//! collection runs, which `exec::heap` sees to: so no thread's state is borrowed, and what was copied is what is there.
//! A request is only made for a thread that runs, which then is left, and forgotten where no thread runs.

use std::cell::{Cell, RefCell};

use gc_arena::{Collect, collect::Trace};

use crate::{
    object::{
        context::Context,
        finalizer::{self, RunId},
        thread::{Frame, MAX_FRAMES, MAX_STACK, SLACK, Thread, ThreadState, growth::MAX_GROWTH},
        value::Value,
    },
    support::{
        account::MemoryAccount,
        remains::{self, PIECE_MOVED, units_of_moving, units_of_moving_all},
    },
};

/// How many slots, and frames, a stack has room for that is long.
const LONG: usize = 1 << 15;
const LONG_FRAMES: usize = 1 << 14;

/// A vector that is to have more room.
struct Growth<T> {
    from: usize,
    to: usize,
    /// What has moved.
    copy: Vec<T>,
    is_done: bool,
}

impl<T: Copy> Growth<T> {
    fn new(from: usize, to: usize) -> Self {
        Self { from, to, copy: Vec::new(), is_done: from == to }
    }

    /// What the larger storage is charged, if there is to be one.
    fn bytes(&self) -> usize {
        if self.from == self.to { 0 } else { self.to * size_of::<T>() }
    }

    /// What the smaller one is.
    fn old_bytes(&self) -> usize {
        if self.from == self.to { 0 } else { self.from * size_of::<T>() }
    }

    /// Moves a piece; gives the work, in units of fuel, if there was something to move. It may be that there is no memory.
    fn move_piece(&mut self, original: &mut Vec<T>) -> Option<usize> {
        let has_room = !self.is_done && self.copy.try_reserve_exact(self.to - self.copy.len()).is_ok();
        if !has_room {
            return None;
        }
        let start = self.copy.len();
        let end = (start + PIECE_MOVED / size_of::<T>()).min(original.len());
        self.copy.extend_from_slice(&original[start..end]);
        if end == original.len() {
            std::mem::swap(original, &mut self.copy);
            remains::leave(std::mem::take(&mut self.copy));
            self.is_done = true;
        }
        Some(units_of_moving((end - start) * size_of::<T>()))
    }

    /// Moves all as the allocator likes; gives the work.
    fn move_all(&mut self, original: &mut Vec<T>) -> usize {
        if self.is_done {
            return 0;
        }
        self.is_done = original.try_reserve_exact(self.to - original.len()).is_ok();
        units_of_moving_all(original.len(), size_of::<T>())
    }
}

/// A thread whose stack is to grow.
struct Pending<'gc> {
    thread: Thread<'gc>,
    run: RunId,
    slots: Growth<Value<'gc>>,
    frames: Growth<Frame<'gc>>,
}

impl Pending<'_> {
    /// Has the account say that what has not moved does not.
    fn settle(&self, memory: &MemoryAccount, state: &mut ThreadState<'_>) {
        let frames = (self.frames.is_done, self.frames.bytes(), self.frames.old_bytes());
        for (is_done, new, old) in [(self.slots.is_done, self.slots.bytes(), self.slots.old_bytes()), frames]
        {
            if !is_done {
                memory.take_back_credit(old);
                memory.credit(new);
                state.charged = state.charged.saturating_sub(new - old);
            }
        }
    }
}

/// The growth of a stack that is due.
#[derive(Default)]
pub(crate) struct StackRelocation<'gc> {
    pending: RefCell<Option<Pending<'gc>>>,
    is_under_way: Cell<bool>,
}

// SAFETY: the thread is traced; what has moved is what is in its stack.
unsafe impl<'gc> Collect<'gc> for StackRelocation<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(pending) = &*self.pending.borrow() {
            cc.trace(&pending.thread);
        }
    }
}

impl<'gc> StackRelocation<'gc> {
    /// Prepares the growth of a thread's stack, if it is nearly full. To be called where the interpreter loop is
    /// left. Gives whether the script has to wait. From now on it is charged what it is to have.
    pub(crate) fn note_attention(
        &self,
        ctx: Context<'gc>,
        thread: Thread<'gc>,
        state: &mut ThreadState<'gc>,
    ) -> bool {
        if !core::mem::take(&mut state.is_nearly_full) || self.is_due() {
            return self.is_due();
        }
        let (slots, frames) = (state.stack.capacity(), state.frames.capacity());
        let (more_slots, more_frames) = state.next_sizes(ctx.memory());
        let pending = Pending {
            thread,
            run: finalizer::running(ctx),
            slots: Growth::new(slots, more_slots),
            frames: Growth::new(frames, more_frames),
        };
        let is_paid_for = ctx.memory().charge_if_possible(pending.slots.bytes() + pending.frames.bytes());
        if is_paid_for {
            let old = pending.slots.old_bytes() + pending.frames.old_bytes();
            ctx.memory().credit(old);
            state.charged += pending.slots.bytes() + pending.frames.bytes() - old;
            self.pending.replace(Some(pending));
        }
        is_paid_for
    }

    /// The run that waits.
    pub(crate) fn run(&self) -> RunId {
        self.pending.borrow().as_ref().map_or(0, |pending| pending.run)
    }

    /// Whether the script waits.
    pub(crate) fn is_due(&self) -> bool {
        self.pending.borrow().is_some()
    }

    /// Whether something has moved already.
    pub(crate) fn is_under_way(&self) -> bool {
        self.is_under_way.get()
    }

    /// The bytes of what is about to be left, while there are two of it.
    pub(crate) fn bytes_left(&self) -> usize {
        let bytes = |pending: &Pending<'gc>| {
            let slots = if pending.slots.copy.is_empty() { 0 } else { pending.slots.old_bytes() };
            slots + if pending.frames.copy.is_empty() { 0 } else { pending.frames.old_bytes() }
        };
        self.pending.borrow().as_ref().map_or(0, bytes)
    }

    /// Moves a piece; gives the work, in units of fuel.
    pub(crate) fn move_piece(&self, ctx: Context<'gc>) -> usize {
        self.work(ctx, |state, pending| {
            let units = pending.slots.move_piece(&mut state.stack);
            units.or_else(|| pending.frames.move_piece(&mut state.frames))
        })
    }

    /// Moves all that is left, as the allocator likes if nothing has moved yet; gives the work, in units of fuel.
    pub(crate) fn move_all(&self, ctx: Context<'gc>) -> usize {
        let mut units = 0;
        if !self.is_under_way() {
            units += self.work(ctx, |state, pending| {
                Some(pending.slots.move_all(&mut state.stack) + pending.frames.move_all(&mut state.frames))
            });
        }
        while self.is_due() {
            units += self.move_piece(ctx);
        }
        units
    }

    /// Does some work; gives how much it was. With `None`, all is done.
    fn work(
        &self,
        ctx: Context<'gc>,
        work: impl FnOnce(&mut ThreadState<'gc>, &mut Pending<'gc>) -> Option<usize>,
    ) -> usize {
        let mut pending = self.pending.borrow_mut();
        let Some(growth) = &mut *pending else { return 0 };
        // SAFETY: no thread runs.
        let state = unsafe { &mut *growth.thread.state() };
        let is_as_it_was = self.is_under_way()
            || (state.stack.capacity(), state.frames.capacity()) == (growth.slots.from, growth.frames.from);
        self.is_under_way.set(true);
        if let Some(units) = is_as_it_was.then(|| work(state, growth)).flatten() {
            return units;
        }
        growth.settle(ctx.memory(), state);
        *pending = None;
        self.is_under_way.set(false);
        0
    }

    /// Forgets what is due.
    pub(crate) fn forget(&self, ctx: Context<'gc>) {
        if let Some(pending) = self.pending.take() {
            self.is_under_way.set(false);
            // SAFETY: no thread runs.
            pending.settle(ctx.memory(), unsafe { &mut *pending.thread.state() });
        }
    }
}

impl<'gc> ThreadState<'gc> {
    /// Has the interpreter loop left if the stack or the storage of frames is long and nearly full.
    pub(super) fn note_fullness(&mut self, memory: &MemoryAccount) {
        if self.next_sizes(memory) != (self.stack.capacity(), self.frames.capacity()) {
            self.is_nearly_full = true;
            memory.interrupt();
        }
    }

    /// For how many slots and frames there should be room soon.
    fn next_sizes(&self, memory: &MemoryAccount) -> (usize, usize) {
        let (slots, frames) = (self.stack.capacity(), self.frames.capacity());
        let (most_slots, most_frames) = (MAX_STACK + SLACK, memory.depth().min(MAX_FRAMES));
        let needs_slots = slots >= LONG && slots < most_slots && slots < self.stack.len() + MAX_GROWTH;
        let needs_frames =
            frames >= LONG_FRAMES && frames < most_frames && frames < self.frames.len() + MAX_GROWTH / 2;
        (
            if needs_slots { (slots + slots / 2).min(most_slots) } else { slots },
            if needs_frames { (frames * 2).min(most_frames) } else { frames },
        )
    }
}
