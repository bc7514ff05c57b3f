//! `debug.getlocal` and `debug.setlocal`.

use piccolo_core::{
    bytecode::names,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        stack::Stack,
        value::Value,
    },
};

use super::Subject;
use crate::library::Result;

/// `debug.getlocal([thread,] f, local)`: name and value of the variable with index `local` of the function at
/// level `f`, or nil; negative indices count extra arguments. Of a function, the name of a parameter.
pub(super) fn getlocal<'gc>(
    current: Callback<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let subject = Subject::of(&stack);
    let n: i64 = stack.parameter(ctx, subject.next + 1)?;
    if let Some(function) = Function::from_value(stack.get(subject.next)) {
        let name = parameter_name(function, n).map_or(Value::Nil, |name| ctx.intern(name).into());
        stack.replace(name);
        return Ok(Action::Return);
    }
    let level = level(current, ctx, subject, &mut stack)?;
    match subject.look(ctx, current, &mut stack, |activations| activations.local(ctx, level, n)) {
        Some((name, value)) => {
            stack.replace(ctx.intern(name).into());
            stack.push(value)?;
        }
        None => stack.replace(Value::Nil),
    }
    Ok(Action::Return)
}

/// The name of a variable that is alive where the function starts.
fn parameter_name(function: Function<'_>, n: i64) -> Option<&[u8]> {
    let Function::Closure(closure) = function else { return None };
    names::local_name(closure.function().prototype(), 0, usize::try_from(n).ok()?)
}

/// `debug.setlocal([thread,] level, local, value)`: sets a variable, counted as by `getlocal`. Returns its
/// name, or nil if there is no such variable.
pub(super) fn setlocal<'gc>(
    current: Callback<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let subject = Subject::of(&stack);
    let _: i64 = stack.parameter(ctx, subject.next)?;
    let n: i64 = stack.parameter(ctx, subject.next + 1)?;
    let level = level(current, ctx, subject, &mut stack)?;
    let value = stack.check_any(subject.next + 2)?;
    let name =
        subject.look(ctx, current, &mut stack, |activations| activations.set_local(ctx, level, n, value));
    stack.replace(name.map_or(Value::Nil, |name| ctx.intern(name).into()));
    Ok(Action::Return)
}

/// The level that the arguments name, which must exist.
fn level<'gc>(
    current: Callback<'gc>,
    ctx: Context<'gc>,
    subject: Subject<'gc>,
    stack: &mut Stack<'gc, '_>,
) -> Result<'gc, usize> {
    let level: i64 = stack.parameter(ctx, subject.next)?;
    let level = usize::try_from(level).ok();
    level
        .filter(|&level| {
            subject.look(ctx, current, stack, |activations| activations.get(ctx, level)).is_some()
        })
        .ok_or(Error::argument(subject.next, "level out of range"))
}
