//! Native frames: callbacks that asked for something, and sequences that are polled.

use crate::{
    exec::{
        call::{self, Called},
        hook,
        operation::Flow,
        repeat, unwind,
    },
    meta::MetaCall,
    object::{
        callback::Action,
        context::Context,
        error::{Error, Stop},
        finalizer::Next,
        function::Function,
        hook::ReturnValues,
        metamethod::Metamethod,
        sequence::{BoxSequence, SequencePoll},
        stack::Stack,
        thread::{Body, Frame, RequestFailure, Thread, ThreadState, Unwinding, wanted},
        value::Value,
    },
};

/// The fuel of an object that has a finalizer.
const FINALIZER: i64 = 16;

/// Why a thread does not run on by itself.
pub(crate) enum Drive<'gc> {
    /// Fuel or collection: goes on later, as if nothing had been.
    Paused(Pause),
    /// Its function returned; the results are the values from the bottom of the stack to its top.
    Finished,
    /// An error that nobody on it takes.
    Failed(Box<Error<'gc>>),
    /// The run is over.
    Stopped(Stop),
    /// It yields the values from the top native frame's bottom up.
    Yielded,
    /// It resumes another thread with the values from the top native frame's bottom up.
    Resume(Thread<'gc>),
    /// It closes another thread.
    Close(Thread<'gc>),
    /// All its variables are closed.
    Closed(Option<Box<Error<'gc>>>),
    /// Something is done piece by piece first (`ThreadState::unfinished`).
    Unfinished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    OutOfFuel,
    Collect,
    Pending,
}

/// What to do after a native frame had its turn. Small, so that it is passed in registers.
pub(crate) enum Turn<'gc> {
    Continue,
    Drive(Drive<'gc>),
    /// An error. `own_frame` tells that the top frame is the one of the function that raised it.
    Raise {
        error: Box<Error<'gc>>,
        own_frame: bool,
    },
}

impl<'gc> From<Result<Flow, Error<'gc>>> for Turn<'gc> {
    #[inline(always)]
    fn from(result: Result<Flow, Error<'gc>>) -> Self {
        match result {
            Ok(Flow::Unfinished) => Turn::Drive(Drive::Unfinished),
            Ok(_) => Turn::Continue,
            Err(error) => Turn::raise(error, false),
        }
    }
}

impl<'gc> Turn<'gc> {
    #[cold]
    pub(crate) fn raise(error: Error<'gc>, own_frame: bool) -> Self {
        Turn::Raise { error: Box::new(error), own_frame }
    }
}

/// Whether the top frame is native.
#[inline]
pub(crate) fn is_on_top(thread: &ThreadState<'_>) -> bool {
    thread.frames.last().is_some_and(|frame| frame.closure.is_none())
}

/// Whether the top frame is one of a closure, and nothing else is to be done first.
#[inline]
pub(crate) fn is_closure_on_top(thread: &ThreadState<'_>) -> bool {
    thread.action.is_none() && thread.frames.last().is_some_and(|frame| frame.closure.is_some())
}

/// Does what the callback of the top frame asked for.
#[inline(always)]
pub(crate) fn perform<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    action: Action<'gc>,
) -> Turn<'gc> {
    let poll = match action {
        Action::Return => return finish::<HOOKED>(ctx, thread),
        Action::Sequence(sequence) => {
            call::set_body(thread, sequence);
            return Turn::Continue;
        }
        Action::TailCall(function) => return tail_call::<HOOKED>(ctx, thread, function),
        Action::Yield { bottom, then: None } => {
            let then = if HOOKED { Some(BoxSequence::new(ReturnValues)) } else { None };
            return request::<HOOKED>(ctx, thread, then, SequencePoll::Yield { bottom });
        }
        Action::Call { function, bottom, then } => (then, SequencePoll::Call { function, bottom }),
        Action::Yield { bottom, then: Some(then) } => (then, SequencePoll::Yield { bottom }),
        Action::Pending { then } => (then, SequencePoll::Pending),
        Action::Resume { thread: other, bottom, then } => {
            (then, SequencePoll::Resume { thread: other, bottom })
        }
        Action::Close { thread: other, bottom, then } => {
            (then, SequencePoll::Close { thread: other, bottom })
        }
    };
    let (sequence, poll) = poll;
    request::<HOOKED>(ctx, thread, Some(sequence), poll)
}

