//! The standard streams (of manual section 6.8, what concerns them).
//!
//! A file handle is a userdata with a [`Stream`]. [`load`](crate::load) leaves this library out.

use std::{
    fs::File,
    io::{self, Write},
};

use piccolo_core::{
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        stack::Stack,
        string::String,
        table::Table,
        userdata::UserData,
        value::Value,
    },
};

use crate::{
    Options,
    library::{Library, Result, charge_bytes, expected},
    output::Output,
    system,
};

/// The type name of file handles, and the registry's field with their metatable.
pub(crate) const FILE: &str = "FILE*";

/// The registry's field with the default input.
const INPUT: &str = "_IO_input";

/// What a file handle stands for.
enum Stream {
    /// The process's standard input.
    Input,
    /// Where `print` writes.
    Output(Output),
    /// The process's standard error output.
    Error,
    /// A file that is read.
    File(#[expect(dead_code, reason = "it is held open until the handle is collected")] File),
}

/// Puts the table `io` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub fn load_io<'gc>(ctx: Context<'gc>, options: &Options) -> core::result::Result<(), Error<'gc>> {
    let methods = Library::within(ctx, Table::new(ctx)).function("write", write_method)?.table;
    let metatable = Library::within(ctx, Table::new(ctx))
        .value("__name", FILE)?
        .value("__index", methods)?
        .function("__gc", collect)?
        .function("__tostring", tostring)?
        .table;
    ctx.registry().set(ctx, FILE, metatable)?;
    let stdin = new_handle(ctx, Stream::Input)?;
    let stdout = new_handle(ctx, Stream::Output(options.output.clone()))?;
    ctx.registry().set(ctx, INPUT, Value::UserData(stdin))?;
    Library::global(ctx, "io")?
        .value("stdin", Value::UserData(stdin))?
        .value("stdout", Value::UserData(stdout))?
        .value("stderr", Value::UserData(new_handle(ctx, Stream::Error)?))?
        .function("input", input)?
        .function("type", type_of)?
        .value("write", Callback::with_captures(ctx, stdout, write))?;
    Ok(())
}

fn new_handle<'gc>(ctx: Context<'gc>, stream: Stream) -> Result<'gc, UserData<'gc>> {
    let handle = UserData::new_static(ctx, stream);
    if let Value::Table(metatable) = ctx.registry().get(ctx, FILE)? {
        handle.set_metatable(ctx, Some(metatable));
    }
    Ok(handle)
}

fn stream<'gc>(value: Value<'gc>) -> Option<&'gc Stream> {
    match value {
        Value::UserData(userdata) => userdata.downcast_static(),
        _ => None,
    }
}

/// The file handle in argument `index`.
fn stream_argument<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>, index: usize) -> Result<'gc, &'gc Stream> {
    stream(stack.get(index)).ok_or_else(|| expected(ctx, stack, index, FILE))
}

/// `io.input([file])`: the default input, after setting it to a file handle or to the file of a given name,
/// if there is an argument.
fn input<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    match stack.get(0) {
        Value::Nil => {}
        name if matches!(name, Value::String(_)) || number_text(name).is_some() => {
            let name: String = stack.argument(ctx, 0)?;
            let file = File::open(system::path(name.as_bytes())).map_err(|error| {
                let name = std::string::String::from_utf8_lossy(name.as_bytes()).into_owned();
                Error::message(format!("cannot open file '{name}' ({})", system::reason(&error)))
            })?;
            ctx.registry().set(ctx, INPUT, Value::UserData(new_handle(ctx, Stream::File(file))?))?;
        }
        handle => {
            stream_argument(ctx, &stack, 0)?;
            ctx.registry().set(ctx, INPUT, handle)?;
        }
    }
    let input = ctx.registry().get(ctx, INPUT)?;
    stack.replace(input);
    Ok(Action::Return)
}

/// `io.type(obj)`: `"file"` if `obj` is a file handle, nil otherwise.
fn type_of<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let is_file = stream(stack.check_any(0)?).is_some();
    stack.replace(if is_file { ctx.intern(b"file").into() } else { Value::Nil });
    Ok(Action::Return)
}

/// `io.write(...)`: writes its arguments, strings or numbers, to the standard output. Returns that file.
fn write<'gc>(stdout: &UserData<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    stack.insert(0, Value::UserData(*stdout))?;
    write_values(ctx, stack, 0)
}

/// `file:write(...)`: writes its arguments, strings or numbers, to the file. Returns the file; or nil, a message
/// and a number if the system reports an error.
fn write_method<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    write_values(ctx, stack, 1)
}

/// Writes to the file at the bottom of the stack what lies above. The first value is argument `first`.
fn write_values<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, first: usize) -> Result<'gc> {
    let stream = stream_argument(ctx, &stack, 0)?;
    for (index, &value) in stack.as_slice()[1..].iter().enumerate() {
        let number = number_text(value);
        let bytes = match (value, &number) {
            (Value::String(string), _) => string.as_bytes(),
            (_, Some(text)) => text.as_bytes(),
            _ => {
                let got = piccolo_core::meta::failure::type_name(ctx, value);
                return Err(Error::argument(first + index, format!("string expected, got {got}")));
            }
        };
        charge_bytes(ctx, bytes.len());
        if let Err(error) = stream.write(bytes) {
            stack.clear();
            stack.push(Value::Nil)?;
            stack.push(ctx.intern(system::reason(&error).as_bytes()).into())?;
            stack.push(Value::Integer(error.raw_os_error().unwrap_or(0).into()))?;
            return Ok(Action::Return);
        }
    }
    stack.truncate(1);
    Ok(Action::Return)
}

impl Stream {
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Stream::Output(output) => {
                output.write(bytes);
                Ok(())
            }
            Stream::Error => io::stderr().write_all(bytes),
            // EBADF: the file is not open for writing.
            Stream::Input | Stream::File(_) => Err(io::Error::from_raw_os_error(9)),
        }
    }
}

/// The metamethod `__gc`: dropping a handle closes its file.
fn collect<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    stream_argument(ctx, &stack, 0)?;
    stack.clear();
    Ok(Action::Return)
}

/// The metamethod `__tostring`.
fn tostring<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let stream = stream_argument(ctx, &stack, 0)?;
    let text = format!("file ({:p})", std::ptr::from_ref(stream));
    stack.replace(ctx.intern(text.as_bytes()).into());
    Ok(Action::Return)
}
