//! `load`.

use piccolo_core::{
    bytecode::dump,
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        closure::{Closure, Instantiation},
        context::Context,
        function::Function,
        loading::{BinaryLoading, Loaded, Loading, Undumped},
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{Tail, call, pause},
    support::{account::Charge, remains},
    syntax::Source,
};
use piccolo_derive::{Collect, sequence};

use crate::{
    base::{positioned, protect::return_error},
    buffer::Buffer,
    library::{Result, charge_bytes, optional_or},
};

/// The fuel for a chunk of any length.
const CHUNK: usize = 800;

/// The fuel for a reader, and for each piece that it gives.
const READER: usize = 130;
const PIECE: usize = 10;

/// How many bytes are copied for a unit of fuel, where that is all that is done with them.
const COPIED: usize = 128;

/// The first byte of precompiled chunks.
pub(super) const BINARY_MARK: u8 = 0x1b;

/// `load(chunk [, chunkname [, mode [, env]]])`: compiles a chunk, given as a string or as a function
/// that returns it piece by piece, and returns it as a function; or fail and a message. `mode` says
/// whether the chunk may be text (`t`) or binary (`b`); `env` becomes the chunk's environment.
#[sequence]
pub(super) async fn load<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let mode = to_zero(ctx, optional_or(ctx, stack, 2, ctx.intern(b"bt"))?);
    let env = stack.as_slice().get(3).copied().unwrap_or(ctx.globals().into());
    let value = stack.get(0);
    if matches!(value, Value::String(_)) || number_text(value).is_some() {
        let text: String = stack.argument(ctx, 0)?;
        let name = short_name(ctx, optional_or(ctx, stack, 1, text)?);
        stack.clear();
        let chunk = Chunk { name, mode, env };
        return finish(ctx, compile(ctx, Compiling::of_string(chunk, text)).await?, stack);
    }
    let name = short_name(ctx, optional_or(ctx, stack, 1, ctx.intern(b"=(load)"))?);
    let reader: Function = stack.argument(ctx, 0)?;
    stack.clear();
    match read(ctx, Chunk { name, mode, env }, reader).await {
        Ok(compiled) => finish(ctx, compiled, stack),
        Err(error) => return_error(ctx, stack, Value::Nil, &error),
    }
}

/// `load` as it is in a sandbox: without `env`, a chunk gets the environment of the function that calls `load`. If
/// that function uses no globals, it is `home`, or else that of the run.
pub(crate) fn inheriting_load<'gc>(ctx: Context<'gc>, home: Option<Table<'gc>>) -> Callback<'gc> {
    let plain = Callback::sequence(ctx, load);
    Callback::with_captures(ctx, (plain, home), |&(plain, home), ctx, mut stack| {
        if stack.len() < 4 {
            let of_run = || ctx.run_environment().unwrap_or(ctx.globals());
            let env = stack.environment().unwrap_or_else(|| home.unwrap_or_else(of_run).into());
            stack.resize(3)?;
            stack.push(env)?;
        }
        Ok(Action::TailCall(Function::Callback(plain)))
    })
}

/// Returns the compiled function, or nil and a message.
pub(super) fn finish<'gc>(
    ctx: Context<'gc>,
    compiled: Compiled<'gc>,
    stack: &mut Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    match compiled {
        Ok(closure) => Tail::values(ctx, stack, Value::Closure(closure)),
        Err(message) => Tail::values(ctx, stack, (Value::Nil, message)),
    }
}

/// How many bytes of a name are copied for a unit of fuel, to memory that was not in use before.
const NAMED: usize = 4;

/// Up to this length, names are copied at once.
const SHORT_NAME: usize = 4096;

/// A long name of a chunk that is copied.
struct Naming {
    name: Vec<u8>,
    charge: Charge,
}

