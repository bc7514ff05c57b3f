//! The basic functions (manual section 6.1).

mod chunk;
mod collect;
mod file;
mod iterate;
mod protect;
mod raw;
mod text;
mod warning;

use piccolo_core::{
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        metamethod::Metamethod,
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{concat, poll_callback, run_callback},
};
use piccolo_derive::sequence;

pub(crate) use self::{
    chunk::{Chunk, Compiling, compile, inheriting_load},
    file::{ChunkFiles, load as load_file, load_file_functions},
    protect::return_protected,
    text::tostring_call,
};
use crate::{
    Options,
    buffer::SLICE,
    library::{
        FEW, Library, RemovingFirst, Result, add_loaded, charge_bytes, charge_values, expected, optional_or,
    },
};

/// Puts the basic functions, but those that read files, into the table of global variables.
pub(crate) fn load_base<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    let globals = ctx.globals();
    add_loaded(ctx, "_G", globals)?;
    // Of names that collide the first one is found first, so what scripts use often stands here.
    Library::within(ctx, globals)
        .value("type", type_function(ctx))?
        .sequence("pairs", iterate::pairs)?
        .value("ipairs", iterate::ipairs_function(ctx))?
        .function("rawlen", raw::rawlen)?
        .function("assert", assert)?
        .function("collectgarbage", collect::collectgarbage)?
        .function("error", error)?
        .function("getmetatable", getmetatable)?
        .sequence("load", chunk::load)?
        .value("next", ctx.next_function())?
        .sequence("pcall", protect::pcall)?
        .value("print", text::print_function(ctx, options.output.clone()))?
        .sequence("warn", warning::warn)?
        .function("rawequal", raw::rawequal)?
        .function("rawget", raw::rawget)?
        .function("rawset", raw::rawset)?
        .function("select", select)?
        .function("setmetatable", setmetatable)?
        .function("tonumber", text::tonumber)?
        .function("tostring", text::tostring)?
        .sequence("xpcall", protect::xpcall)?
        .value("_G", globals)?
        .value("_VERSION", "Lua 5.4")?;
    ctx.set_warning_handler(Some(warning::handler(options.error.clone())));
    Ok(())
}

/// `assert(v [, message])`: returns its arguments, unless `v` is false or nil, which raises `message`.
fn assert<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    if !stack.get(0).is_falsy() {
        return Ok(Action::Return);
    }
    stack.check_any(0)?;
    match stack.as_slice().get(1) {
        Some(&message) => raise(ctx, stack, message, 1),
        None => Err(Error::message("assertion failed!")),
    }
}

/// `error(message [, level])`: raises `message`. A string gets the position of the function at
/// `level`: 1 is the one that called `error`, 2 that one's caller; at 0 it gets none.
fn error<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let level = optional_or(ctx, &stack, 1, 1i64)?;
    let message = stack.get(0);
    raise(ctx, stack, message, level)
}

fn raise<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>, message: Value<'gc>, level: i64) -> Result<'gc> {
    match message {
        Value::String(text) if level > 0 && text.len() > SLICE => {
            let position = positioned(ctx, &stack, ctx.intern(b""), level).to_value(ctx);
            run_callback(ctx, stack, raise_long(position, text))
        }
        Value::String(text) if level > 0 => Err(positioned(ctx, &stack, text, level)),
        other => Err(Error::Value(other)),
    }
}

/// Raises a long text behind the position.
#[sequence]
pub(crate) async fn raise_long<'gc>(position: Value<'gc>, text: String<'gc>) -> Result<'gc, ()> {
    let text: Value = concat(position, text).await?;
    Err(Error::Value(text))
}

/// `text` with the position of the Lua function `level` levels up, if there is one.
pub(crate) fn positioned<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    text: String<'gc>,
    level: i64,
) -> Error<'gc> {
    let position = usize::try_from(level).ok().and_then(|level| stack.position(level));
    let Some(position) = position.filter(|position| position.line().is_some()) else {
        return Error::Value(text.into());
    };
    charge_bytes(ctx, text.len());
    // Room for the text, until it is that of a string.
    let len = text.len() + 64;
    if let Err(error) = ctx.memory().charge(len) {
        return error.into();
    }
    ctx.memory().credit(len);
    let mut bytes = Vec::with_capacity(len);
    position.write_prefix(&mut bytes);
    bytes.extend_from_slice(text.as_bytes());
    String::try_from_boxed(ctx, bytes.into_boxed_slice())
        .map_or_else(Error::from, |text| Error::Value(text.into()))
}

/// `getmetatable(object)`: the object's metatable, or what its field `__metatable` says instead; nil if
/// it has none.
fn getmetatable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let object = stack.check_any(0)?;
    stack.replace(match ctx.metatable(object) {
        None => Value::Nil,
        Some(metatable) => match metatable.metamethod(ctx, Metamethod::Metatable) {
            Value::Nil => metatable.into(),
            shown => shown,
        },
    });
    Ok(Action::Return)
}

/// `setmetatable(table, metatable)`: sets or, with nil, removes the table's metatable and returns the
/// table. A metatable with a field `__metatable` can not be replaced.
fn setmetatable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table: Table = stack.argument(ctx, 0)?;
    let metatable = match stack.as_slice().get(1) {
        Some(Value::Table(metatable)) => Some(*metatable),
        Some(Value::Nil) => None,
        _ => return Err(expected(ctx, &stack, 1, "nil or table")),
    };
    if let Some(old) = table.metatable()
        && !old.metamethod(ctx, Metamethod::Metatable).is_nil()
    {
        return Err(Error::message("cannot change a protected metatable"));
    }
    table.set_metatable(ctx, metatable);
    stack.truncate(1);
    Ok(Action::Return)
}

/// `select(n, ...)`: the arguments after the `n`th of the extra ones, counted from the end if `n` is
/// negative; `select('#', ...)` how many there are.
fn select<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let extra = stack.len() as i64 - 1;
    if let Value::String(text) = stack.get(0)
        && text.as_bytes().first() == Some(&b'#')
    {
        stack.replace(Value::Integer(extra));
        return Ok(Action::Return);
    }
    let n: i64 = stack.parameter(ctx, 0)?;
    let skipped = if n < 0 { n.saturating_add(extra + 1) } else { n.min(extra + 1) };
    if skipped < 1 {
        return Err(Error::argument(0, "index out of range"));
    }
    let left = stack.len().saturating_sub(skipped as usize);
    if left > FEW {
        return poll_callback(ctx, stack, RemovingFirst::new(skipped as usize));
    }
    charge_values(ctx, left + left / 2);
    stack.remove_front(skipped as usize);
    Ok(Action::Return)
}

/// The types' names, in the order in which [`type_function`] captures them.
const TYPE_NAMES: [&str; 8] =
    ["nil", "boolean", "number", "string", "table", "function", "userdata", "thread"];

/// `type(v)`: the name of the value's type.
fn type_function<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    let names = TYPE_NAMES.map(|name| ctx.intern(name.as_bytes()));
    Callback::with_captures(ctx, names, |names, _, mut stack| {
        let slot = match stack.check_any(0)? {
            Value::Nil | Value::Cell(_) => 0,
            Value::False | Value::True => 1,
            Value::Integer(_) | Value::Float(_) => 2,
            Value::String(_) => 3,
            Value::Table(_) => 4,
            Value::Closure(_) | Value::Callback(_) => 5,
            Value::UserData(_) => 6,
            Value::Thread(_) => 7,
        };
        stack.replace(Value::String(names[slot]));
        Ok(Action::Return)
    })
}
