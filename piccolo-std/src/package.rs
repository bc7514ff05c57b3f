//! Modules (manual section 6.3), and the basic functions that read chunks from files.
//!
//! Modules are preloaded or Lua files; there are no loaders for libraries of other languages. The files are
//! those of the host, so [`load`](crate::load) leaves this library out.

mod file;
mod path;
mod require;

use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    stack::Stack,
    string::String,
    table::Table,
    value::Value,
};

pub use self::path::default_path;
use crate::{
    Options,
    library::{Library, Result, loaded_modules},
};

/// The registry's field with the loaders of `package.preload`.
const PRELOAD: &str = "_PRELOAD";

/// Puts the table `package` and the functions `require`, `loadfile` and `dofile` into the table of global
/// variables. Through them, scripts read files.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub fn load_package<'gc>(ctx: Context<'gc>, options: &Options) -> core::result::Result<(), Error<'gc>> {
    let path = options.path.clone().unwrap_or_else(default_path);
    let separator = std::path::MAIN_SEPARATOR;
    let preload = Table::new(ctx);
    ctx.registry().set(ctx, PRELOAD, preload)?;
    let package = Library::global(ctx, "package")?
        .value("loaded", loaded_modules(ctx)?)?
        .value("preload", preload)?
        .value("path", ctx.intern(&path))?
        .value("cpath", "")?
        .value("config", format!("{separator}\n;\n?\n!\n-\n"))?
        .function("searchpath", path::searchpath)?
        .function("loadlib", loadlib)?
        .table;
    let searchers = Table::new(ctx);
    let by_name = Callback::with_captures(ctx, preload, require::search_preloaded);
    let by_file = Callback::with_captures(ctx, package, require::search_file);
    searchers.raw_set_integer(ctx, 1, by_name.into())?;
    searchers.raw_set_integer(ctx, 2, by_file.into())?;
    package.set(ctx, "searchers", searchers)?;
    Library::within(ctx, ctx.globals())
        .value("require", require::require_function(ctx, package))?
        .function("loadfile", file::loadfile)?
        .sequence("dofile", file::dofile)?;
    Ok(())
}

/// `package.loadlib(libname, funcname)`: nil, a message and `"absent"`, since libraries of other languages can
/// not be loaded.
fn loadlib<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let _: (String<'gc>, String<'gc>) = stack.consume(ctx)?;
    stack.push(Value::Nil)?;
    stack.push(ctx.intern(b"dynamic libraries not enabled; check your Lua installation").into())?;
    stack.push(ctx.intern(b"absent").into())?;
    Ok(Action::Return)
}
