//! Calling functions.

use std::marker::PhantomData;

use piccolo_derive::Collect;

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

    #[inline(always)]
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
#[inline(always)]
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
#[inline(always)]
pub(super) fn resolve<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    callee: Value<'gc>,
    bottom: usize,
) -> Result<Function<'gc>, Error<'gc>> {
    match Function::from_value(callee) {
        Some(function) => Ok(function),
        None => match resolve_object(ctx, stack, callee, bottom)? {
            // Taken apart and put together, so that the compiler knows the tag of what comes of both arms.
            Function::Closure(closure) => Ok(Function::Closure(closure)),
            Function::Callback(callback) => Ok(Function::Callback(callback)),
        },
    }
}

#[cold]
#[inline(never)]
fn resolve_object<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    callee: Value<'gc>,
    bottom: usize,
) -> Result<Function<'gc>, Error<'gc>> {
    meta::call::prepare(ctx, callee, stack, bottom).map_err(|error| unlocated(ctx, error))
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
    CallStack { callee: function.into(), bottom: 0 }
}

/// A call with the values on the stack; see [`call_stack`].
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct CallStack<'gc> {
    callee: Value<'gc>,
    bottom: usize,
}

impl<'gc> CallStack<'gc> {
    /// Leaves the first `bottom` values as they are: the arguments are those above.
    #[inline(always)]
    pub fn above(self, bottom: usize) -> Self {
        Self { bottom, ..self }
    }

    /// The same with a message handler; see [`call_with_handler`].
    pub fn with_handler(self, handler: impl Into<Function<'gc>>) -> CallStackWithHandler<'gc> {
        CallStackWithHandler { call: self, handler: handler.into() }
    }
}

impl<'gc> Await<'gc> for CallStack<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = Completion;

    #[inline(always)]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Completion, Self::Output> {
        let Self { callee, bottom } = self;
        match resolve(ctx, stack, callee, bottom) {
            Ok(function) => Start::Suspended(Request::Call { function, bottom }, Completion),
            Err(error) => {
                stack.truncate(bottom);
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

    #[inline(always)]
    fn resume(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        Progress::Ready(input)
    }
}

/// A call with the values on the stack and a message handler; see [`CallStack::with_handler`].
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct CallStackWithHandler<'gc> {
    call: CallStack<'gc>,
    handler: Function<'gc>,
}

impl<'gc> Await<'gc> for CallStackWithHandler<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = Handled<'gc, Completion>;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        let Self { call: CallStack { callee, bottom }, handler } = self;
        let function = resolve(ctx, stack, callee, bottom);
        start_handled(ctx, stack, function, handler, bottom, Completion)
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
    type Waiting = Handled<'gc, Results<R>>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        let bottom = stack.len();
        let function = push_call(ctx, stack, self.callee, self.arguments);
        start_handled(ctx, stack, function, self.handler, bottom, Results::above(bottom))
    }
}

/// Calls `function`; or the handler, if there is an error instead of a function.
#[inline]
fn start_handled<'gc, W: Wait<'gc, Output = Result<R, Error<'gc>>>, R>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    function: Result<Function<'gc>, Error<'gc>>,
    handler: Function<'gc>,
    bottom: usize,
    results: W,
) -> Start<'gc, Handled<'gc, W>, W::Output> {
    let called = function.map(|function| (function, true)).or_else(|error| {
        stack.truncate(bottom);
        match error {
            stop @ Error::Stop(_) => Err(stop),
            // Nothing was called; the handler gets the error all the same, and then its own errors.
            error => stack.push(error.to_value(ctx)).map(|()| (handler, false)),
        }
    });
    match called {
        Ok((function, is_called)) => {
            let handled = Handled { results, bottom, handler, is_called };
            Start::Suspended(Request::Call { function, bottom }, handled)
        }
        Err(error) => Start::Ready(Err(error)),
    }
}

/// A call with a message handler that has not returned yet.
#[derive(Collect)]
pub struct Handled<'gc, W> {
    results: W,
    bottom: usize,
    handler: Function<'gc>,
    /// Whether it is the function that was called, and not the handler about an error that came before the call.
    is_called: bool,
}

impl<'gc, W: Wait<'gc, Output = Result<R, Error<'gc>>>, R> Wait<'gc> for Handled<'gc, W> {
    type Output = Result<R, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        if self.is_called || input.is_err() {
            return self.results.resume(ctx, stack, input);
        }
        let error = stack.get(self.bottom);
        stack.truncate(self.bottom);
        Progress::Ready(Err(Error::Value(error)))
    }

    fn catches(&self) -> bool {
        true
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        Some(self.handler)
    }
}
