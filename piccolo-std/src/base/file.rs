//! Chunks from files: `loadfile` and `dofile`.

use std::io;

use piccolo_core::{
    object::{
        callback::Callback, context::Context, error::Error, function::Function, stack::Stack, string::String,
        value::Value,
    },
    sequence::{Tail, call_stack, checkpoint},
    syntax::skip_shebang,
};
use piccolo_derive::{Collect, sequence};

use crate::{
    Input, Options,
    base::chunk::{BINARY_MARK, Chunk, Compiled, Compiling, compile, finish},
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
        .value("loadfile", Callback::sequence(ctx, move |ctx| loadfile(ctx, loading.clone())))?
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

    /// Opens a file, or the standard input if there is no name; or gives a message.
    fn open(&self, name: Option<&[u8]>) -> core::result::Result<Origin, Vec<u8>> {
        let Some(name) = name else { return Ok(Origin::Input(self.input.clone())) };
        match self.system.lock().open(&system::path(name), OpenMode::READ) {
            Ok(stream) => {
                let access = Access { read: true, write: false };
                let stream = Buffered::new(stream, access, Buffering::Full, BUFFER_BYTES);
                Ok(Origin::File(Box::new(stream)))
            }
            Err(error) => Err(failure("open", name, &error)),
        }
    }
}

/// Where a chunk is read from.
#[derive(Collect)]
#[collect(require_static)]
enum Origin {
    Input(Input),
    File(Box<Buffered>),
}

impl Origin {
    /// Appends what can be read at once to `text`. Gives whether there is more.
    fn read<'gc>(&mut self, ctx: Context<'gc>, text: &mut Buffer) -> Result<'gc, io::Result<bool>> {
        match self {
            Origin::Input(input) => read_some(ctx, &mut input.stream().lock(), text),
            Origin::File(stream) => read_some(ctx, stream, text),
        }
    }
}

fn failure(doing: &str, name: &[u8], error: &io::Error) -> Vec<u8> {
    let (reason, _) = system::describe(error);
    [b"cannot ", doing.as_bytes(), b" ", name, b": ", reason.as_bytes()].concat()
}

/// The function of the chunk in a file, or in the standard input if there is no name; or a message.
#[sequence]
pub(crate) async fn load<'gc>(
    ctx: Context<'gc>,
    files: ChunkFiles,
    name: Option<String<'gc>>,
    mode: String<'gc>,
    env: Value<'gc>,
) -> Result<'gc, Compiled<'gc>> {
    let mut origin = match files.open(name.as_ref().map(|name| name.as_bytes())) {
        Ok(origin) => origin,
        Err(message) => return Ok(Err(String::try_from_boxed(ctx, message.into_boxed_slice())?)),
    };
    let mut text = Buffer::default();
    loop {
        match origin.read(ctx, &mut text)? {
            Ok(true) => checkpoint().await,
            Ok(false) => break,
            Err(error) => {
                let name = name.as_ref().map_or(&b"stdin"[..], |name| name.as_bytes());
                let message = failure("read", name, &error);
                return Ok(Err(String::try_from_boxed(ctx, message.into_boxed_slice())?));
            }
        }
    }
    drop(origin);
    let chunk_name = match name.as_ref() {
        Some(name) => [b"@", name.as_bytes()].concat(),
        None => b"=stdin".to_vec(),
    };
    let chunk = Chunk { name: String::try_new(ctx, &chunk_name)?, mode, env };
    let start = text_start(text.as_slice());
    compile(ctx, Compiling::of_buffer(chunk, text, start)).await
}

/// Where the text starts behind a byte order mark and a first line that starts with `#`.
fn text_start(bytes: &[u8]) -> usize {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    bytes.len() - without_comment(text).len()
}

/// The text without a first line that starts with `#`. Its end remains, so that lines keep their numbers, but
/// before a binary chunk.
fn without_comment(text: &[u8]) -> &[u8] {
    match skip_shebang(text) {
        [b'\n', rest @ ..] if rest.first() == Some(&BINARY_MARK) && text[0] == b'#' => rest,
        text => text,
    }
}

/// Appends what can be read of a stream at once to `text`. Gives whether there is more.
fn read_some<'gc>(
    ctx: Context<'gc>,
    stream: &mut Buffered,
    text: &mut Buffer,
) -> Result<'gc, io::Result<bool>> {
    match stream.fill() {
        Ok(true) => {
            if !text.make_room(ctx, stream.unread().len())? {
                return Ok(Ok(true));
            }
            charge_bytes(ctx, stream.unread().len());
            text.push(ctx, stream.unread())?;
        }
        Ok(false) => return Ok(Ok(false)),
        Err(error) => return Ok(Err(error)),
    }
    stream.consume(usize::MAX);
    Ok(Ok(true))
}

/// `loadfile([filename [, mode [, env]]])`: as `load`, with the contents of a file or, without a name, of the
/// standard input.
#[sequence]
async fn loadfile<'gc>(
    ctx: Context<'gc>,
    files: ChunkFiles,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    let mode = optional_or(ctx, stack, 1, ctx.intern(b"bt"))?;
    let env = stack.as_slice().get(2).copied().unwrap_or(ctx.globals().into());
    stack.clear();
    finish(ctx, load(ctx, files, name, mode, env).await?, stack)
}

/// `dofile([filename])`: runs a file or, without a name, the standard input as a chunk, and returns what the
/// chunk returns.
#[sequence]
async fn dofile<'gc>(ctx: Context<'gc>, files: ChunkFiles, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    stack.clear();
    match load(ctx, files, name, ctx.intern(b"bt"), ctx.globals().into()).await? {
        // No tail call: `dofile` remains one of the active functions.
        Ok(closure) => call_stack(Function::Closure(closure)).await?,
        Err(message) => return Err(Error::Value(message.into())),
    }
    Ok(Tail::Stack)
}
