//! Running sequences as callbacks.

use piccolo_derive::Collect;

use crate::{
    convert::{FromLua, FromMulti},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::{Error, Stop},
        function::Function,
        held::MaybeSend,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
    },
    sequence::{
        Await, Input, Progress, Request, Seq, Start, Wait, boxed::Lifecycle, depth::too_deep,
        returning::CallbackResult,
    },
};

/// Runs `sequence` as the body of a callback. It is boxed only if it suspends.
///
/// For callbacks whose arguments are plain values, [`Callback::sequence`] is shorter.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function}};
/// use piccolo_core::sequence::{call, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let answer = Callback::new(ctx, |ctx, mut stack| {
///     let f: Function = stack.consume(ctx)?;
///     run_callback(ctx, stack, call::<i64>(f, 42))
/// });
/// ctx.globals().set(ctx, "answer", answer).is_ok()
/// # });
/// let answer: i64 = lua.load("return answer(function(n) return n end)").call(())?;
/// assert_eq!(answer, 42);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
///
/// # Errors
/// Those of the sequence, as long as it has not suspended.
#[inline]
pub fn run_callback<'gc, A>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    sequence: A,
) -> Result<Action<'gc>, Error<'gc>>
where
    A: Await<'gc>,
    A::Waiting: 'gc,
    A::Output: CallbackResult<'gc>,
{
    match sequence.start(ctx, &mut stack) {
        Start::Ready(result) => match result.put(ctx, &mut stack) {
            Ok(None) => Ok(Action::Return),
            Ok(Some(function)) => Ok(Action::TailCall(function)),
            Err(error) => Err(final_error(ctx, error)),
        },
        Start::Suspended(request, wait) => first_request(request, Driver(wait)),
    }
}

/// The error of a sequence that can not be asked again.
#[cold]
fn final_error<'gc>(ctx: Context<'gc>, error: Error<'gc>) -> Error<'gc> {
    ctx.memory().take_wish_for_room();
    error
}

/// A sequence that is not started as one by the other protocol, for [`Action::Sequence`] and
/// [`run`](crate::sequence::run).
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::{Action, Callback}, value::Value}};
/// use piccolo_core::sequence::{call_stack, into_sequence};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let run = Callback::new(ctx, |_, mut stack| {
///     let function = stack.remove(0).unwrap_or(Value::Nil);
///     Ok(Action::Sequence(into_sequence(call_stack(function))))
/// });
/// ctx.globals().set(ctx, "run", run).is_ok()
/// # });
/// lua.load("run(function(a, b) sum = a + b end, 1, 2)").call::<()>(())?;
/// assert_eq!(lua.load("return sum").call::<i64>(())?, 3);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn into_sequence<'gc, A>(sequence: A) -> BoxSequence<'gc>
where
    A: Seq<'gc> + 'gc,
    A::Waiting: 'gc,
    A::Output: CallbackResult<'gc>,
{
    BoxSequence::new(Driver(Lifecycle::New(sequence)))
}

/// Runs a hand-written sequence as the body of a callback: polls it for the first time. It is boxed only if it
/// suspends.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, context::Context, error::Error, stack::Stack}};
/// # use piccolo_derive::Collect;
/// use piccolo_core::{object::sequence::{Sequence, SequencePoll}, sequence::poll_callback};
///
/// /// Counts down, and lets the step end where its fuel does.
/// #[derive(Collect)]
/// #[collect(require_static)]
/// struct Countdown(u64);
///
/// impl<'gc> Sequence<'gc> for Countdown {
///     fn poll(&mut self, ctx: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
///         while self.0 > 0 && !ctx.is_pause_due() {
///             ctx.charge_fuel(1);
///             self.0 -= 1;
///         }
///         Ok(if self.0 == 0 { SequencePoll::Return } else { SequencePoll::Pause })
///     }
/// }
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let countdown = Callback::new(ctx, |ctx, mut stack| {
///     let from: u64 = stack.consume(ctx)?;
///     poll_callback(ctx, stack, Countdown(from))
/// });
/// ctx.globals().set(ctx, "countdown", countdown).is_ok()
/// # });
/// lua.load("countdown(100000)").exec()?;
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
///
/// # Errors
/// Those of the first poll.
#[inline(always)]
pub fn poll_callback<'gc, S: Sequence<'gc> + 'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    mut sequence: S,
) -> Result<Action<'gc>, Error<'gc>> {
    match sequence.poll(ctx, stack.reborrow()) {
        Ok(SequencePoll::Return) => Ok(Action::Return),
        Ok(poll) => Ok(first_poll(poll, sequence)),
        Err(error) => failed_poll(ctx, error, sequence),
    }
}

/// The action of a callback whose sequence failed when it was polled for the first time. If that was for want of
/// memory, and it asked for it, it is polled again when garbage is collected.
#[cold]
fn failed_poll<'gc, S: Sequence<'gc> + 'gc>(
    ctx: Context<'gc>,
    error: Error<'gc>,
    sequence: S,
) -> Result<Action<'gc>, Error<'gc>> {
    match error {
        Error::Stop(Stop::Memory) if ctx.memory().wants_room() => {
            Ok(first_poll(SequencePoll::Pause, sequence))
        }
        error => Err(error),
    }
}

