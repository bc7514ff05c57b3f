//! [`DeepStacks`]: threads whose stacks are so long that the collector goes through them piece by piece.
//!
//! Such a thread is listed. When the collector traces it, slots, frames and native frames are left for when all else is marked; then
//! they are dealt with from the bottom to the top, and a thread that runs in between, and so is traced anew, is
//! dealt with from the bottom again.
//!
//! Unsafe invariants: the collector and [`DeepStacks::note`] alone look into stacks here, while no thread runs; and no
//! sweeping begins before each listed thread that is alive was gone through to its end since it ran last, so that no
//! slot outlives its object.

use std::cell::{Cell, RefCell};

use gc_arena::{Collect, Finalization, Gc, GcWeak, collect::Trace};

use crate::{
    object::{
        thread::{Thread, ThreadCell, ThreadState, WeakThread},
        value::{FIRST_OBJECT_TAG, Value},
    },
    support::account,
};

/// A stack is deep if it has more slots and frames than this.
const DEEP: usize = 16 * 1024;

/// How many slots and frames are gone through at a time.
const PIECE: usize = 2 * 1024;

/// As how many slots a frame of a host function counts, whose sequence is in a box.
pub(super) const NATIVE_WEIGHT: usize = 16;

/// The threads that are listed.
#[derive(Default)]
pub(crate) struct DeepStacks<'gc> {
    threads: RefCell<Vec<WeakThread<'gc>>>,
    /// Some were gone through since sweeping began last.
    is_tracing: Cell<bool>,
}

// SAFETY: weak pointers, traced as such. The list changes only where the root's barrier is up.
unsafe impl<'gc> Collect<'gc> for DeepStacks<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        for thread in &*self.threads.borrow() {
            cc.trace(thread);
        }
    }
}

impl<'gc> DeepStacks<'gc> {
    /// Lists a thread if its stack is deep. To be called when it has run.
    #[inline]
    pub(crate) fn note(&self, thread: Thread<'gc>) {
        let cell = thread.0.as_ref();
        // SAFETY: the thread does not run, so nothing borrows its state.
        if unsafe { &*cell.state.get() }.is_deep() && !cell.is_listed.get() {
            cell.is_listed.set(true);
            self.threads.borrow_mut().push(thread.downgrade());
        }
    }

    /// Whether a thread is in the middle of being gone through, so that no script should run until that is done.
    pub(crate) fn is_tracing(&self) -> bool {
        self.is_tracing.get()
    }

    /// Goes through a piece of a stack. False: nothing is left to be gone through. To be called when all else is
    /// marked.
    pub(crate) fn trace_piece(&self, fc: &Finalization<'gc>) -> bool {
        let threads = self.threads.borrow();
        let marked = threads.iter().filter(|thread| !thread.0.is_dead(fc));
        for thread in marked.filter_map(|thread| thread.0.resurrect(fc)) {
            if let Some(start) = thread.as_ref().rest.get() {
                self.is_tracing.set(true);
                thread.as_ref().trace_piece(fc, start);
                return true;
            }
        }
        false
    }

    /// Forgets threads that are dead, or whose stacks are no longer deep. To be called before sweeping begins.
    pub(crate) fn prune(&self, fc: &Finalization<'gc>) {
        self.is_tracing.set(false);
        self.threads.borrow_mut().retain(|thread| {
            if thread.0.is_dead(fc) {
                return false;
            }
            let Some(thread) = thread.0.resurrect(fc) else { return false };
            let cell = thread.as_ref();
            // SAFETY: no reference into the state is live while the collector runs.
            let is_deep = unsafe { &*cell.state.get() }.is_deep();
            cell.is_listed.set(is_deep || cell.rest.get().is_some());
            cell.is_listed.get()
        });
    }

    /// Forgets all threads, when nothing is alive any more.
    pub(crate) fn clear(&self) {
        self.threads.borrow_mut().clear();
    }
}

impl ThreadState<'_> {
    fn is_deep(&self) -> bool {
        self.stack.len() + self.frames.len() > DEEP
    }
}

impl<'gc> ThreadCell<'gc> {
    /// Marks what a piece of the stack, the frames and what belongs to native ones holds, from the place `start` on.
    /// Dead slots are cleared.
    fn trace_piece(&self, fc: &Finalization<'gc>, start: usize) {
        // SAFETY: no reference into the state is live while the collector runs.
        let state = unsafe { &mut *self.state.get() };
        let (live, slots) = (state.live_top(), state.stack.len());
        let frames = slots + state.frames.len();
        let all = frames + state.natives.len();
        let (mut end, mut weight) = (start, 0);
        while end < all && weight < PIECE {
            let index = end;
            end += 1;
            weight += if index < frames { 1 } else { NATIVE_WEIGHT };
            match state.stack.get_mut(index) {
                Some(slot) if index < live => mark(fc, slot),
                Some(slot) => *slot = Value::Nil,
                None if index < frames => {
                    if let Some(closure) = state.frames[index - slots].closure {
                        mark(fc, &Value::Closure(closure));
                    }
                }
                None => state.natives[index - frames].trace(&mut Marking(fc)),
            }
        }
        self.rest.set((end < all).then_some(end));
        account::note_traced(PIECE);
    }
}

/// Marks all that it is shown.
struct Marking<'a, 'gc>(&'a Finalization<'gc>);

impl<'gc> Trace<'gc> for Marking<'_, 'gc> {
    fn trace_gc(&mut self, object: Gc<'gc, ()>) {
        self.0.forward_barrier(None, object);
    }

    fn trace_gc_weak(&mut self, object: GcWeak<'gc, ()>) {
        self.0.forward_barrier_weak(None, object);
    }
}

/// Marks the object that a value is, if it is one.
fn mark<'gc>(fc: &Finalization<'gc>, value: &Value<'gc>) {
    if value.tag() >= FIRST_OBJECT_TAG {
        // SAFETY: the payload of an object is the address in its `Gc`.
        let object = unsafe { Gc::from_ptr(value.payload_or_zero() as *const ()) };
        // Strings need not be gone through, so they are not resurrected.
        fc.forward_barrier(None, object);
    }
}
