//! Host functions.
//!
//! Unsafe invariant: a [`Callback`] points to the `header` of a `CallbackOf`, whose `call` function
//! was made for exactly that type, or of one that differs from it in types without size only.

use std::{alloc::Layout, cell::Cell, mem::offset_of};

use gc_arena::{Collect, Gc, Static, collect::Trace};

use crate::{
    object::{
        context::Context,
        error::Error,
        function::Function,
        held::{Held, MaybeSend},
        sequence::BoxSequence,
        serial::Serial,
        stack::Stack,
        thread::Thread,
        userdata::class::Fields,
    },
    support::account,
};

/// What a callback asks for when it is done. In all variants "the values" are those that it left on
/// its [`Stack`].
pub enum Action<'gc> {
    /// Return the values.
    Return,
    /// Call `function` with the values from `bottom` up, then run `then` with its results in their place.
    Call {
        /// What to call.
        function: Function<'gc>,
        /// The index of the first argument; the values below stay as they are.
        bottom: usize,
        /// What to do with its results, or with its error.
        then: BoxSequence<'gc>,
    },
    /// Call a function with the values and return what it returns.
    TailCall(Function<'gc>),
    /// Suspend the running coroutine, handing the values from `bottom` up to its resumer. The arguments
    /// of the next resume are returned, or given to `then` in their place.
    Yield {
        /// The index of the first value to yield; the values below stay as they are.
        bottom: usize,
        /// What to do after the next resume.
        then: Option<BoxSequence<'gc>>,
    },
    /// Resume a suspended coroutine with the values from `bottom` up; then run `then` with what it
    /// yields or returns in their place.
    Resume {
        /// The coroutine.
        thread: Thread<'gc>,
        /// The index of the first argument; the values below stay as they are.
        bottom: usize,
        /// What to do with its values, or with its error.
        then: BoxSequence<'gc>,
    },
    /// Close a coroutine that is suspended or dead: its to-be-closed variables are closed and it is
    /// dead. Then run `then`, with no values or with the error that a handler, or the coroutine before
    /// it died, failed with.
    Close {
        /// The coroutine.
        thread: Thread<'gc>,
        /// Where values to be dropped start; those below stay as they are.
        bottom: usize,
        /// What to do afterwards.
        then: BoxSequence<'gc>,
    },
    /// Go on with `then` when the waker was woken, as after [`SequencePoll::Pending`](crate::object::sequence::SequencePoll::Pending).
    Pending {
        /// What to do then.
        then: BoxSequence<'gc>,
    },
    /// Go on as a sequence, with the values on its stack.
    Sequence(BoxSequence<'gc>),
}

// SAFETY: everything is traced.
unsafe impl<'gc> Collect<'gc> for Action<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match self {
            Action::Return | Action::Yield { then: None, .. } => {}
            Action::TailCall(function) => cc.trace(function),
            Action::Yield { then: Some(then), .. } | Action::Pending { then } | Action::Sequence(then) => {
                cc.trace(then);
            }
            Action::Call { function, then, .. } => {
                cc.trace(function);
                cc.trace(then);
            }
            Action::Resume { thread, then, .. } | Action::Close { thread, then, .. } => {
                cc.trace(thread);
                cc.trace(then);
            }
        }
    }
}

/// A host function, possibly with captured values.
#[derive(Clone, Copy)]
pub struct Callback<'gc>(Gc<'gc, CallbackHeader<'gc>>);

type CallFn<'gc> =
    unsafe fn(Gc<'gc, CallbackHeader<'gc>>, Context<'gc>, Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>>;

#[repr(C)]
struct CallbackHeader<'gc> {
    serial: Serial,
    captures: Cell<Captures>,
    call: CallFn<'gc>,
}

const _: () = assert!(offset_of!(CallbackHeader<'static>, serial) == 0);

/// What a callback captures.
#[derive(Clone, Copy, PartialEq)]
enum Captures {
    Nothing,
    Values,
    /// The `Fields` of a class.
    Fields,
}

#[repr(C)]
struct CallbackOf<'gc, C, F> {
    header: CallbackHeader<'gc>,
    captures: C,
    function: Static<F>,
}

impl<C, F> Drop for CallbackOf<'_, C, F> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>());
    }
}

