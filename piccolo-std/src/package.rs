//! Modules (manual section 6.3).
//!
//! Modules are preloaded or Lua files; there are no loaders for libraries of other languages. The files are
//! those of the host's [`System`](crate::System).

mod path;
mod require;

use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    stack::Stack,
    string::String,
    table::Table,
    value::Value,
};

pub use self::path::default_path;
use crate::{
    Options,
    base::ChunkFiles,
    library::{Library, Result, loaded_modules},
};

/// The registry's field with the loaders of `package.preload`.
const PRELOAD: &str = "_PRELOAD";

/// Why libraries of other languages are not loaded.
const NO_LIBRARIES: &str = "dynamic libraries not enabled; check your Lua installation";

/// A searcher that looks at files.
type FileSearcher = for<'gc, 'a> fn(&ChunkFiles, Table<'gc>, Context<'gc>, Stack<'gc, 'a>) -> Result<'gc>;

const LIBRARY_SEARCHERS: [FileSearcher; 2] = [require::search_library, require::search_root_library];

/// Puts the table `package` and the function `require` into the table of global variables.
pub(crate) fn load_package<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    let (system, files) = (options.system.clone(), ChunkFiles::new(options));
    let path = options.path.clone().unwrap_or_else(default_path);
    let separator = std::path::MAIN_SEPARATOR;
    // Hosts may have put loaders in already.
    let preload = match ctx.registry().get(ctx, PRELOAD)? {
        Value::Table(preload) => preload,
        _ => Table::new(ctx),
    };
    ctx.registry().set(ctx, PRELOAD, preload)?;
    let package = Library::global(ctx, "package")?
        .value("loaded", loaded_modules(ctx)?)?
        .value("preload", preload)?
        .value("path", ctx.intern(&path))?
        .value("cpath", path::DEFAULT_LIBRARY_PATH)?
        .value("config", format!("{separator}\n;\n?\n!\n-\n"))?
        .function("searchpath", move |ctx, stack| path::searchpath(&system, ctx, stack))?
        .function("loadlib", loadlib)?
        .table;
    let searchers = Table::new(ctx);
    let by_name = Callback::with_captures(ctx, preload, require::search_preloaded);
    searchers.raw_set_integer(ctx, 1, by_name.into())?;
    let in_file = require::file_searcher(ctx, files.clone(), package);
    searchers.raw_set_integer(ctx, 2, in_file.into())?;
    for (index, search) in (3..).zip(LIBRARY_SEARCHERS) {
        let files = files.clone();
        let searcher = Callback::with_captures(ctx, package, move |package, ctx, stack| {
            search(&files, *package, ctx, stack)
        });
        searchers.raw_set_integer(ctx, index, searcher.into())?;
    }
    package.set(ctx, "searchers", searchers)?;
    Library::within(ctx, ctx.globals()).value("require", require::require_function(ctx, package))?;
    Ok(())
}

/// `package.loadlib(libname, funcname)`: nil, a message and `"absent"`, since libraries of other languages can
/// not be loaded.
fn loadlib<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let _: (String<'gc>, String<'gc>) = stack.consume(ctx)?;
    stack.push(Value::Nil)?;
    stack.push(ctx.intern(NO_LIBRARIES.as_bytes()).into())?;
    stack.push(ctx.intern(b"absent").into())?;
    Ok(Action::Return)
}
