//! `debug.debug`.

use std::io::{self, BufRead, Write};

use gc_arena::Collect;
use piccolo_core::{
    meta::{concatenation::number_text, text},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        value::Value,
    },
};

use crate::{
    base::{Chunk, checked_text, tostring_call},
    library::{Result, charge_bytes, prepare_call},
    output::Output,
};

const PROMPT: &[u8] = b"lua_debug> ";

/// The line that ends the conversation.
const END: &[u8] = b"cont\n";

/// `debug.debug()`: asks for lines on the standard error output, reads them from the standard input and runs
/// each, until the input ends or a line says `cont`. Errors are shown, and do not end it. What was printed to
/// `output` shows before the next question.
pub(super) fn debug_function<'gc>(ctx: Context<'gc>, output: Output) -> Callback<'gc> {
    Callback::new(ctx, move |_, mut stack| {
        stack.clear();
        Ok(Action::Sequence(BoxSequence::new(Console { output: output.clone(), state: State::Asks })))
    })
}

/// A conversation.
#[derive(Collect)]
#[collect(require_static)]
struct Console {
    output: Output,
    state: State,
}

/// What a conversation is in the middle of.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing: the next line is due.
    Asks,
    /// Running a line.
    Runs,
    /// Calling the `__tostring` of an error.
    Describes,
}

impl Console {
    /// Asks for lines until one compiles, and has that called.
    fn ask<'gc>(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        stack.clear();
        while let Some(line) = self.read_line() {
            let name = ctx.intern(b"=(debug command)");
            let chunk = Chunk { name, mode: ctx.intern(b"bt"), env: ctx.globals().into() };
            charge_bytes(ctx, line.len());
            match chunk.function(ctx, &line) {
                Ok(closure) => {
                    self.state = State::Runs;
                    return Ok(SequencePoll::Call { function: closure.into(), bottom: 0 });
                }
                Err(message) => write(&[&message, b"\n"]),
            }
        }
        Ok(SequencePoll::Return)
    }

    /// The next line, unless it ends the conversation.
    fn read_line(&self) -> Option<Vec<u8>> {
        // Errors of writing are nobody's here; one of reading counts as the end of the input.
        let _ = self.output.flush();
        write(&[PROMPT]);
        let mut line = Vec::new();
        let _ = io::stdin().lock().read_until(b'\n', &mut line);
        (!line.is_empty() && line != END).then_some(line)
    }
}

impl<'gc> Sequence<'gc> for Console {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if std::mem::replace(&mut self.state, State::Asks) == State::Describes {
            write(&[checked_text(ctx, stack.get(0))?.as_bytes(), b"\n"]);
        }
        self.ask(ctx, &mut stack)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        if std::mem::replace(&mut self.state, State::Asks) == State::Describes {
            return Err(error);
        }
        let value = error.to_value(ctx);
        if let Some(call) = tostring_call(ctx, value) {
            self.state = State::Describes;
            stack.replace(value);
            let function = prepare_call(ctx, call, &mut stack, 0)?;
            return Ok(SequencePoll::Call { function, bottom: 0 });
        }
        match (value, number_text(value)) {
            (_, Some(number)) => write(&[number.as_bytes(), b"\n"]),
            (Value::String(string), _) => write(&[string.as_bytes(), b"\n"]),
            _ => write(&[text::raw_text(ctx, value).as_bytes(), b"\n"]),
        }
        self.ask(ctx, &mut stack)
    }

    fn catches(&self) -> bool {
        self.state == State::Runs
    }
}

/// Writes to the standard error output. There is nobody to tell if that fails.
fn write(pieces: &[&[u8]]) {
    let _ = io::stderr().write_all(&pieces.concat());
}
