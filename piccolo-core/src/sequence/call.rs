//! Calling functions.

use std::marker::PhantomData;

use gc_arena::Collect;

use crate::{
    convert::{FromMulti, IntoMulti},
    meta,
    object::{context::Context, error::Error, function::Function, stack::Stack, value::Value},
    sequence::{Await, Input, Progress, Request, Start, Wait, results::Results},
};

/// Calls `function`, or whatever has a `__call`, with `arguments`. Awaiting it gives the results, or
/// the error that the call failed with.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function}};
/// use piccolo_core::sequence::{call, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let twice = Callback::new(ctx, |ctx, mut stack| {
///     let (f, x): (Function, i64) = stack.consume(ctx)?;
///     run_callback(ctx, stack, call::<i64>(f, (x, x)))
/// });
/// ctx.globals().set(ctx, "twice", twice).is_ok()
/// # });
/// let result: i64 = lua.load("return twice(function(a, b) return a * b end, 7)").call(())?;
/// assert_eq!(result, 49);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn call<'gc, R: FromMulti<'gc>>(
    function: impl Into<Value<'gc>>,
    arguments: impl IntoMulti<'gc>,
) -> Call<'gc, impl IntoMulti<'gc>, R> {
    Call { callee: function.into(), arguments, results: PhantomData }
}

/// A call; see [`call`].
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

/// Calls `function` with all values on the sequence's [`Stack`] as arguments; the results replace
/// them.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
/// use piccolo_core::sequence::{call_stack, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // Calls its first argument with the others, and gives no results.
/// let run = Callback::new(ctx, |ctx, mut stack| {
///     let function = stack.remove(0).unwrap_or(Value::Nil);
///     run_callback(ctx, stack, call_stack(function))
/// });
/// ctx.globals().set(ctx, "run", run).is_ok()
/// # });
/// lua.load("run(function(a, b) sum = a + b end, 1, 2)").call::<()>(())?;
/// assert_eq!(lua.load("return sum").call::<i64>(())?, 3);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn call_stack<'gc>(function: impl Into<Value<'gc>>) -> CallStack<'gc> {
    CallStack(function.into())
}

/// A call with the values on the stack; see [`call_stack`].
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

/// As [`call`], with a message handler as that of `xpcall`: each error on its way to the sequence is
/// what `handler`, called where it was raised, makes of it.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function}};
/// use piccolo_core::sequence::{call_with_handler, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let annotated = Callback::new(ctx, |ctx, mut stack| {
///     let (f, handler): (Function, Function) = stack.consume(ctx)?;
///     run_callback(ctx, stack, call_with_handler::<()>(f, handler, ()))
/// });
/// ctx.globals().set(ctx, "annotated", annotated).is_ok()
/// # });
/// let script = "annotated(function() local x = nil + 1 end, function(e) return 'oh: ' .. e end)";
/// let error = lua.load(script).name("=input").call::<()>(()).unwrap_err();
/// assert!(error.to_string().starts_with("oh: input:1: attempt to perform arithmetic on a nil value"));
/// ```
pub fn call_with_handler<'gc, R: FromMulti<'gc>>(
    function: impl Into<Value<'gc>>,
    handler: impl Into<Function<'gc>>,
    arguments: impl IntoMulti<'gc>,
) -> CallWithHandler<'gc, impl IntoMulti<'gc>, R> {
    CallWithHandler { callee: function.into(), handler: handler.into(), arguments, results: PhantomData }
}

/// A call with a message handler; see [`call_with_handler`].
#[must_use = "does nothing unless it is awaited"]
pub struct CallWithHandler<'gc, A, R> {
    callee: Value<'gc>,
    handler: Function<'gc>,
    arguments: A,
    results: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoMulti<'gc>, R: FromMulti<'gc>> Await<'gc> for CallWithHandler<'gc, A, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = HandledResults<'gc, R>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        let bottom = stack.len();
        let results = Results::above(bottom);
        let (function, handler) = match push_call(ctx, stack, self.callee, self.arguments) {
            Ok(function) => (function, Some(self.handler)),
            Err(stop @ Error::Stop(_)) => {
                stack.truncate(bottom);
                return Start::Ready(Err(stop));
            }
            // Nothing was called; the handler gets the error all the same.
            Err(error) => {
                stack.truncate(bottom);
                if let Err(error) = stack.push(error.to_value(ctx)) {
                    return Start::Ready(Err(error));
                }
                (self.handler, None)
            }
        };
        Start::Suspended(Request::Call { function, bottom }, HandledResults { results, handler })
    }
}

/// A call with a message handler that has not returned yet.
#[derive(Collect)]
#[collect(no_drop, bound = "", gc_lifetime = 'gc)]
pub struct HandledResults<'gc, R> {
    results: Results<R>,
    /// `None` while it is the handler that is called, about an error that came before the call.
    handler: Option<Function<'gc>>,
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for HandledResults<'gc, R> {
    type Output = Result<R, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        if self.handler.is_some() || input.is_err() {
            return self.results.resume(ctx, stack, input);
        }
        let error = stack.get(self.results.bottom());
        stack.truncate(self.results.bottom());
        Progress::Ready(Err(Error::Value(error)))
    }

    fn catches(&self) -> bool {
        true
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        self.handler
    }
}
