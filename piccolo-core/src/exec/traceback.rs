//! Tracebacks in the form of the reference implementation's `luaL_traceback`.

use crate::{
    exec::{
        function_names::FunctionNames,
        inspection::{Activation, View},
    },
    object::{context::Context, function::Function, thread::ThreadState},
    support::any_bytes::to_bytes,
    support::chunk_name::short_source,
};

/// Levels shown at the top and at the bottom when there are many.
const FIRST_LEVELS: usize = 10;
const LAST_LEVELS: usize = 11;

/// The traceback of a state, starting at its most recent function. The text starts with `stack traceback:`
/// and has no newline at its end.
pub(crate) fn of_state<'gc>(ctx: Context<'gc>, state: &ThreadState<'gc>) -> Vec<u8> {
    of_view(ctx, &View::new(state), 0)
}

/// The traceback of a thread, starting at `level`.
pub(crate) fn of_view<'gc>(ctx: Context<'gc>, view: &View<'gc, '_>, level: usize) -> Vec<u8> {
    let first: Vec<_> = view.levels().skip(level).take(FIRST_LEVELS).collect();
    // As in the reference implementation, a single level is not skipped, and the count is one less.
    let rest = view.count().saturating_sub(level).saturating_sub(FIRST_LEVELS);
    let is_long = rest > LAST_LEVELS + 1;
    let last = view.last_levels(if is_long { LAST_LEVELS } else { rest });
    let names = FunctionNames::find(ctx, first.iter().chain(&last).map(|level| level.function));
    let mut text = b"stack traceback:".to_vec();
    for level in &first {
        write_level(&names, &view.activation(level), &mut text);
    }
    if is_long {
        let skipped = rest - LAST_LEVELS - 1;
        text.extend_from_slice(format!("\n\t...\t(skipping {skipped} levels)").as_bytes());
    }
    for level in &last {
        write_level(&names, &view.activation(level), &mut text);
    }
    text
}

fn write_level<'gc>(names: &FunctionNames<'gc>, activation: &Activation<'gc>, text: &mut Vec<u8>) {
    text.extend_from_slice(b"\n\t");
    match activation.function {
        Function::Closure(closure) => {
            text.extend_from_slice(&short_source(&closure.function().prototype().source));
            if let Some(line) = activation.line {
                text.extend_from_slice(format!(":{line}").as_bytes());
            }
        }
        Function::Callback(_) => text.extend_from_slice(b"[C]"),
    }
    text.extend_from_slice(b": in ");
    write_function(names, activation, text);
    if activation.is_tail_call {
        text.extend_from_slice(b"\n\t(...tail calls...)");
    }
}

fn write_function<'gc>(names: &FunctionNames<'gc>, activation: &Activation<'gc>, text: &mut Vec<u8>) {
    if let Some(name) = names.of(activation.function) {
        text.extend_from_slice(&to_bytes(&format!("function '{name}'")));
        return;
    }
    if let Some(name) = &activation.name {
        text.extend_from_slice(&name.to_bytes());
        return;
    }
    let Function::Closure(closure) = activation.function else {
        text.push(b'?');
        return;
    };
    let prototype = closure.function().prototype();
    if prototype.line_defined == 0 {
        text.extend_from_slice(b"main chunk");
    } else {
        text.extend_from_slice(b"function <");
        text.extend_from_slice(&short_source(&prototype.source));
        text.extend_from_slice(format!(":{}>", prototype.line_defined).as_bytes());
    }
}
