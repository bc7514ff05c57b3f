//! Calls of hooks.
//!
//! A thread with a hook runs in an instance of the interpreter loop of its own, which asks
//! [`before_instruction`] before each instruction and leaves calls of host functions and all returns to code
//! that looks for hooks. There, host functions have frames of their own ([`Body::Start`]). To call the hook, a
//! frame is pushed on top of the interrupted function; when it has called the hook for all events, it is popped,
//! and the function goes on as [`AfterHook`] says. While it is there, everything runs without hooks.

use std::num::NonZeroU32;

use crate::{
    bytecode::{instruction::Opcode, prototype::Prototype},
    exec::{call, native::Turn, operation::Flow},
    object::{
        callback::Callback,
        context::Context,
        error::Error,
        hook::{AfterHook, Hook, HookCall, HookEvent, HookState, Transfer},
        thread::{
            Body, CALLS_HOOK, ENTERED, Frame, RETURNS, SEEN, TAIL_CALLED, Thread, ThreadState,
            unfinished::FEW, wanted,
        },
        value::Value,
    },
    support::slices::move_down,
};

/// How many frames are passed over for a unit of fuel.
const FRAMES_PER_FUEL: usize = 16;

/// The last instruction of a function that has not run any.
const NOWHERE: usize = usize::MAX;

/// The hook of the thread that runs, and what is known of it.
type Active<'gc> = (&'gc HookState<'gc>, Hook<'gc>);

/// The hook that is to be called for what happens on the running thread.
#[inline(always)]
pub(crate) fn active<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>) -> Option<Active<'gc>> {
    if ctx.state().has_hooks.get() { hook_of_running(ctx, thread) } else { None }
}

#[cold]
#[inline(never)]
fn hook_of_running<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>) -> Option<Active<'gc>> {
    if thread.hook_frame.is_some() {
        return None;
    }
    let running: Thread<'gc> = ctx.state().running.get()?;
    let state = running.hook_state()?;
    let hook = state.hook()?;
    (!ctx.state().finalizers.are_run_by(ctx, running)).then_some((state, hook))
}

/// Whether the running thread is to run with hooks.
pub(crate) fn is_due<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> bool {
    let Some((state, _)) = active(ctx, thread) else { return false };
    if state.take_is_new() {
        ctx.charge_fuel(thread.frames.len() / FRAMES_PER_FUEL);
        for frame in &mut thread.frames {
            frame.flags |= ENTERED;
        }
    }
    true
}

/// Looks at the instruction that the top frame runs next. Gives whether it is run now; otherwise, the loop is to
/// be left, since a hook comes first or there is none any more.
#[inline(never)]
pub(crate) fn before_instruction<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
) -> Result<bool, Error<'gc>> {
    let Some((state, hook)) = active(ctx, thread) else { return Ok(false) };
    let Some(frame) = thread.frames.last_mut() else { return Ok(false) };
    let (Some(closure), Some(pc)) = (frame.closure, frame.next_pc()) else { return Ok(false) };
    let prototype = closure.function().prototype();
    let flags = frame.flags;
    frame.flags = (flags | ENTERED) & !SEEN;
    if flags & ENTERED == 0 {
        state.last_pc.set(NOWHERE);
        if hook.on_call {
            let event = if flags & TAIL_CALLED != 0 { HookEvent::TailCall } else { HookEvent::Call };
            let transfer = Transfer { first: 1, count: prototype.parameters.into() };
            call_hook(ctx, thread, [Some(event), None], transfer, AfterHook::Enter)?;
            return Ok(false);
        }
    }
    if flags & SEEN != 0 || !hook.looks_at_instructions() {
        return Ok(true);
    }
    match visibility(prototype, state.last_pc.get(), pc) {
        Visibility::None => return Ok(true),
        Visibility::Passed => {
            state.last_pc.set(pc);
            return Ok(true);
        }
        Visibility::Full => {}
    }
    let count = state.counts_down(&hook).then_some(HookEvent::Count);
    let line = (hook.on_line && is_new_line(prototype, state.last_pc.get(), pc)).then_some(HookEvent::Line);
    state.last_pc.set(pc);
    if count.is_none() && line.is_none() {
        return Ok(true);
    }
    call_hook(ctx, thread, [count, line], Transfer::default(), AfterHook::Run)?;
    Ok(false)
}

/// What hooks see of an instruction.
enum Visibility {
    /// Nothing: it belongs to the one before.
    None,
    /// That the function came past it.
    Passed,
    Full,
}

fn visibility(prototype: &Prototype, last_pc: usize, pc: usize) -> Visibility {
    let op = |pc: usize| prototype.code.get(pc).map(|instruction| instruction.op());
    match op(pc) {
        // It prepares a captured variable.
        Some(Opcode::NewCell) => Visibility::None,
        // A generic loop enters its first round, and the next one, at once.
        Some(Opcode::TForCall) if op(last_pc) == Some(Opcode::TForPrep) => Visibility::Passed,
        Some(Opcode::TForLoop) => Visibility::None,
        _ => Visibility::Full,
    }
}

/// Whether the step from one instruction to another one of the same function is a step to another line. One
/// back counts as one, since it starts another round of a loop.
fn is_new_line(prototype: &Prototype, last_pc: usize, pc: usize) -> bool {
    if last_pc == NOWHERE {
        return true;
    }
    // The hook may have been set with the thread in another function.
    let last_pc = if last_pc < prototype.code.len() { last_pc } else { 0 };
    pc <= last_pc || prototype.line(last_pc) != prototype.line(pc)
}