impl Naming {
    fn new<'gc>(ctx: Context<'gc>, len: usize) -> Result<'gc, Self> {
        let mut charge = Charge::default();
        charge.set(ctx.memory(), len)?;
        Ok(Self { name: Vec::with_capacity(len), charge })
    }

    /// Copies a piece of the name, which ends before its first zero byte. Gives whether it is complete.
    fn advance(&mut self, ctx: Context<'_>, name: &[u8]) -> bool {
        let rest = &name[self.name.len()..];
        let piece = &rest[..rest.len().min(SHORT_NAME)];
        ctx.charge_fuel(piece.len() / NAMED);
        let end = if piece.contains(&0) { piece.iter().position(|byte| *byte == 0) } else { None };
        self.name.extend_from_slice(&piece[..end.unwrap_or(piece.len())]);
        end.is_some() || piece.len() == rest.len()
    }

    fn finish(mut self, ctx: Context<'_>) -> Result<'_, Loading> {
        self.charge.set(ctx.memory(), 0)?;
        Loading::named(ctx, std::mem::take(&mut self.name).into())
    }
}

impl Drop for Naming {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.name));
    }
}

/// How long a mode may be, and a name in a message about a binary chunk. What is beyond is not looked at.
const LONGEST_MODE: usize = 16 * 1024;

/// The string up to its first zero byte, where names and modes end.
fn to_zero<'gc>(ctx: Context<'gc>, string: String<'gc>) -> String<'gc> {
    let bytes = string.as_bytes();
    let bytes = &bytes[..bytes.len().min(LONGEST_MODE)];
    charge_bytes(ctx, bytes.len());
    let len = match bytes.contains(&0) {
        true => bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()),
        false => bytes.len(),
    };
    if len == string.len() {
        return string;
    }
    charge_bytes(ctx, len);
    ctx.intern(&bytes[..len])
}

/// A name that is not long, up to its first zero byte. That of a long one is found when it is copied.
fn short_name<'gc>(ctx: Context<'gc>, name: String<'gc>) -> String<'gc> {
    if name.len() > SHORT_NAME { name } else { to_zero(ctx, name) }
}

/// Compiles a chunk whose text is there.
#[sequence]
pub(crate) async fn compile<'gc>(ctx: Context<'gc>, compiling: Compiling<'gc>) -> Result<'gc, Compiled<'gc>> {
    let mut compiling = compiling;
    loop {
        match compiling.advance(ctx)? {
            Step::Done(compiled) => return Ok(compiled),
            Step::Paused | Step::Hungry => pause().await,
        }
    }
}

/// Compiles a chunk that `reader` gives piece by piece, up to an empty one or a mistake.
#[sequence]
async fn read<'gc>(
    ctx: Context<'gc>,
    chunk: Chunk<'gc>,
    reader: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Compiled<'gc>> {
    let mut compiling = Compiling::of_pieces(chunk);
    ctx.charge_fuel(READER);
    loop {
        match compiling.advance(ctx)? {
            Step::Done(compiled) => return Ok(compiled),
            Step::Paused => pause().await,
            Step::Hungry => {
                let piece: Value = call(reader, ()).await?;
                while !compiling.push(ctx, stack, piece)? {
                    pause().await;
                }
            }
        }
    }
}

/// What there is to know about a chunk besides its text.
#[derive(Collect)]
#[collect(no_drop)]
pub(crate) struct Chunk<'gc> {
    pub(crate) name: String<'gc>,
    pub(crate) mode: String<'gc>,
    pub(crate) env: Value<'gc>,
}

/// A compiled function, or a message.
pub(crate) type Compiled<'gc> = core::result::Result<Closure<'gc>, String<'gc>>;

/// The text of a chunk.
#[derive(Collect)]
#[collect(no_drop)]
enum Text<'gc> {
    String(String<'gc>),
    /// The bytes from the given one on.
    Buffer(Buffer, usize),
}

impl Text<'_> {
    fn as_slice(&self) -> &[u8] {
        match self {
            Text::String(string) => string.as_bytes(),
            Text::Buffer(buffer, start) => &buffer.as_slice()[*start..],
        }
    }
}

