//! Resuming, closing and being a coroutine.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    convert::{FromMulti, IntoMulti},
    object::{context::Context, error::Error, stack::Stack, thread::Thread, value::Value},
    sequence::{Await, Request, Start, call::Completion, results::Results},
};

/// Resumes a suspended coroutine with `arguments`. Awaiting it gives what the coroutine yields or
/// returns, or the error that it died of.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function, thread::Thread}};
/// use piccolo_core::sequence::{resume, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // The first value that a function yields.
/// let first = Callback::new(ctx, |ctx, mut stack| {
///     let (f, start): (Function, i64) = stack.consume(ctx)?;
///     run_callback(ctx, stack, resume::<i64>(Thread::new(ctx, f)?, start))
/// });
/// ctx.globals().set(ctx, "first", first).is_ok()
/// # });
/// let first: i64 = lua.load("return first(function(n) return n + 1 end, 41)").call(())?;
/// assert_eq!(first, 42);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn resume<'gc, R: FromMulti<'gc>>(
    thread: Thread<'gc>,
    arguments: impl IntoMulti<'gc>,
) -> Resume<'gc, impl IntoMulti<'gc>, R> {
    Resume { thread, arguments, results: PhantomData }
}

/// The resumption of a coroutine; see [`resume`].
#[must_use = "does nothing unless it is awaited"]
pub struct Resume<'gc, A, R> {
    thread: Thread<'gc>,
    arguments: A,
    results: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoMulti<'gc>, R: FromMulti<'gc>> Await<'gc> for Resume<'gc, A, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = Results<R>;

    #[inline(always)]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Results<R>, Self::Output> {
        let bottom = stack.len();
        let request = Request::Resume { thread: self.thread, bottom };
        suspend_with(ctx, stack, self.arguments, request)
    }
}

/// Resumes a suspended coroutine with all values on the sequence's [`Stack`] as arguments; what it yields
/// or returns replaces them.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function, thread::Thread}};
/// use piccolo_core::sequence::{resume_stack, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // Starts a coroutine with the other arguments.
/// let begin = Callback::new(ctx, |ctx, mut stack| {
///     let body: Function = stack.argument(ctx, 0)?;
///     stack.remove_front(1);
///     run_callback(ctx, stack, resume_stack(Thread::new(ctx, body)?))
/// });
/// ctx.globals().set(ctx, "begin", begin).is_ok()
/// # });
/// lua.load("begin(function(a, b) sum = a + b end, 1, 2)").call::<()>(())?;
/// assert_eq!(lua.load("return sum").call::<i64>(())?, 3);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn resume_stack<'gc>(thread: Thread<'gc>) -> ResumeStack<'gc> {
    ResumeStack { thread, bottom: 0 }
}

/// The resumption of a coroutine with the values on the stack; see [`resume_stack`].
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct ResumeStack<'gc> {
    thread: Thread<'gc>,
    bottom: usize,
}

impl ResumeStack<'_> {
    /// Leaves the first `bottom` values as they are: the arguments are those above.
    #[inline(always)]
    pub fn above(self, bottom: usize) -> Self {
        Self { bottom, ..self }
    }
}

impl<'gc> Await<'gc> for ResumeStack<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = Completion;

    #[inline(always)]
    fn start(self, _: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, Completion, Self::Output> {
        Start::Suspended(Request::Resume { thread: self.thread, bottom: self.bottom }, Completion)
    }
}

/// Pushes `arguments` and suspends with `request`.
#[inline(always)]
fn suspend_with<'gc, R: FromMulti<'gc>>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    arguments: impl IntoMulti<'gc>,
    request: Request<'gc>,
) -> Start<'gc, Results<R>, Result<R, Error<'gc>>> {
    let bottom = stack.len();
    match arguments.push_into(ctx, stack) {
        Ok(()) => Start::Suspended(request, Results::above(bottom)),
        Err(error) => {
            stack.truncate(bottom);
            Start::Ready(Err(error))
        }
    }
}

/// Suspends the running coroutine and hands `values` to its resumer. Awaiting it gives the arguments
/// of the next resume, or an error where nothing can yield.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function, thread::Thread}};
/// use piccolo_core::sequence::{resume, run_callback, yield_};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let ask = Callback::new(ctx, |ctx, stack| run_callback(ctx, stack, yield_::<String>("name?")));
/// ctx.globals().set(ctx, "ask", ask).is_ok()
/// # });
/// # lua.enter(|ctx| {
/// # let begin = Callback::new(ctx, |ctx, mut stack| {
/// #     let f: Function = stack.consume(ctx)?;
/// #     run_callback(ctx, stack, resume::<String>(Thread::new(ctx, f)?, ()))
/// # });
/// # ctx.globals().set(ctx, "begin", begin).is_ok()
/// # });
/// let question: String = lua.load("return begin(function() return ask() end)").call(())?;
/// assert_eq!(question, "name?");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn yield_<'gc, R: FromMulti<'gc>>(values: impl IntoMulti<'gc>) -> Yield<impl IntoMulti<'gc>, R> {
    Yield { values, results: PhantomData }
}

/// A yield; see [`yield_`].
#[must_use = "does nothing unless it is awaited"]
pub struct Yield<A, R> {
    values: A,
    results: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoMulti<'gc>, R: FromMulti<'gc>> Await<'gc> for Yield<A, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = Results<R>;

    #[inline(always)]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Results<R>, Self::Output> {
        if !stack.is_yieldable() {
            return Start::Ready(Err(unyieldable(ctx, stack)));
        }
        let bottom = stack.len();
        suspend_with(ctx, stack, self.values, Request::Yield { bottom })
    }
}

/// The error of `coroutine.yield` where nothing can yield.
#[cold]
fn unyieldable<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>) -> Error<'gc> {
    let (_, is_main) = stack.thread();
    let message = match is_main {
        true => "attempt to yield from outside a coroutine",
        false => "attempt to yield across a C-call boundary",
    };
    Error::Value(Value::String(ctx.intern(message.as_bytes())))
}

/// Closes a coroutine that is suspended or dead: its to-be-closed variables are closed and it is dead.
/// Awaiting it fails with the error that a handler, or the coroutine before it died, failed with.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function, thread::Thread}};
/// use piccolo_core::{object::thread::ThreadStatus, sequence::{close, run_callback}};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let shut = Callback::new(ctx, |ctx, mut stack| {
///     let thread: Thread = stack.consume(ctx)?;
///     run_callback(ctx, stack, close(thread))
/// });
/// # let unused = Thread::new(ctx, shut.into()).unwrap();
/// # ctx.globals().set(ctx, "unused", unused).unwrap();
/// ctx.globals().set(ctx, "shut", shut).is_ok()
/// # });
/// lua.load("shut(unused)").call::<()>(())?;
/// # lua.enter(|ctx| {
/// let unused: Thread = ctx.globals().get(ctx, "unused").unwrap();
/// assert_eq!(unused.status(), ThreadStatus::Dead);
/// # });
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn close<'gc>(thread: Thread<'gc>) -> Close<'gc> {
    Close(thread)
}

/// The closing of a coroutine; see [`close`].
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
#[must_use = "does nothing unless it is awaited"]
pub struct Close<'gc>(Thread<'gc>);

impl<'gc> Await<'gc> for Close<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = Completion;

    fn start(self, _: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Completion, Self::Output> {
        Start::Suspended(Request::Close { thread: self.0, bottom: stack.len() }, Completion)
    }
}
