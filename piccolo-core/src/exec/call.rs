//! Calls and returns, for everything but the fast paths of the interpreter loop.

use crate::{
    exec::{
        hook, moving,
        operation::{self, Flow},
        repeat,
    },
    meta::{MetaCall, call as meta_call, failure::Failure},
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::Error,
        function::Function,
        sequence::BoxSequence,
        stack::Stack,
        thread::{
            Body, CALLS_HOOK, Frame, HANDLES_ERROR, NativeState, TAIL_CALLED, ThreadState, unfinished::FEW,
            wanted,
        },
        value::Value,
    },
    support::slices::move_down,
};

/// How the call of a metamethod went.
pub(crate) enum Called<'gc> {
    /// It returned this value.
    Value(Value<'gc>),
    /// A frame was pushed; the result comes later.
    Flow(Flow),
}

/// The fuel of calling a host function from elsewhere than the interpreter loop.
const NATIVE: i64 = 14;

/// Up to how many results are not charged for.
const FEW_WANTED: i16 = 8;

/// The fuel of calling a metamethod from there, beyond that of the call.
const METAMETHOD: i64 = 10;

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// The function behind `callee`. Its arguments lie from `first` to the thread's top; objects called
/// through `__call` are inserted before them.
pub(crate) fn resolve<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callee: Value<'gc>,
    first: usize,
) -> core::result::Result<Function<'gc>, Failure<'gc>> {
    if let Some(function) = Function::from_value(callee) {
        return Ok(function);
    }
    let (function, count) = meta_call::resolve(ctx, callee)?;
    insert_called(ctx, thread, callee, first, count)?;
    Ok(function)
}

/// Puts the `count` values that are called on the way from `callee` to its function before the values from `first` up.
fn insert_called<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callee: Value<'gc>,
    first: usize,
    count: usize,
) -> Result<'gc, ()> {
    let top = thread.top;
    thread.ensure(ctx.memory(), top + count)?;
    ctx.charge_fuel((top - first) / 16);
    thread.stack.copy_within(first..top, first + count);
    meta_call::put_called(ctx, callee, &mut thread.stack[first..first + count]);
    thread.top += count;
    Ok(())
}

/// As [`resolve`], for a callee in the slot below its arguments, which is the first argument if it is an object. Gives
/// where the arguments begin as well.
pub(crate) fn resolve_in_place<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    slot: usize,
) -> core::result::Result<(Function<'gc>, usize), Failure<'gc>> {
    let callee = thread.stack[slot];
    if let Some(function) = Function::from_value(callee) {
        return Ok((function, slot + 1));
    }
    let (function, count) = meta_call::resolve(ctx, callee)?;
    if count == 1 {
        return Ok((function, slot));
    }
    if thread.top - slot > FEW {
        return Ok((meta_call::inserting(ctx, callee), slot + 1));
    }
    insert_called(ctx, thread, callee, slot + 1, count)?;
    Ok((function, slot + 1))
}

/// Calls `function` with the values from `first` to the thread's top; results go to `result`.
pub(crate) fn call<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    function: Function<'gc>,
    first: usize,
    result: usize,
    wanted: i16,
) -> Result<'gc, Flow> {
    match function {
        Function::Closure(closure) => {
            ctx.charge_small(closure.function().state().cost);
            push_closure(ctx, thread, closure, first, result, wanted)?;
            Ok(Flow::Frame)
        }
        Function::Callback(callback) if hook::active(ctx, thread).is_some() => {
            hook::start_callback(ctx, thread, callback, first, result, wanted)
        }
        Function::Callback(callback) => match invoke(ctx, thread, callback, first)? {
            Action::Return => {
                let count = thread.top - first;
                settle(ctx, thread, result, wanted, first, count)
            }
            action => suspend(ctx, thread, callback, Ok(action), first, result, wanted),
        },
    }
}

