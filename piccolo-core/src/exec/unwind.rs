//! Errors on their way up a thread: message handlers, closing of variables, and who receives them.
//!
//! An error is raised on top of the frames that it concerns, so that a message handler sees them.
//! Then the frames are dropped down to the nearest native frame that takes errors, the variables
//! above it are closed, and its sequence is told.

use crate::{
    exec::{call, diagnosis, native::Drive, operation, traceback},
    object::{
        context::Context,
        error::{Error, Stop},
        function::Function,
        thread::{
            Body, Frame, HANDLES_ERROR, MAX_NATIVE_FRAMES, NativeState, RequestFailure, ThreadState,
            Unwinding, wanted,
        },
        value::Value,
    },
};

/// How often a message handler may be called for errors in itself.
const MAX_HANDLER_DEPTH: u32 = 196;

/// How often it may be called beyond that, to deal with the error of having been called too often.
const RESERVE_HANDLER_DEPTH: u32 = 18;

/// The fuel of raising an error and finding who takes it.
const ERROR: i64 = 16;

/// Raises an error. `own_frame` tells that the function that raised it has a frame of its own, on top.
/// Gives `None` when the thread can go on.
pub(crate) fn raise<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Error<'gc>,
    own_frame: bool,
) -> Option<Drive<'gc>> {
    if let Error::Stop(stop) = error {
        if stop == Stop::Memory && ctx.state().catchable_memory.get() {
            // Whoever takes the error has let go of something.
            ctx.request_collection();
            return unwind(ctx, thread, out_of_memory(ctx));
        }
        return Some(Drive::Stopped(stop));
    }
    ctx.charge_small(ERROR);
    if core::mem::take(&mut thread.is_reserve_used_up) {
        return unwind_overflow(ctx, thread);
    }
    let callers = thread.frames.len() - usize::from(own_frame);
    let raised_by = match own_frame {
        true => thread.natives.last().and_then(|native| native.callback),
        false => thread.raised_by,
    };
    let error = diagnosis::locate(ctx, &thread.frames[..callers], raised_by, error);
    match handler(thread) {
        Handler::Function(function, depth) => {
            let value = match depth {
                MAX_HANDLER_DEPTH => {
                    let error = Error::message("C stack overflow");
                    let callers = if raised_by.is_none() { &thread.frames[..callers] } else { &[] };
                    diagnosis::locate(ctx, callers, None, error).to_value(ctx)
                }
                _ => error.to_value(ctx),
            };
            if depth > MAX_HANDLER_DEPTH + RESERVE_HANDLER_DEPTH {
                return unwind(ctx, thread, error_in_error_handling(ctx));
            }
            match push_handler(ctx, thread, function, depth, value) {
                Ok(()) => None,
                Err(Error::Stop(stop)) => Some(Drive::Stopped(stop)),
                Err(other) => {
                    let other = diagnosis::locate(ctx, &[], None, other);
                    unwind(ctx, thread, other)
                }
            }
        }
        Handler::Caught => unwind(ctx, thread, error),
        Handler::Nobody => {
            if thread.is_bottom {
                thread.traceback = Some(traceback::of_state(ctx, thread));
            }
            unwind(ctx, thread, error)
        }
    }
}

/// The error that takes the place of a stop where scripts may catch that memory is short. As in the reference
/// implementation, message handlers are not called for it: they would need memory.
fn out_of_memory<'gc>(ctx: Context<'gc>) -> Error<'gc> {
    Error::Value(Value::String(ctx.intern(b"not enough memory")))
}

fn error_in_error_handling<'gc>(ctx: Context<'gc>) -> Error<'gc> {
    Error::Value(Value::String(ctx.intern(b"error in error handling")))
}

/// Deals with a stack that overflows while an error is handled. If host functions that a message handler called
/// are nested too deeply, none of them takes the error: each could nest as deeply again.
fn unwind_overflow<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Option<Drive<'gc>> {
    let is_handler = |native: &NativeState<'gc>| matches!(native.body, Body::MessageHandler { .. });
    let handler = thread.natives.iter().rposition(is_handler);
    if let Some(handler) = handler.filter(|_| thread.natives.len() >= MAX_NATIVE_FRAMES) {
        let mut native_frames = thread.frames.iter().enumerate().filter(|(_, frame)| frame.closure.is_none());
        if let Some((index, _)) = native_frames.nth(handler) {
            truncate_frames(thread, index + 1);
        }
    }
    unwind(ctx, thread, error_in_error_handling(ctx))
}

enum Handler<'gc> {
    /// A message handler, and how many calls of it are under way.
    Function(Function<'gc>, u32),
    /// Somebody takes the error as it is.
    Caught,
    /// No native frame takes errors.
    Nobody,
}

/// Who is responsible for an error that is raised on top of the thread.
fn handler<'gc>(thread: &ThreadState<'gc>) -> Handler<'gc> {
    let mut depth = 0;
    for native in thread.natives.iter().rev() {
        match &native.body {
            Body::MessageHandler { .. } => depth += 1,
            Body::Finalize { .. } => return Handler::Caught,
            Body::Sequence(sequence) if sequence.get().catches() => {
                return match sequence.get().message_handler() {
                    Some(function) => Handler::Function(function, depth),
                    None => Handler::Caught,
                };
            }
            Body::Sequence(_)
            | Body::Unwind(_)
            | Body::Close { .. }
            | Body::ReturnResumed
            | Body::Start
            | Body::Hook(_) => {}
        }
    }
    Handler::Nobody
}

