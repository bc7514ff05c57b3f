//! [`Machine`]: a state and the code that steps through it, which `#[sequence]` makes of a function.

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

/// What a suspended machine does with an error that arrives.
#[doc(hidden)]
pub struct Handling<'gc> {
    pub(super) catches: bool,
    pub(super) message_handler: Option<Function<'gc>>,
}

/// Marks what a machine gives.
type Gives<'gc, R> = PhantomData<(&'gc (), fn() -> R)>;

/// A state machine made by `#[sequence]`: a traced state and code that captures nothing.
#[derive(Collect)]
#[collect(no_drop, bound = "where S: Held<'gc>, F: MaybeSend + 'static, H: MaybeSend + 'static")]
#[must_use = "a sequence does nothing unless it is awaited or made a callback"]
pub struct Machine<'gc, S, F, H, R> {
    state: S,
    #[collect(require_static)]
    code: F,
    #[collect(require_static)]
    handling: H,
    result: Gives<'gc, R>,
}

impl<'gc, S, F, H, T, E> Machine<'gc, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: for<'s, 'k, 'x> Fn(
            &'s mut S,
            Context<'gc>,
            &'k mut Stack<'gc, 'x>,
            Option<Input<'gc>>,
        ) -> Result<Progress<'gc, T>, E>
        + MaybeSend
        + 'static,
    H: Fn(&S) -> Handling<'gc> + MaybeSend + 'static,
{
    #[inline(always)]
    pub(super) fn new(state: S, code: F, handling: H) -> Self {
        Self { state, code, handling, result: PhantomData }
    }

    #[inline(always)]
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Result<T, E>> {
        match (self.code)(&mut self.state, ctx, stack, Some(input)) {
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

impl<'gc, S, F, H, T, E> Await<'gc> for Machine<'gc, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: for<'s, 'k, 'x> Fn(
            &'s mut S,
            Context<'gc>,
            &'k mut Stack<'gc, 'x>,
            Option<Input<'gc>>,
        ) -> Result<Progress<'gc, T>, E>
        + MaybeSend
        + 'static,
    H: Fn(&S) -> Handling<'gc> + MaybeSend + 'static,
{
    type Output = Result<T, E>;
    type Waiting = Self;

    #[inline]
    fn start(mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self, Result<T, E>> {
        match (self.code)(&mut self.state, ctx, stack, None) {
            Ok(Progress::Ready(value)) => Start::Ready(Ok(value)),
            Ok(Progress::Suspended(request)) => Start::Suspended(request, self),
            Err(error) => Start::Ready(Err(error)),
        }
    }
}

impl<'gc, S, F, H, T, E> Wait<'gc> for Machine<'gc, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: for<'s, 'k, 'x> Fn(
            &'s mut S,
            Context<'gc>,
            &'k mut Stack<'gc, 'x>,
            Option<Input<'gc>>,
        ) -> Result<Progress<'gc, T>, E>
        + MaybeSend
        + 'static,
    H: Fn(&S) -> Handling<'gc> + MaybeSend + 'static,
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
        (self.handling)(&self.state).catches
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        (self.handling)(&self.state).message_handler
    }
}
