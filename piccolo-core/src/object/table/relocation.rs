//! Long array parts grow in pieces: their elements move to a larger block while the script waits, in as many steps as
//! that takes.
//!
//! To make a block larger, an allocator may copy it, into pages that the system has yet to provide: a millisecond for
//! 2 MiB. So a long array part gets [`SLACK`] slots more than it needs, and keeps them back. When it is full, growing
//! is paid for and noted ([`Relocation::request`]), and the interpreter loop is left. When that has happened, the
//! script only goes on with the larger block; until then, it has the slots that were kept back. If they do not last, as
//! where a host function appends many elements, the array part grows at once and the request is forgotten.
//!
//! In long steps the allocator may do it as it likes; so it may where the host enters the VM before all has moved, since
//! it may do anything there. What is charged, and where the script is when the array part changes, is the same.
//!
//! Unsafe invariants: `block` was allocated with the layout of an array part of `to` slots, and is nobody else's. From
//! the first piece to the last ([`Relocation::is_under_way`]) nobody enters the VM and no collection runs, which
//! `exec::heap` sees to: so what was copied is what the table holds.

use std::{
    alloc,
    cell::Cell,
    ptr::{self, NonNull},
};

use gc_arena::{Collect, Gc, collect::Trace};

use crate::{
    object::{
        context::Context,
        finalizer::{self, RunId},
        table::{
            Table, TableError,
            state::{
                HAS_SLACK, MAX_ARRAY, TableState, array_bytes, array_layout, elements_end, segment_bytes,
            },
        },
    },
    support::remains::{PIECE_MOVED, units_of_moving, units_of_moving_all},
};

/// The slots that a long array part keeps back.
pub(super) const SLACK: usize = 2048;

/// How many slots an array part has that is not long, at most.
const MOST_IF_SHORT: usize = 1 << 15;

/// How many slots an array part keeps back that is to have `slots` besides.
fn slack_for(slots: usize) -> usize {
    if slots > MOST_IF_SHORT && slots <= MAX_ARRAY - SLACK { SLACK } else { 0 }
}

/// The growth of an array part that is under way, or is about to be.
#[derive(Default)]
pub(crate) struct Relocation<'gc> {
    table: Cell<Option<Table<'gc>>>,
    /// How many slots the array part has, and how many it is to have.
    from: Cell<usize>,
    to: Cell<usize>,
    /// The run that asks for that.
    run: Cell<RunId>,
    /// Whether the interpreter loop was left since the request.
    is_due: Cell<bool>,
    block: Cell<Option<NonNull<u8>>>,
    /// The bytes that are in the block.
    copied: Cell<usize>,
}

impl Drop for Relocation<'_> {
    fn drop(&mut self) {
        self.free_block();
    }
}

// SAFETY: the table is traced; the block's elements are those of the table.
unsafe impl<'gc> Collect<'gc> for Relocation<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(table) = self.table.get() {
            cc.trace(&table);
        }
    }
}

impl<'gc> Relocation<'gc> {
    /// Pays for `to` slots for a table's array part, which has `from`, and has the interpreter loop left. If that is
    /// asked for another one already, nothing is done.
    fn request(
        &self,
        ctx: Context<'gc>,
        table: Table<'gc>,
        from: usize,
        to: usize,
    ) -> Result<(), TableError> {
        if self.table.get().is_some() {
            return Ok(());
        }
        ctx.memory().charge(Self::charge(from, to)).map_err(|_| TableError::Memory)?;
        self.table.set(Some(table));
        self.from.set(from);
        self.to.set(to);
        self.run.set(finalizer::running(ctx));
        ctx.memory().interrupt();
        Ok(())
    }

    /// What larger array parts are charged before the smaller ones are given back.
    fn charge(from: usize, to: usize) -> usize {
        array_bytes(to) + segment_bytes(from, to)
    }

    /// Notes that the interpreter loop was left. Gives whether the script has to wait. From now on it is charged what it
    /// is to have: nothing is allocated before it has that.
    pub(crate) fn note_attention(&self, ctx: Context<'gc>) -> bool {
        if self.is_requested() {
            self.is_due.set(true);
            ctx.memory().credit(array_bytes(self.from.get()));
        }
        self.is_due()
    }

    /// Whether something is asked for and not due yet.
    pub(crate) fn is_requested(&self) -> bool {
        self.table.get().is_some() && !self.is_due()
    }

    /// The run that asks for it.
    pub(crate) fn run(&self) -> RunId {
        self.run.get()
    }

    /// Whether the script waits.
    pub(crate) fn is_due(&self) -> bool {
        self.is_due.get()
    }

