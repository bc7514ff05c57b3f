//! [`join`] and [`join_all`]: waiting for functions that run side by side.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    convert::FromMulti,
    object::{context::Context, error::Error, fiber::Fiber, function::Function, stack::Stack},
    sequence::{Await, Input, Progress, Request, Start, Wait, results::wrong_result},
};

/// Waits until a function that [`Context::fork`] started is done; gives what it returned, or its error.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, function::Function}};
/// use piccolo_core::sequence::{join, run_callback};
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let beside = Callback::new(ctx, |ctx, mut stack| {
///         let function: Function = stack.consume(ctx)?;
///         let fiber = ctx.fork(function, &[])?;
///         run_callback(ctx, stack, join::<i64>(fiber))
///     });
///     ctx.globals().set(ctx, "beside", beside).expect("memory suffices");
/// });
/// assert_eq!(lua.load("return beside(function() return 42 end)").eval::<i64>()?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn join<'gc, R: FromMulti<'gc>>(fiber: Fiber<'gc>) -> Join<'gc, R> {
    Join { fiber, results: PhantomData }
}

/// See [`join`].
#[derive(Collect)]
#[collect(no_drop, bound = "")]
#[must_use = "does nothing unless it is awaited"]
pub struct Join<'gc, R> {
    fiber: Fiber<'gc>,
    results: PhantomData<fn() -> R>,
}

impl<'gc, R: FromMulti<'gc>> Await<'gc> for Join<'gc, R> {
    type Output = Result<R, Error<'gc>>;
    type Waiting = Self;

    fn start(mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self, Self::Output> {
        match self.resume(ctx, stack, Ok(())) {
            Progress::Ready(output) => Start::Ready(output),
            Progress::Suspended(request) => Start::Suspended(request, self),
        }
    }
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for Join<'gc, R> {
    type Output = Result<R, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match result(ctx, self.fiber) {
            Some(result) => Progress::Ready(result),
            None => wait_for(ctx, self.fiber),
        }
    }
}

/// What a fiber returned, if it is done.
fn result<'gc, R: FromMulti<'gc>>(ctx: Context<'gc>, fiber: Fiber<'gc>) -> Option<Result<R, Error<'gc>>> {
    let result = fiber.result()?;
    Some(result.and_then(|values| R::from_multi(ctx, &values, 0).map_err(wrong_result)))
}

/// Suspends until a fiber is done.
fn wait_for<'gc, T>(ctx: Context<'gc>, fiber: Fiber<'gc>) -> Progress<'gc, Result<T, Error<'gc>>> {
    match fiber.wake_at_end(ctx) {
        Ok(()) => Progress::Suspended(Request::Pending),
        Err(error) => Progress::Ready(Err(error)),
    }
}

/// Runs functions side by side, each in a [`Fiber`] of the running one's run, and waits until all are done;
/// gives what each returned, or its error, in their order. See [`try_join_all`] for an example.
///
/// Functions take turns: another one runs when the running one waits for something or is done. The outer
/// error is that memory is short.
pub fn join_all<'gc, R: FromMulti<'gc>>(
    functions: impl IntoIterator<Item = Function<'gc>>,
) -> JoinAll<'gc, R> {
    JoinAll { functions: functions.into_iter().collect(), results: PhantomData }
}

/// See [`join_all`].
#[derive(Collect)]
#[collect(no_drop, bound = "")]
#[must_use = "does nothing unless it is awaited"]
pub struct JoinAll<'gc, R> {
    functions: Vec<Function<'gc>>,
    results: PhantomData<fn() -> R>,
}

impl<'gc, R: FromMulti<'gc>> Await<'gc> for JoinAll<'gc, R> {
    type Output = Result<Vec<Result<R, Error<'gc>>>, Error<'gc>>;
    type Waiting = WaitingAll<'gc, R>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        let fibers = self.functions.into_iter().map(|function| ctx.fork(function, &[]));
        let mut waiting = match fibers.collect() {
            Ok(fibers) => WaitingAll { fibers, done: 0, results: PhantomData },
            Err(error) => return Start::Ready(Err(error)),
        };
        match waiting.resume(ctx, stack, Ok(())) {
            Progress::Ready(output) => Start::Ready(output),
            Progress::Suspended(request) => Start::Suspended(request, waiting),
        }
    }
}

/// Functions that run side by side, and how many of the first ones are done.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct WaitingAll<'gc, R> {
    fibers: Vec<Fiber<'gc>>,
    done: usize,
    results: PhantomData<fn() -> R>,
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for WaitingAll<'gc, R> {
    type Output = Result<Vec<Result<R, Error<'gc>>>, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        while let Some(&fiber) = self.fibers.get(self.done) {
            if !fiber.is_done() {
                return wait_for(ctx, fiber);
            }
            self.done += 1;
        }
        ctx.charge_fuel(self.fibers.len());
        Progress::Ready(Ok(self.fibers.iter().filter_map(|&fiber| result(ctx, fiber)).collect()))
    }
}

/// Runs functions side by side and waits until all are done; gives what they returned, or the first error, in
/// their order. See [`join_all`].
///
/// ```
/// # use piccolo_core::{convert::multiple::Variadic, lua::Lua};
/// # use piccolo_core::object::{callback::Callback, function::Function};
/// use piccolo_core::sequence::{run_callback, try_join_all};
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let all = Callback::new(ctx, |ctx, mut stack| {
///         let functions: Variadic<Function> = stack.consume(ctx)?;
///         run_callback(ctx, stack, try_join_all::<i64>(functions))
///     });
///     ctx.globals().set(ctx, "all", all).expect("memory suffices");
/// });
/// let numbers: Vec<i64> = lua.load("return all(function() return 1 end, function() return 2 end)").eval()?;
/// assert_eq!(numbers, [1, 2]);
/// assert!(lua.load("all(function() return 1 end, function() error('no') end)").exec().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn try_join_all<'gc, R: FromMulti<'gc>>(
    functions: impl IntoIterator<Item = Function<'gc>>,
) -> TryJoinAll<'gc, R> {
    TryJoinAll(join_all(functions))
}

/// See [`try_join_all`].
#[derive(Collect)]
#[collect(no_drop, bound = "")]
#[must_use = "does nothing unless it is awaited"]
pub struct TryJoinAll<'gc, R>(JoinAll<'gc, R>);

impl<'gc, R: FromMulti<'gc>> Await<'gc> for TryJoinAll<'gc, R> {
    type Output = Result<Vec<R>, Error<'gc>>;
    type Waiting = TryWaitingAll<'gc, R>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        match self.0.start(ctx, stack) {
            Start::Ready(output) => Start::Ready(all_or_error(output)),
            Start::Suspended(request, waiting) => Start::Suspended(request, TryWaitingAll(waiting)),
        }
    }
}

/// Functions that run side by side.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct TryWaitingAll<'gc, R>(WaitingAll<'gc, R>);

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for TryWaitingAll<'gc, R> {
    type Output = Result<Vec<R>, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match self.0.resume(ctx, stack, input) {
            Progress::Ready(output) => Progress::Ready(all_or_error(output)),
            Progress::Suspended(request) => Progress::Suspended(request),
        }
    }
}

fn all_or_error<'gc, R>(
    results: Result<Vec<Result<R, Error<'gc>>>, Error<'gc>>,
) -> Result<Vec<R>, Error<'gc>> {
    results?.into_iter().collect()
}
