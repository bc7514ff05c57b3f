//! The debug library (manual section 6.10).
//!
//! It breaks the walls between scripts: through it, any of them reaches the variables and metatables of all
//! others. [`load`](crate::load) leaves it out.

mod console;
mod hook;
mod info;
mod upvalue;
mod variable;

use piccolo_core::{
    exec::inspection::Activations,
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        stack::Stack,
        string::String,
        table::Table,
        thread::Thread,
        userdata::UserData,
        value::Value,
    },
};

use crate::{
    Options,
    io::FILE,
    library::{Library, Result, expected, optional_or},
};

/// Puts the table `debug` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_debug<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    Library::global(ctx, "debug")?
        .function_knowing_itself("getinfo", info::getinfo)?
        .function_knowing_itself("getlocal", variable::getlocal)?
        .function_knowing_itself("setlocal", variable::setlocal)?
        .function_knowing_itself("traceback", traceback)?
        .value("debug", console::debug_function(ctx, options))?
        .function("gethook", hook::gethook)?
        .function("sethook", hook::sethook)?
        .function("setcstacklimit", setcstacklimit)?
        .function("getmetatable", getmetatable)?
        .function("setmetatable", setmetatable)?
        .function("getregistry", getregistry)?
        .function("getupvalue", upvalue::getupvalue)?
        .function("setupvalue", upvalue::setupvalue)?
        .function("upvalueid", upvalue::upvalueid)?
        .function("upvaluejoin", upvalue::upvaluejoin)?
        .function("getuservalue", getuservalue)?
        .function("setuservalue", setuservalue)?;
    Ok(())
}

/// The limit that [`setcstacklimit`] gives.
const HOST_STACK_LIMIT: i64 = 200;

/// `debug.setcstacklimit(limit)`: does nothing and returns a fixed limit, as in all versions that still have it.
fn setcstacklimit<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    stack.parameter::<i64>(ctx, 0)?;
    stack.replace(Value::Integer(HOST_STACK_LIMIT));
    Ok(Action::Return)
}

/// The thread that a function is about.
#[derive(Clone, Copy)]
struct Subject<'gc> {
    /// A thread that does not run.
    other: Option<Thread<'gc>>,
    /// The index of the first argument after it.
    next: usize,
}

impl<'gc> Subject<'gc> {
    /// The first argument, if it is a thread; the running thread otherwise.
    fn of(stack: &Stack<'gc, '_>) -> Self {
        match stack.get(0) {
            Value::Thread(thread) => Self { other: (thread != stack.thread().0).then_some(thread), next: 1 },
            _ => Self { other: None, next: 0 },
        }
    }

    /// The thread itself.
    fn thread(self, stack: &Stack<'gc, '_>) -> Thread<'gc> {
        self.other.unwrap_or_else(|| stack.thread().0)
    }

    /// Looks at the thread's functions. `current` is the function that looks. A thread that waits for
    /// another run of the same VM has none to be seen.
    fn look<R>(
        self,
        ctx: Context<'gc>,
        current: Callback<'gc>,
        stack: &mut Stack<'gc, '_>,
        look: impl FnOnce(&mut Activations<'gc, '_>) -> Option<R>,
    ) -> Option<R> {
        match self.other {
            None => look(&mut Activations::of_running(stack, current)),
            Some(thread) => Activations::of_other(ctx, thread, look)?,
        }
    }
}

/// `debug.traceback([thread,] [message [, level]])`: the functions active on a thread, from `level` on (by
/// default the caller of `traceback`), as text after `message`. A message that is no string is returned as
/// it is.
fn traceback<'gc>(current: Callback<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let subject = Subject::of(&stack);
    let message = stack.get(subject.next);
    if !matches!(message, Value::Nil | Value::String(_)) && number_text(message).is_none() {
        stack.replace(message);
        return Ok(Action::Return);
    }
    let mut text = match stack.optional::<String>(ctx, subject.next)? {
        Some(message) => {
            ctx.charge_message(message.len())?;
            [message.as_bytes(), b"\n"].concat()
        }
        None => Vec::new(),
    };
    let level = optional_or(ctx, &stack, subject.next + 1, i64::from(subject.next == 0))?;
    let lines = subject.look(ctx, current, &mut stack, |activations| {
        // There are no functions above the most recent one.
        let level = usize::try_from(level).unwrap_or(usize::MAX);
        Some(activations.traceback(ctx, level))
    });
    text.extend_from_slice(lines.as_deref().unwrap_or(b"stack traceback:"));
    stack.replace(String::try_from_boxed(ctx, text.into_boxed_slice())?.into());
    Ok(Action::Return)
}

/// `debug.getmetatable(value)`: the value's metatable, whatever its `__metatable` says.
fn getmetatable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let value = stack.check_any(0)?;
    stack.replace(ctx.metatable(value).map_or(Value::Nil, Value::from));
    Ok(Action::Return)
}

/// `debug.setmetatable(value, table)`: sets the metatable of a value, or of all values of its type for types
/// other than table and userdata; nil removes it. Returns the value.
fn setmetatable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let metatable: Option<Table<'gc>> = match stack.get(1) {
        Value::Table(metatable) => Some(metatable),
        Value::Nil if stack.len() > 1 => None,
        _ => return Err(expected(ctx, &stack, 1, "nil or table")),
    };
    match stack.get(0) {
        Value::Table(table) => table.set_metatable(ctx, metatable),
        Value::UserData(userdata) => userdata.set_metatable(ctx, metatable),
        other => ctx.set_type_metatable(other, metatable),
    }
    stack.truncate(1);
    Ok(Action::Return)
}

/// `debug.getregistry()`: the table in which the host and libraries keep what belongs to the VM.
fn getregistry<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    stack.replace(ctx.registry().into());
    Ok(Action::Return)
}

/// Whether a value can travel with a userdata.
fn has_user_value<'gc>(ctx: Context<'gc>, userdata: UserData<'gc>) -> Result<'gc, bool> {
    let is_file = match ctx.registry().get(ctx, FILE)? {
        Value::Table(metatable) => userdata.metatable() == Some(metatable),
        _ => false,
    };
    Ok(!is_file && !upvalue::is_identity(userdata))
}

/// `debug.getuservalue(u [, n])`: the `n`th value that travels with a userdata, and true; nil if there is no
/// such value. A userdata of a host has one, a file has none.
fn getuservalue<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let n = optional_or(ctx, &stack, 1, 1i64)?;
    match stack.get(0) {
        Value::UserData(userdata) if n == 1 && has_user_value(ctx, userdata)? => {
            stack.replace(userdata.user_value());
            stack.push(Value::True)?;
        }
        _ => stack.replace(Value::Nil),
    }
    Ok(Action::Return)
}

/// `debug.setuservalue(u, value [, n])`: sets the `n`th value that travels with a userdata. Returns the
/// userdata, or nil if it has no such value.
fn setuservalue<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let n = optional_or(ctx, &stack, 2, 1i64)?;
    let userdata: UserData = stack.argument(ctx, 0)?;
    if upvalue::is_identity(userdata) {
        return Err(Error::argument(0, "userdata expected, got light userdata"));
    }
    let value = stack.check_any(1)?;
    if n == 1 && has_user_value(ctx, userdata)? {
        userdata.set_user_value(ctx, value);
        stack.truncate(1);
    } else {
        stack.replace(Value::Nil);
    }
    Ok(Action::Return)
}
