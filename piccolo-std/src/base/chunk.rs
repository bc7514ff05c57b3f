//! `load`.

use std::sync::Arc;

use piccolo_core::{
    bytecode::dump,
    compile,
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        function::Function,
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{Tail, call},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    base::{positioned, protect::return_error},
    buffer::Buffer,
    library::{Result, optional_or},
};

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
        let name = to_zero(ctx, optional_or(ctx, stack, 1, text)?);
        return Chunk { name, mode, env }.compile(ctx, text.as_bytes(), stack);
    }
    let name = to_zero(ctx, optional_or(ctx, stack, 1, ctx.intern(b"=(load)"))?);
    let reader: Function = stack.argument(ctx, 0)?;
    stack.clear();
    match read(ctx, reader).await {
        Ok(text) => Chunk { name, mode, env }.compile(ctx, text.as_slice(), stack),
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

/// The string up to its first zero byte, where names and modes end.
fn to_zero<'gc>(ctx: Context<'gc>, string: String<'gc>) -> String<'gc> {
    match string.as_bytes().iter().position(|byte| *byte == 0) {
        Some(end) => ctx.intern(&string.as_bytes()[..end]),
        None => string,
    }
}

/// The pieces that `reader` gives, up to an empty one.
#[sequence]
async fn read<'gc>(ctx: Context<'gc>, reader: Function<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Buffer> {
    let mut text = Buffer::default();
    loop {
        let piece: Value = call(reader, ()).await?;
        match (piece, number_text(piece)) {
            (Value::Nil, _) => return Ok(text),
            (Value::String(piece), _) if piece.is_empty() => return Ok(text),
            (Value::String(piece), _) => text.push(ctx, piece.as_bytes())?,
            (_, Some(piece)) => text.push(ctx, piece.as_bytes())?,
            _ => return Err(positioned(ctx, stack, ctx.intern(b"reader function must return a string"), 1)),
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

impl<'gc> Chunk<'gc> {
    /// The compiled function, or a message.
    pub(crate) fn function(
        &self,
        ctx: Context<'gc>,
        text: &[u8],
    ) -> core::result::Result<Closure<'gc>, Vec<u8>> {
        ctx.charge_fuel(text.len().saturating_mul(16).saturating_add(200));
        let is_binary = text.first() == Some(&BINARY_MARK);
        if let Some(message) = self.refusal(ctx, is_binary) {
            return Err(message);
        }
        let prototype = if is_binary {
            dump::load(text).map_err(|error| self.bad_format(&error))?
        } else {
            compile::compile(text, self.name.as_bytes()).map_err(|error| error.message)?
        };
        Ok(Closure::main(ctx, &Arc::new(prototype), self.env))
    }

    /// Returns the compiled function, or nil and a message.
    fn compile(&self, ctx: Context<'gc>, text: &[u8], stack: &mut Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
        match self.function(ctx, text) {
            Ok(closure) => Tail::values(ctx, stack, Value::Closure(closure)),
            Err(message) => {
                let message = String::try_from_boxed(ctx, message.into_boxed_slice())?;
                Tail::values(ctx, stack, (Value::Nil, message))
            }
        }
    }

    fn bad_format(&self, error: &dump::LoadError) -> Vec<u8> {
        let name = self.name.as_bytes();
        let name = name.strip_prefix(b"=").or(name.strip_prefix(b"@")).unwrap_or(name);
        let name = if name.starts_with(dump::SIGNATURE) { b"binary string" } else { name };
        [name, format!(": bad binary format ({error})").as_bytes()].concat()
    }

    /// Why a chunk of this kind is not loaded, if it is not.
    fn refusal(&self, ctx: Context<'gc>, is_binary: bool) -> Option<Vec<u8>> {
        let mode = self.mode.as_bytes();
        let (kind, shown) = match is_binary {
            true if mode.contains(&b'b') && ctx.allows_binary_chunks() => return None,
            true if mode.contains(&b'b') => ("binary", &b"t"[..]),
            true => ("binary", mode),
            false if mode.contains(&b't') => return None,
            false => ("text", mode),
        };
        let mut message = format!("attempt to load a {kind} chunk (mode is '").into_bytes();
        message.extend_from_slice(shown);
        message.extend_from_slice(b"')");
        Some(message)
    }
}
