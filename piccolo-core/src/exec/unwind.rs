//! Errors on their way up a thread: message handlers, closing of variables, and who receives them.
//!
//! An error is raised on top of the frames that it concerns, so that a message handler sees them.
//! Then the frames are dropped down to the nearest native frame that takes errors, the variables
//! above it are closed, and its sequence is told. Many frames are dropped piece by piece: what is left is a
//! [`Descent`], and the step may end in between.

use crate::{
    exec::{call, diagnosis, native::Drive, operation, traceback},
    object::{
        context::Context,
        error::{Error, Stop},
        function::Function,
        thread::{
            Body, DEEP_NATIVES, Frame, HANDLES_ERROR, MAX_NATIVE_FRAMES, NativeState, RequestFailure,
            ThreadState, Unwinding,
            unfinished::{Descent, Landing, Unfinished},
            wanted,
        },
        value::Value,
    },
    support::remains,
};

/// How often a message handler may be called for errors in itself.
const MAX_HANDLER_DEPTH: u32 = 196;

/// How often it may be called beyond that, to deal with the error of having been called too often.
const RESERVE_HANDLER_DEPTH: u32 = 18;

/// The fuel of raising an error and finding who takes it.
const ERROR: i64 = 72;

/// The fuel of asking a native frame whether it takes an error.
const ASKED: usize = 2;

/// How many frames are dropped for a unit of fuel, and as how many a native one counts.
const FRAMES_PER_FUEL: usize = 4;
const NATIVE_WEIGHT: usize = 256;

/// As how many frames a native one counts that lies so deep that what belongs to it is in no cache.
const DEEP_NATIVE_WEIGHT: usize = 640;

/// How many frames are dropped at a time, and how many native ones.
const PIECE: usize = 4096;
pub(crate) const FEW_NATIVES: usize = 16;

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
    match handler(ctx, thread) {
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
                ctx.charge_fuel(thread.natives.len() * ASKED);
                thread.traceback = Some(traceback::of_state(ctx, thread));
            }
            unwind(ctx, thread, error)
        }
    }
}

/// The error that takes the place of a stop where scripts may catch that memory is short. As in the reference
/// implementation, message handlers are not called for it: they would need memory.
pub(crate) fn out_of_memory<'gc>(ctx: Context<'gc>) -> Error<'gc> {
    Error::Value(Value::String(ctx.intern(b"not enough memory")))
}

fn error_in_error_handling<'gc>(ctx: Context<'gc>) -> Error<'gc> {
    Error::Value(Value::String(ctx.intern(b"error in error handling")))
}

/// Deals with a stack that overflows while an error is handled. If host functions that a message handler called
/// are nested too deeply, none of them takes the error: each could nest as deeply again.
fn unwind_overflow<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Option<Drive<'gc>> {
    let is_handler = |native: &NativeState<'gc>| matches!(native.body, Body::MessageHandler { .. });
    let natives = match thread.natives.len() {
        all @ MAX_NATIVE_FRAMES.. => thread.natives.iter().rposition(is_handler).unwrap_or(all),
        all => all,
    };
    unwind_below(ctx, thread, natives, error_in_error_handling(ctx))
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
fn handler<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>) -> Handler<'gc> {
    let mut depth = 0;
    for native in thread.natives.iter().rev() {
        ctx.charge_fuel(ASKED);
        match &native.body {
            Body::MessageHandler { .. } => depth += 1,
            Body::Finalize { .. } => return Handler::Caught,
            Body::Sequence(sequence) if !native.passes_errors && sequence.get().catches() => {
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
    if thread.frames.last().is_some_and(|frame| frame.closure.is_none())
        && thread.natives.last().is_some_and(takes_errors)
    {
        // Nothing is to be dropped.
        thread.raised_by = None;
        return tell(ctx, thread, error);
    }
    unwind_below(ctx, thread, thread.natives.len(), error)
}

/// As [`unwind`], to one of the first `natives` native frames.
fn unwind_below<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    natives: usize,
    error: Error<'gc>,
) -> Option<Drive<'gc>> {
    match thread.natives[..natives].iter().rposition(takes_errors) {
        Some(receiver) => descend(ctx, thread, receiver + 1, Landing::Receiver(error)),
        None if thread.is_bottom => descend(ctx, thread, 0, Landing::Host(error)),
        // The frames stay, for tracebacks; `coroutine.close` closes the variables.
        None => Some(Drive::Failed(Box::new(error))),
    }
}

/// Drops all frames of a thread, and pushes the one that closes its variables.
pub(crate) fn close<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Option<Box<Error<'gc>>>,
) -> Result<(), Error<'gc>> {
    thread.action = None;
    match descend(ctx, thread, 0, Landing::Close(error)) {
        Some(Drive::Stopped(stop)) => Err(Error::Stop(stop)),
        Some(Drive::Failed(error)) => Err(*error),
        _ => Ok(()),
    }
}

/// Has a thread whose run is stopped drop all its frames.
pub(crate) fn begin_descent_to_stop(thread: &mut ThreadState<'_>, stop: Stop) {
    thread.abandon_unfinished();
    thread.raised_by = None;
    set_descent(thread, 0, Landing::Stopped(stop));
}

