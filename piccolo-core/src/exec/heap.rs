//! [`Heap`]: the arena of one VM, the one type of this crate that is said to be `Send`.
//!
//! Unsafe invariants, with the feature `send`: nothing outside of the arena shares its counters
//! (`Metrics`, which is an `Rc`), and everything inside is held, in the sense of
//! [`Held`](crate::object::held::Held).

use gc_arena::{Arena, Rootable, arena::CollectionPhase};

use crate::{
    object::{
        context::{Context, State},
        finalizer::RunId,
    },
    support::{
        account::{self, Freed, FreedBytes, MemoryAccount},
        remains,
    },
};

/// The arena of one VM.
pub(crate) type LuaArena = Arena<Rootable![State<'_>]>;

/// The arena of one VM. What is freed in it is credited to its memory account when a collection is due, so
/// that the account does not depend on how often it is entered.
pub(crate) struct Heap {
    arena: LuaArena,
    /// What was freed, and the bytes that were boxed, outside of collections, and is not in the account yet.
    freed: Freed,
    boxed: usize,
    /// Counts what the arena's objects free when they are dropped with it.
    dropped: Option<FreedBytes>,
    /// What moving to larger blocks took, in units of fuel, that the runs have not paid for yet which asked for it.
    owed: Vec<(RunId, u64)>,
}

// SAFETY: `Send` says that a heap which one thread has no reference to any more may be used by
// another, and nothing in `gc-arena` or here depends on the thread but for three things that it is
// not `Send` by itself for.
//
// 1. Pointers of the arena, from object to object and in the lists of the collector. They lead to
//    objects of the same arena, which moves as a whole. None is left behind: a `Gc<'gc, T>` lives as
//    long as one call of `Arena::mutate` at most, on the thread that has the heap at that time, and it
//    is neither `Send` nor `Sync`, nor is `Context` or any of our handles, so no other thread gets at
//    one meanwhile. What hosts keep is a stashed handle: an index, and a list of free indices behind
//    `Arc<Mutex<..>>`.
// 2. `Metrics`, the collector's counters, is an `Rc`. Its only owner is the arena's context. A clone
//    could be made from an `&Mutation` or `&Finalization`, which this crate does not give to hosts
//    (`Context::mutation` is private with the feature `send`, and `Context::allocate`, `write` and
//    `upgrade` return nothing of them) and makes none from; or from `Arena::metrics`, which
//    `exec::collection` looks at and drops. A `DynamicRootSet`, whose handles are `Rc`s as well, is made
//    with a `&Mutation` too, and this crate has none.
// 3. Values of the host. They come in by these ways, and all ask for what may be moved:
//    functions of callbacks, userdata, warning handlers and host futures for `MaybeSend`, which is
//    `Send`; captures, sequences (with all that they wait for) and objects of `Context::allocate` for
//    `Held`, an unsafe trait whose derive macro checks each field; Rust errors are `Send + Sync`. Objects
//    that nothing points to are dropped wherever the heap is, so it would not do to check what is
//    reachable; `&Mutation`, with which anything could be allocated, is kept back for this too.
//
// The thread-local counter of freed bytes holds no reference to a heap. It is emptied when a
// heap is left, and the large blocks that were left on the thread are adopted, so a heap leaves nothing
// on a thread that it moves away from. Any thread may free these blocks. The other fields are
// numbers. The heap is not `Sync`: its cells and counters would race.
#[cfg(feature = "send")]
unsafe impl Send for Heap {}

impl Heap {
    /// The heap of a new VM; see [`State::new`].
    pub(crate) fn new(seed: u64) -> Self {
        remains::probe_allocator();
        let arena = LuaArena::new(|mutation| State::new(mutation, seed));
        arena.mutate(|_, state| state.is_marking.set(false));
        Self { arena, freed: Freed::default(), boxed: 0, dropped: None, owed: Vec::new() }
    }

    /// Enters the VM, behind the root's write barrier.
    pub(crate) fn enter<R>(&mut self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        self.end_relocation();
        self.change(|ctx| {
            ctx.state().settling.note_entry();
            ctx.memory().note_entry();
            f(ctx)
        })
    }

    /// As [`Self::enter`], for what disturbs nobody.
    fn change<R>(&mut self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        let freed = FreedBytes::count_from(std::mem::take(&mut self.freed));
        let others = account::take_boxed();
        account::note_boxed(std::mem::take(&mut self.boxed));
        let result = self.arena.mutate_root(|mutation, state| {
            let ctx = Context::new(mutation, state);
            let result = f(ctx);
            ctx.memory().adopt_remains();
            result
        });
        self.boxed = account::take_boxed();
        account::note_boxed(others);
        self.freed = freed.take();
        result
    }

    /// Looks at the VM's state.
    pub(crate) fn read<R>(&self, f: impl for<'gc> FnOnce(&'gc State<'gc>) -> R) -> R {
        self.arena.mutate(|_, state| f(state))
    }

    /// Looks at something in the VM. `f` stores nothing, so there is no barrier.
    pub(crate) fn look<R>(&self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        self.arena.mutate(|mutation, state| f(Context::new(mutation, state)))
    }

    /// The bytes in use.
    pub(crate) fn used(&self) -> usize {
        self.read(|state| {
            let used = state.memory.used() + self.boxed;
            let in_two_blocks = state.relocation.bytes_left() + state.stack_relocation.bytes_left();
            used.saturating_sub(self.freed.bytes) + state.memory.remains() + in_two_blocks
        })
    }

    /// The arena, to look at its counters; no clone of them may be kept.
    pub(crate) fn arena(&self) -> &LuaArena {
        &self.arena
    }

    /// Does work of the collector, and credits what was freed up to its end.
    pub(crate) fn collect(&mut self, work: impl FnOnce(&mut LuaArena)) {
        self.end_relocation();
        let freed = FreedBytes::count_from(Freed::default());
        work(&mut self.arena);
        let freed = std::mem::take(&mut self.freed) + freed.take();
        let boxed = std::mem::take(&mut self.boxed);
        let phase = self.arena.collection_phase();
        self.arena.mutate(|_, state| {
            state.memory.adopt_remains();
            state.memory.charge_object(boxed);
            state.memory.take_back(freed);
            state.is_marking.set(matches!(phase, CollectionPhase::Marking | CollectionPhase::Marked));
        });
    }

    /// Whether a script waits until something has moved.
    pub(crate) fn is_relocating(&self) -> bool {
        self.look(|ctx| ctx.is_relocating())
    }

    /// Moves a piece of that, or all, at the cost of the run that waits. Gives the work that it took, in units of fuel.
    pub(crate) fn relocate(&mut self, all: bool) -> u64 {
        let (run, units) = self.change(|ctx| ctx.relocate(all));
        match self.owed.iter_mut().find(|(debtor, _)| *debtor == run) {
            Some((_, owed)) => *owed += units as u64,
            None => self.owed.push((run, units as u64)),
        }
        units as u64
    }

    /// What `run` owes for that. It has to pay.
    pub(crate) fn take_owed(&mut self, run: RunId) -> u64 {
        let place = self.owed.iter().position(|(debtor, _)| *debtor == run);
        place.map_or(0, |place| self.owed.swap_remove(place).1)
    }

    /// Whether an array part is to grow as soon as the interpreter loop is left.
    pub(crate) fn has_request(&self) -> bool {
        self.read(|state| state.relocation.is_requested())
    }

    /// Forgets that one is.
    pub(crate) fn forget_request(&mut self) {
        if self.has_request() {
            self.change(|ctx| ctx.state().relocation.forget(ctx));
        }
    }

    /// Forgets that something is to move for a run, or, with `None`, for any.
    pub(crate) fn forget_relocation(&mut self, run: Option<RunId>) {
        match run {
            Some(run) => self.owed.retain(|(debtor, _)| *debtor != run),
            None => self.owed.clear(),
        }
        self.change(|ctx| ctx.forget_relocation(run));
    }

    /// Nobody is to find something between two blocks.
    fn end_relocation(&mut self) {
        while self.is_relocating() {
            self.relocate(true);
        }
    }

    /// Frees a piece of what remains of large objects, if there is any; gives the work that it took, in units of fuel.
    pub(crate) fn free_piece(&mut self) -> Option<u64> {
        let units = self.change_remains(MemoryAccount::free_piece);
        (units > 0).then_some(units as u64)
    }

    /// Frees all that remains of large objects.
    pub(crate) fn free_remains(&mut self) {
        while self.read(|state| state.memory.remains() > 0) {
            self.change_remains(MemoryAccount::free_remains);
        }
    }

    /// Frees what remains of large objects, but for `bytes`.
    pub(crate) fn reduce_remains_to(&mut self, bytes: usize) {
        self.change_remains(|memory| memory.reduce_remains_to(bytes));
    }

    /// Frees some of what remains, and credits what is dropped with it.
    fn change_remains<R>(&mut self, change: impl FnOnce(&MemoryAccount) -> R) -> R {
        let freed = FreedBytes::count_from(Freed::default());
        self.read(|state| {
            let result = change(&state.memory);
            state.memory.adopt_remains();
            state.memory.take_back(freed.take());
            result
        })
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // The fields are dropped after this, in their order.
        self.dropped = Some(FreedBytes::count_from(Freed::default()));
    }
}
