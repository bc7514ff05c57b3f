//! Input and output (manual section 6.8).
//!
//! A file handle is a userdata with a [`FileHandle`](handle::FileHandle), which is or was open. The default files
//! are in the registry. Files come from the host's [`System`](crate::System).

mod handle;
mod lines;
mod method;
mod number;
mod read;

use std::ffi::OsString;

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
use piccolo_derive::Collect;

use self::{
    handle::{FileHandle, Host, file, open_file},
    read::Caller,
};
use crate::{
    Options,
    base::positioned,
    library::{Library, Result, optional_or},
    outcome::replace_with_failure,
    stream::SharedStream,
    system::{self, OpenMode, Pipe},
};

/// The type name of file handles, and the registry's field with their metatable.
pub(crate) const FILE: &str = "FILE*";

/// The registry's fields with the default files.
const INPUT: &str = "_IO_input";
const OUTPUT: &str = "_IO_output";

/// What of the VM the functions of this library use.
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
struct Files<'gc> {
    /// The metatable of file handles.
    metatable: Table<'gc>,
    /// The names of the registry's fields with the default files.
    input: String<'gc>,
    output: String<'gc>,
}

/// What the functions of this library work with.
#[derive(Clone, Copy)]
struct Io<'a, 'gc> {
    ctx: Context<'gc>,
    files: &'a Files<'gc>,
    host: &'a Host,
}

/// A function of this library.
type IoFunction = for<'gc, 'a> fn(Io<'_, 'gc>, Stack<'gc, 'a>) -> Result<'gc>;

const FUNCTIONS: [(&str, IoFunction); 11] = [
    ("close", close),
    ("flush", flush),
    ("input", input),
    ("lines", lines::io_lines),
    ("open", open),
    ("output", output),
    ("popen", popen),
    ("read", read),
    ("tmpfile", tmpfile),
    ("type", type_of),
    ("write", write),
];

/// Puts the table `io` into the table of global variables.
pub(crate) fn load_io<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    let metatable = method::metatable(ctx)?;
    ctx.registry().set(ctx, FILE, metatable)?;
    let files =
        Files { metatable, input: ctx.intern(INPUT.as_bytes()), output: ctx.intern(OUTPUT.as_bytes()) };
    let host = Host::new(options);
    let mut library = Library::global(ctx, "io")?;
    for (name, function) in FUNCTIONS {
        let host = host.clone();
        let callback = Callback::with_captures(ctx, files, move |files, ctx, stack| {
            function(Io { ctx, files, host: &host }, stack)
        });
        library = library.value(name, callback)?;
    }
    options.input.stream().lock().flush_before_read(options.output.stream().downgrade());
    let standard = |stream: &SharedStream| -> Value<'gc> {
        Value::UserData(FileHandle::standard(stream.clone()).into_userdata(ctx, metatable))
    };
    let (stdin, stdout) = (standard(options.input.stream()), standard(options.output.stream()));
    library
        .value("stdin", stdin)?
        .value("stdout", stdout)?
        .value("stderr", standard(options.error.stream()))?;
    ctx.registry().raw_set_string(ctx, files.input, stdin)?;
    Ok(ctx.registry().raw_set_string(ctx, files.output, stdout)?)
}

impl<'gc> Io<'_, 'gc> {
    /// Makes an open file a value.
    fn handle(self, stream: SharedStream) -> Result<'gc, Value<'gc>> {
        let handle = FileHandle::open(self.ctx, stream)?;
        Ok(Value::UserData(handle.into_userdata(self.ctx, self.files.metatable)))
    }

    /// Opens the file of a name; an error if that fails.
    fn open_or_fail(
        self,
        stack: &Stack<'gc, '_>,
        name: String<'gc>,
        mode: OpenMode,
    ) -> Result<'gc, Value<'gc>> {
        match open_file(self.host, name.as_bytes(), mode) {
            Ok(stream) => self.handle(stream),
            Err(error) => {
                let (reason, _) = system::describe(&error);
                let text = [b"cannot open file '", name.as_bytes(), b"' (", reason.as_bytes(), b")"].concat();
                Err(positioned(self.ctx, stack, String::try_new(self.ctx, &text)?, 1))
            }
        }
    }

    /// A default file, which must be open.
    fn default_file(self, field: String<'gc>) -> Result<'gc, (UserData<'gc>, &'gc SharedStream)> {
        if let Value::UserData(userdata) = self.ctx.registry().raw_get_string(field)
            && let Some(stream) = file(Value::UserData(userdata)).and_then(FileHandle::stream)
        {
            return Ok((userdata, stream));
        }
        let name = if field.as_bytes() == INPUT.as_bytes() { "input" } else { "output" };
        Err(Error::message(format!("default {name} file is closed")))
    }

    /// Sets a default file to the handle, or the file of the name, in the first argument, if there is one.
    /// Returns the default file.
    fn set_default(self, mut stack: Stack<'gc, '_>, field: String<'gc>, mode: OpenMode) -> Result<'gc> {
        let registry = self.ctx.registry();
        let value = stack.get(0);
        let new = match value {
            Value::Nil => None,
            Value::String(name) => Some(self.open_or_fail(&stack, name, mode)?),
            _ if number_text(value).is_some() => {
                let name: String = stack.argument(self.ctx, 0)?;
                Some(self.open_or_fail(&stack, name, mode)?)
            }
            _ => {
                method::open_argument(self.ctx, &stack)?;
                Some(value)
            }
        };
        if let Some(new) = new {
            registry.raw_set_string(self.ctx, field, new)?;
        }
        stack.replace(registry.raw_get_string(field));
        Ok(Action::Return)
    }
}

/// `io.close([file])`: closes a file, by default the default output.
fn close<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.is_empty() {
        stack.push(io.ctx.registry().raw_get_string(io.files.output))?;
    }
    method::close(io.ctx, stack)
}