    /// Whether some elements are in the other block already.
    pub(crate) fn is_under_way(&self) -> bool {
        self.block.get().is_some()
    }

    /// The bytes of the array part that is about to be left, if there are two.
    pub(crate) fn bytes_left(&self) -> usize {
        if self.is_under_way() { array_bytes(self.from.get()) } else { 0 }
    }

    /// Forgets a request, with what was done for it.
    pub(crate) fn forget(&self, ctx: Context<'gc>) {
        if self.table.get().is_some() {
            if self.is_due() {
                ctx.memory().take_back_credit(array_bytes(self.from.get()));
            }
            ctx.memory().credit(Self::charge(self.from.get(), self.to.get()));
            self.end();
        }
    }

    fn end(&self) {
        self.free_block();
        self.table.set(None);
        self.is_due.set(false);
    }

    fn free_block(&self) {
        if let Some(block) = self.block.take() {
            // SAFETY: the block is ours, with this layout.
            unsafe { alloc::dealloc(block.as_ptr(), array_layout(self.to.get())) }
        }
    }

    /// Moves all that is left, as the allocator likes if nothing has moved yet; gives the work, in units of fuel.
    #[cold]
    pub(crate) fn move_all(&self, ctx: Context<'gc>) -> usize {
        let mut units = 0;
        if let Some(table) = self.table.get()
            && !self.is_under_way()
        {
            units = units_of_moving_all(elements_end(table.state().len.get() as usize), 1);
            if !table.state().reallocate_array(ctx, self.from.get(), self.to.get()) {
                self.forget(ctx);
                return units;
            }
            self.finish(table);
        }
        while self.table.get().is_some() {
            units += self.move_piece(ctx);
        }
        units
    }

    /// Moves a piece; gives the work, in units of fuel.
    pub(crate) fn move_piece(&self, ctx: Context<'gc>) -> usize {
        let Some(table) = self.table.get() else { return 0 };
        let Some(block) = self.block.get().or_else(|| self.allocate()) else {
            // It grows, or does not, when there is no other way.
            self.forget(ctx);
            return 1;
        };
        let state = table.state();
        let copied = self.copied.get();
        let left = elements_end(state.len.get() as usize) - copied;
        let count = left.min(PIECE_MOVED);
        // SAFETY: both blocks have so many bytes, and one is nobody else's.
        unsafe {
            ptr::copy_nonoverlapping(state.array_start().add(copied), block.as_ptr().add(copied), count)
        };
        self.copied.set(copied + count);
        if count == left {
            self.block.set(None);
            // SAFETY: the block is no longer ours; it has the table's header and elements.
            unsafe { state.replace_array(ctx, block, self.to.get()) };
            self.finish(table);
        }
        units_of_moving(count)
    }

    /// A block to move to, if there is memory.
    fn allocate(&self) -> Option<NonNull<u8>> {
        // SAFETY: the layout is not empty.
        let block = NonNull::new(unsafe { alloc::alloc(array_layout(self.to.get())) });
        self.block.set(block);
        self.copied.set(0);
        block
    }

    /// Notes that the array part has grown.
    fn finish(&self, table: Table<'gc>) {
        if !self.to.get().is_power_of_two() {
            // But for the largest, it has slots to keep back.
            table.state().keep_slack();
        }
        self.end();
    }
}

impl<'gc> TableState<'gc> {
    /// Forgets that the array part is to grow, if it is.
    pub(super) fn forget_growth(&self, ctx: Context<'gc>) {
        let relocation = &ctx.state().relocation;
        if relocation.table.get().is_some_and(|table| ptr::eq(Gc::as_ptr(table.0), self)) {
            relocation.forget(ctx);
        }
    }

    /// Makes room behind the last element of a full array part that is not sparse: at once, or soon if there are slots
    /// that were kept back.
    pub(super) fn lengthen_array(&self, ctx: Context<'gc>) -> Result<(), TableError> {
        let slots = (self.len.get() as usize + 1).next_power_of_two();
        if self.has(HAS_SLACK) {
            let capacity = slots + slack_for(slots);
            ctx.state().relocation.request(ctx, self.handle(), self.room(), capacity)?;
            self.release_slack();
            return Ok(());
        }
        self.resize_with_slack(ctx, slots)
    }

    /// Makes room for so many elements, and more if they are many.
    pub(super) fn resize_with_slack(&self, ctx: Context<'gc>, slots: usize) -> Result<(), TableError> {
        let slack = slack_for(slots);
        self.resize_array(ctx, slots + slack)?;
        if slack > 0 {
            self.keep_slack();
        }
        Ok(())
    }
}
