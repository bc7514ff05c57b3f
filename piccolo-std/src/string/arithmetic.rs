//! Arithmetic on strings that denote numbers: metamethods of strings.

use piccolo_core::{
    convert::number::{charge_reading, to_number},
    meta::arithmetic,
    object::{
        callback::Action, context::Context, error::Error, metamethod::Metamethod, reading::is_long,
        stack::Stack, value::Value,
    },
    sequence::{call, run_callback},
};
use piccolo_derive::sequence;

use crate::{
    library::{Library, Result, without_position},
    reading::{number_value, read},
};

pub(super) const OPERATORS: [Metamethod; 8] = [
    Metamethod::Add,
    Metamethod::Sub,
    Metamethod::Mul,
    Metamethod::Mod,
    Metamethod::Pow,
    Metamethod::Div,
    Metamethod::IDiv,
    Metamethod::Unm,
];

/// Adds the metamethods to the metatable of strings.
// Where it is called, to keep what runs at the start in few pages of code.
#[inline(always)]
pub(super) fn add<'gc>(mut metatable: Library<'gc>) -> Result<'gc, ()> {
    for operator in OPERATORS {
        metatable = metatable.function(operator.name(), move |ctx, stack| apply(ctx, stack, operator))?;
    }
    Ok(())
}

/// Applies an operator to two values of which at least one is a string. Where they do not denote
/// numbers, a metamethod of the second one gets its chance.
fn apply<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, operator: Metamethod) -> Result<'gc> {
    let (a, b) = (stack.get(0), stack.get(1));
    if is_long(a) || is_long(b) {
        return run_callback(ctx, stack, apply_to_long(ctx, a, b, operator));
    }
    charge_reading(ctx, a);
    charge_reading(ctx, b);
    if let Some(result) = result(ctx, operator, number_value(to_number(a)), number_value(to_number(b)))? {
        stack.replace(result);
        return Ok(Action::Return);
    }
    let handler = handler(ctx, operator, a, b)?;
    run_callback(ctx, stack, call::<Value>(handler, (a, b)))
}

/// The result for numbers; what is no number is nil.
fn result<'gc>(
    ctx: Context<'gc>,
    operator: Metamethod,
    x: Value<'gc>,
    y: Value<'gc>,
) -> Result<'gc, Option<Value<'gc>>> {
    if x.is_nil() || y.is_nil() {
        return Ok(None);
    }
    let result = arithmetic::raw(operator, x, y).map_err(|error| without_position(ctx, error))?;
    Ok(Some(result.unwrap_or(Value::Nil)))
}

/// The metamethod of the second value, if it is no string.
fn handler<'gc>(
    ctx: Context<'gc>,
    operator: Metamethod,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Result<'gc, Value<'gc>> {
    let handler = match b {
        Value::String(_) => Value::Nil,
        _ => ctx.metatable(b).map_or(Value::Nil, |metatable| metatable.metamethod(ctx, operator)),
    };
    if handler.is_nil() {
        let (event, a, b) = (operator.event(), a.type_name(), b.type_name());
        return Err(Error::message(format!("attempt to {event} a '{a}' with a '{b}'")));
    }
    Ok(handler)
}

/// [`apply`] with long strings, which are read in pieces.
#[sequence]
async fn apply_to_long<'gc>(
    ctx: Context<'gc>,
    a: Value<'gc>,
    b: Value<'gc>,
    operator: Metamethod,
) -> Result<'gc, Value<'gc>> {
    let x = read_value(ctx, a).await?;
    let y = read_value(ctx, b).await?;
    match result(ctx, operator, x, y)? {
        Some(result) => Ok(result),
        None => {
            let handler = handler(ctx, operator, a, b)?;
            call(handler, (a, b)).await
        }
    }
}

/// The number that a value is or denotes, or nil.
#[sequence]
async fn read_value<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, Value<'gc>> {
    match value {
        Value::String(text) => read(ctx, text).await,
        other => Ok(number_value(to_number(other))),
    }
}
