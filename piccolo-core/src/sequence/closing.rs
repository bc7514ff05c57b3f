//! [`closing`]: values that are closed when a sequence is done, as variables with `<close>` are.

use piccolo_derive::Collect;

use crate::{
    object::{
        context::Context, error::Error, function::Function, held::Held, metamethod::Metamethod, stack::Stack,
        value::Value,
    },
    sequence::{Await, Input, Progress, Request, Start, Wait, call, results::Results},
};

/// Runs `sequence`, and closes `value` when it is done: its `__close` is called with the value and the
/// error that the sequence failed with, or nil. An error in `__close` replaces that of the sequence.
/// `nil` and `false` need no closing.
///
/// A stop of the run closes nothing, and neither does closing the coroutine while the sequence is
/// suspended: it is dropped.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function, value::Value}};
/// use piccolo_core::sequence::{call, closing, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // Calls a function with a file, so to speak, and closes that.
/// let with = Callback::new(ctx, |ctx, mut stack| {
///     let (file, f): (Value, Function) = stack.consume(ctx)?;
///     run_callback(ctx, stack, closing(file, call::<i64>(f, file)))
/// });
/// ctx.globals().set(ctx, "with", with).unwrap();
/// # let set = Callback::new(ctx, |ctx, mut stack| {
/// #     let (t, m): (piccolo_core::object::table::Table, _) = stack.consume(ctx)?;
/// #     t.set_metatable(ctx, Some(m));
/// #     stack.replace_with(ctx, t)
/// # });
/// # ctx.globals().set(ctx, "setmetatable", set).unwrap();
/// # });
/// let source = "local closed = 0
///     local file = setmetatable({}, {__close = function() closed = closed + 1 end})
///     return with(file, function(file) return closed + 41 end) + closed";
/// assert_eq!(lua.load(source).call::<i64>(())?, 42);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn closing<'gc, A>(value: impl Into<Value<'gc>>, sequence: A) -> Closing<'gc, A> {
    Closing { value: value.into(), sequence }
}

/// A sequence with a value to be closed; see [`closing`].
#[derive(Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct Closing<'gc, A> {
    value: Value<'gc>,
    sequence: A,
}

impl<'gc, A, R> Await<'gc> for Closing<'gc, A>
where
    A: Await<'gc, Output = Result<R, Error<'gc>>>,
    R: Held<'gc>,
{
    type Output = Result<R, Error<'gc>>;
    type Waiting = ClosingWait<'gc, A::Waiting, R>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        if needs_closing(self.value) && close_function(ctx, self.value).is_none() {
            return Start::Ready(Err(Error::message("sequence got a non-closable value")));
        }
        match self.sequence.start(ctx, stack) {
            Start::Ready(outcome) => match close(ctx, stack, self.value, outcome) {
                Start::Ready(outcome) => Start::Ready(outcome),
                Start::Suspended(request, closed) => Start::Suspended(request, ClosingWait::Closed(closed)),
            },
            Start::Suspended(request, wait) => {
                Start::Suspended(request, ClosingWait::Runs { wait, value: self.value })
            }
        }
    }
}

/// A suspended [`closing`].
#[derive(Collect)]
#[collect(no_drop)]
pub enum ClosingWait<'gc, W, R> {
    /// The sequence is under way.
    Runs {
        /// What is left of it.
        wait: W,
        /// What is to be closed.
        value: Value<'gc>,
    },
    /// `__close` is under way.
    Closed(Closed<'gc, R>),
}

/// The outcome of a sequence, while `__close` is under way.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Closed<'gc, R> {
    outcome: Option<Result<R, Error<'gc>>>,
    wait: Results<()>,
}

impl<'gc, R> Closed<'gc, R> {
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Result<R, Error<'gc>>> {
        match self.wait.resume(ctx, stack, input) {
            Progress::Ready(Ok(())) => match self.outcome.take() {
                Some(outcome) => Progress::Ready(outcome),
                None => Progress::Suspended(Request::Spent),
            },
            Progress::Ready(Err(error)) => Progress::Ready(Err(error)),
            Progress::Suspended(request) => Progress::Suspended(request),
        }
    }
}

impl<'gc, W, R> Wait<'gc> for ClosingWait<'gc, W, R>
where
    W: Wait<'gc, Output = Result<R, Error<'gc>>>,
    R: Held<'gc>,
{
    type Output = Result<R, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        let (outcome, value) = match self {
            Self::Runs { wait, value } => match wait.resume(ctx, stack, input) {
                Progress::Ready(outcome) => (outcome, *value),
                Progress::Suspended(request) => return Progress::Suspended(request),
            },
            Self::Closed(closed) => return closed.resume(ctx, stack, input),
        };
        match close(ctx, stack, value, outcome) {
            Start::Ready(outcome) => Progress::Ready(outcome),
            Start::Suspended(request, closed) => {
                *self = Self::Closed(closed);
                Progress::Suspended(request)
            }
        }
    }

    fn catches(&self) -> bool {
        matches!(self, Self::Runs { wait, .. } if wait.catches())
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        match self {
            Self::Runs { wait, .. } => wait.message_handler(),
            Self::Closed(_) => None,
        }
    }
}

fn needs_closing(value: Value<'_>) -> bool {
    !matches!(value, Value::Nil | Value::False)
}

fn close_function<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Option<Value<'gc>> {
    let method = ctx.metatable(value)?.metamethod(ctx, Metamethod::Close);
    (!matches!(method, Value::Nil)).then_some(method)
}

/// Closes `value` after the sequence has ended.
fn close<'gc, R>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    value: Value<'gc>,
    outcome: Result<R, Error<'gc>>,
) -> Start<'gc, Closed<'gc, R>, Result<R, Error<'gc>>> {
    let error = match &outcome {
        Err(Error::Stop(_)) => return Start::Ready(outcome),
        Err(error) => error.to_value(ctx),
        Ok(_) => Value::Nil,
    };
    if !needs_closing(value) {
        return Start::Ready(outcome);
    }
    let function = close_function(ctx, value).unwrap_or(Value::Nil);
    match call::<()>(function, (value, error)).start(ctx, stack) {
        Start::Suspended(request, wait) => Start::Suspended(request, Closed { outcome: Some(outcome), wait }),
        Start::Ready(Ok(())) => Start::Ready(outcome),
        Start::Ready(Err(error)) => Start::Ready(Err(error)),
    }
}
