//! Calling functions.

use std::marker::PhantomData;

use gc_arena::Collect;

use crate::{
    convert::{FromMulti, IntoMulti},
    meta,
    object::{context::Context, error::Error, function::Function, stack::Stack, value::Value},
    sequence::{Await, Input, Progress, Request, Start, Wait},
};

/// Calls `function`, or whatever has a `__call`, with `arguments`; awaiting it gives the results.
pub fn call<'gc, R: FromMulti<'gc>>(
    function: impl Into<Value<'gc>>,
    arguments: impl IntoMulti<'gc>,
) -> Call<'gc, impl IntoMulti<'gc>, R> {
    Call { callee: function.into(), arguments, results: PhantomData }
}

/// See [`call`].
#[derive(Collect)]
#[collect(no_drop, bound = "where A: Collect<'gc>", gc_lifetime = 'gc)]
#[must_use = "does nothing unless it is awaited"]
pub struct Call<'gc, A, R> {
    callee: Value<'gc>,
    arguments: A,
    results: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoMulti<'gc>, R: FromMulti<'gc>> Await<'gc> for Call<'gc, A, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = Results<R>;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Results<R>, Self::Output> {
        let bottom = stack.len();
        match push_call(ctx, stack, self.callee, self.arguments) {
            Ok(function) => Start::Suspended(Request::Call { function, bottom }, Results::above(bottom)),
            Err(error) => {
                stack.truncate(bottom);
                Start::Ready(Err(error))
            }
        }
    }
}

/// Pushes the arguments of a call, and gives the function that is called in the end.
#[inline]
fn push_call<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    callee: Value<'gc>,
    arguments: impl IntoMulti<'gc>,
) -> Result<Function<'gc>, Error<'gc>> {
    let bottom = stack.len();
    arguments.push_into(ctx, stack)?;
    resolve(ctx, stack, callee, bottom)
}

/// The function that a call of `callee` calls, with the values from `bottom` up as arguments.
#[inline]
pub(super) fn resolve<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    callee: Value<'gc>,
    bottom: usize,
) -> Result<Function<'gc>, Error<'gc>> {
    match Function::from_value(callee) {
        Some(function) => Ok(function),
        None => meta::call::prepare(ctx, callee, stack, bottom).map_err(|error| unlocated(ctx, error)),
    }
}

/// The same error without the position of the caller: errors of operators inside native functions
/// have none.
#[cold]
pub(super) fn unlocated<'gc>(ctx: Context<'gc>, error: Error<'gc>) -> Error<'gc> {
    match error {
        Error::Message(_) => Error::Value(error.to_value(ctx)),
        other => other,
    }
}

/// An operation that waits for values above those the sequence keeps.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct Results<R> {
    bottom: usize,
    results: PhantomData<fn() -> R>,
}

impl<R> Results<R> {
    #[inline(always)]
    pub(super) fn above(bottom: usize) -> Self {
        Self { bottom, results: PhantomData }
    }
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for Results<R> {
    type Output = Result<R, Error<'gc>>;

    #[inline]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        Progress::Ready(match input {
            Ok(()) => take_results(ctx, stack, self.bottom),
            Err(error) => Err(error),
        })
    }
}

/// Removes the values from `bottom` up and converts them.
#[inline]
pub(super) fn take_results<'gc, R: FromMulti<'gc>>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    bottom: usize,
) -> Result<R, Error<'gc>> {
    let values = stack.as_slice().get(bottom..).unwrap_or_default();
    let results = R::from_multi(ctx, values, 0).map_err(wrong_result);
    stack.truncate(bottom);
    results
}

/// The error of a value that a call gave, not got.
#[cold]
pub(super) fn wrong_result(error: Error<'_>) -> Error<'_> {
    match error {
        Error::Argument { index, message } => {
            Error::message(format!("bad result #{} ({message})", index + 1))
        }
        other => other,
    }
}

/// Calls `function` with all values on the sequence's [`Stack`]; the results replace them.
pub fn call_stack<'gc>(function: impl Into<Value<'gc>>) -> CallStack<'gc> {
    CallStack(function.into())
}

/// See [`call_stack`].
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct CallStack<'gc>(Value<'gc>);

impl<'gc> Await<'gc> for CallStack<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = Completion;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Completion, Self::Output> {
        match resolve(ctx, stack, self.0, 0) {
            Ok(function) => Start::Suspended(Request::Call { function, bottom: 0 }, Completion),
            Err(error) => {
                stack.clear();
                Start::Ready(Err(error))
            }
        }
    }
}

/// An operation whose results stay on the stack.
#[derive(Collect)]
#[collect(require_static)]
pub struct Completion;

impl<'gc> Wait<'gc> for Completion {
    type Output = Result<(), Error<'gc>>;

    #[inline]
    fn resume(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        Progress::Ready(input)
    }
}