/// `io.flush()`: brings what was written to the default output to its destination.
fn flush<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (file, _) = io.default_file(io.files.output)?;
    stack.replace(Value::UserData(file));
    method::flush(io.ctx, stack)
}

/// `io.input([file])`: the default input, after setting it to a file handle or to the file of a given name,
/// if there is an argument.
fn input<'gc>(io: Io<'_, 'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    io.set_default(stack, io.files.input, OpenMode::READ)
}

/// `io.output([file])`: as `io.input`, for the default output.
fn output<'gc>(io: Io<'_, 'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    io.set_default(stack, io.files.output, OpenMode::WRITE)
}

/// `io.open(filename [, mode])`: opens a file.
fn open<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: String = stack.argument(io.ctx, 0)?;
    let mode = optional_or(io.ctx, &stack, 1, io.ctx.intern(b"r"))?;
    let Some(mode) = OpenMode::parse(mode.as_bytes()) else {
        return Err(Error::argument(1, "invalid mode"));
    };
    match open_file(io.host, name.as_bytes(), mode) {
        Ok(stream) => stack.replace(io.handle(stream)?),
        Err(error) => replace_with_failure(io.ctx, &mut stack, &error, Some(name.as_bytes()))?,
    }
    Ok(Action::Return)
}

/// `io.popen(prog [, mode])`: starts a shell command and opens a file that reads its output (mode `"r"`) or
/// writes its input (`"w"`).
fn popen<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let command: String = stack.argument(io.ctx, 0)?;
    let mode = optional_or(io.ctx, &stack, 1, io.ctx.intern(b"r"))?;
    let pipe = match mode.as_bytes() {
        b"r" => Pipe::Read,
        b"w" => Pipe::Write,
        _ => return Err(Error::argument(1, "invalid mode")),
    };
    let name: OsString = system::os_str(command.as_bytes());
    match handle::spawn(io.host, &name, pipe) {
        Ok(stream) => stack.replace(io.handle(stream)?),
        Err(error) => replace_with_failure(io.ctx, &mut stack, &error, Some(command.as_bytes()))?,
    }
    Ok(Action::Return)
}

/// `io.tmpfile()`: opens a file, for reading and writing, that is removed when it is closed.
fn tmpfile<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    match handle::temporary_file(io.host) {
        Ok(stream) => stack.replace(io.handle(stream)?),
        Err(error) => replace_with_failure(io.ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}

/// `io.read(...)`: as `file:read` of the default input.
fn read<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (file, stream) = io.default_file(io.files.input)?;
    stack.insert(0, Value::UserData(file))?;
    read::read(io.ctx, stack, stream, Caller::Function)
}

/// `io.type(obj)`: `"file"` if `obj` is an open file handle, `"closed file"` if it is a closed one, nil
/// otherwise.
fn type_of<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: &[u8] = match file(stack.check_any(0)?) {
        None => {
            stack.replace(Value::Nil);
            return Ok(Action::Return);
        }
        Some(handle) if handle.stream().is_some() => b"file",
        Some(_) => b"closed file",
    };
    stack.replace(io.ctx.intern(name).into());
    Ok(Action::Return)
}

/// `io.write(...)`: as `file:write` of the default output.
fn write<'gc>(io: Io<'_, 'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (file, stream) = io.default_file(io.files.output)?;
    match method::write_values(io.ctx, &stack, stream, 0)? {
        Ok(()) => stack.replace(Value::UserData(file)),
        Err(error) => replace_with_failure(io.ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}