/// The action of a callback whose sequence has suspended for the first time.
#[inline]
fn first_request<'gc, W>(request: Request<'gc>, driver: Driver<W>) -> Result<Action<'gc>, Error<'gc>>
where
    W: Wait<'gc> + 'gc,
    W::Output: CallbackResult<'gc>,
{
    Ok(first_poll(poll_of(request)?, driver))
}

/// The action of a callback whose sequence asked for something for the first time.
#[inline]
fn first_poll<'gc, S: Sequence<'gc> + 'gc>(poll: SequencePoll<'gc>, sequence: S) -> Action<'gc> {
    let boxed = || BoxSequence::new(sequence);
    match poll {
        SequencePoll::Return => Action::Return,
        SequencePoll::TailCall(function) => Action::TailCall(function),
        SequencePoll::Call { function, bottom } => Action::Call { function, bottom, then: boxed() },
        SequencePoll::Yield { bottom } => Action::Yield { bottom, then: Some(boxed()) },
        SequencePoll::Resume { thread, bottom } => Action::Resume { thread, bottom, then: boxed() },
        SequencePoll::Close { thread, bottom } => Action::Close { thread, bottom, then: boxed() },
        SequencePoll::Pending => Action::Pending { then: boxed() },
        SequencePoll::Pause => Action::Sequence(boxed()),
    }
}

/// A request as the VM takes it.
#[inline(always)]
fn poll_of<'gc>(request: Request<'gc>) -> Result<SequencePoll<'gc>, Error<'gc>> {
    Ok(match request {
        Request::Pending => SequencePoll::Pending,
        Request::Pause => SequencePoll::Pause,
        Request::Call { function, bottom } => SequencePoll::Call { function, bottom },
        Request::Yield { bottom } => SequencePoll::Yield { bottom },
        Request::Resume { thread, bottom } => SequencePoll::Resume { thread, bottom },
        Request::Close { thread, bottom } => SequencePoll::Close { thread, bottom },
        Request::Spent => return Err(spent()),
        Request::TooDeep => return Err(too_deep()),
    })
}

#[cold]
fn spent<'gc>() -> Error<'gc> {
    Error::message("cannot resume finished sequence")
}

/// A suspended sequence as the VM drives it.
#[derive(Collect)]
#[collect(no_drop)]
struct Driver<W>(W);

impl<W> Driver<W> {
    #[inline(always)]
    fn go<'gc>(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>>
    where
        W: Wait<'gc>,
        W::Output: CallbackResult<'gc>,
    {
        Ok(match self.0.resume(ctx, &mut stack, input) {
            Progress::Ready(result) => match result.put(ctx, &mut stack) {
                Ok(None) => SequencePoll::Return,
                Ok(Some(function)) => SequencePoll::TailCall(function),
                Err(error) => return Err(final_error(ctx, error)),
            },
            Progress::Suspended(request) => poll_of(request)?,
        })
    }
}

impl<'gc, W> Sequence<'gc> for Driver<W>
where
    W: Wait<'gc>,
    W::Output: CallbackResult<'gc>,
{
    fn poll(&mut self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        self.go(ctx, stack, Ok(()))
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        self.go(ctx, stack, Err(error))
    }

    fn catches(&self) -> bool {
        self.0.catches()
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        self.0.message_handler()
    }
}