/// Pushes the frame that calls the hook, on top of the function that it interrupts.
fn call_hook<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    events: [Option<HookEvent>; 2],
    transfer: Transfer,
    after: AfterHook,
) -> Result<(), Error<'gc>> {
    let top = thread.top;
    let at = match after {
        AfterHook::Return(_) => thread.free_slot().max(top),
        AfterHook::Enter | AfterHook::Run | AfterHook::Start => thread.free_slot(),
    };
    thread.ensure(ctx.memory(), at + 2)?;
    let line = thread.frames.last_mut().and_then(|frame| {
        if matches!(after, AfterHook::Enter | AfterHook::Run) {
            // The function counts as being at the instruction.
            frame.pc = frame.pc.wrapping_add(1);
        }
        frame.closure?.function().prototype().line(frame.current_pc()?)
    });
    let frame = Frame { flags: CALLS_HOOK, ..Frame::native(at, at, wanted::BOUNDARY) };
    let call = HookCall { events, line, transfer, top, after };
    thread.push_native(ctx.memory(), frame, Body::Hook(Box::new(call)), None)?;
    thread.top = at;
    thread.unyieldable += 1;
    thread.hook_frame = NonZeroU32::new(thread.frames.len() as u32 - 1);
    Ok(())
}

/// Gives the frame that calls the hook its turn.
#[cold]
#[inline(never)]
pub(crate) fn take_turn<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    mut call: Box<HookCall>,
) -> Turn<'gc> {
    let event = call.events[0].take().or_else(|| call.events[1].take());
    let hook = ctx.state().running.get().and_then(Thread::hook);
    let (Some(event), Some(hook)) = (event, hook) else { return end(ctx, thread, *call) };
    let at = thread.frames.last().map_or(0, |frame| frame.base as usize);
    let line = call.line.filter(|_| event == HookEvent::Line);
    if let Some(native) = thread.natives.last_mut() {
        native.body = Body::Hook(call);
    }
    if let Err(error) = thread.ensure(ctx.memory(), at + 2) {
        return Turn::raise(error, false);
    }
    thread.stack[at] = Value::String(ctx.intern(event.name().as_bytes()));
    thread.stack[at + 1] = line.map_or(Value::Nil, |line| Value::Integer(line.into()));
    thread.top = at + 2;
    call::call(ctx, thread, hook.function, at, at, wanted::BOUNDARY).into()
}

/// Goes on with the interrupted function.
fn end<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, call: HookCall) -> Turn<'gc> {
    call::pop_frame(thread);
    thread.top = call.top;
    // This may be called inside the loop without hooks.
    ctx.memory().interrupt();
    if let Some(frame) = thread.frames.last_mut() {
        match call.after {
            AfterHook::Enter => frame.pc = frame.pc.wrapping_sub(1),
            AfterHook::Run => {
                frame.pc = frame.pc.wrapping_sub(1);
                frame.flags |= SEEN;
            }
            AfterHook::Start => {}
            AfterHook::Return(first) => {
                let count = thread.top.saturating_sub(first);
                return return_values(ctx, thread, first, count).into();
            }
        }
    }
    Turn::Continue
}

/// Calls a host function with a frame of its own, on the values from `first` to the thread's top.
#[cold]
#[inline(never)]
pub(crate) fn start_callback<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    first: usize,
    result: usize,
    wanted: i16,
) -> Result<Flow, Error<'gc>> {
    thread.ensure(ctx.memory(), thread.top)?;
    let count = thread.top - first;
    let frame = Frame::native(first, result, wanted);
    thread.push_native(ctx.memory(), frame, Body::Start, Some(callback))?;
    if active(ctx, thread).is_some_and(|(_, hook)| hook.on_call) {
        let transfer = Transfer { first: 1, count };
        call_hook(ctx, thread, [Some(HookEvent::Call), None], transfer, AfterHook::Start)?;
    }
    Ok(Flow::Leave)
}

/// Returns `count` values from `first` up from the top frame, after its hook and those of functions that
/// return them at once.
#[cold]
#[inline(never)]
pub(crate) fn return_values<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    mut first: usize,
    count: usize,
) -> Result<Flow, Error<'gc>> {
    while let Some((state, hook)) = active(ctx, thread) {
        let is_function =
            !is_native(thread.frames.last()) || thread.natives.last().is_some_and(|n| n.callback.is_some());
        let Some(frame) = thread.frames.last_mut() else { return Ok(Flow::Boundary) };
        if hook.on_return && is_function && frame.flags & RETURNS == 0 {
            frame.flags |= RETURNS;
            let transfer = Transfer { first: (first + 1).saturating_sub(frame.base as usize), count };
            thread.top = first + count;
            call_hook(ctx, thread, [Some(HookEvent::Return), None], transfer, AfterHook::Return(first))?;
            return Ok(Flow::Leave);
        }
        frame.wanted = wanted::unmarked(frame.wanted);
        let (result, wanted) = (frame.result as usize, frame.wanted);
        if let [.., caller, _] = &*thread.frames
            && let Some(pc) = caller.current_pc()
        {
            state.last_pc.set(pc);
        }
        if wanted != wanted::TAIL {
            break;
        }
        call::pop_frame(thread);
        if count <= FEW {
            ctx.charge_fuel(count / 64);
            move_down(&mut thread.stack, first..first + count, result);
            first = result;
        }
        thread.top = first + count;
    }
    call::return_values(ctx, thread, first, count)
}

fn is_native(frame: Option<&Frame<'_>>) -> bool {
    frame.is_some_and(|frame| frame.closure.is_none())
}
