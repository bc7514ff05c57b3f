//! Objects with a `__gc` metamethod: those that are alive, and those whose finalizer is due.
//!
//! An object becomes finalizable when it gets a metatable that has `__gc` (manual section 2.5.3). When marking is
//! done, dead ones are marked and become pending, in pieces: `object::settling` calls the
//! steps below.
//!
//! None of the lists is traced, since they may be long. Pending objects are marked when all else is, and finalizable ones
//! are alive or become pending before sweeping starts, however many scripts get on in between: so no list has
//! an object that was swept.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use gc_arena::{Collect, Finalization, collect::Trace};

use crate::object::{
    chunks::Chunks,
    context::Context,
    metamethod::Metamethod,
    table::{self, Table},
    thread::{Thread, ThreadStatus, WeakThread},
    value::Value,
};

/// Names a run: the thread at its bottom. 0 is none, the host's doing.
pub(crate) type RunId = u64;

/// The run of finalizers that are not to be called.
const FORGOTTEN: RunId = u64::MAX;

/// An object, and the run that gave it its metatable.
type Entry<'gc> = (Value<'gc>, RunId);

/// The fuel of noting that an object has a finalizer.
const REGISTERED: usize = 12;

/// What a finalizable object is charged until its finalizer is called: its place in one of the lists.
const FINALIZABLE_BYTES: usize = Chunks::<Entry<'static>>::BYTES;

/// What looking at an object takes, in slots of a table that is traced.
const LOOK: isize = 8;

/// The same for marking one.
const MARK: isize = 16;

/// How many objects are passed over at once.
const MAX_SKIPPED: usize = 64;

/// What the collector has to look at, per VM.
#[derive(Default)]
pub(crate) struct Finalizers<'gc> {
    /// Live objects with `__gc`, in the order in which they got it: first those that the running cycle found alive,
    found_alive: RefCell<Chunks<Entry<'gc>>>,
    /// then those that it has not looked at.
    finalizable: RefCell<Chunks<Entry<'gc>>>,
    /// Objects that it found dead, on their way to the pending ones, the next one last.
    found_dead: RefCell<Chunks<Entry<'gc>>>,
    /// Dead objects whose `__gc` is still to be called, next one first.
    pending: RefCell<Chunks<Entry<'gc>>>,
    /// How many of those, the first ones, the running cycle has marked.
    marked: Cell<usize>,
    /// Runs whose finalizers are not to be called: since the running cycle began, and before.
    forgotten: RefCell<[BTreeSet<RunId>; 2]>,
    /// Whether runs call only their own finalizers, and others are dropped.
    are_apart: Cell<bool>,
    /// Whether `pending` has objects.
    is_any_pending: Cell<bool>,
    /// The thread that calls finalizers. Weak, since the host may drop it while it does.
    caller: Cell<Option<WeakThread<'gc>>>,
}

/// What [`Finalizers::next_pending`] comes to.
pub(crate) enum Next<'gc> {
    Object(Value<'gc>),
    /// There were so many objects that are not to be finalized.
    Skipped(usize),
    None,
}

// SAFETY: the lists need not be traced, as the module says; the rest is weak. Part of the root, which is traced
// again after every entry.
unsafe impl<'gc> Collect<'gc> for Finalizers<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(caller) = self.caller.get() {
            cc.trace(&caller);
        }
    }
}

impl<'gc> Finalizers<'gc> {
    /// Notes that `object` got `metatable`, if that has `__gc`.
    pub(crate) fn register(&self, ctx: Context<'gc>, object: Value<'gc>, metatable: Table<'gc>) {
        if metatable.metamethod(ctx, Metamethod::Gc).is_nil() {
            return;
        }
        match object {
            Value::Table(table) if !table.is_finalizable() => table.set_finalizable(true),
            Value::UserData(userdata) if !userdata.is_finalizable() => userdata.note_finalizable(ctx),
            _ => return,
        }
        ctx.charge_fuel(REGISTERED);
        ctx.memory().charge_object(FINALIZABLE_BYTES);
        self.finalizable.borrow_mut().push((object, running(ctx)));
    }

    /// Marks pending objects, as long as `left` lasts. Gives whether all are.
    pub(crate) fn mark_pending(&self, fc: &Finalization<'gc>, left: &mut isize) -> bool {
        let mut pending = self.pending.borrow_mut();
        while *left > 0 {
            let Some((object, run)) = pending.get_mut(self.marked.get()) else { return true };
            *left -= MARK;
            self.marked.set(self.marked.get() + 1);
            self.forget_if_due(run);
            table::mark(fc, *object);
        }
        false
    }

    /// Finds out which finalizable objects are dead, as long as `left` lasts. Gives whether that is known of all. Nothing
    /// is marked before, since what is reached from a dead object is dead as well.
    pub(crate) fn find_dead(&self, fc: &Finalization<'gc>, left: &mut isize) -> bool {
        let mut finalizable = self.finalizable.borrow_mut();
        while *left > 0 {
            let Some((object, mut run)) = finalizable.pop_front() else { return true };
            *left -= LOOK;
            self.forget_if_due(&mut run);
            if !table::is_dead(fc, object) {
                self.found_alive.borrow_mut().push((object, run));
                continue;
            }
            forget_registration(object);
            self.found_dead.borrow_mut().push((object, run));
        }
        false
    }

