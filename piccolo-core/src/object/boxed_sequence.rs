//! [`BoxSequence`]: an owned sequence of any type.
//!
//! A small one is kept in place: the most frequent ones, such as that of `pcall`, need no allocation.
//!
//! Unsafe invariant: the `place` of a [`BoxSequence`] owns a value of the type that its `operations` were
//! made for, see [`Of::locate`]. It is an `UnsafeCell`, since the value may have cells of its own, which
//! change through shared references to the [`BoxSequence`] it is in.

use std::{cell::UnsafeCell, marker::PhantomData, mem::MaybeUninit, ptr};

use gc_arena::{Collect, collect::Trace};

use crate::{
    object::{
        context::Context,
        error::Error,
        sequence::{DynSequence, Sequence, SequencePoll},
        stack::Stack,
    },
    support::account,
};

/// Room for a small sequence, or for a pointer to a larger one. A pointer itself, since sequences hold such.
type Place = MaybeUninit<*mut ()>;

/// An owned sequence. One of up to a word is not allocated.
pub struct BoxSequence<'gc> {
    place: UnsafeCell<Place>,
    operations: &'gc Operations<'gc>,
}

/// What can be done with a sequence of some type. All functions require a place of that type.
struct Operations<'gc> {
    poll: PollFn<'gc>,
    get: unsafe fn(*mut Place) -> *mut (dyn DynSequence<'gc> + 'gc),
    drop: Option<unsafe fn(*mut Place)>,
}

type PollFn<'gc> =
    for<'a> unsafe fn(*mut Place, Context<'gc>, Stack<'gc, 'a>) -> Result<SequencePoll<'gc>, Error<'gc>>;

/// The operations of a type of sequences.
struct Of<'gc, S>(PhantomData<&'gc S>);

impl<'gc, S: Sequence<'gc> + 'gc> Of<'gc, S> {
    const IN_PLACE: bool = size_of::<S>() <= size_of::<Place>() && align_of::<S>() <= align_of::<Place>();

    const OPERATIONS: &'gc Operations<'gc> = &Operations {
        poll: |place, ctx, stack| {
            // SAFETY: the place is one of this type, by the field's contract.
            let sequence = unsafe { &mut *Self::locate(place) };
            sequence.poll(ctx, stack)
        },
        // SAFETY: as above.
        get: |place| unsafe { Self::locate(place) },
        drop: if Self::IN_PLACE && !std::mem::needs_drop::<S>() { None } else { Some(Self::drop) },
    };

    fn place(sequence: S) -> Place {
        // Whole words are written, since they are read as such soon.
        let mut place = Place::zeroed();
        if Self::IN_PLACE {
            // SAFETY: there is room for it, and the place is aligned for it.
            unsafe { place.as_mut_ptr().cast::<S>().write(sequence) };
        } else {
            account::note_boxed(size_of::<S>());
            // SAFETY: there is room for a pointer.
            unsafe { place.as_mut_ptr().cast::<*mut S>().write(Box::into_raw(Box::new(sequence))) };
        }
        place
    }

    /// Where the sequence of a place is.
    ///
    /// # Safety
    /// `place` must come from [`Self::place`] and not have been dropped.
    #[inline(always)]
    unsafe fn locate(place: *mut Place) -> *mut S {
        if Self::IN_PLACE {
            return place.cast();
        }
        // SAFETY: `Self::place` has put a pointer there.
        unsafe { place.cast::<*mut S>().read() }
    }

    /// Drops the sequence of a place.
    ///
    /// # Safety
    /// As [`Self::locate`].
    unsafe fn drop(place: *mut Place) {
        // SAFETY: the sequence is owned by its place; if it is not in it, it is in a box.
        unsafe {
            let sequence = Self::locate(place);
            if Self::IN_PLACE {
                ptr::drop_in_place(sequence);
            } else {
                account::note_freed(size_of::<S>());
                drop(Box::from_raw(sequence));
            }
        }
    }
}

impl<'gc> BoxSequence<'gc> {
    /// Boxes a sequence.
    #[inline]
    pub fn new<S: Sequence<'gc> + 'gc>(sequence: S) -> Self {
        Self { place: UnsafeCell::new(Of::place(sequence)), operations: Of::<S>::OPERATIONS }
    }

    #[inline]
    pub(crate) fn poll(
        &mut self,
        ctx: Context<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        // SAFETY: both fields were made for the same type.
        unsafe { (self.operations.poll)(self.place.get(), ctx, stack) }
    }

    pub(crate) fn get(&self) -> &(dyn DynSequence<'gc> + 'gc) {
        // SAFETY: both fields were made for the same type; what the pointer leads to is borrowed as `self`
        // is, and what of it changes meanwhile is in the place's `UnsafeCell`.
        unsafe { &*(self.operations.get)(self.place.get()) }
    }

    pub(crate) fn get_mut(&mut self) -> &mut (dyn DynSequence<'gc> + 'gc) {
        // SAFETY: both fields were made for the same type; what the pointer leads to is borrowed as `self` is.
        unsafe { &mut *(self.operations.get)(self.place.get()) }
    }
}

impl Drop for BoxSequence<'_> {
    // Out of line, to keep the code small where it is dropped only after errors.
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(drop) = self.operations.drop {
            // SAFETY: both fields were made for the same type, and this is the end of them.
            unsafe { drop(self.place.get()) };
        }
    }
}

impl<'gc, S: Sequence<'gc> + 'gc> From<S> for BoxSequence<'gc> {
    fn from(sequence: S) -> Self {
        Self::new(sequence)
    }
}

// SAFETY: the sequence is traced through its own implementation; it is mutated only by the thread
// that owns it, which is behind the running thread's barrier.
unsafe impl<'gc> Collect<'gc> for BoxSequence<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        self.get().dyn_trace(cc);
    }
}
