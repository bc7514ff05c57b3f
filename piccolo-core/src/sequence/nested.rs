//! [`run`]: awaiting a hand-written sequence.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    convert::{FromMulti, IntoMulti},
    object::{
        context::Context,
        error::Error,
        function::Function,
        sequence::{BoxSequence, SequencePoll},
        stack::Stack,
    },
    sequence::{Await, Input, Progress, Request, Start, Wait, depth, results::take_results},
};

/// Runs a hand-written [`Sequence`](crate::object::sequence::Sequence), whose stack first holds
/// `arguments`. Awaiting it gives what the sequence returns; or the error "C stack overflow" when it is more
/// than 64 deep in such sequences and those of type [`Dyn`](crate::sequence::Dyn).
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{context::Context, error::Error, sequence::*, stack::Stack, value::Value}};
/// # use piccolo_core::object::{callback::Callback, function::Function};
/// # use piccolo_derive::Collect;
/// use piccolo_core::sequence::{run, run_callback};
///
/// /// Calls its first value with the others.
/// #[derive(Collect)]
/// #[collect(require_static)]
/// struct Apply;
///
/// impl<'gc> Sequence<'gc> for Apply {
///     fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
///         let function: Function = stack.argument(ctx, 0)?;
///         stack.remove_front(1);
///         Ok(SequencePoll::TailCall(function))
///     }
/// }
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let apply = Callback::new(ctx, |ctx, mut stack| {
///     let function: Function = stack.consume(ctx)?;
///     run_callback(ctx, stack, run::<i64>(Apply, (function, 20, 22)))
/// });
/// ctx.globals().set(ctx, "apply", apply).is_ok()
/// # });
/// let sum: i64 = lua.load("return apply(function(a, b) return a + b end)").call(())?;
/// assert_eq!(sum, 42);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn run<'gc, R: FromMulti<'gc>>(
    sequence: impl Into<BoxSequence<'gc>>,
    arguments: impl IntoMulti<'gc>,
) -> Run<'gc, impl IntoMulti<'gc>, R> {
    Run { sequence: sequence.into(), arguments, results: PhantomData }
}

/// A hand-written sequence to be run; see [`run`].
#[must_use = "does nothing unless it is awaited"]
pub struct Run<'gc, A, R> {
    sequence: BoxSequence<'gc>,
    arguments: A,
    results: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoMulti<'gc>, R: FromMulti<'gc>> Await<'gc> for Run<'gc, A, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = Running<'gc, R>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        let bottom = stack.len();
        if let Err(error) = self.arguments.push_into(ctx, stack) {
            stack.truncate(bottom);
            return Start::Ready(Err(error));
        }
        let mut running = Running { sequence: Some(self.sequence), bottom, results: PhantomData };
        match running.resume(ctx, stack, Ok(())) {
            Progress::Ready(result) => Start::Ready(result),
            Progress::Suspended(request) => Start::Suspended(request, running),
        }
    }
}

/// A hand-written sequence that is suspended inside another one.
#[derive(Collect)]
#[collect(bound = "")]
pub struct Running<'gc, R> {
    /// `None` once its last act, a tail call, is under way.
    sequence: Option<BoxSequence<'gc>>,
    /// Where its stack begins.
    bottom: usize,
    results: PhantomData<fn() -> R>,
}

impl<'gc, R> Running<'gc, R> {
    /// Lets the sequence go on; gives its next request, or `None` when its results are on the stack.
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Result<Option<Request<'gc>>, Error<'gc>> {
        let base = self.bottom;
        let Some(sequence) = &mut self.sequence else { return input.map(|()| None) };
        let Some(_level) = depth::enter(ctx) else { return Err(depth::too_deep()) };
        let window = stack.above(base);
        let poll = match input {
            Ok(()) => sequence.poll(ctx, window)?,
            Err(error) => sequence.get_mut().error(ctx, error, window)?,
        };
        let above = |bottom: usize| base.saturating_add(bottom);
        Ok(Some(match poll {
            SequencePoll::Return => return Ok(None),
            SequencePoll::TailCall(function) => {
                self.sequence = None;
                Request::Call { function, bottom: base }
            }
            SequencePoll::Pending => Request::Pending,
            SequencePoll::Pause => Request::Pause,
            SequencePoll::Call { function, bottom } => Request::Call { function, bottom: above(bottom) },
            SequencePoll::Yield { bottom } => Request::Yield { bottom: above(bottom) },
            SequencePoll::Resume { thread, bottom } => Request::Resume { thread, bottom: above(bottom) },
            SequencePoll::Close { thread, bottom } => Request::Close { thread, bottom: above(bottom) },
        }))
    }
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for Running<'gc, R> {
    type Output = Result<R, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match self.poll(ctx, stack, input) {
            Ok(Some(request)) => Progress::Suspended(request),
            Ok(None) => Progress::Ready(take_results(ctx, stack, self.bottom)),
            Err(error) => {
                stack.truncate(self.bottom);
                Progress::Ready(Err(error))
            }
        }
    }

    fn catches(&self) -> bool {
        self.sequence.as_ref().is_some_and(|sequence| sequence.get().catches())
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        self.sequence.as_ref().and_then(|sequence| sequence.get().message_handler())
    }
}