    /// Makes objects that were found dead pending, marked, as long as `left` lasts, the last registered first. Gives
    /// whether all are.
    pub(crate) fn revive_dead(&self, fc: &Finalization<'gc>, left: &mut isize) -> bool {
        while *left > 0 {
            let Some((object, run)) = self.found_dead.borrow_mut().pop_back() else { return true };
            *left -= MARK;
            table::mark(fc, object);
            self.pending.borrow_mut().push((object, run));
            self.marked.set(self.marked.get() + 1);
            self.is_any_pending.set(true);
        }
        false
    }

    /// Whether objects were found dead and are not pending yet.
    pub(crate) fn has_dead(&self) -> bool {
        !self.found_dead.borrow().is_empty()
    }

    /// Prepares the next cycle. To be called when sweeping starts.
    pub(crate) fn end_marking(&self) {
        debug_assert!(self.finalizable.borrow().is_empty() && self.found_dead.borrow().is_empty());
        self.finalizable.swap(&self.found_alive);
        self.marked.set(0);
        let forgotten = &mut *self.forgotten.borrow_mut();
        forgotten[1] = std::mem::take(&mut forgotten[0]);
    }

    /// Moves all finalizable objects to the pending ones, as when a state is closed, however many there are.
    pub(crate) fn finalize_all(&self) {
        let mut pending = self.pending.borrow_mut();
        for list in [&self.found_dead, &self.finalizable, &self.found_alive] {
            while let Some((object, mut run)) = list.borrow_mut().pop_back() {
                forget_registration(object);
                self.forget_if_due(&mut run);
                pending.push((object, run));
            }
        }
        self.is_any_pending.set(!pending.is_empty());
    }

    /// Forgets all objects, as if none had a finalizer.
    pub(crate) fn forget_all(&self) {
        for list in [&self.found_alive, &self.finalizable, &self.found_dead, &self.pending] {
            *list.borrow_mut() = Chunks::default();
        }
        self.is_any_pending.set(false);
        self.caller.set(None);
    }

    /// Whether a finalizer is due.
    #[inline]
    pub(crate) fn has_pending(&self) -> bool {
        self.is_any_pending.get()
    }

    /// Whether some thread that can go on is calling finalizers.
    pub(crate) fn are_running(&self, ctx: Context<'gc>) -> bool {
        let caller = self.caller.get().and_then(|caller| caller.upgrade(ctx));
        caller.is_some_and(|caller| caller.status() != ThreadStatus::Dead)
    }

    /// Whether `thread` is calling finalizers.
    pub(crate) fn are_run_by(&self, ctx: Context<'gc>, thread: Thread<'gc>) -> bool {
        self.caller.get().and_then(|caller| caller.upgrade(ctx)) == Some(thread)
    }

    /// Notes which thread calls finalizers.
    pub(crate) fn set_caller(&self, thread: Option<Thread<'gc>>) {
        self.caller.set(thread.map(Thread::downgrade));
    }

    /// The next object to be finalized by the running thread, if it is among the first ones.
    pub(crate) fn next_pending(&self, ctx: Context<'gc>) -> Next<'gc> {
        let mut pending = self.pending.borrow_mut();
        for _ in 0..MAX_SKIPPED {
            let Some((object, mut run)) = pending.pop_front() else { return Next::None };
            self.marked.set(self.marked.get().saturating_sub(1));
            self.is_any_pending.set(!pending.is_empty());
            ctx.memory().credit(FINALIZABLE_BYTES);
            self.forget_if_due(&mut run);
            if run != FORGOTTEN && (!self.are_apart.get() || run == running(ctx)) {
                return Next::Object(object);
            }
        }
        Next::Skipped(MAX_SKIPPED)
    }

    /// Has runs call only their own finalizers; see [`Context::separate_finalizers`].
    pub(crate) fn separate(&self) {
        self.are_apart.set(true);
    }

    /// Sees to it that no finalizer of a run is called: the run was stopped. The lists are told of it when they are
    /// gone through the next time, which the cycle after the running one does with all of them.
    pub(crate) fn forget(&self, run: RunId) {
        self.forgotten.borrow_mut()[0].insert(run);
    }

    fn forget_if_due(&self, run: &mut RunId) {
        if self.forgotten.borrow().iter().any(|runs| runs.contains(run)) {
            *run = FORGOTTEN;
        }
    }
}

/// Has an object be registered when it gets a metatable again.
fn forget_registration(object: Value<'_>) {
    match object {
        Value::Table(table) => table.set_finalizable(false),
        Value::UserData(userdata) => userdata.forget_finalizable(),
        _ => {}
    }
}

/// The run that is in the middle of a step.
pub(crate) fn running(ctx: Context<'_>) -> RunId {
    ctx.state().root.get().map_or(0, Thread::run_id)
}