/// Runs a callback on the values from `first` up.
fn invoke<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    first: usize,
) -> Result<'gc, Action<'gc>> {
    let top = thread.top;
    thread.ensure(ctx.memory(), top)?;
    invoke_in_place(ctx, thread, callback, first)
}

/// As [`invoke`], where the stack is known to have room.
#[inline(always)]
fn invoke_in_place<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    first: usize,
) -> Result<'gc, Action<'gc>> {
    ctx.charge_small(NATIVE);
    let callers = thread.frames.len();
    let result = callback.call(ctx, Stack::new(ctx, thread, first, callers));
    if result.is_err() { failed(ctx, thread, callback, result) } else { result }
}

/// What a callback that failed does instead, if anything.
#[cold]
fn failed<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    result: Result<'gc, Action<'gc>>,
) -> Result<'gc, Action<'gc>> {
    let result = repeat::unless_numerals(ctx, callback, result);
    if let Err(error) = &result {
        operation::note_failure(ctx, thread, callback, error);
    }
    result
}

/// Pushes a frame, which the caller charges for, for `closure` with the arguments from `first` to the thread's top.
pub(crate) fn push_closure<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    closure: Closure<'gc>,
    first: usize,
    result: usize,
    wanted: i16,
) -> Result<'gc, ()> {
    thread.ensure_frame(ctx.memory())?;
    let (base, extra) = place_arguments(ctx, thread, closure, first)?;
    let function = closure.function().state();
    thread.frames.push(Frame {
        closure: Some(closure),
        pc: function.code,
        constants: function.constants_ptr,
        base: base as u32,
        result: result as u32,
        wanted,
        flags: 0,
        extra: extra as u32,
    });
    Ok(())
}

/// Moves arguments to where `closure` expects them: fixed parameters at the base, extra arguments
/// right below it. Gives the base and the number of extra arguments.
fn place_arguments<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    closure: Closure<'gc>,
    first: usize,
) -> Result<'gc, (usize, usize)> {
    let function = closure.function().state();
    let parameters = function.parameters as usize;
    let given = thread.top - first;
    if given >= 16 {
        ctx.memory().charge_work(given.min(FEW) / 3);
    }
    let (base, extra) =
        if function.is_vararg && given > parameters { (thread.top, given - parameters) } else { (first, 0) };
    thread.ensure(ctx.memory(), base + (function.max_stack as usize).max(given - extra))?;
    if extra > 0 {
        thread.stack.copy_within(first..first + parameters, base);
        // The copies below must not keep objects alive.
        thread.stack[first..first + parameters].fill(Value::Nil);
    } else if given < parameters {
        thread.stack[first + given..first + parameters].fill(Value::Nil);
    }
    Ok((base, extra))
}

/// Replaces the top frame by a call of `function` with the values from `first` up.
pub(crate) fn tail_call<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    function: Function<'gc>,
    first: usize,
) -> Result<'gc, Flow> {
    let closure = match function {
        Function::Callback(callback) if hook::active(ctx, thread).is_some() => {
            return hook::start_callback(ctx, thread, callback, first, first, wanted::TAIL);
        }
        Function::Callback(callback) => {
            return match invoke(ctx, thread, callback, first)? {
                Action::Return => {
                    let count = thread.top - first;
                    return_values(ctx, thread, first, count)
                }
                action => suspend(ctx, thread, callback, Ok(action), first, first, wanted::TAIL),
            };
        }
        Function::Closure(closure) => closure,
    };
    let Some(frame) = thread.frames.last() else { return Ok(Flow::Boundary) };
    let window = frame.result as usize;
    let mut count = thread.top - first;
    let state = closure.function().state();
    if count > FEW && !state.is_vararg {
        // Nobody sees the others.
        count = state.parameters as usize;
    }
    // Where memory is short, it is so before anything has moved.
    thread.ensure(ctx.memory(), window + count + state.max_stack as usize)?;
    if count > FEW {
        return Ok(moving::start_tail_call(thread, first, window, count, closure));
    }
    thread.stack.copy_within(first..first + count, window);
    thread.top = window + count;
    enter_tail_call(ctx, thread, closure, window)
}

