//! Facilities of the operating system (manual section 6.9), as the host's [`System`](crate::System) has them.

mod calendar;
mod date;
mod format;
mod time;

use piccolo_core::object::{
    callback::Action,
    context::Context,
    error::{Error, Exit, Stop},
    stack::Stack,
    string::String,
    value::Value,
};

use crate::{
    Options,
    library::{Library, Result, option, optional_or},
    outcome::{replace_with_failure, replace_with_outcome, replace_with_termination},
    system::{self, SystemHandle},
};

/// A function that needs the system.
type OsFunction = for<'gc, 'a> fn(&SystemHandle, Context<'gc>, Stack<'gc, 'a>) -> Result<'gc>;

const FUNCTIONS: [(&str, OsFunction); 8] = [
    ("clock", clock),
    ("date", date::date),
    ("execute", execute),
    ("getenv", getenv),
    ("remove", remove),
    ("rename", rename),
    ("time", time::time),
    ("tmpname", tmpname),
];

/// Puts the table `os` into the table of global variables.
pub(crate) fn load_os<'gc>(ctx: Context<'gc>, options: &Options) -> Result<'gc, ()> {
    let mut library = Library::global(ctx, "os")?
        .function("difftime", difftime)?
        .function("exit", exit)?
        .function("setlocale", setlocale)?;
    for (name, function) in FUNCTIONS {
        let system = options.system.clone();
        library = library.function(name, move |ctx, stack| function(&system, ctx, stack))?;
    }
    Ok(())
}

/// `os.clock()`: the processor time used, in seconds.
fn clock<'gc>(system: &SystemHandle, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let time = system.lock().processor_time();
    stack.replace(Value::float(time.as_secs_f64()));
    Ok(Action::Return)
}

/// `os.difftime(t2, t1)`: the seconds from `t1` to `t2`.
fn difftime<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (to, from): (i64, i64) = (stack.parameter(ctx, 0)?, stack.parameter(ctx, 1)?);
    stack.replace(Value::float((i128::from(to) - i128::from(from)) as f64));
    Ok(Action::Return)
}

/// `os.execute([command])`: runs a shell command. Returns whether it ended with success, in which way and with
/// which number. Without a command, tells whether there is a shell.
fn execute<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let Some(command) = stack.optional::<String>(ctx, 0)? else {
        stack.replace(Value::boolean(system.lock().has_shell()));
        return Ok(Action::Return);
    };
    let result = system.lock().execute(&system::os_str(command.as_bytes()));
    match result {
        Ok(termination) => replace_with_termination(ctx, &mut stack, termination)?,
        Err(error) => replace_with_failure(ctx, &mut stack, &error, None)?,
    }
    Ok(Action::Return)
}

/// `os.exit([code [, close]])`: asks the host to end, with the status `code` (true for success, false for
/// failure) and, if `close` is true, after closing the VM. Nothing of the script runs after that, but what
/// closing it calls.
fn exit<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let status = match stack.get(0) {
        Value::True => 0,
        Value::False => 1,
        // Numbers wrap around, as C's conversion to a smaller type does.
        _ => optional_or(ctx, &stack, 0, 0i64)? as i32,
    };
    Err(Error::Stop(Stop::Exit(Exit { status, close: !stack.get(1).is_falsy() })))
}

/// `os.getenv(varname)`: the value of an environment variable, or nil.
fn getenv<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    let value = system.lock().variable(&system::os_str(name.as_bytes()));
    stack.replace(match value {
        Some(value) => String::try_new(ctx, value.as_encoded_bytes())?.into(),
        None => Value::Nil,
    });
    Ok(Action::Return)
}

/// `os.remove(filename)`: removes a file or an empty directory.
fn remove<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let name: String = stack.argument(ctx, 0)?;
    let outcome = system.lock().remove(&system::path(name.as_bytes()));
    replace_with_outcome(ctx, &mut stack, &outcome, Some(name.as_bytes()))?;
    Ok(Action::Return)
}

/// `os.rename(oldname, newname)`: renames a file or directory.
fn rename<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (from, to): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let (from, to) = (system::path(from.as_bytes()), system::path(to.as_bytes()));
    let outcome = system.lock().rename(&from, &to);
    replace_with_outcome(ctx, &mut stack, &outcome, None)?;
    Ok(Action::Return)
}

/// The categories of `os.setlocale`.
const CATEGORIES: [&str; 6] = ["all", "collate", "ctype", "monetary", "numeric", "time"];

/// `os.setlocale([locale [, category]])`: sets the locale of a category and returns its name. There is one
/// only, `"C"`, which `""` and `"POSIX"` stand for as well. Returns nil for others.
fn setlocale<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let locale: Option<String> = stack.optional(ctx, 0)?;
    option(ctx, &stack, 1, Some(CATEGORIES[0]), &CATEGORIES)?;
    let is_known = locale.is_none_or(|name| matches!(name.as_bytes(), b"" | b"C" | b"POSIX"));
    stack.replace(if is_known { ctx.intern(b"C").into() } else { Value::Nil });
    Ok(Action::Return)
}

/// `os.tmpname()`: the name of an empty file, just created, for temporary use.
fn tmpname<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let created = system.lock().temporary_name();
    match created {
        Ok(path) => stack.replace(String::try_new(ctx, path.as_os_str().as_encoded_bytes())?.into()),
        Err(_) => return Err(Error::message("unable to generate a unique filename")),
    }
    Ok(Action::Return)
}
