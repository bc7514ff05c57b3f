//! `require` and its searchers.

use gc_arena::Collect;
use piccolo_core::{
    meta::concatenation::number_text,
    object::{
        callback::Action,
        context::Context,
        error::Error,
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
};

use super::{NO_LIBRARIES, path};
use crate::{
    base::{ChunkFiles, positioned},
    library::{Result, charge_bytes, loaded_modules, prepare_call},
};

/// `require(modname)`: loads a module unless it is loaded already. Returns the module's value and, if it was
/// loaded by this call, what its searcher said about where it was found.
pub(super) fn require<'gc>(
    package: &Table<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    let loaded = loaded_modules(ctx)?;
    let module = loaded.raw_get(name.into());
    if !module.is_falsy() {
        stack.replace(module);
        return Ok(Action::Return);
    }
    let Value::Table(searchers) = package.get(ctx, "searchers")? else {
        return Err(Error::message("'package.searchers' must be a table"));
    };
    stack.clear();
    let message = Vec::new();
    let search = Search { name, searchers, loaded, next: 1, message, stage: Stage::Start };
    Ok(Action::Sequence(BoxSequence::new(search)))
}

/// The search for a module's loader, and the call of it.
#[derive(Collect)]
#[collect(no_drop)]
struct Search<'gc> {
    name: String<'gc>,
    searchers: Table<'gc>,
    loaded: Table<'gc>,
    /// The index of the next searcher.
    next: i64,
    /// Why the searchers so far found nothing.
    message: Vec<u8>,
    stage: Stage<'gc>,
}

/// What a search waits for.
#[derive(Collect)]
#[collect(no_drop)]
enum Stage<'gc> {
    /// Nothing yet.
    Start,
    /// A searcher's results.
    Searcher,
    /// The loader's result. The value is what the searcher gave with the loader.
    Loader(Value<'gc>),
}

impl<'gc> Sequence<'gc> for Search<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        match self.stage {
            Stage::Start => {}
            Stage::Searcher => {
                if let Some(loader) = Function::from_value(stack.get(0)) {
                    let origin = stack.get(1);
                    stack.replace(self.name.into());
                    stack.push(origin)?;
                    self.stage = Stage::Loader(origin);
                    return Ok(SequencePoll::Call { function: loader, bottom: 0 });
                }
                self.add_message(stack.get(0));
            }
            Stage::Loader(origin) => {
                self.finish(ctx, origin, &mut stack)?;
                return Ok(SequencePoll::Return);
            }
        }
        stack.clear();
        self.call_searcher(ctx, &mut stack)
    }
}

impl<'gc> Search<'gc> {
    /// Calls the next searcher; fails if there is none.
    fn call_searcher(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        let searcher = self.searchers.raw_get_integer(self.next);
        if searcher.is_nil() {
            let text = [b"module '", self.name.as_bytes(), b"' not found:", &self.message].concat();
            let text = String::try_new(ctx, &text)?;
            return Err(positioned(ctx, stack, text, 1));
        }
        self.next += 1;
        self.stage = Stage::Searcher;
        stack.push(self.name.into())?;
        let function = prepare_call(ctx, searcher, stack, 0)?;
        Ok(SequencePoll::Call { function, bottom: 0 })
    }

    /// Notes why a searcher found nothing, if it says so.
    fn add_message(&mut self, value: Value<'gc>) {
        let number = number_text(value);
        let text = match (value, &number) {
            (Value::String(text), _) => text.as_bytes(),
            (_, Some(text)) => text.as_bytes(),
            _ => return,
        };
        self.message.extend_from_slice(b"\n\t");
        self.message.extend_from_slice(text);
    }

    /// Records what the loader returned, or true if that and what it recorded itself is nil.
    fn finish(&self, ctx: Context<'gc>, origin: Value<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, ()> {
        let result = stack.get(0);
        if !result.is_nil() {
            self.loaded.raw_set(ctx, self.name.into(), result)?;
        }
        let mut module = self.loaded.raw_get(self.name.into());
        if module.is_nil() {
            module = Value::True;
            self.loaded.raw_set(ctx, self.name.into(), module)?;
        }
        stack.replace(module);
        stack.push(origin)
    }
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
pub(super) fn search_file<'gc>(
    files: &ChunkFiles,
    package: Table<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    match find(files, package, ctx, name.as_bytes(), "path")? {
        Err(message) => stack.replace(String::try_new(ctx, &message)?.into()),
        Ok(found) => match files.load(ctx, Some(&found), ctx.intern(b"bt"), ctx.globals().into())? {
            Ok(loader) => {
                stack.replace(loader.into());
                stack.push(String::try_new(ctx, &found)?.into())?;
            }
            Err(message) => return Err(not_loaded(ctx, &stack, name.as_bytes(), &found, &message)?),
        },
    }
    Ok(Action::Return)
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
