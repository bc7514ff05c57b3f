//! Operations behind a pointer: smaller states, and recursion.

use gc_arena::collect::{DynCollect, Trace};
use piccolo_derive::Collect;

#[cfg(feature = "send")]
use crate::object::held::Held;
use crate::{
    object::{context::Context, function::Function, stack::Stack},
    sequence::{Await, Input, Progress, Request, Seq, Start, Wait, depth},
};

/// The same operation, kept in a box while it is suspended: a sequence that seldom awaits another one
/// with a large state does not carry the room for it.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function}};
/// use piccolo_core::sequence::{boxed, call, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let twice = Callback::new(ctx, |ctx, mut stack| {
///     let f: Function = stack.consume(ctx)?;
///     run_callback(ctx, stack, boxed(call::<i64>(f, 21)))
/// });
/// ctx.globals().set(ctx, "twice", twice).is_ok()
/// # });
/// let result: i64 = lua.load("return twice(function(n) return 2 * n end)").call(())?;
/// assert_eq!(result, 42);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn boxed<A>(operation: A) -> Boxed<A> {
    Boxed(operation)
}

/// An operation that is boxed when it suspends; see [`boxed`].
#[derive(Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct Boxed<A>(A);

impl<'gc, A: Await<'gc>> Await<'gc> for Boxed<A> {
    type Output = A::Output;
    type Waiting = BoxedWait<A::Waiting>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, A::Output> {
        match self.0.start(ctx, stack) {
            Start::Ready(value) => Start::Ready(value),
            Start::Suspended(request, wait) => Start::Suspended(request, BoxedWait(Box::new(wait))),
        }
    }
}

/// A suspended operation in a box.
#[derive(Collect)]
#[collect(no_drop)]
pub struct BoxedWait<W>(Box<W>);

impl<'gc, W: Wait<'gc>> Wait<'gc> for BoxedWait<W> {
    type Output = W::Output;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, W::Output> {
        Wait::resume(&mut *self.0, ctx, stack, input)
    }

    fn catches(&self) -> bool {
        Wait::catches(&*self.0)
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        Wait::message_handler(&*self.0)
    }
}

/// Any sequence with the output `T`: for recursion, which needs a type that does not contain itself,
/// and for a common type of several sequences.
///
/// A sequence runs on Rust's stack inside the one that awaits it. So that no script overflows that, at most
/// 64 of this type await each other: beyond, the call that the outermost one stands for fails with
/// "C stack overflow", which scripts catch with `pcall`; the sequences in between do not see the error. This
/// limits what awaits, not what is made: a host that wraps a sequence, before it starts, in ever more of them
/// has to count itself.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, error::Error, value::Value}};
/// use piccolo_core::sequence::{Dyn, call_stack, close, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // Calls a function, or closes a coroutine.
/// let stop = Callback::new(ctx, |ctx, mut stack| {
///     let sequence: Dyn<Result<(), Error>> = match stack.remove(0) {
///         Some(Value::Thread(thread)) => Dyn::new(close(thread)),
///         other => Dyn::new(call_stack(other.unwrap_or(Value::Nil))),
///     };
///     run_callback(ctx, stack, sequence)
/// });
/// ctx.globals().set(ctx, "stop", stop).is_ok()
/// # });
/// lua.load("stop(function(...) total = ... + 1 end, 1)").call::<()>(())?;
/// assert_eq!(lua.load("return total").call::<i64>(())?, 2);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
#[must_use = "does nothing unless it is awaited"]
pub struct Dyn<'gc, T>(Box<dyn DynWait<'gc, T> + 'gc>);

// SAFETY: the sequence is traced through its own implementation.
unsafe impl<'gc, T> gc_arena::Collect<'gc> for Dyn<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        self.0.dyn_trace(cc);
    }
}

// SAFETY: only what is a `Wait`, and so is held, implements `DynWait`.
#[cfg(feature = "send")]
unsafe impl<'gc, T> Held<'gc> for Dyn<'gc, T> {}

impl<'gc, T: 'gc> Dyn<'gc, T> {
    /// Boxes a sequence.
    pub fn new<A>(sequence: A) -> Self
    where
        A: Seq<'gc, Output = T> + 'gc,
        A::Waiting: 'gc,
    {
        Self(Box::new(Lifecycle::New(sequence)))
    }
}

/// A sequence from before its start to its end. The first resumption starts it.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) enum Lifecycle<A, W> {
    New(A),
    Waiting(W),
    Spent,
}

impl<'gc, A: Seq<'gc>> Wait<'gc> for Lifecycle<A, A::Waiting> {
    type Output = A::Output;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, A::Output> {
        let progress = match self {
            Lifecycle::Waiting(wait) => Wait::resume(wait, ctx, stack, input),
            _ => match core::mem::replace(self, Lifecycle::Spent) {
                Lifecycle::New(sequence) => match sequence.start(ctx, stack) {
                    Start::Ready(value) => Progress::Ready(value),
                    Start::Suspended(request, wait) => {
                        *self = Lifecycle::Waiting(wait);
                        Progress::Suspended(request)
                    }
                },
                _ => Progress::Suspended(Request::Spent),
            },
        };
        if let Progress::Ready(_) = progress {
            *self = Lifecycle::Spent;
        }
        progress
    }

    fn catches(&self) -> bool {
        matches!(self, Lifecycle::Waiting(wait) if Wait::catches(wait))
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        match self {
            Lifecycle::Waiting(wait) => Wait::message_handler(wait),
            _ => None,
        }
    }
}

/// [`Wait`] as a trait object.
trait DynWait<'gc, T>: DynCollect<'gc> {
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, T>;
    fn catches(&self) -> bool;
    fn message_handler(&self) -> Option<Function<'gc>>;
}

impl<'gc, W: Wait<'gc>> DynWait<'gc, W::Output> for W {
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, W::Output> {
        Wait::resume(self, ctx, stack, input)
    }
    fn catches(&self) -> bool {
        Wait::catches(self)
    }
    fn message_handler(&self) -> Option<Function<'gc>> {
        Wait::message_handler(self)
    }
}

impl<'gc, T: 'gc> Await<'gc> for Dyn<'gc, T> {
    type Output = T;
    type Waiting = Self;

    fn start(mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self, T> {
        match Wait::resume(&mut self, ctx, stack, Ok(())) {
            Progress::Ready(value) => Start::Ready(value),
            Progress::Suspended(request) => Start::Suspended(request, self),
        }
    }
}

impl<'gc, T: 'gc> Wait<'gc> for Dyn<'gc, T> {
    type Output = T;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, T> {
        let Some(_level) = depth::enter(ctx) else { return Progress::Suspended(Request::TooDeep) };
        self.0.resume(ctx, stack, input)
    }

    fn catches(&self) -> bool {
        self.0.catches()
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        self.0.message_handler()
    }
}
