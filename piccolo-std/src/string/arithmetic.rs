//! Arithmetic on strings that denote numbers: metamethods of strings.

use piccolo_core::{
    convert::number::{charge_reading, to_number},
    meta::arithmetic,
    object::{
        callback::Action, context::Context, error::Error, metamethod::Metamethod, stack::Stack, value::Value,
    },
    sequence::{call, run_callback},
    support::numeral::Numeral,
};

use crate::library::{Library, Result, without_position};

const OPERATORS: [Metamethod; 8] = [
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
    charge_reading(ctx, a);
    charge_reading(ctx, b);
    if let (Some(x), Some(y)) = (number(a), number(b)) {
        let result = arithmetic::raw(operator, x, y).map_err(|error| without_position(ctx, error))?;
        stack.replace(result.unwrap_or(Value::Nil));
        return Ok(Action::Return);
    }
    let handler = match b {
        Value::String(_) => Value::Nil,
        _ => ctx.metatable(b).map_or(Value::Nil, |metatable| metatable.metamethod(ctx, operator)),
    };
    if handler.is_nil() {
        let (event, a, b) = (operator.event(), a.type_name(), b.type_name());
        return Err(Error::message(format!("attempt to {event} a '{a}' with a '{b}'")));
    }
    run_callback(ctx, stack, call::<Value>(handler, (a, b)))
}

fn number<'gc>(value: Value<'gc>) -> Option<Value<'gc>> {
    to_number(value).map(|number| match number {
        Numeral::Integer(i) => Value::Integer(i),
        Numeral::Float(f) => Value::float(f),
    })
}