/// Gives the top frame, which is native, its turn. `HOOKED` tells that the thread runs with hooks.
pub(crate) fn take_turn<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
) -> Turn<'gc> {
    let Some(native) = thread.natives.last_mut() else { return Turn::Drive(Drive::Finished) };
    if native.failure.is_none() && matches!(native.body, Body::Sequence(_)) {
        match core::mem::replace(&mut native.body, Body::ReturnResumed) {
            Body::Sequence(sequence) => return poll::<HOOKED>(ctx, thread, sequence),
            other => native.body = other,
        }
    }
    take_other_turn::<HOOKED>(ctx, thread)
}

/// Lets a sequence go on whose last request succeeded.
#[inline(always)]
fn poll<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    mut sequence: BoxSequence<'gc>,
) -> Turn<'gc> {
    let callers = thread.frames.len() - 1;
    let base = thread.frames[callers].base as usize;
    // A sequence can not be run anew.
    ctx.state().numerals.set_repeatable(false);
    let result = sequence.poll(ctx, Stack::new(ctx, thread, base, callers));
    ctx.state().numerals.set_repeatable(true);
    match result {
        Ok(SequencePoll::Return) => finish::<HOOKED>(ctx, thread),
        Ok(SequencePoll::Call { function, bottom }) => {
            let first = base.saturating_add(bottom).min(thread.top);
            if let Some(native) = thread.natives.last_mut() {
                // What it replaces, `ReturnResumed`, has nothing to drop.
                core::mem::forget(core::mem::replace(&mut native.body, Body::Sequence(sequence)));
                native.bottom = first;
            }
            thread.note_request();
            call::call(ctx, thread, function, first, first, wanted::BOUNDARY).into()
        }
        Ok(poll) => request::<HOOKED>(ctx, thread, Some(sequence), poll),
        Err(Error::Stop(Stop::Memory)) if ctx.memory().wants_room() => {
            call::set_body(thread, sequence);
            Turn::Drive(Drive::Paused(Pause::Collect))
        }
        Err(error) => Turn::raise(error, true),
    }
}

/// The turn of a native frame that is no sequence, or whose last request failed.
#[inline(never)]
fn take_other_turn<'gc, const HOOKED: bool>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Turn<'gc> {
    let callers = thread.frames.len() - 1;
    let Some(native) = thread.natives.last_mut() else { return Turn::Drive(Drive::Finished) };
    let base = thread.frames[callers].base as usize;
    let bottom = native.bottom;
    let failure = native.failure.take();
    match core::mem::replace(&mut native.body, Body::ReturnResumed) {
        Body::Sequence(mut sequence) => {
            let Some(failure) = failure else { return poll::<HOOKED>(ctx, thread, sequence) };
            let RequestFailure { error, is_handled } = *failure;
            let handled = if is_handled { error.identity() } else { None };
            thread.top = bottom;
            ctx.state().numerals.set_repeatable(false);
            let result = sequence.get_mut().error(ctx, error, Stack::new(ctx, thread, base, callers));
            ctx.state().numerals.set_repeatable(true);
            match result {
                Ok(SequencePoll::Return) => finish::<HOOKED>(ctx, thread),
                Ok(poll) => request::<HOOKED>(ctx, thread, Some(sequence), poll),
                // Passed on: its traceback was taken and its message handler called where it was raised.
                Err(error) if handled.is_some_and(|handled| handled.is_same(&error)) => {
                    unwind::unwind(ctx, thread, error).map_or(Turn::Continue, Turn::Drive)
                }
                Err(error) => Turn::raise(error, true),
            }
        }
        Body::ReturnResumed => finish::<HOOKED>(ctx, thread),
        Body::Start => start::<HOOKED>(ctx, thread),
        Body::Hook(call) => hook::take_turn(ctx, thread, call),
        Body::MessageHandler { depth, function: Some(function) } => {
            native.body = Body::MessageHandler { depth, function: None };
            call::call(ctx, thread, function, bottom, bottom, wanted::BOUNDARY).into()
        }
        Body::MessageHandler { function: None, .. } => {
            let value = if thread.top > bottom { thread.stack[bottom] } else { Value::Nil };
            call::pop_frame(thread);
            unwind::unwind(ctx, thread, Error::Value(value)).map_or(Turn::Continue, Turn::Drive)
        }
        Body::Unwind(unwinding) => close_variables(ctx, thread, *unwinding),
        Body::Close { error } => close_thread(ctx, thread, error),
        Body::Finalize { top } => {
            native.body = Body::Finalize { top };
            finalize(ctx, thread, failure.map(|failure| *failure), top)
        }
    }
}

