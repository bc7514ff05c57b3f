//! Objects with a `__gc` metamethod and weak tables: what needs a look between marking and sweeping.
//!
//! An object becomes finalizable when it gets a metatable that has `__gc` (manual section 2.5.3).
//! The collection driver calls the steps below in the order that the manual demands: weak values go
//! before finalizable objects are brought back, weak keys after.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use gc_arena::{Collect, Finalization, collect::Trace};

use crate::{
    object::{
        chunks::Chunks,
        context::Context,
        metamethod::Metamethod,
        table::{Table, WeakTable},
        thread::{Thread, ThreadStatus, WeakThread},
        userdata::WeakUserData,
        value::Value,
    },
    support::account,
};

/// Names a run: the thread at its bottom. 0 is none, the host's doing.
pub(crate) type RunId = u64;

/// The run of finalizers that are not to be called.
const FORGOTTEN: RunId = u64::MAX;

/// What a finalizable object is charged until its finalizer is called: its places in the lists, and that in the table of
/// addresses.
const FINALIZABLE_BYTES: usize =
    Chunks::<WeakObject<'static>>::BYTES + Chunks::<(Value<'static>, RunId)>::BYTES + 64;

/// What a weak table is charged for its place in the list, which may be twice as large as needed while it grows.
const WEAK_TABLE_BYTES: usize = 4 * size_of::<WeakTable<'static>>();

/// What the collector has to look at, per VM.
#[derive(Default)]
pub(crate) struct Finalizers<'gc> {
    /// Live objects with `__gc`, in the order in which they got it.
    finalizable: RefCell<Chunks<WeakObject<'gc>>>,
    /// The addresses of those, and the runs that gave them their metatables.
    addresses: RefCell<HashMap<usize, RunId>>,
    /// Dead objects whose `__gc` is still to be called, next one first, and their runs.
    pending: RefCell<Chunks<(Value<'gc>, RunId)>>,
    /// Whether runs call only their own finalizers, and others are dropped.
    are_apart: Cell<bool>,
    weak_tables: RefCell<Vec<WeakTable<'gc>>>,
    /// Whether `pending` has objects.
    is_any_pending: Cell<bool>,
    /// The thread that calls finalizers. Weak, since the host may drop it while it does.
    caller: Cell<Option<WeakThread<'gc>>>,
}

