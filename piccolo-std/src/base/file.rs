//! Chunks from files: `loadfile` and `dofile`.

use std::io;

use piccolo_core::{
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::Error,
        function::Function,
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::{Tail, call_stack},
    syntax::skip_shebang,
};
use piccolo_derive::sequence;

use crate::{
    Input, Options,
    base::chunk::{BINARY_MARK, Chunk},
    buffer::Buffer,
    library::{Library, Result, charge_bytes, optional_or},
    stream::{Access, Buffered, Buffering},
    system::{self, OpenMode, SystemHandle},
};

/// What is at the start of some files and no part of the text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes are read at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Where chunks are read from.
#[derive(Clone)]
pub(crate) struct ChunkFiles {
    system: SystemHandle,
    input: Input,
}

/// Puts `loadfile` and `dofile` into the table of global variables.
pub(crate) fn load_file_functions<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    let (loading, running) = (ChunkFiles::new(options), ChunkFiles::new(options));
    Library::within(ctx, ctx.globals())
        .function("loadfile", move |ctx, stack| loadfile(&loading, ctx, stack))?
        .value("dofile", Callback::sequence(ctx, move |ctx| dofile(ctx, running.clone())))?;
    Ok(())
}

impl ChunkFiles {
    pub(crate) fn new(options: &Options) -> Self {
        Self { system: options.system.clone(), input: options.input.clone() }
    }

    pub(crate) fn system(&self) -> &SystemHandle {
        &self.system
    }

    /// The function of the chunk in a file, or in the standard input if there is no name; or a message.
    pub(crate) fn load<'gc>(
        &self,
        ctx: Context<'gc>,
        name: Option<&[u8]>,
        mode: String<'gc>,
        env: Value<'gc>,
    ) -> Result<'gc, core::result::Result<Closure<'gc>, Vec<u8>>> {
        let text = match self.read(ctx, name)? {
            Ok(text) => text,
            Err(message) => return Ok(Err(message)),
        };
        charge_bytes(ctx, text.len());
        let chunk_name = match name {
            Some(name) => [b"@", name].concat(),
            None => b"=stdin".to_vec(),
        };
        let text = text.as_slice().strip_prefix(BYTE_ORDER_MARK).unwrap_or(text.as_slice());
        let name = String::try_new(ctx, &chunk_name)?;
        Ok(Chunk { name, mode, env }.function(ctx, without_comment(text)))
    }

    /// The contents of a file, or of the standard input if there is no name; or a message.
    fn read<'gc>(
        &self,
        ctx: Context<'gc>,
        name: Option<&[u8]>,
    ) -> Result<'gc, core::result::Result<Buffer, Vec<u8>>> {
        let failure = |doing: &str, error: io::Error| {
            let (reason, _) = system::describe(&error);
            let name = name.unwrap_or(b"stdin");
            Ok(Err([b"cannot ", doing.as_bytes(), b" ", name, b": ", reason.as_bytes()].concat()))
        };
        let mut text = Buffer::default();
        let result = match name {
            None => read_all(ctx, &mut self.input.stream().lock(), &mut text)?,
            Some(name) => match self.system.lock().open(&system::path(name), OpenMode::READ) {
                Ok(stream) => {
                    let access = Access { read: true, write: false };
                    let mut stream = Buffered::new(stream, access, Buffering::Full, BUFFER_BYTES);
                    read_all(ctx, &mut stream, &mut text)?
                }
                Err(error) => return failure("open", error),
            },
        };
        match result {
            Ok(()) => Ok(Ok(text)),
            Err(error) => failure("read", error),
        }
    }
}

/// The text without a first line that starts with `#`. Its end remains, so that lines keep their numbers, but
/// before a binary chunk.
fn without_comment(text: &[u8]) -> &[u8] {
    match skip_shebang(text) {
        [b'\n', rest @ ..] if rest.first() == Some(&BINARY_MARK) && text[0] == b'#' => rest,
        text => text,
    }
}

/// Appends what is left of a stream to `text`.
fn read_all<'gc>(ctx: Context<'gc>, stream: &mut Buffered, text: &mut Buffer) -> Result<'gc, io::Result<()>> {
    loop {
        match stream.fill() {
            Ok(true) => text.push(ctx, stream.unread())?,
            Ok(false) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        }
        stream.consume(usize::MAX);
    }
}

/// `loadfile([filename [, mode [, env]]])`: as `load`, with the contents of a file or, without a name, of the
/// standard input.
fn loadfile<'gc>(files: &ChunkFiles, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    let mode = optional_or(ctx, &stack, 1, ctx.intern(b"bt"))?;
    let env = stack.as_slice().get(2).copied().unwrap_or(ctx.globals().into());
    stack.clear();
    match files.load(ctx, name.as_ref().map(|name| name.as_bytes()), mode, env)? {
        Ok(closure) => stack.push(closure.into())?,
        Err(message) => {
            stack.push(Value::Nil)?;
            stack.push(String::try_from_boxed(ctx, message.into_boxed_slice())?.into())?;
        }
    }
    Ok(Action::Return)
}

/// `dofile([filename])`: runs a file or, without a name, the standard input as a chunk, and returns what the
/// chunk returns.
#[sequence]
async fn dofile<'gc>(ctx: Context<'gc>, files: ChunkFiles, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    stack.clear();
    let name = name.as_ref().map(|name| name.as_bytes());
    match files.load(ctx, name, ctx.intern(b"bt"), ctx.globals().into())? {
        // No tail call: `dofile` remains one of the active functions.
        Ok(closure) => call_stack(Function::Closure(closure)).await?,
        Err(message) => {
            return Err(Error::Value(String::try_from_boxed(ctx, message.into_boxed_slice())?.into()));
        }
    }
    Ok(Tail::Stack)
}
