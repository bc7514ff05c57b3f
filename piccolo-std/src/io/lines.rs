//! Iterators that read files: `io.lines` and `file:lines`.

use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    stack::Stack,
    string::String,
    value::Value,
};
use piccolo_derive::Collect;

use super::{
    Io,
    handle::{FileHandle, file},
    method::open_argument,
    read::{self, Caller},
};
use crate::{library::Result, system::OpenMode};

/// The most formats that an iterator may have.
const MAX_FORMATS: usize = 250;

/// What an iterator reads.
#[derive(Collect)]
#[collect(no_drop)]
struct Lines<'gc> {
    file: Value<'gc>,
    formats: Box<[Value<'gc>]>,
    /// Whether the file is closed at its end.
    closes: bool,
}

/// `file:lines(...)`: an iterator that reads the file according to the formats, by default a line at a time.
pub(super) fn lines<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    open_argument(ctx, &stack)?;
    let iterator = iterator(ctx, &stack, stack.get(0), false)?;
    stack.replace(iterator);
    Ok(Action::Return)
}

/// `io.lines([filename, ...])`: as `file:lines`, of the file of this name, which is closed at its end; of the
/// default input without a name.
pub(super) fn io_lines<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.get(0).is_nil() {
        if stack.is_empty() {
            stack.push(Value::Nil)?;
        }
        stack.as_mut_slice()[0] = io.ctx.registry().raw_get_string(io.files.input);
        return lines(io.ctx, stack);
    }
    let name: String = stack.argument(io.ctx, 0)?;
    let file = io.open_or_fail(&stack, name, OpenMode::READ)?;
    let iterator = iterator(io.ctx, &stack, file, true)?;
    stack.replace(iterator);
    // The generic `for` closes its fourth value.
    stack.extend(&[Value::Nil, Value::Nil, file])?;
    Ok(Action::Return)
}

/// The iterator over `file`; the formats lie above the first argument.
fn iterator<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    file: Value<'gc>,
    closes: bool,
) -> Result<'gc, Value<'gc>> {
    let formats = stack.as_slice().get(1..).unwrap_or_default();
    if formats.len() > MAX_FORMATS {
        return Err(Error::argument(MAX_FORMATS + 1, "too many arguments"));
    }
    let lines = Lines { file, formats: formats.into(), closes };
    Ok(Callback::with_captures(ctx, lines, next).into())
}

/// Reads what the iterator's next step gives.
fn next<'gc>(lines: &Lines<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let Some(stream) = file(lines.file).and_then(FileHandle::stream) else {
        return Err(Error::message("file is already closed"));
    };
    stack.replace(lines.file);
    stack.extend(&lines.formats)?;
    read::read(ctx, stack, stream, Caller::Iterator { closes: lines.closes })
}
