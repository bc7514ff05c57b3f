//! `require` and its searchers.

use piccolo_core::{
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{Tail, call, run_callback},
};
use piccolo_derive::sequence;

use super::{NO_LIBRARIES, path};
use crate::{
    base::{ChunkFiles, load_file, positioned},
    library::{Result, charge_bytes, loaded_modules},
};

/// `require(modname)`: loads a module unless it is loaded already. Returns the module's value and, if it was
/// loaded by this call, what its searcher said about where it was found.
#[sequence]
async fn require<'gc>(
    ctx: Context<'gc>,
    package: Table<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let name: String = stack.argument(ctx, 0)?;
    let loaded = loaded_modules(ctx)?;
    let module = loaded.raw_get(name.into());
    if !module.is_falsy() {
        return Tail::values(ctx, stack, module);
    }
    let Value::Table(searchers) = package.get(ctx, "searchers")? else {
        return Err(Error::message("'package.searchers' must be a table"));
    };
    let (loader, origin) = find_loader(ctx, name, searchers).await?;
    let result: Value = call(loader, (name, origin)).await?;
    if !result.is_nil() {
        loaded.raw_set(ctx, name.into(), result)?;
    }
    let mut module = loaded.raw_get(name.into());
    if module.is_nil() {
        module = Value::True;
        loaded.raw_set(ctx, name.into(), module)?;
    }
    Tail::values(ctx, stack, (module, origin))
}

/// The function `require` of the table `package`.
pub(super) fn require_function<'gc>(ctx: Context<'gc>, package: Table<'gc>) -> Callback<'gc> {
    Callback::with_captures(ctx, package, |package, ctx, stack| {
        run_callback(ctx, stack, require(ctx, *package))
    })
}

/// The loader that the first of the searchers to find one gives, and what it gives with it.
#[sequence]
async fn find_loader<'gc>(
    ctx: Context<'gc>,
    name: String<'gc>,
    searchers: Table<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, (Function<'gc>, Value<'gc>)> {
    let mut message = [b"module '", name.as_bytes(), b"' not found:"].concat();
    let mut next = 1;
    loop {
        let searcher = searchers.raw_get_integer(next);
        if searcher.is_nil() {
            return Err(positioned(ctx, stack, String::try_new(ctx, &message)?, 1));
        }
        next += 1;
        let (found, origin): (Value, Value) = call(searcher, name).await?;
        match Function::from_value(found) {
            Some(loader) => return Ok((loader, origin)),
            None => add_reason(&mut message, found),
        }
    }
}

/// Notes why a searcher found nothing, if it says so.
fn add_reason(message: &mut Vec<u8>, reason: Value<'_>) {
    let number = number_text(reason);
    let text = match (reason, &number) {
        (Value::String(text), _) => text.as_bytes(),
        (_, Some(text)) => text.as_bytes(),
        _ => return,
    };
    message.extend_from_slice(b"\n\t");
    message.extend_from_slice(text);
}

/// The first searcher: the loader in `package.preload`.
pub(super) fn search_preloaded<'gc>(
    preload: &Table<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    match preload.raw_get(name.into()) {
        Value::Nil => {
            let text = [b"no field package.preload['", name.as_bytes(), b"']"].concat();
            stack.replace(String::try_new(ctx, &text)?.into());
        }
        loader => {
            stack.replace(loader);
            stack.push(ctx.intern(b":preload:").into())?;
        }
    }
    Ok(Action::Return)
}

/// Looks for a module in the path that is a field of `package`; gives the name of a file, or a message.
fn find<'gc>(
    files: &ChunkFiles,
    package: Table<'gc>,
    ctx: Context<'gc>,
    name: &[u8],
    field: &str,
) -> Result<'gc, core::result::Result<Vec<u8>, Vec<u8>>> {
    let path = package.get::<Value>(ctx, field)?;
    let number = number_text(path);
    let path = match (path, &number) {
        (Value::String(path), _) => path.as_bytes(),
        (_, Some(path)) => path.as_bytes(),
        _ => return Err(Error::message(format!("'package.{field}' must be a string"))),
    };
    charge_bytes(ctx, name.len().saturating_add(path.len()));
    let separator = std::path::MAIN_SEPARATOR.to_string();
    Ok(path::search(files.system(), name, path, b".", separator.as_bytes()))
}

/// The error of a module's file that can not be loaded.
fn not_loaded<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    name: &[u8],
    file: &[u8],
    message: &[u8],
) -> Result<'gc, Error<'gc>> {
    let text = [b"error loading module '", name, b"' from file '", file, b"':\n\t", message].concat();
    Ok(positioned(ctx, stack, String::try_new(ctx, &text)?, 1))
}

/// The second searcher: a Lua file in `package.path`.
#[sequence]
async fn search_file<'gc>(
    ctx: Context<'gc>,
    files: ChunkFiles,
    package: Table<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let name: String = stack.argument(ctx, 0)?;
    let found = match find(&files, package, ctx, name.as_bytes(), "path")? {
        Err(message) => return Tail::values(ctx, stack, String::try_new(ctx, &message)?),
        Ok(found) => String::try_new(ctx, &found)?,
    };
    match load_file(ctx, files, Some(found), ctx.intern(b"bt"), ctx.globals().into()).await? {
        Ok(loader) => Tail::values(ctx, stack, (Value::Closure(loader), found)),
        Err(message) => {
            let message = message.as_bytes();
            Err(not_loaded(ctx, stack, name.as_bytes(), found.as_bytes(), message)?)
        }
    }
}

/// The function that is the second searcher.
pub(super) fn file_searcher<'gc>(ctx: Context<'gc>, files: ChunkFiles, package: Table<'gc>) -> Callback<'gc> {
    Callback::with_captures(ctx, package, move |package, ctx, stack| {
        run_callback(ctx, stack, search_file(ctx, files.clone(), *package))
    })
}

/// The third searcher: a library of another language in `package.cpath`, which can be found, but not loaded.
pub(super) fn search_library<'gc>(
    files: &ChunkFiles,
    package: Table<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    match find(files, package, ctx, name.as_bytes(), "cpath")? {
        Err(message) => stack.replace(String::try_new(ctx, &message)?.into()),
        Ok(found) => {
            return Err(not_loaded(ctx, &stack, name.as_bytes(), &found, NO_LIBRARIES.as_bytes())?);
        }
    }
    Ok(Action::Return)
}

/// The fourth searcher: as the third, for the library of the module's root, if it is part of another module.
pub(super) fn search_root_library<'gc>(
    files: &ChunkFiles,
    package: Table<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    let Some(dot) = name.as_bytes().iter().position(|&byte| byte == b'.') else {
        stack.clear();
        return Ok(Action::Return);
    };
    match find(files, package, ctx, &name.as_bytes()[..dot], "cpath")? {
        Err(message) => stack.replace(String::try_new(ctx, &message)?.into()),
        Ok(found) => {
            return Err(not_loaded(ctx, &stack, name.as_bytes(), &found, NO_LIBRARIES.as_bytes())?);
        }
    }
    Ok(Action::Return)
}