/// What is being done.
#[derive(Collect)]
#[collect(no_drop)]
enum Stage<'gc> {
    Begin,
    Naming(#[collect(require_static)] Naming),
    Loading(#[collect(require_static)] Loading),
    Undumping(#[collect(require_static)] BinaryLoading),
    Making(Instantiation<'gc>),
    Over,
}

/// How compiling went on.
pub(crate) enum Step<'gc> {
    /// A pause is due.
    Paused,
    /// More text is needed, or its end.
    Hungry,
    Done(Compiled<'gc>),
}

/// A chunk that is being compiled.
#[derive(Collect)]
#[collect(no_drop)]
pub(crate) struct Compiling<'gc> {
    chunk: Chunk<'gc>,
    text: Text<'gc>,
    /// Whether the text is complete.
    is_whole: bool,
    /// How much of a piece that is being added is there.
    copied: usize,
    stage: Stage<'gc>,
}

impl<'gc> Compiling<'gc> {
    fn new(chunk: Chunk<'gc>, text: Text<'gc>, is_whole: bool) -> Self {
        Self { chunk, text, is_whole, copied: 0, stage: Stage::Begin }
    }

    /// A chunk whose text is a string.
    pub(crate) fn of_string(chunk: Chunk<'gc>, text: String<'gc>) -> Self {
        Self::new(chunk, Text::String(text), true)
    }

    /// A chunk whose text is in a buffer from `start` on.
    pub(super) fn of_buffer(chunk: Chunk<'gc>, text: Buffer, start: usize) -> Self {
        Self::new(chunk, Text::Buffer(text, start), true)
    }

    /// A chunk whose text is to be given.
    fn of_pieces(chunk: Chunk<'gc>) -> Self {
        Self::new(chunk, Text::Buffer(Buffer::default(), 0), false)
    }

    /// Adds a piece of the text, which a reader gave. Gives whether that is done, or takes another call.
    fn push(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>, piece: Value<'gc>) -> Result<'gc, bool> {
        let number = number_text(piece);
        let piece = match (piece, &number) {
            (Value::Nil, _) => &[],
            (Value::String(piece), _) => piece.as_bytes(),
            (_, Some(piece)) => piece.as_bytes(),
            _ => {
                let message = ctx.intern(b"reader function must return a string");
                return Err(positioned(ctx, stack, message, 1));
            }
        };
        ctx.charge_fuel(PIECE);
        // An empty one is the end.
        self.is_whole = piece.is_empty();
        match &mut self.text {
            Text::Buffer(buffer, _) => buffer.add(ctx, piece, &mut self.copied),
            Text::String(_) => unreachable!("strings are whole"),
        }
    }

    /// Goes on until a pause is due.
    pub(crate) fn advance(&mut self, ctx: Context<'gc>) -> Result<'gc, Step<'gc>> {
        loop {
            match &mut self.stage {
                Stage::Begin => {
                    if self.text.as_slice().is_empty() && !self.is_whole {
                        return Ok(Step::Hungry);
                    }
                    if let Some(step) = self.begin(ctx)? {
                        return Ok(step);
                    }
                }
                Stage::Naming(_) if ctx.is_pause_due() => return Ok(Step::Paused),
                Stage::Naming(naming) => {
                    if naming.advance(ctx, self.chunk.name.as_bytes())
                        && let Stage::Naming(naming) = std::mem::replace(&mut self.stage, Stage::Over)
                    {
                        self.stage = Stage::Loading(naming.finish(ctx)?);
                    }
                }
                Stage::Loading(loading) => {
                    let source = Source { text: self.text.as_slice(), is_whole: self.is_whole };
                    match loading.advance(ctx, source)? {
                        Loaded::Paused => return Ok(Step::Paused),
                        Loaded::Hungry => return Ok(Step::Hungry),
                        Loaded::Compiled(prototype, charge) => {
                            self.stage = Stage::Making(Instantiation::new(prototype, charge));
                        }
                        Loaded::Failed(error) => return self.fail(ctx, error.message),
                    }
                }
                Stage::Undumping(loading) => match loading.advance(ctx, self.text.as_slice())? {
                    Undumped::Paused => return Ok(Step::Paused),
                    Undumped::Complete(prototype, charge) => {
                        self.stage = Stage::Making(Instantiation::new(prototype, charge));
                    }
                    Undumped::Failed(error) => {
                        let message = self.chunk.bad_format(ctx, &error)?;
                        return self.fail(ctx, message);
                    }
                },
                Stage::Making(instantiation) => {
                    let Some(function) = instantiation.advance(ctx)? else { return Ok(Step::Paused) };
                    self.stage = Stage::Over;
                    self.release(ctx);
                    return Ok(Step::Done(Ok(Closure::of_main(ctx, function, self.chunk.env))));
                }
                Stage::Over => unreachable!("a chunk is compiled once"),
            }
        }
    }

    /// Gives back the memory of the text.
    fn release(&mut self, ctx: Context<'gc>) {
        if let Text::Buffer(buffer, _) = &mut self.text {
            std::mem::take(buffer).release(ctx);
        }
    }

    fn fail(&mut self, ctx: Context<'gc>, message: Vec<u8>) -> Result<'gc, Step<'gc>> {
        self.stage = Stage::Over;
        self.release(ctx);
        let message = String::try_from_boxed(ctx, message.into_boxed_slice())?;
        Ok(Step::Done(Err(message)))
    }

    /// Begins with a text of which there is something, or all.
    fn begin(&mut self, ctx: Context<'gc>) -> Result<'gc, Option<Step<'gc>>> {
        let is_binary = self.text.as_slice().first() == Some(&BINARY_MARK);
        if is_binary && !self.is_whole && self.chunk.refusal(ctx, true)?.is_none() {
            return Ok(Some(Step::Hungry));
        }
        ctx.charge_fuel(CHUNK);
        if let Some(message) = self.chunk.refusal(ctx, is_binary)? {
            return self.fail(ctx, message).map(Some);
        }
        if is_binary {
            self.stage = Stage::Undumping(BinaryLoading::default());
        } else {
            let name = self.chunk.name.as_bytes();
            self.stage = match name.len() > SHORT_NAME {
                true => Stage::Naming(Naming::new(ctx, name.len())?),
                false => Stage::Loading(Loading::new(ctx, name)?),
            };
        }
        Ok(None)
    }
}

impl<'gc> Chunk<'gc> {
    fn bad_format(&self, ctx: Context<'gc>, error: &dump::LoadError) -> Result<'gc, Vec<u8>> {
        let name = to_zero(ctx, self.name);
        let name = name.as_bytes();
        let name = name.strip_prefix(b"=").or(name.strip_prefix(b"@")).unwrap_or(name);
        let name = if name.starts_with(dump::SIGNATURE) { b"binary string" } else { name };
        let reason = format!(": bad binary format ({error})");
        let len = name.len() + reason.len();
        // Room for the text, until it is that of a string.
        ctx.memory().charge(len)?;
        ctx.memory().credit(len);
        ctx.charge_fuel(len / COPIED);
        Ok([name, reason.as_bytes()].concat())
    }

    /// Why a chunk of this kind is not loaded, if it is not.
    fn refusal(&self, ctx: Context<'gc>, is_binary: bool) -> Result<'gc, Option<Vec<u8>>> {
        let mode = self.mode.as_bytes();
        let (kind, shown) = match is_binary {
            true if mode.contains(&b'b') && ctx.allows_binary_chunks() => return Ok(None),
            true if mode.contains(&b'b') => ("binary", &b"t"[..]),
            true => ("binary", mode),
            false if mode.contains(&b't') => return Ok(None),
            false => ("text", mode),
        };
        ctx.charge_message(shown.len())?;
        let mut message = format!("attempt to load a {kind} chunk (mode is '").into_bytes();
        message.extend_from_slice(shown);
        message.extend_from_slice(b"')");
        Ok(Some(message))
    }
}
