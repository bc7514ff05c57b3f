//! `debug.debug`.

use std::io::{self, BufRead, Write};

use piccolo_core::{
    object::{callback::Callback, context::Context, stack::Stack},
    sequence::{call, tostring},
};
use piccolo_derive::sequence;

use crate::{
    base::Chunk,
    library::{Result, charge_bytes},
    output::Output,
};

const PROMPT: &[u8] = b"lua_debug> ";

/// The line that ends the conversation.
const END: &[u8] = b"cont\n";

/// `debug.debug()`: asks for lines on the standard error output, reads them from the standard input and runs
/// each, until the input ends or a line says `cont`. Errors are shown, and do not end it. What was printed to
/// `output` shows before the next question.
pub(super) fn debug_function<'gc>(ctx: Context<'gc>, output: Output) -> Callback<'gc> {
    Callback::sequence(ctx, move |ctx| converse(ctx, output.clone()))
}

#[sequence]
async fn converse<'gc>(ctx: Context<'gc>, output: Output, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    stack.clear();
    while let Some(line) = read_line(&output) {
        charge_bytes(ctx, line.len());
        let name = ctx.intern(b"=(debug command)");
        let chunk = Chunk { name, mode: ctx.intern(b"bt"), env: ctx.globals().into() };
        let closure = match chunk.function(ctx, &line) {
            Ok(closure) => closure,
            Err(message) => {
                write(&[&message, b"\n"]);
                continue;
            }
        };
        if let Err(error) = call::<()>(closure, ()).await {
            let text = tostring(error.to_value(ctx)).await?;
            write(&[text.as_bytes(), b"\n"]);
        }
    }
    Ok(())
}

/// The next line, unless it ends the conversation.
fn read_line(output: &Output) -> Option<Vec<u8>> {
    // Errors of writing are nobody's here; one of reading counts as the end of the input.
    let _ = output.flush();
    write(&[PROMPT]);
    let mut line = Vec::new();
    let _ = io::stdin().lock().read_until(b'\n', &mut line);
    (!line.is_empty() && line != END).then_some(line)
}

/// Writes to the standard error output. There is nobody to tell if that fails.
fn write(pieces: &[&[u8]]) {
    let _ = io::stderr().write_all(&pieces.concat());
}
