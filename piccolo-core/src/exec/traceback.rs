//! Tracebacks in the form of the reference implementation's `luaL_traceback`.

use crate::{
    bytecode::names,
    exec::diagnosis,
    object::{
        callback::Callback,
        context::Context,
        function::Function,
        thread::{Frame, TAIL_CALLED, Thread, ThreadState},
        value::Value,
    },
    support::chunk_name::short_source,
};

/// Levels shown at the top and at the bottom when there are many.
const FIRST_LEVELS: usize = 10;
const LAST_LEVELS: usize = 11;

/// One active function, from the most recent one down.
enum Level<'gc> {
    /// A callback that has no frame of its own.
    Callback(Callback<'gc>),
    /// The frame with this index.
    Frame(usize),
}

/// The traceback of a coroutine that does not run, starting at `level` (0 = its most recent function).
/// The text starts with `stack traceback:` and has no newline at its end.
pub fn traceback<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, level: usize) -> Vec<u8> {
    thread.inspect(|state| of_state(ctx, state, level)).unwrap_or_default()
}

/// The traceback of a state; see [`traceback`].
pub(crate) fn of_state<'gc>(ctx: Context<'gc>, state: &ThreadState<'gc>, level: usize) -> Vec<u8> {
    let mut levels: Vec<Level<'gc>> = state.raised_by.map(Level::Callback).into_iter().collect();
    levels.extend((0..state.frames.len()).rev().filter(|&index| is_visible(state, index)).map(Level::Frame));
    let levels = &levels[level.min(levels.len())..];
    let mut text = b"stack traceback:".to_vec();
    let too_many = levels.len().saturating_sub(FIRST_LEVELS + LAST_LEVELS);
    // As in the reference implementation, a single level is not skipped, and the count is one less.
    let skipped = if too_many > 1 { too_many } else { 0 };
    for (index, level) in levels.iter().enumerate() {
        if skipped > 0 && index == FIRST_LEVELS {
            text.extend_from_slice(format!("\n\t...\t(skipping {} levels)", skipped - 1).as_bytes());
        }
        if skipped == 0 || index < FIRST_LEVELS || index >= FIRST_LEVELS + skipped {
            write_level(ctx, state, level, &mut text);
        }
    }
    text
}

fn write_level<'gc>(ctx: Context<'gc>, state: &ThreadState<'gc>, level: &Level<'gc>, text: &mut Vec<u8>) {
    let frames = &state.frames;
    text.extend_from_slice(b"\n\t");
    let (callback, index) = match *level {
        Level::Callback(callback) => (Some(callback), frames.len()),
        Level::Frame(index) => (native_callback(state, index), index),
    };
    let frame = frames.get(index).filter(|frame| frame.closure.is_some());
    match frame.and_then(diagnosis::location) {
        Some((prototype, pc)) => {
            text.extend_from_slice(&short_source(&prototype.source));
            if let Some(line) = prototype.line(pc) {
                text.extend_from_slice(format!(":{line}").as_bytes());
            }
            text.extend_from_slice(b": in ");
        }
        None => text.extend_from_slice(b"[C]: in "),
    }
    let function = match (frame, callback) {
        (Some(frame), _) => frame.closure.map(Value::Closure),
        (None, Some(callback)) => Some(Function::Callback(callback).into()),
        (None, None) => None,
    };
    write_function(ctx, frames, index, function, text);
    if frames.get(index).is_some_and(|frame| frame.flags & TAIL_CALLED != 0) {
        text.extend_from_slice(b"\n\t(...tail calls...)");
    }
}

/// Whether a frame stands for a function that the script called.
fn is_visible(state: &ThreadState<'_>, index: usize) -> bool {
    state.frames[index].closure.is_some() || native_callback(state, index).is_some()
}

/// The callback that a native frame stands for.
fn native_callback<'gc>(state: &ThreadState<'gc>, index: usize) -> Option<Callback<'gc>> {
    let frame = state.frames.get(index)?;
    if frame.closure.is_some() {
        return None;
    }
    let number = state.frames[..index].iter().filter(|frame| frame.closure.is_none()).count();
    state.natives.get(number)?.callback
}

fn write_function<'gc>(
    ctx: Context<'gc>,
    frames: &[Frame<'gc>],
    index: usize,
    function: Option<Value<'gc>>,
    text: &mut Vec<u8>,
) {
    if let Some(name) = function.and_then(|function| diagnosis::global_name(ctx, function)) {
        text.extend_from_slice(format!("function '{name}'").as_bytes());
        return;
    }
    if let Some(name) = caller_name(frames, index) {
        text.extend_from_slice(&name);
        return;
    }
    match function {
        Some(Value::Closure(closure)) => {
            let prototype = closure.function().prototype();
            if prototype.line_defined == 0 {
                text.extend_from_slice(b"main chunk");
            } else {
                text.extend_from_slice(b"function <");
                text.extend_from_slice(&short_source(&prototype.source));
                text.extend_from_slice(format!(":{}>", prototype.line_defined).as_bytes());
            }
        }
        _ => text.extend_from_slice(b"?"),
    }
}

fn caller_name(frames: &[Frame<'_>], index: usize) -> Option<Vec<u8>> {
    let name = if index == frames.len() {
        let (prototype, pc) = diagnosis::location(frames.last()?)?;
        names::called_name(prototype, pc)?
    } else {
        diagnosis::name_in_caller(frames, index)?
    };
    Some(name.to_bytes())
}
