//! [`Gathering`]: lists of constants and functions, which may be long, while they are made; [`Segment`]: such a list of a
//! function that is made. The collector goes through long ones a segment at a time, each of which is an object of its own.
//!
//! Unsafe invariants: a [`Segment`] is reached only by way of the function that owns the slots, and they do not change.
//! So in a cycle in which it is traced, the function is marked, and the slots are there.

use std::{cell::Cell, cell::RefCell, ptr::NonNull};

use gc_arena::{Collect, Gc, collect::Trace};

#[cfg(feature = "send")]
use crate::object::held::Held;
use crate::{
    object::context::Context,
    support::{account, remains},
};

/// The slots that are traced at once.
const SLOTS: usize = 1024;

/// A list that is being made.
pub(super) enum Gathering<'gc, T> {
    Few(Vec<T>),
    Many {
        list: Gc<'gc, Shared<T>>,
        /// The last segment of those that are complete.
        last: Option<Gc<'gc, Complete<'gc, T>>>,
        /// How many elements are in segments.
        complete: usize,
    },
}

/// A long list that is being made. It traces nothing itself.
pub(super) struct Shared<T> {
    elements: RefCell<Vec<T>>,
    /// What it is charged.
    bytes: Cell<usize>,
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        remains::leave(self.elements.take());
        account::note_traceable_freed(self.bytes.get());
    }
}

// SAFETY: who has it traces the elements, as long as they are here.
unsafe impl<'gc, T: Collect<'gc>> Collect<'gc> for Shared<T> {
    fn trace<C: Trace<'gc>>(&self, _: &mut C) {}
}

/// A run of elements of a list that is being made.
pub(super) struct Complete<'gc, T> {
    list: Gc<'gc, Shared<T>>,
    first: usize,
    before: Option<Gc<'gc, Self>>,
}

impl<T> Drop for Complete<'_, T> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>());
    }
}

// SAFETY: all pointers are traced; elements are only taken out when something else traces them.
unsafe impl<'gc, T: Collect<'gc>> Collect<'gc> for Complete<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        cc.trace(&self.before);
        cc.trace(&self.list);
        account::note_traced(SLOTS);
        let elements = self.list.elements.borrow();
        elements
            .get(self.first..self.first + SLOTS)
            .into_iter()
            .flatten()
            .for_each(|element| cc.trace(element));
    }
}

// SAFETY: all pointers are traced, those that are not in segments here.
unsafe impl<'gc, T: Collect<'gc>> Collect<'gc> for Gathering<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        match self {
            Self::Few(elements) => cc.trace(elements),
            Self::Many { list, last, complete } => {
                cc.trace(list);
                cc.trace(last);
                list.elements.borrow()[*complete..].iter().for_each(|element| cc.trace(element));
            }
        }
    }
}

// SAFETY: elements, which are held, and pointers into the VM to more of them.
#[cfg(feature = "send")]
unsafe impl<'gc, T: Held<'gc>> Held<'gc> for Gathering<'gc, T> {}

impl<T> Default for Gathering<'_, T> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<'gc, T: Collect<'gc> + Copy + 'gc> Gathering<'gc, T> {
    /// A list with room for `count` elements, which is charged. Gives how much of that a long list takes over.
    pub(super) fn with_room(ctx: Context<'gc>, count: usize) -> (Self, usize) {
        if count <= SLOTS {
            let mut few = Vec::new();
            few.reserve_exact(count);
            return (Self::Few(few), 0);
        }
        let own = 16 + size_of::<Shared<T>>();
        ctx.memory().charge_traceable(own);
        let bytes = count * size_of::<T>();
        let elements = RefCell::new(Vec::with_capacity(count));
        let list = Gc::new(ctx.mutation(), Shared { elements, bytes: Cell::new(own + bytes) });
        (Self::Many { list, last: None, complete: 0 }, bytes)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(elements) => elements.len(),
            Self::Many { list, .. } => list.elements.borrow().len(),
        }
    }

    pub(super) fn push(&mut self, ctx: Context<'gc>, element: T) {
        match self {
            Self::Few(elements) => elements.push(element),
            Self::Many { list, last, complete } => {
                let mut elements = list.elements.borrow_mut();
                elements.push(element);
                if elements.len() - *complete == SLOTS {
                    let segment = Complete { list: *list, first: *complete, before: *last };
                    ctx.memory().charge_traceable(16 + size_of::<Complete<'_, T>>());
                    *last = Some(Gc::new(ctx.mutation(), segment));
                    *complete += SLOTS;
                }
            }
        }
    }

    /// The whole list, and its first segment if it is long. Gives how many bytes a long list gives back, too: they are
    /// charged, and up to the caller.
    pub(super) fn finish(self, ctx: Context<'gc>) -> (Box<[T]>, FirstSegment<'gc, T>, usize) {
        match self {
            Self::Few(elements) => (elements.into_boxed_slice(), None, 0),
            Self::Many { list, .. } => {
                let elements = list.elements.take().into_boxed_slice();
                let bytes = size_of_val(&*elements);
                list.bytes.set(list.bytes.get() - bytes);
                let segment = Segment::of_all(ctx, &elements);
                (elements, segment, bytes)
            }
        }
    }
}

/// A run of slots of a function's long list.
pub(super) struct Segment<'gc, T> {
    slots: NonNull<[T]>,
    next: Option<Gc<'gc, Self>>,
}

/// A list's first segment, if it is long.
pub(super) type FirstSegment<'gc, T> = Option<Gc<'gc, Segment<'gc, T>>>;

impl<T> Drop for Segment<'_, T> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>());
    }
}

// SAFETY: all pointers are traced.
unsafe impl<'gc, T: Collect<'gc>> Collect<'gc> for Segment<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        cc.trace(&self.next);
        // SAFETY: the slots are there, as the module says.
        let slots = unsafe { self.slots.as_ref() };
        account::note_traced(slots.len());
        slots.iter().for_each(|slot| cc.trace(slot));
    }
}

impl<'gc, T: Collect<'gc> + 'gc> Segment<'gc, T> {
    /// The first one of the segments for `slots`, each of which leads to the next one.
    fn of_all(ctx: Context<'gc>, slots: &[T]) -> FirstSegment<'gc, T> {
        slots.rchunks(SLOTS).fold(None, |next, slots| {
            ctx.memory().charge_traceable(16 + size_of::<Self>());
            Some(Gc::new(ctx.mutation(), Self { slots: NonNull::from(slots), next }))
        })
    }
}