/// Pushes the frame that calls a message handler, on top of the frames that the error concerns.
fn push_handler<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    function: Function<'gc>,
    depth: u32,
    value: Value<'gc>,
) -> Result<(), Error<'gc>> {
    let at = thread.free_slot();
    let raised_by = thread.raised_by.take();
    let frame = Frame { flags: HANDLES_ERROR, ..Frame::native(at, at, wanted::BOUNDARY) };
    let body = Body::MessageHandler { depth, function: Some(function) };
    thread.push_native(ctx.memory(), frame, body, raised_by)?;
    thread.ensure(ctx.memory(), at + 1)?;
    thread.stack[at] = value;
    thread.top = at + 1;
    Ok(())
}

/// Drops frames down to the one that takes the error, and starts closing the variables above it.
pub(crate) fn unwind<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Error<'gc>,
) -> Option<Drive<'gc>> {
    let Some(receiver) = receiver(thread) else {
        return nobody_receives(ctx, thread, error);
    };
    thread.raised_by = None;
    truncate_frames(thread, receiver + 1);
    let Some(native) = thread.natives.last_mut() else { return Some(Drive::Failed(Box::new(error))) };
    let level = native.bottom;
    match &mut native.body {
        Body::Unwind(unwinding) => unwinding.error = error,
        Body::Close { error: current } => *current = Some(Box::new(error)),
        _ if thread.to_be_closed.last().is_some_and(|&slot| slot as usize >= level) => {
            return push_unwind(ctx, thread, error, level);
        }
        _ => {
            native.failure = Some(Box::new(RequestFailure { error, is_handled: true }));
            thread.restore_reserve(ctx.memory(), level);
        }
    }
    None
}

fn nobody_receives<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Error<'gc>,
) -> Option<Drive<'gc>> {
    if !thread.is_bottom {
        // The frames stay, for tracebacks; `coroutine.close` closes the variables.
        return Some(Drive::Failed(Box::new(error)));
    }
    thread.raised_by = None;
    truncate_frames(thread, 0);
    if thread.to_be_closed.is_empty() {
        return Some(Drive::Failed(Box::new(error)));
    }
    push_unwind(ctx, thread, error, 0)
}

/// Pushes the frame that closes the variables from `level` up.
fn push_unwind<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Error<'gc>,
    level: usize,
) -> Option<Drive<'gc>> {
    let base = thread.to_be_closed.last().map_or(level, |&slot| slot as usize + 1);
    thread.top = base;
    let frame = Frame { flags: HANDLES_ERROR, ..Frame::native(base, base, wanted::BOUNDARY) };
    let pushed = thread.ensure(ctx.memory(), base).and_then(|()| {
        thread.push_native(
            ctx.memory(),
            frame,
            Body::Unwind(Box::new(Unwinding { error: error.clone(), level })),
            None,
        )
    });
    match pushed {
        Ok(()) => None,
        Err(Error::Stop(stop)) => Some(Drive::Stopped(stop)),
        Err(_) => Some(Drive::Failed(Box::new(error))),
    }
}

/// The index of the nearest frame that takes errors.
fn receiver(thread: &ThreadState<'_>) -> Option<usize> {
    let mut natives = thread.natives.iter().rev();
    let native_frames = thread.frames.iter().enumerate().rev().filter(|(_, frame)| frame.closure.is_none());
    for (index, _) in native_frames {
        match natives.next()?.body {
            Body::Sequence(_) | Body::Unwind(_) | Body::Close { .. } | Body::Finalize { .. } => {
                return Some(index);
            }
            Body::ReturnResumed | Body::MessageHandler { .. } | Body::Start | Body::Hook(_) => {}
        }
    }
    None
}

/// Keeps the first `len` frames.
#[inline(always)]
pub(crate) fn truncate_frames(thread: &mut ThreadState<'_>, len: usize) {
    while thread.frames.len() > len {
        call::pop_frame(thread);
    }
}

/// Closes the next variable of an unwinding or of a coroutine that is closed; gives `false` when none
/// is left from `level` up.
pub(crate) fn close_next<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    level: usize,
    error: Value<'gc>,
) -> Result<Option<operation::Flow>, Error<'gc>> {
    let Some(slot) = thread.to_be_closed.pop_if(|slot| *slot as usize >= level) else { return Ok(None) };
    let value = operation::closable(thread, slot);
    let at = slot as usize + 1;
    if let (Some(frame), Some(native)) = (thread.frames.last_mut(), thread.natives.last_mut()) {
        frame.base = at as u32;
        native.bottom = at;
    }
    let meta = operation::close_call(ctx, value, error);
    match call::call_metamethod(ctx, thread, meta, at, wanted::BOUNDARY)? {
        call::Called::Value(_) => Ok(Some(operation::Flow::Boundary)),
        call::Called::Flow(flow) => Ok(Some(flow)),
    }
}
