//! `debug.debug`.

use std::io::{self, BufRead, Write};

use piccolo_core::{
    object::{callback::Callback, closure::Closure, context::Context},
    sequence::{self, call},
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
#[sequence]
async fn debug<'gc>(ctx: Context<'gc>, output: Output) -> Result<'gc, ()> {
    while let Some(line) = read_line(&output) {
        match compile(ctx, &line) {
            Err(message) => write(&[&message, b"\n"]),
            Ok(closure) => {
                if let Err(error) = call::<()>(closure, ()).await {
                    let text = sequence::tostring(error.to_value(ctx)).await?;
                    write(&[text.as_bytes(), b"\n"]);
                }
            }
        }
    }
    Ok(())
}

/// [`debug`], with what is printed going to `output`.
pub(super) fn debug_function<'gc>(ctx: Context<'gc>, output: Output) -> Callback<'gc> {
    Callback::sequence(ctx, move |ctx| debug(ctx, output.clone()))
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

fn compile<'gc>(ctx: Context<'gc>, line: &[u8]) -> core::result::Result<Closure<'gc>, Vec<u8>> {
    charge_bytes(ctx, line.len());
    let name = ctx.intern(b"=(debug command)");
    Chunk { name, mode: ctx.intern(b"bt"), env: ctx.globals().into() }.function(ctx, line)
}

/// Writes to the standard error output. There is nobody to tell if that fails.
fn write(pieces: &[&[u8]]) {
    let _ = io::stderr().write_all(&pieces.concat());
}