/// Replaces the top frame by a call of `closure` with the values from `window` up, where the frame's results were to go.
pub(crate) fn enter_tail_call<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    closure: Closure<'gc>,
    window: usize,
) -> Result<'gc, Flow> {
    let (base, extra) = place_arguments(ctx, thread, closure, window)?;
    let function = closure.function().state();
    ctx.charge_small(function.cost);
    if let Some(frame) = thread.frames.last_mut() {
        frame.closure = Some(closure);
        frame.pc = function.code;
        frame.constants = function.constants_ptr;
        frame.base = base as u32;
        frame.flags = TAIL_CALLED;
        frame.extra = extra as u32;
    }
    Ok(Flow::Frame)
}

/// Calls a metamethod with its arguments at stack slot `at`, where its result will go as well.
pub(crate) fn call_metamethod<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    meta: MetaCall<'gc>,
    at: usize,
    wanted: i16,
) -> Result<'gc, Called<'gc>> {
    let arguments = meta.arguments();
    thread.ensure(ctx.memory(), at + arguments.len())?;
    thread.stack[at..at + arguments.len()].copy_from_slice(arguments);
    thread.top = at + arguments.len();
    ctx.charge_small(METAMETHOD);
    let function = resolve(ctx, thread, meta.callee, at)
        .map_err(|failure| crate::exec::diagnosis::explain_callee(ctx, thread, failure))?;
    match function {
        Function::Closure(closure) => {
            ctx.charge_small(closure.function().state().cost);
            push_closure(ctx, thread, closure, at, at, wanted)?;
            Ok(Called::Flow(Flow::Frame))
        }
        Function::Callback(callback) if hook::active(ctx, thread).is_some() => {
            hook::start_callback(ctx, thread, callback, at, at, wanted).map(Called::Flow)
        }
        Function::Callback(callback) => match invoke_in_place(ctx, thread, callback, at)? {
            Action::Return if thread.top > at => Ok(Called::Value(thread.stack[at])),
            Action::Return => Ok(Called::Value(Value::Nil)),
            action => suspend(ctx, thread, callback, Ok(action), at, at, wanted).map(Called::Flow),
        },
    }
}

/// Pushes the frame of a callback that did not just return, and notes what it asked for.
pub(crate) fn suspend<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    action: Result<'gc, Action<'gc>>,
    first: usize,
    result: usize,
    wanted: i16,
) -> Result<'gc, Flow> {
    let action = match action {
        Ok(action) => action,
        Err(error) => {
            thread.raised_by = Some(callback);
            return Err(error);
        }
    };
    let frame = Frame::native(first, result, wanted);
    thread.push_native(ctx.memory(), frame, Body::ReturnResumed, Some(callback))?;
    thread.action = Some(action);
    Ok(Flow::Leave)
}

/// Replaces what the top native frame is in the middle of.
pub(crate) fn set_body<'gc>(thread: &mut ThreadState<'gc>, sequence: BoxSequence<'gc>) {
    if let Some(native) = thread.natives.last_mut() {
        native.body = Body::Sequence(sequence);
    }
}

/// Pops the top frame, which is not marked, and hands `count` values from `first` up to its caller.
pub(crate) fn return_values<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    first: usize,
    count: usize,
) -> Result<'gc, Flow> {
    let Some(frame) = pop_frame(thread) else { return Ok(Flow::Boundary) };
    settle(ctx, thread, frame.result as usize, frame.wanted, first, count)
}

/// Pops the top frame, with its state if it is native.
#[inline]
pub(crate) fn pop_frame<'gc>(thread: &mut ThreadState<'gc>) -> Option<Frame<'gc>> {
    let frame = thread.frames.pop()?;
    if frame.closure.is_none() {
        if let Some(NativeState { body: Body::ReturnResumed, failure: None, .. }) = thread.natives.last() {
            // Nothing to drop, which the compiler would look for in every variant.
            core::mem::forget(thread.natives.pop());
        } else {
            thread.natives.pop();
        }
        if frame.flags & (HANDLES_ERROR | CALLS_HOOK) != 0 {
            left_special(thread, frame.flags);
        }
    }
    Some(frame)
}