/// A Rust function that makes a sequence of a context and up to 12 arguments, such as a `#[sequence]`
/// fn; see [`Callback::sequence`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be a callback that runs a sequence",
    label = "not a function `Fn(Context<'gc>, A1, .., An) -> sequence`",
    note = "the arguments (up to 12) must implement `FromLua`; the last may be `Variadic`"
)]
pub trait SequenceFunction<'gc, Arguments>: MaybeSend + 'static {
    /// What it makes.
    type Sequence: Await<'gc>;

    /// Takes the arguments from the front of the stack and makes the sequence.
    ///
    /// # Errors
    /// When an argument does not fit.
    fn make(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Self::Sequence, Error<'gc>>;
}

impl<'gc, F, S> SequenceFunction<'gc, ()> for F
where
    F: Fn(Context<'gc>) -> S + MaybeSend + 'static,
    S: Await<'gc>,
{
    type Sequence = S;
    #[inline]
    fn make(&self, ctx: Context<'gc>, _: &mut Stack<'gc, '_>) -> Result<S, Error<'gc>> {
        Ok(self(ctx))
    }
}

/// Functions of some arguments.
macro_rules! sequence_function {
    ($($item:ident)* ; $last:ident) => {
        impl<'gc, F, S, $($item,)* $last> SequenceFunction<'gc, ($($item,)* $last,)> for F
        where
            F: Fn(Context<'gc>, $($item,)* $last) -> S + MaybeSend + 'static,
            S: Await<'gc>,
            $($item: FromLua<'gc>,)*
            $last: FromMulti<'gc>,
        {
            type Sequence = S;
            #[inline]
            #[allow(non_snake_case)]
            fn make(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<S, Error<'gc>> {
                let ($($item,)* $last,) = <($($item,)* $last,)>::from_arguments(ctx, stack.as_slice(), 0)?;
                if $last::TAKES_REST {
                    stack.clear();
                } else {
                    stack.remove_front([$(stringify!($item),)* ""].len());
                }
                Ok(self(ctx, $($item,)* $last))
            }
        }
    };
}

sequence_function! { ; A }
sequence_function! { A; B }
sequence_function! { A B; C }
sequence_function! { A B C; D }
sequence_function! { A B C D; E }
sequence_function! { A B C D E; G }
sequence_function! { A B C D E G; H }
sequence_function! { A B C D E G H; I }
sequence_function! { A B C D E G H I; J }
sequence_function! { A B C D E G H I J; K }
sequence_function! { A B C D E G H I J K; L }
sequence_function! { A B C D E G H I J K L; M }

impl<'gc> Callback<'gc> {
    /// A host function from a function that makes a sequence, such as a `#[sequence]` fn: it takes the
    /// context and up to 12 arguments, of which the last may be
    /// [`Variadic`](crate::convert::multiple::Variadic). Arguments beyond those stay on the sequence's
    /// stack.
    ///
    /// ```
    /// # use piccolo_core::{lua::Lua, object::{callback::Callback, context::Context, error::Error, function::Function}};
    /// use piccolo_core::sequence::{Await, call};
    ///
    /// fn apply<'gc>(
    ///     _ctx: Context<'gc>,
    ///     function: Function<'gc>,
    ///     argument: i64,
    /// ) -> impl Await<'gc, Output = Result<i64, Error<'gc>>> {
    ///     call(function, argument)
    /// }
    ///
    /// # let mut lua = Lua::new();
    /// # lua.enter(|ctx| {
    /// ctx.globals().set(ctx, "apply", Callback::sequence(ctx, apply)).is_ok()
    /// # });
    /// let result: i64 = lua.load("return apply(function(n) return n + 1 end, 41)").call(())?;
    /// assert_eq!(result, 42);
    ///
    /// let error = lua.load("apply(print)").call::<()>(()).unwrap_err();
    /// assert!(error.to_string().contains("bad argument #1 to 'apply' (function expected, got nil)"));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn sequence<Arguments, F>(ctx: Context<'gc>, function: F) -> Self
    where
        F: SequenceFunction<'gc, Arguments>,
        <F::Sequence as Await<'gc>>::Waiting: 'gc,
        <F::Sequence as Await<'gc>>::Output: CallbackResult<'gc>,
    {
        Self::new(ctx, move |ctx, mut stack| {
            let sequence = function.make(ctx, &mut stack)?;
            run_callback(ctx, stack, sequence)
        })
    }
}