/// Drops frames until the last of the first `natives` native ones is on top; all, if that is 0.
fn descend<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    natives: usize,
    landing: Landing<'gc>,
) -> Option<Drive<'gc>> {
    thread.raised_by = None;
    if drop_piece(ctx, thread, natives) {
        return land(ctx, thread, landing);
    }
    set_descent(thread, natives, landing);
    Some(Drive::Unfinished)
}

fn set_descent<'gc>(thread: &mut ThreadState<'gc>, natives: usize, landing: Landing<'gc>) {
    thread.unfinished = Some(Box::new(Unfinished::Descent(Descent { natives, landing })));
}

/// Has a coroutine whose function returned give back its stack.
#[cold]
pub(crate) fn finish(thread: &mut ThreadState<'_>) {
    set_descent(thread, 0, Landing::Finished);
}

/// Gives back a piece of the stack. True: nothing is left to be given back.
fn shrink<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> bool {
    let fuel = thread.give_back_piece(ctx.memory());
    ctx.charge_fuel(fuel);
    fuel == 0
}

/// Goes on dropping the frames that the thread is in the middle of dropping, as long as there is fuel. Whether that is
/// done.
pub(crate) fn go_on<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    descent: &Descent<'gc>,
    fuel: &mut i64,
) -> bool {
    let is_finished = matches!(descent.landing, Landing::Finished);
    loop {
        *fuel -= ctx.take_fuel_debt();
        if *fuel <= 0 {
            return false;
        }
        let is_done =
            if is_finished { shrink(ctx, thread) } else { drop_piece(ctx, thread, descent.natives) };
        if is_done {
            return true;
        }
    }
}

/// As how many frames the top native one counts.
fn native_weight(thread: &ThreadState<'_>) -> usize {
    if thread.natives.len() >= DEEP_NATIVES { DEEP_NATIVE_WEIGHT } else { NATIVE_WEIGHT }
}

/// Drops some of the frames that [`descend`] is to drop. True: they are dropped.
fn drop_piece<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, natives: usize) -> bool {
    if natives == 0 {
        return drop_natives(ctx, thread);
    }
    let mut weight = 0;
    while weight < PIECE {
        match thread.frames.last() {
            Some(frame) if frame.closure.is_some() => weight += 1,
            Some(_) if thread.natives.len() > natives => weight += native_weight(thread),
            _ => break,
        }
        call::pop_frame(thread);
    }
    if weight >= NATIVE_WEIGHT {
        remains::tidy_allocator();
    }
    ctx.charge_fuel(weight / FRAMES_PER_FUEL);
    weight < PIECE
}

/// Drops all frames, and some of what belongs to those of host functions. True: nothing is left.
fn drop_natives<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> bool {
    forget_frames(thread);
    let kept = thread.natives.len().saturating_sub(FEW_NATIVES);
    let dropped = thread.natives.len() - kept;
    while thread.natives.len() > kept {
        thread.natives.pop();
    }
    remains::tidy_allocator();
    ctx.charge_fuel(dropped * DEEP_NATIVE_WEIGHT / FRAMES_PER_FUEL);
    kept == 0
}

/// Drops all frames, but not what belongs to those of host functions.
fn forget_frames(thread: &mut ThreadState<'_>) {
    thread.frames.clear();
    thread.error_frames = 0;
    if thread.hook_frame.take().is_some() {
        thread.unyieldable -= 1;
    }
}

/// Drops all frames at once, and what is left of an error that was on its way.
pub(crate) fn drop_frames(thread: &mut ThreadState<'_>) {
    forget_frames(thread);
    while thread.natives.pop().is_some() {}
    thread.abandon_unfinished();
}

/// Does what was to be done when all frames above were dropped.
pub(crate) fn land<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    landing: Landing<'gc>,
) -> Option<Drive<'gc>> {
    match landing {
        Landing::Receiver(error) => tell(ctx, thread, error),
        Landing::Host(error) if thread.to_be_closed.is_empty() => Some(Drive::Failed(Box::new(error))),
        Landing::Host(error) => push_unwind(ctx, thread, error, 0),
        Landing::Close(error) => push_close(ctx, thread, error),
        Landing::Stopped(stop) => Some(Drive::Stopped(stop)),
        Landing::Finished => Some(Drive::Finished),
    }
}

/// Hands an error to the native frame on top, once the variables above it are closed.
#[inline]
fn tell<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, error: Error<'gc>) -> Option<Drive<'gc>> {
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

/// Pushes the frame that closes the variables of a coroutine.
fn push_close<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Option<Box<Error<'gc>>>,
) -> Option<Drive<'gc>> {
    let base = thread.to_be_closed.last().map_or(0, |&slot| slot as usize + 1);
    thread.top = base;
    thread.unyieldable = 1;
    let frame = Frame::native(base, base, wanted::BOUNDARY);
    match thread.push_native(ctx.memory(), frame, Body::Close { error }, None) {
        Ok(()) => None,
        Err(Error::Stop(stop)) => Some(Drive::Stopped(stop)),
        Err(error) => Some(Drive::Failed(Box::new(error))),
    }
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

/// Whether a native frame is told of errors above it.
#[inline]
fn takes_errors(native: &NativeState<'_>) -> bool {
    match native.body {
        Body::Sequence(_) | Body::Unwind(_) | Body::Close { .. } | Body::Finalize { .. } => true,
        Body::ReturnResumed | Body::MessageHandler { .. } | Body::Start | Body::Hook(_) => false,
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