// SAFETY: the captures are traced, the rest holds no pointers.
unsafe impl<'gc, C: Collect<'gc>, F: 'static> Collect<'gc> for CallbackOf<'gc, C, F> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.captures);
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for Callback<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> Callback<'gc> {
    /// A host function from a Rust function or a closure that captures nothing of the VM.
    pub fn new<F>(ctx: Context<'gc>, function: F) -> Self
    where
        F: for<'a> Fn(Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>> + MaybeSend + 'static,
    {
        Self::knowing_itself(ctx, move |_, ctx, stack| function(ctx, stack))
    }

    /// A host function that gets itself as first argument, as those that look at
    /// [activations](crate::exec::inspection) need it.
    pub fn knowing_itself<F>(ctx: Context<'gc>, function: F) -> Self
    where
        F: for<'a> Fn(Self, Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>>
            + MaybeSend
            + 'static,
    {
        Self::allocate(ctx, (), function, |gc, ctx, stack| {
            // SAFETY: `allocate` stores this function only in a header of this type, or of one with the same
            // layout if there is nothing else in it.
            let callback = unsafe { Gc::cast::<CallbackOf<'gc, (), F>>(gc) };
            (callback.as_ref().function.0)(Self(gc), ctx, stack)
        })
    }

    /// A host function that captures values of the VM.
    pub fn with_captures<C, F>(ctx: Context<'gc>, captures: C, function: F) -> Self
    where
        C: Held<'gc> + 'gc,
        F: for<'a> Fn(&'gc C, Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>>
            + MaybeSend
            + 'static,
    {
        Self::allocate(ctx, captures, function, |gc, ctx, stack| {
            // SAFETY: `allocate` stores this function only in a header of this type, or of one with the same
            // layout if there is nothing else in it.
            let callback = unsafe { Gc::cast::<CallbackOf<'gc, C, F>>(gc) };
            (callback.as_ref().function.0)(&callback.as_ref().captures, ctx, stack)
        })
    }

    /// As [`Self::with_captures`], for the handler of a class, which the VM may know by its fields.
    pub(in crate::object) fn with_fields<F>(ctx: Context<'gc>, fields: Fields<'gc>, function: F) -> Self
    where
        F: for<'a> Fn(&'gc Fields<'gc>, Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>>
            + MaybeSend
            + 'static,
    {
        let callback = Self::with_captures(ctx, fields, function);
        callback.0.as_ref().captures.set(Captures::Fields);
        callback
    }

    /// The fields that the handler of a class captures.
    #[inline]
    pub(in crate::object) fn fields(self) -> Option<&'gc Fields<'gc>> {
        if self.0.captures.get() != Captures::Fields {
            return None;
        }
        // SAFETY: only `with_fields` says so, of a callback that captures fields. `repr(C)` puts them behind the
        // header, whatever the function is.
        let callback = unsafe { Gc::cast::<CallbackOf<'gc, Fields<'gc>, ()>>(self.0) };
        Some(&callback.as_ref().captures)
    }

    #[inline]
    fn allocate<C: Held<'gc> + 'gc, F: MaybeSend + 'static>(
        ctx: Context<'gc>,
        captures: C,
        function: F,
        call: CallFn<'gc>,
    ) -> Self {
        let is_empty = Layout::new::<CallbackOf<'gc, C, F>>() == Layout::new::<CallbackOf<'gc, (), ()>>();
        if is_empty && !std::mem::needs_drop::<(C, F)>() {
            return Self::allocate_empty(ctx, call);
        }
        let serial = Serial::new(ctx.memory().charge_traceable(16 + size_of::<CallbackOf<'gc, C, F>>()));
        let kind = if size_of::<C>() > 0 { Captures::Values } else { Captures::Nothing };
        let header = CallbackHeader { serial, captures: Cell::new(kind), call };
        let callback = CallbackOf { header, captures, function: Static(function) };
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(Gc::new(ctx.mutation(), callback)) })
    }

    /// A callback without captures or state: one code for all of them. What `call` takes it for has the same
    /// layout, nothing to read, and nothing to drop.
    #[inline(never)]
    fn allocate_empty(ctx: Context<'gc>, call: CallFn<'gc>) -> Self {
        let serial = Serial::new(ctx.memory().charge_traceable(16 + size_of::<CallbackOf<'_, (), ()>>()));
        let header = CallbackHeader { serial, captures: Cell::new(Captures::Nothing), call };
        let callback = CallbackOf { header, captures: (), function: Static(()) };
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(Gc::new(ctx.mutation(), callback)) })
    }

    /// Calls the host function.
    #[inline(always)]
    pub(crate) fn call(self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>> {
        // SAFETY: the header's function belongs to the object that the header is part of.
        unsafe { (self.0.as_ref().call)(self.0, ctx, stack) }
    }

    /// Whether it captures values of the VM.
    pub fn captures_values(self) -> bool {
        self.0.captures.get() != Captures::Nothing
    }

    /// An address that identifies the callback.
    #[inline(always)]
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }
}
