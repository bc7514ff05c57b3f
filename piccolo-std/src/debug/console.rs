//! `debug.debug`.

use piccolo_core::{
    object::{callback::Callback, context::Context, string::String},
    sequence::{call, tostring},
};
use piccolo_derive::sequence;

use crate::{
    Options,
    base::{Chunk, Compiling, compile},
    input::Input,
    library::{Result, charge_bytes},
    output::Output,
};

const PROMPT: &[u8] = b"lua_debug> ";

/// The line that ends the conversation.
const END: &[u8] = b"cont\n";

/// `debug.debug()`: asks for lines on the standard error output, reads them from the standard input and runs
/// each, until the input ends or a line says `cont`. Errors are shown, and do not end it. What was printed shows
/// before the next question.
pub(super) fn debug_function<'gc>(ctx: Context<'gc>, options: &Options) -> Callback<'gc> {
    let Options { output, error, input, .. } = options;
    let console = Console { output: output.clone(), error: error.clone(), input: input.clone() };
    Callback::sequence(ctx, move |ctx| converse(ctx, console.clone()))
}

/// Where a conversation takes place.
#[derive(Clone)]
struct Console {
    output: Output,
    error: Output,
    input: Input,
}

#[sequence]
async fn converse<'gc>(ctx: Context<'gc>, console: Console) -> Result<'gc, ()> {
    while let Some(line) = console.read_line() {
        let command = command(ctx, &line)?;
        match compile(ctx, command).await? {
            Err(message) => console.show(message.as_bytes()),
            Ok(chunk) => {
                let result: Result<()> = call(chunk, ()).await;
                if let Err(error) = result {
                    let text = tostring(error.to_value(ctx)).await?;
                    console.show(text.as_bytes());
                }
            }
        }
    }
    Ok(())
}

/// A line as a chunk.
fn command<'gc>(ctx: Context<'gc>, line: &[u8]) -> Result<'gc, Compiling<'gc>> {
    charge_bytes(ctx, line.len());
    let (name, mode) = (ctx.intern(b"=(debug command)"), ctx.intern(b"bt"));
    let chunk = Chunk { name, mode, env: ctx.globals().into() };
    Ok(Compiling::of_string(chunk, String::try_new(ctx, line)?))
}

impl Console {
    /// The next line, unless it ends the conversation.
    fn read_line(&self) -> Option<Vec<u8>> {
        // Errors of writing are nobody's here; one of reading counts as the end of the input.
        let _ = self.output.flush();
        self.error.write(PROMPT);
        let line = self.input.read_line().ok().flatten();
        line.filter(|line| line != END)
    }

    fn show(&self, text: &[u8]) {
        self.error.write(&[text, b"\n"].concat());
    }
}