#[derive(Clone, Copy)]
enum WeakObject<'gc> {
    Table(WeakTable<'gc>),
    UserData(WeakUserData<'gc>),
}

// SAFETY: pending objects are traced, the rest is weak. Part of the root, which is traced again after
// every entry.
unsafe impl<'gc> Collect<'gc> for Finalizers<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        self.pending.borrow().iter().for_each(|(value, _)| value.trace(cc));
        for object in self.finalizable.borrow().iter() {
            match object {
                WeakObject::Table(table) => cc.trace(table),
                WeakObject::UserData(userdata) => cc.trace(userdata),
            }
        }
        self.weak_tables.borrow().iter().for_each(|table| cc.trace(table));
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
        let weak = match object {
            Value::Table(table) => WeakObject::Table(table.downgrade()),
            Value::UserData(userdata) => WeakObject::UserData(userdata.downgrade()),
            _ => return,
        };
        let mut addresses = self.addresses.borrow_mut();
        addresses.entry(address(object)).or_insert_with(|| {
            ctx.memory().charge_object(FINALIZABLE_BYTES);
            self.finalizable.borrow_mut().push(weak);
            running(ctx)
        });
    }

    /// Notes that `table` is weak.
    pub(crate) fn register_weak_table(&self, ctx: Context<'gc>, table: Table<'gc>) {
        ctx.memory().charge_object(WEAK_TABLE_BYTES);
        self.weak_tables.borrow_mut().push(table.downgrade());
    }

    /// Marks values of ephemerons whose keys are alive. Returns whether there were any.
    pub(crate) fn trace_ephemerons(&self, fc: &Finalization<'gc>) -> bool {
        let mut marked = false;
        self.for_each_weak_table(fc, |table| marked |= table.trace_ephemerons(fc));
        marked
    }

    /// Removes entries with dead values from weak tables.
    pub(crate) fn clear_values(&self, fc: &Finalization<'gc>) {
        self.for_each_weak_table(fc, |table| table.clear_dead_values(fc));
    }

    /// Removes entries with dead keys from weak tables and forgets dead weak tables.
    pub(crate) fn clear_keys(&self, fc: &Finalization<'gc>) {
        self.for_each_weak_table(fc, |table| table.clear_dead_keys(fc));
        let mut tables = self.weak_tables.borrow_mut();
        let before = tables.len();
        tables.retain(|table| !table.is_dead(fc));
        account::note_freed((before - tables.len()) * WEAK_TABLE_BYTES);
    }

    /// Marks string keys of the entries that weak tables keep.
    pub(crate) fn settle_string_keys(&self, fc: &Finalization<'gc>) {
        self.for_each_weak_table(fc, |table| table.settle_string_keys(fc));
    }

    fn for_each_weak_table(&self, fc: &Finalization<'gc>, mut visit: impl FnMut(Table<'gc>)) {
        let tables = self.weak_tables.borrow();
        tables
            .iter()
            .filter(|table| !table.is_dead(fc))
            .filter_map(|table| table.resurrect(fc))
            .for_each(&mut visit);
    }

    /// Moves dead finalizable objects to the pending ones, alive again, the last registered first.
    pub(crate) fn resurrect_dead(&self, fc: &Finalization<'gc>) {
        let mut pending = self.pending.borrow_mut();
        let mut finalizable = self.finalizable.borrow_mut();
        account::note_traced(finalizable.len() * 8);
        // The order is turned twice. Nothing is resurrected before all have been looked at: what is reached from a dead
        // object is dead as well.
        let (mut alive, mut dead) = (Chunks::default(), Chunks::default());
        while let Some(object) = finalizable.pop_back() {
            let is_dead = match object {
                WeakObject::Table(table) => table.is_dead(fc),
                WeakObject::UserData(userdata) => userdata.is_dead(fc),
            };
            if is_dead { dead.push(object) } else { alive.push(object) }
        }
        while let Some(object) = alive.pop_back() {
            finalizable.push(object);
        }
        while let Some(object) = dead.pop_front() {
            let value = match object {
                WeakObject::Table(table) => table.resurrect(fc).map(Value::Table),
                WeakObject::UserData(userdata) => userdata.resurrect(fc).map(Value::UserData),
            };
            if let Some(value) = value {
                let run = self.addresses.borrow_mut().remove(&address(value)).unwrap_or_default();
                pending.push((value, run));
            }
        }
        let mut addresses = self.addresses.borrow_mut();
        if addresses.len() * 4 < addresses.capacity() {
            let room = addresses.len() * 2;
            addresses.shrink_to(room);
        }
        self.is_any_pending.set(!pending.is_empty());
    }

    /// Moves all finalizable objects to the pending ones, as when a state is closed.
    pub(crate) fn finalize_all(&self, fc: &Finalization<'gc>) {
        let addresses = self.addresses.take();
        let mut pending = self.pending.borrow_mut();
        while let Some(object) = self.finalizable.borrow_mut().pop_back() {
            let value = match object {
                WeakObject::Table(table) => table.resurrect(fc).map(Value::Table),
                WeakObject::UserData(userdata) => userdata.resurrect(fc).map(Value::UserData),
            };
            if let Some(value) = value {
                pending.push((value, addresses.get(&address(value)).copied().unwrap_or_default()));
            }
        }
        self.is_any_pending.set(!pending.is_empty());
    }

    /// Forgets all objects, as if none had a finalizer.
    pub(crate) fn forget_all(&self) {
        *self.finalizable.borrow_mut() = Chunks::default();
        *self.addresses.borrow_mut() = HashMap::new();
        *self.pending.borrow_mut() = Chunks::default();
        *self.weak_tables.borrow_mut() = Vec::new();
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

    /// The next object to be finalized by the running thread.
    pub(crate) fn next_pending(&self, ctx: Context<'gc>) -> Option<Value<'gc>> {
        let mut pending = self.pending.borrow_mut();
        let mut next = None;
        while let Some((object, run)) = pending.pop_front() {
            ctx.memory().credit(FINALIZABLE_BYTES);
            if run != FORGOTTEN && (!self.are_apart.get() || run == running(ctx)) {
                next = Some(object);
                break;
            }
        }
        self.is_any_pending.set(!pending.is_empty());
        next
    }

    /// Has runs call only their own finalizers; see [`Context::separate_finalizers`].
    pub(crate) fn separate(&self) {
        self.are_apart.set(true);
    }

    /// Sees to it that no finalizer of a run is called: the run was stopped.
    pub(crate) fn forget(&self, run: RunId) {
        for owner in self.addresses.borrow_mut().values_mut().filter(|owner| **owner == run) {
            *owner = FORGOTTEN;
        }
        let mut pending = self.pending.borrow_mut();
        let mut kept = Chunks::default();
        while let Some((object, owner)) = pending.pop_front() {
            kept.push((object, if owner == run { FORGOTTEN } else { owner }));
        }
        *pending = kept;
    }
}

/// The run that is in the middle of a step.
fn running(ctx: Context<'_>) -> RunId {
    ctx.state().root.get().map_or(0, Thread::run_id)
}

fn address(object: Value<'_>) -> usize {
    match object {
        Value::Table(table) => table.as_ptr() as usize,
        Value::UserData(userdata) => userdata.as_ptr() as usize,
        _ => 0,
    }
}