/// Lets a yield that a resume has just answered return its values, if nothing more is to be done for it.
pub(crate) fn return_resumed<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) {
    let (Some(native), Some(frame)) = (thread.natives.last(), thread.frames.last()) else { return };
    let is_plain = matches!(native.body, Body::ReturnResumed) && native.failure.is_none();
    if is_plain && thread.action.is_none() && frame.wanted >= wanted::MULTI {
        let (base, top) = (frame.base as usize, thread.top);
        // With such a number of wanted results, returning can not fail.
        let _ = call::return_values(ctx, thread, base, top.saturating_sub(base));
    }
}

/// Calls the host function of the top frame.
#[cold]
#[inline(never)]
fn start<'gc, const HOOKED: bool>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Turn<'gc> {
    let callers = thread.frames.len() - 1;
    let base = thread.frames[callers].base as usize;
    let Some(callback) = thread.natives.last().and_then(|native| native.callback) else {
        return finish::<HOOKED>(ctx, thread);
    };
    match repeat::unless_numerals(ctx, callback, callback.call(ctx, Stack::new(ctx, thread, base, callers))) {
        Ok(action) => perform::<HOOKED>(ctx, thread, action),
        Err(error) => Turn::raise(error, true),
    }
}

/// Returns the values of the top frame's window.
#[inline(always)]
fn finish<'gc, const HOOKED: bool>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Turn<'gc> {
    let base = thread.frames.last().map_or(0, |frame| frame.base as usize);
    let count = thread.top.saturating_sub(base);
    if HOOKED {
        return hook::return_values(ctx, thread, base, count).into();
    }
    call::return_values(ctx, thread, base, count).into()
}

fn tail_call<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    function: Function<'gc>,
) -> Turn<'gc> {
    if HOOKED {
        // Its frame stays, to return when the called function has.
        let first = set_bottom(thread, 0);
        return call::call(ctx, thread, function, first, first, wanted::BOUNDARY).into();
    }
    let Some(frame) = call::pop_frame(thread) else { return Turn::Drive(Drive::Finished) };
    call::call(ctx, thread, function, frame.base as usize, frame.result as usize, frame.wanted).into()
}

/// Does what a sequence asked for; it is polled again afterwards.
fn request<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    sequence: Option<BoxSequence<'gc>>,
    poll: SequencePoll<'gc>,
) -> Turn<'gc> {
    match poll {
        SequencePoll::Return => return finish::<HOOKED>(ctx, thread),
        SequencePoll::TailCall(function) => return tail_call::<HOOKED>(ctx, thread, function),
        SequencePoll::Yield { .. } if thread.unyieldable > 0 => {
            let what = match thread.is_main {
                true => "attempt to yield from outside a coroutine",
                false => "attempt to yield across a C-call boundary",
            };
            return Turn::raise(Error::message(what), true);
        }
        _ => {}
    }
    let Some(native) = thread.natives.last_mut() else { return Turn::Drive(Drive::Finished) };
    if let Some(sequence) = sequence {
        native.body = Body::Sequence(sequence);
    }
    thread.note_request();
    match poll {
        SequencePoll::Call { function, bottom } => {
            let first = set_bottom(thread, bottom);
            call::call(ctx, thread, function, first, first, wanted::BOUNDARY).into()
        }
        SequencePoll::Yield { bottom } => {
            set_bottom(thread, bottom);
            Turn::Drive(Drive::Yielded)
        }
        SequencePoll::Resume { thread: other, bottom } => {
            set_bottom(thread, bottom);
            Turn::Drive(Drive::Resume(other))
        }
        SequencePoll::Close { thread: other, bottom } => {
            set_bottom(thread, bottom);
            Turn::Drive(Drive::Close(other))
        }
        SequencePoll::Pending => Turn::Drive(Drive::Paused(Pause::Pending)),
        SequencePoll::Pause | SequencePoll::Return | SequencePoll::TailCall(_) => Turn::Continue,
    }
}

/// Notes where the arguments of the top native frame's request start, and gives the stack slot.
pub(crate) fn set_bottom(thread: &mut ThreadState<'_>, bottom: usize) -> usize {
    let base = thread.frames.last().map_or(0, |frame| frame.base as usize);
    let slot = base.saturating_add(bottom).min(thread.top);
    if let Some(native) = thread.natives.last_mut() {
        native.bottom = slot;
    }
    slot
}

