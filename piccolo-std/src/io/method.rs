//! The methods and metamethods of file handles.

use std::io::{self, SeekFrom};

use piccolo_core::{
    object::{
        callback::Action, context::Context, error::Error, stack::Stack, string::String, table::Table,
        value::Value,
    },
    support::numeral,
};

use super::{
    FILE,
    handle::{FileHandle, file},
    lines,
    read::{self, Caller},
};
use crate::{
    library::{Library, Result, charge_bytes, expected, option, optional_or},
    outcome::{replace_with_failure, replace_with_outcome, replace_with_termination},
    stream::{Buffering, SharedStream},
};

/// The size of buffers that `setvbuf` sets by default.
const DEFAULT_BUFFER_BYTES: i64 = 1024;

/// The metatable of file handles.
pub(super) fn metatable<'gc>(ctx: Context<'gc>) -> Result<'gc, Table<'gc>> {
    let methods = Library::within(ctx, Table::new(ctx))
        .function("close", close)?
        .function("flush", flush)?
        .function("lines", lines::lines)?
        .function("read", read)?
        .function("seek", seek)?
        .function("setvbuf", setvbuf)?
        .function("write", write)?
        .table;
    let metatable = Library::within(ctx, Table::new(ctx))
        .value("__name", FILE)?
        .value("__index", methods)?
        .function("__gc", collect)?
        .function("__close", collect)?
        .function("__tostring", tostring)?;
    Ok(metatable.table)
}

/// The file handle in the first argument.
fn argument<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>) -> Result<'gc, &'gc FileHandle> {
    file(stack.get(0)).ok_or_else(|| expected(ctx, stack, 0, FILE))
}

/// The open file in the first argument.
pub(super) fn open_argument<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
) -> Result<'gc, &'gc SharedStream> {
    argument(ctx, stack)?.stream().ok_or_else(|| Error::message("attempt to use a closed file"))
}

/// `file:close()`: closes the file. For a command's file, returns how the command ended.
pub(super) fn close<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    open_argument(ctx, &stack)?;
    let handle = argument(ctx, &stack)?;
    if handle.is_standard() {
        stack.replace(Value::Nil);
        stack.push(ctx.intern(b"cannot close standard file").into())?;
        return Ok(Action::Return);
    }
    match handle.close() {
        Ok(None) => stack.replace(Value::True),
        Ok(Some(termination)) => replace_with_termination(ctx, &mut stack, termination)?,
        Err(error) => replace_with_failure(ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}

/// `file:flush()`: brings what was written to its destination.
pub(super) fn flush<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let outcome = open_argument(ctx, &stack)?.lock().flush();
    replace_with_outcome(ctx, &mut stack, &outcome, None)?;
    Ok(Action::Return)
}

/// `file:read(...)`: reads according to the formats given: `"n"` a number, `"l"` a line without its end, `"L"`
/// a line with its end, `"a"` all that is left, a number that many bytes. Without formats, reads a line. Returns
/// nil for what can not be read, and nothing after that.
fn read<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let stream = open_argument(ctx, &stack)?;
    read::read(ctx, stack, stream, Caller::Method)
}

/// `file:seek([whence [, offset]])`: goes to a position, counted from the beginning (`"set"`), the current
/// position (`"cur"`) or the end (`"end"`). Returns it, counted from the beginning.
fn seek<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let stream = open_argument(ctx, &stack)?;
    let whence = option(ctx, &stack, 1, Some("cur"), &["set", "cur", "end"])?;
    let offset = optional_or(ctx, &stack, 2, 0i64)?;
    let to = match whence {
        0 => u64::try_from(offset).map(SeekFrom::Start).map_err(|_| io::ErrorKind::InvalidInput.into()),
        1 => Ok(SeekFrom::Current(offset)),
        _ => Ok(SeekFrom::End(offset)),
    };
    let position = to.and_then(|to| stream.lock().seek(to));
    match position {
        Ok(position) => stack.replace(Value::Integer(position as i64)),
        Err(error) => replace_with_failure(ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}

/// `file:setvbuf(mode [, size])`: says when what is written goes to the file: at once (`"no"`), when a line is
/// complete (`"line"`), or when a buffer is full (`"full"`).
fn setvbuf<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    open_argument(ctx, &stack)?;
    let mode = option(ctx, &stack, 1, None, &["no", "full", "line"])?;
    let size = optional_or(ctx, &stack, 2, DEFAULT_BUFFER_BYTES)?;
    let buffering = [Buffering::None, Buffering::Full, Buffering::Line][mode];
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let outcome = argument(ctx, &stack)?.set_buffering(ctx, buffering, size)?;
    replace_with_outcome(ctx, &mut stack, &outcome, None)?;
    Ok(Action::Return)
}

/// `file:write(...)`: writes its arguments, strings or numbers, to the file. Returns the file; or nil, a message
/// and a number if the system reports an error.
fn write<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let stream = open_argument(ctx, &stack)?;
    match write_values(ctx, &stack, stream, 1)? {
        Ok(()) => stack.truncate(1),
        Err(error) => replace_with_failure(ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}

/// Writes the arguments from `first` on. After an error of the system, nothing more is written.
pub(super) fn write_values<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    stream: &SharedStream,
    first: usize,
) -> Result<'gc, io::Result<()>> {
    let mut stream = stream.lock();
    let mut outcome = Ok(());
    for (index, &value) in stack.as_slice().iter().enumerate().skip(first) {
        let written = match value {
            Value::String(text) => {
                charge_bytes(ctx, text.len());
                outcome.is_ok().then(|| stream.write(text.as_bytes()))
            }
            Value::Integer(i) => outcome.is_ok().then(|| stream.write(numeral::integer_text(i).as_bytes())),
            Value::Float(f) => {
                let mut text = std::string::String::new();
                // Writing to a string can not fail.
                let _ = numeral::general(&mut text, f.get(), 14, false);
                outcome.is_ok().then(|| stream.write(text.as_bytes()))
            }
            _ => return Err(stack.argument::<String>(ctx, index).err().unwrap_or_else(|| not_text(index))),
        };
        if let Some(written) = written {
            outcome = written;
        }
    }
    Ok(outcome)
}

#[cold]
fn not_text<'gc>(index: usize) -> Error<'gc> {
    Error::argument(index, "string expected")
}

/// The metamethods `__gc` and `__close`: close the file.
fn collect<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    // Nobody asked whether it works.
    let _ = argument(ctx, &stack)?.close();
    stack.clear();
    Ok(Action::Return)
}

/// The metamethod `__tostring`.
fn tostring<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let text = match argument(ctx, &stack)?.stream() {
        Some(stream) => format!("file ({:p})", stream.as_ptr()),
        None => "file (closed)".to_owned(),
    };
    stack.replace(ctx.intern(text.as_bytes()).into());
    Ok(Action::Return)
}
