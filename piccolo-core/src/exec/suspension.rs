//! What follows when the interpreter loop called a host function and that did not just return.

use crate::{
    exec::{
        call,
        operation::{self, Flow},
        repeat,
    },
    object::{
        callback::{Action, Callback},
        context::Context,
        error::{Error, Stop},
        function::Function,
        thread::{Body, Frame, Thread, ThreadState, wanted},
    },
};

/// What follows when a callback did not just return. A tag and a word: all parts are kept in registers.
pub(crate) enum Suspension<'gc> {
    /// A closure was entered.
    Entered,
    /// The same; this is the fuel of the call and of what the host function did before it, which others must not see.
    Indebted(i64),
    /// The executor is to do what `ThreadState::action` says.
    Action,
    /// It is to do what `ThreadState::unfinished` says.
    Unfinished,
    /// The thread yields.
    Yield,
    /// The executor is to go on with another thread.
    Resume(Thread<'gc>),
    /// It failed.
    Failed(Box<Error<'gc>>),
}

/// Handles what a callback returned if that was not plain values. `first` is its first argument, and
/// `target` the slot for its results. What is inlined is kept small and drops nothing: the loop's
/// instructions get a dispatch each only in a function that is not too large.
#[inline(always)]
pub(crate) fn suspend_native<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    result: core::result::Result<Action<'gc>, Error<'gc>>,
    first: usize,
    target: usize,
    wanted: i16,
) -> Suspension<'gc> {
    let action = match result {
        Ok(action) => action,
        Err(error) => return after_failure(ctx, thread, callback, error, first, target, wanted),
    };
    if !thread.has_room_for_native() && !thread.make_room_for_native(ctx.memory()) {
        let failure = suspend_otherwise(ctx, thread, callback, action, first, target, wanted);
        return failure.map_or(Suspension::Action, Suspension::Failed);
    }
    let frame = Frame::native(first, target, wanted);
    match action {
        Action::Yield { bottom: 0, then: None } if thread.unyieldable == 0 => {
            thread.place_native(frame, Body::ReturnResumed, callback, first);
            Suspension::Yield
        }
        Action::Resume { thread: other, bottom, then } => {
            let bottom = first.saturating_add(bottom).min(thread.top);
            thread.place_native(frame, Body::Sequence(then), callback, bottom);
            Suspension::Resume(other)
        }
        Action::Call { function: Function::Closure(closure), bottom, then } => {
            let bottom = first.saturating_add(bottom).min(thread.top);
            thread.place_native(frame, Body::Sequence(then), callback, bottom);
            match call::push_closure(ctx, thread, closure, bottom, bottom, wanted::BOUNDARY) {
                Ok(()) if ctx.has_fuel_debt() => {
                    Suspension::Indebted(ctx.take_fuel_debt() + closure.function().state().cost)
                }
                Ok(()) => Suspension::Entered,
                Err(error) => failed(error),
            }
        }
        action => {
            let failure = suspend_otherwise(ctx, thread, callback, action, first, target, wanted);
            failure.map_or(Suspension::Action, Suspension::Failed)
        }
    }
}

#[cold]
fn failed(error: Error<'_>) -> Suspension<'_> {
    Suspension::Failed(Box::new(error))
}

/// A callback failed: that is the end of it, unless it is to be called again.
#[cold]
#[inline(never)]
fn after_failure<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    error: Error<'gc>,
    first: usize,
    target: usize,
    wanted: i16,
) -> Suspension<'gc> {
    match repeat::unless_numerals(ctx, callback, Err(error)) {
        Ok(action) => {
            let failure = suspend_otherwise(ctx, thread, callback, action, first, target, wanted);
            failure.map_or(Suspension::Action, Suspension::Failed)
        }
        Err(error) => {
            operation::note_failure(ctx, thread, callback, &error);
            if matches!(error, Error::Stop(Stop::Memory)) && ctx.memory().was_refused() {
                operation::retry(ctx, thread);
            }
            failed(error)
        }
    }
}

/// As [`suspend_native`], for a callback that was called in a tail call: its results are those of the top frame.
#[cold]
#[inline(never)]
pub(crate) fn suspend_last<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    result: core::result::Result<Action<'gc>, Error<'gc>>,
    first: usize,
) -> Suspension<'gc> {
    match result {
        Ok(action) => {
            let failure = suspend_otherwise(ctx, thread, callback, action, first, first, wanted::TAIL);
            failure.map_or(Suspension::Action, Suspension::Failed)
        }
        Err(error) => after_failure(ctx, thread, callback, error, first, first, wanted::TAIL),
    }
}

/// Returns the values from `first` to the thread's top from the top frame; gives what comes of that if another one than
/// that below is to go on.
#[cold]
#[inline(never)]
pub(crate) fn finish_last<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    first: usize,
) -> Option<Suspension<'gc>> {
    let count = thread.top - first;
    match call::return_values(ctx, thread, first, count) {
        Ok(Flow::Frame) => None,
        Ok(Flow::Unfinished) => Some(Suspension::Unfinished),
        Ok(_) => Some(Suspension::Action),
        Err(error) => Some(failed(error)),
    }
}

/// Leaves it to the executor. Gives an error alone, so that what the caller gives need not go through memory.
#[inline(never)]
fn suspend_otherwise<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    action: Action<'gc>,
    first: usize,
    target: usize,
    wanted: i16,
) -> Option<Box<Error<'gc>>> {
    call::suspend(ctx, thread, callback, Ok(action), first, target, wanted).err().map(Box::new)
}