/// Ends what a frame with a special task meant for its thread.
#[cold]
fn left_special(thread: &mut ThreadState<'_>, flags: u16) {
    if flags & HANDLES_ERROR != 0 {
        thread.error_frames -= 1;
    } else {
        thread.unyieldable -= 1;
        thread.hook_frame = None;
    }
}

/// Moves `count` values from `first` to `result`, as many as are wanted, and finishes what the caller
/// is in the middle of.
#[inline(always)]
pub(crate) fn settle<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    result: usize,
    wanted: i16,
    first: usize,
    count: usize,
) -> Result<'gc, Flow> {
    if (0..=FEW_WANTED).contains(&wanted) && count <= 4 {
        settle_few(&mut thread.stack, result, wanted as usize, first, count);
        return Ok(Flow::Frame);
    }
    settle_otherwise(ctx, thread, result, wanted, first, count)
}

/// Moves a few values to where `wanted` ones are expected.
#[inline(always)]
fn settle_few<'gc>(stack: &mut [Value<'gc>], result: usize, wanted: usize, first: usize, count: usize) {
    for index in 0..count.min(wanted) {
        stack[result + index] = stack[first + index];
    }
    for index in count..wanted {
        stack[result + index] = Value::Nil;
    }
}

#[inline(never)]
fn settle_otherwise<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    mut result: usize,
    mut wanted: i16,
    mut first: usize,
    mut count: usize,
) -> Result<'gc, Flow> {
    if count > FEW {
        return settle_many(ctx, thread, result, wanted, first, count);
    }
    ctx.charge_fuel(count / 64);
    loop {
        match wanted {
            wanted::FINISH | wanted::FINISH_NOT => {
                let value = if count > 0 { thread.stack[first] } else { Value::Nil };
                return operation::finish(ctx, thread, value, result, wanted == wanted::FINISH_NOT);
            }
            wanted::MULTI | wanted::BOUNDARY | wanted::TAIL => {
                move_down(&mut thread.stack, first..first + count, result);
                thread.top = result + count;
                if wanted == wanted::MULTI {
                    return Ok(Flow::Frame);
                }
                if wanted == wanted::BOUNDARY {
                    return Ok(Flow::Boundary);
                }
                first = result;
                let Some(frame) = pop_frame(thread) else { return Ok(Flow::Boundary) };
                result = frame.result as usize;
                wanted = wanted::unmarked(frame.wanted);
            }
            exactly => {
                let exactly = exactly as usize;
                ctx.charge_fuel(exactly / 4);
                thread.ensure(ctx.memory(), result + exactly)?;
                count = count.min(exactly);
                move_down(&mut thread.stack, first..first + count, result);
                thread.stack[result + count..result + exactly].fill(Value::Nil);
                return Ok(Flow::Frame);
            }
        }
    }
}

/// As [`settle`], for many values.
#[cold]
#[inline(never)]
fn settle_many<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    mut result: usize,
    mut wanted: i16,
    first: usize,
    count: usize,
) -> Result<'gc, Flow> {
    while wanted == wanted::TAIL {
        let Some(frame) = pop_frame(thread) else { return Ok(Flow::Boundary) };
        result = frame.result as usize;
        wanted = wanted::unmarked(frame.wanted);
    }
    match wanted {
        wanted::MULTI | wanted::BOUNDARY if first != result => {
            Ok(moving::start(thread, first, result, count))
        }
        wanted::MULTI | wanted::BOUNDARY => {
            thread.top = result + count;
            Ok(if wanted == wanted::MULTI { Flow::Frame } else { Flow::Boundary })
        }
        _ => settle_otherwise(ctx, thread, result, wanted, first, FEW),
    }
}
