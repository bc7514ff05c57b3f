//! Chunks from files: `loadfile` and `dofile`.

use std::{
    fs::File,
    io::{self, Read},
};

use piccolo_core::{
    object::{
        callback::Action, closure::Closure, context::Context, error::Error, function::Function, stack::Stack,
        string::String, value::Value,
    },
    sequence::{Tail, call_stack},
    syntax::skip_shebang,
};
use piccolo_derive::sequence;

use crate::{
    base::Chunk,
    library::{Result, charge_bytes, optional_or},
    system,
};

/// What is at the start of some files and no part of the text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The function of the chunk in a file, or in the standard input if there is no name.
pub(super) fn load<'gc>(
    ctx: Context<'gc>,
    name: Option<&[u8]>,
    mode: String<'gc>,
    env: Value<'gc>,
) -> core::result::Result<Closure<'gc>, Vec<u8>> {
    let text = read(name)?;
    charge_bytes(ctx, text.len());
    let chunk_name = match name {
        Some(name) => [b"@", name].concat(),
        None => b"=stdin".to_vec(),
    };
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    Chunk { name: ctx.intern(&chunk_name), mode, env }.function(ctx, skip_shebang(text))
}

fn read(name: Option<&[u8]>) -> core::result::Result<Vec<u8>, Vec<u8>> {
    let failure = |doing: &str, error: io::Error| {
        let name = name.unwrap_or(b"stdin");
        let reason = system::reason(&error);
        [b"cannot ", doing.as_bytes(), b" ", name, b": ", reason.as_bytes()].concat()
    };
    let mut text = Vec::new();
    let read = match name {
        Some(name) => {
            let mut file = File::open(system::path(name)).map_err(|error| failure("open", error))?;
            file.read_to_end(&mut text)
        }
        None => io::stdin().read_to_end(&mut text),
    };
    read.map_err(|error| failure("read", error))?;
    Ok(text)
}

/// `loadfile([filename [, mode [, env]]])`: as `load`, with the contents of a file or, without a name, of the
/// standard input.
pub(super) fn loadfile<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    let mode = optional_or(ctx, &stack, 1, ctx.intern(b"bt"))?;
    let env = stack.as_slice().get(2).copied().unwrap_or(ctx.globals().into());
    stack.clear();
    match load(ctx, name.as_ref().map(|name| name.as_bytes()), mode, env) {
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
pub(super) async fn dofile<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let name: Option<String> = stack.optional(ctx, 0)?;
    stack.clear();
    let name = name.as_ref().map(|name| name.as_bytes());
    match load(ctx, name, ctx.intern(b"bt"), ctx.globals().into()) {
        // No tail call: `dofile` remains one of the active functions.
        Ok(closure) => call_stack(Function::Closure(closure)).await?,
        Err(message) => {
            return Err(Error::Value(String::try_from_boxed(ctx, message.into_boxed_slice())?.into()));
        }
    }
    Ok(Tail::Stack)
}
