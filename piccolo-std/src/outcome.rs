//! What functions that deal with the system return: success, or fail with a message and a number.

use std::io;

use piccolo_core::object::{context::Context, stack::Stack, string::String, value::Value};

use crate::{
    library::Result,
    system::{Termination, describe},
};

/// Replaces all values by true; or by nil, a message, after `name` if there is one, and the system's number.
pub(crate) fn replace_with_outcome<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    outcome: &io::Result<()>,
    name: Option<&[u8]>,
) -> Result<'gc, ()> {
    match outcome {
        Ok(()) => stack.replace(Value::True),
        Err(error) => replace_with_failure(ctx, stack, error, name)?,
    }
    Ok(())
}

/// Replaces all values by nil, a message, after `name` if there is one, and the system's number.
pub(crate) fn replace_with_failure<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    error: &io::Error,
    name: Option<&[u8]>,
) -> Result<'gc, ()> {
    let (text, code) = describe(error);
    let text = match name {
        Some(name) => [name, b": ", text.as_bytes()].concat(),
        None => text.into_bytes(),
    };
    stack.replace(Value::Nil);
    stack.push(String::try_new(ctx, &text)?.into())?;
    stack.push(Value::Integer(code))
}

/// Replaces all values by how a process ended: whether with success, in which way, and with which number.
pub(crate) fn replace_with_termination<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    termination: Termination,
) -> Result<'gc, ()> {
    let (way, code) = match termination {
        Termination::Exit(status) => ("exit", status),
        Termination::Signal(number) => ("signal", number),
    };
    stack.replace(if termination == Termination::Exit(0) { Value::True } else { Value::Nil });
    stack.push(ctx.intern(way.as_bytes()).into())?;
    stack.push(Value::Integer(code.into()))
}
