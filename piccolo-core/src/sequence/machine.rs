//! [`Machine`]: arguments, states and the code that steps through them, which `#[sequence]` makes of a function.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    object::{
        context::Context,
        error::Error,
        function::Function,
        held::{Held, MaybeSend},
        stack::Stack,
    },
    sequence::{Await, Input, Progress, Start, Wait},
};

/// What a `#[sequence]` fn returns: `Result` and nothing else.
#[diagnostic::on_unimplemented(
    message = "a `#[sequence]` fn must return `Result<T, E>`, not `{Self}`",
    label = "not a `Result`"
)]
pub trait Outcome {
    /// What it succeeds with.
    type Value;
    /// What it fails with.
    type Error;
    /// The same as a `Result`.
    ///
    /// # Errors
    /// Those of the sequence.
    fn into_result(self) -> Result<Self::Value, Self::Error>;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;
    #[inline(always)]
    fn into_result(self) -> Result<T, E> {
        self
    }
}

/// What is asked of a suspended machine about errors that arrive. One thing at a time: each question goes through
/// all that awaits each other, once.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Question {
    /// See [`Wait::catches`].
    Catches,
    /// See [`Wait::message_handler`].
    MessageHandler,
}

/// The answer to a [`Question`].
#[doc(hidden)]
pub enum Handling<'gc> {
    Catches(bool),
    MessageHandler(Option<Function<'gc>>),
}

/// How the code of a machine is entered.
#[doc(hidden)]
pub enum Entry<'gc, A> {
    /// For the first time, with the arguments.
    Start(A),
    /// After a request has ended.
    Resume(Input<'gc>),
}

/// The code of a machine: runs from where it is entered to the next suspension, or to the end.
#[doc(hidden)]
pub trait Code<'gc, A, S, T, E>:
    Fn(&mut S, Context<'gc>, &mut Stack<'gc, '_>, Entry<'gc, A>) -> Result<Progress<'gc, T>, E>
    + MaybeSend
    + 'static
{
}

impl<'gc, A, S, T, E, F> Code<'gc, A, S, T, E> for F where
    F: Fn(&mut S, Context<'gc>, &mut Stack<'gc, '_>, Entry<'gc, A>) -> Result<Progress<'gc, T>, E>
        + MaybeSend
        + 'static
{
}

/// A state machine made by `#[sequence]`, not yet started: arguments, and code that captures nothing.
#[derive(Collect)]
#[collect(
    no_drop,
    bound = "where A: Held<'gc>, S: Held<'gc>, F: MaybeSend + 'static, H: MaybeSend + 'static"
)]
#[must_use = "a sequence does nothing unless it is awaited or made a callback"]
pub struct Machine<'gc, A, S, F, H, R> {
    arguments: A,
    suspended: Suspended<'gc, A, S, F, H, R>,
}

/// What a machine takes and gives.
type Signature<'gc, A, R> = PhantomData<(&'gc (), fn(A) -> R)>;

/// A state machine that is under way: a traced state, and the code.
#[derive(Collect)]
#[collect(no_drop, bound = "where S: Held<'gc>, F: MaybeSend + 'static, H: MaybeSend + 'static")]
pub struct Suspended<'gc, A, S, F, H, R> {
    state: S,
    #[collect(require_static)]
    code: F,
    #[collect(require_static)]
    handling: H,
    signature: Signature<'gc, A, R>,
}

impl<'gc, A, S, F, H, T, E> Machine<'gc, A, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: Code<'gc, A, S, T, E>,
    H: Fn(&S, Question) -> Handling<'gc> + MaybeSend + 'static,
{
    #[inline(always)]
    pub(super) fn new(arguments: A, spent: S, code: F, handling: H) -> Self {
        Self { arguments, suspended: Suspended { state: spent, code, handling, signature: PhantomData } }
    }
}

impl<'gc, A, S, F, H, T, E> Suspended<'gc, A, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: Code<'gc, A, S, T, E>,
    H: Fn(&S, Question) -> Handling<'gc> + MaybeSend + 'static,
{
    #[inline(always)]
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Result<T, E>> {
        match (self.code)(&mut self.state, ctx, stack, Entry::Resume(input)) {
            Ok(Progress::Ready(value)) => Progress::Ready(Ok(value)),
            Ok(Progress::Suspended(request)) => Progress::Suspended(request),
            Err(error) => Progress::Ready(Err(error)),
        }
    }

    /// [`Self::step`] with an error. Apart from the way without one, where no more than the fact that
    /// there is none has to be written for the code to read.
    #[cold]
    #[inline(never)]
    fn fail(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        error: Error<'gc>,
    ) -> Progress<'gc, Result<T, E>> {
        self.step(ctx, stack, Err(error))
    }
}

impl<'gc, A, S, F, H, T, E> Await<'gc> for Machine<'gc, A, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: Code<'gc, A, S, T, E>,
    H: Fn(&S, Question) -> Handling<'gc> + MaybeSend + 'static,
{
    type Output = Result<T, E>;
    type Waiting = Suspended<'gc, A, S, F, H, Result<T, E>>;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Result<T, E>> {
        let Self { arguments, mut suspended } = self;
        match (suspended.code)(&mut suspended.state, ctx, stack, Entry::Start(arguments)) {
            Ok(Progress::Ready(value)) => Start::Ready(Ok(value)),
            Ok(Progress::Suspended(request)) => Start::Suspended(request, suspended),
            Err(error) => Start::Ready(Err(error)),
        }
    }
}

impl<'gc, A, S, F, H, T, E> Wait<'gc> for Suspended<'gc, A, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: Code<'gc, A, S, T, E>,
    H: Fn(&S, Question) -> Handling<'gc> + MaybeSend + 'static,
{
    type Output = Result<T, E>;

    #[inline(always)]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Result<T, E>> {
        match input {
            Ok(()) => self.step(ctx, stack, Ok(())),
            Err(error) => self.fail(ctx, stack, error),
        }
    }

    fn catches(&self) -> bool {
        matches!((self.handling)(&self.state, Question::Catches), Handling::Catches(true))
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        match (self.handling)(&self.state, Question::MessageHandler) {
            Handling::MessageHandler(handler) => handler,
            Handling::Catches(_) => None,
        }
    }
}