/// One step of closing the variables that an error goes past.
fn close_variables<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    unwinding: Unwinding<'gc>,
) -> Turn<'gc> {
    let Unwinding { error, level } = unwinding;
    let value = error.to_value(ctx);
    if let Some(native) = thread.natives.last_mut() {
        native.body = Body::Unwind(Box::new(Unwinding { error: error.clone(), level }));
    }
    match unwind::close_next(ctx, thread, level, value) {
        Ok(None) => {
            call::pop_frame(thread);
            match thread.natives.last_mut() {
                Some(receiver) if !thread.frames.is_empty() => {
                    receiver.failure = Some(Box::new(RequestFailure { error, is_handled: true }));
                    Turn::Continue
                }
                _ => Turn::Drive(Drive::Failed(Box::new(error))),
            }
        }
        Ok(Some(_)) => Turn::Continue,
        Err(error) => Turn::raise(error, false),
    }
}

/// One step of closing the variables of a coroutine.
fn close_thread<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    error: Option<Box<Error<'gc>>>,
) -> Turn<'gc> {
    let value = error.as_ref().map_or(Value::Nil, |error| error.to_value(ctx));
    if let Some(native) = thread.natives.last_mut() {
        native.body = Body::Close { error: error.clone() };
    }
    match unwind::close_next(ctx, thread, 0, value) {
        Ok(None) => {
            call::pop_frame(thread);
            Turn::Drive(Drive::Closed(error))
        }
        Ok(Some(_)) => Turn::Continue,
        Err(error) => Turn::raise(error, false),
    }
}

/// Starts calling the finalizers that are due, on top of whatever the thread is doing.
pub(crate) fn push_finalizers<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
) -> Result<(), Error<'gc>> {
    let at = thread.free_slot();
    let frame = Frame::native(at, at, wanted::BOUNDARY);
    thread.ensure(ctx.memory(), at)?;
    let top = thread.top;
    thread.push_native(ctx.memory(), frame, Body::Finalize { top }, None)?;
    thread.top = at;
    thread.unyieldable += 1;
    ctx.state().finalizers.set_caller(ctx.state().running.get());
    Ok(())
}

/// Calls the next finalizer, or ends calling them.
fn finalize<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    failure: Option<RequestFailure<'gc>>,
    top: usize,
) -> Turn<'gc> {
    if let Some(failure) = failure {
        warn_about(ctx, &failure.error);
    }
    let at = thread.frames.last().map_or(0, |frame| frame.base as usize);
    let object = match ctx.state().finalizers.next_pending(ctx) {
        Next::Object(object) => object,
        Next::Skipped(objects) => {
            ctx.charge_fuel(objects);
            return Turn::Continue;
        }
        Next::None => {
            end_finalizers(ctx, thread, top);
            return Turn::Continue;
        }
    };
    ctx.charge_small(FINALIZER);
    let handler = ctx.metatable(object).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Gc));
    if handler.is_nil() {
        return Turn::Continue;
    }
    match call::call_metamethod(ctx, thread, MetaCall::one(handler, object), at, wanted::BOUNDARY) {
        Ok(Called::Value(_) | Called::Flow(_)) => Turn::Continue,
        Err(error) => Turn::raise(error, false),
    }
}

/// Removes the frame that calls finalizers.
fn end_finalizers<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, top: usize) {
    call::pop_frame(thread);
    thread.top = top;
    thread.unyieldable -= 1;
    ctx.state().finalizers.set_caller(None);
    if ctx.state().has_hooks.get() {
        // This may be called inside the loop without hooks.
        ctx.memory().interrupt();
    }
}

fn warn_about<'gc>(ctx: Context<'gc>, error: &Error<'gc>) {
    let text = match error.to_value(ctx) {
        Value::String(text) => text.as_bytes(),
        _ => b"error object is not a string",
    };
    ctx.warn(b"error in __gc (", true);
    let shown = &text[..text.len().min(LONGEST_WARNING)];
    ctx.charge_fuel(WARNING + shown.len() / 8);
    for part in shown.chunks(WARNED_AT_ONCE) {
        ctx.warn(part, true);
    }
    ctx.warn(if shown.len() < text.len() { b"...)" } else { b")" }, false);
}

/// The fuel of a warning about an error in a finalizer, beside that of its bytes.
const WARNING: usize = 100;

/// How many bytes of such an error are shown, and how many the receiver gets at a time.
const LONGEST_WARNING: usize = 64 * 1024;
const WARNED_AT_ONCE: usize = 16 * 1024;
