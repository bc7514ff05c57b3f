//! Arithmetic and bitwise operators (manual sections 3.4.1 to 3.4.3).

use crate::{
    convert::number::charge_reading,
    meta::{
        MetaCall, Outcome,
        failure::{Failure, Operand},
    },
    object::{
        context::{BURST, Context},
        error::Error,
        metamethod::Metamethod,
        value::Value,
    },
    support::number,
};

/// `a <operator> b` on numbers, without metamethods or strings. `None` when an operand has the wrong
/// type or, for bitwise operators, no integer representation. For the unary operators (`Unm`,
/// `BNot`), `b` is ignored.
///
/// # Errors
/// Division of integers by zero.
pub fn raw<'gc>(
    operator: Metamethod,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Result<Option<Value<'gc>>, Error<'gc>> {
    use Metamethod::*;
    match operator {
        BAnd | BOr | BXor | Shl | Shr | BNot => Ok(bitwise(operator, a, b)),
        Unm => Ok(match a {
            Value::Integer(i) => Some(Value::Integer(i.wrapping_neg())),
            Value::Float(f) => Some(Value::float(-f.get())),
            _ => None,
        }),
        _ => match (a, b) {
            (Value::Integer(x), Value::Integer(y)) if !matches!(operator, Div | Pow) => {
                integers(operator, x, y).map(|i| Some(Value::Integer(i)))
            }
            _ => Ok(a.as_number().zip(b.as_number()).map(|(x, y)| Value::float(floats(operator, x, y)))),
        },
    }
}

fn integers<'gc>(operator: Metamethod, x: i64, y: i64) -> Result<i64, Error<'gc>> {
    use Metamethod::*;
    Ok(match operator {
        Add => x.wrapping_add(y),
        Sub => x.wrapping_sub(y),
        Mul => x.wrapping_mul(y),
        Mod => number::integer_modulo(x, y).ok_or(Error::message("attempt to perform 'n%0'"))?,
        _ => number::integer_floor_div(x, y).ok_or(Error::message("attempt to divide by zero"))?,
    })
}

fn floats(operator: Metamethod, x: f64, y: f64) -> f64 {
    use Metamethod::*;
    match operator {
        Add => x + y,
        Sub => x - y,
        Mul => x * y,
        Mod => number::float_modulo(x, y),
        Pow => number::float_power(x, y),
        Div => x / y,
        _ => number::float_floor_div(x, y),
    }
}

fn bitwise<'gc>(operator: Metamethod, a: Value<'gc>, b: Value<'gc>) -> Option<Value<'gc>> {
    use Metamethod::*;
    let x = to_integer(a)?;
    let y = if operator == BNot { 0 } else { to_integer(b)? };
    Some(Value::Integer(match operator {
        BAnd => x & y,
        BOr => x | y,
        BXor => x ^ y,
        Shl => number::shift_left(x, y),
        Shr => number::shift_right(x, y),
        _ => !x,
    }))
}

fn to_integer(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(i) => Some(i),
        Value::Float(f) => number::float_to_integer_exact(f.get()),
        _ => None,
    }
}

/// `a <operator> b`; for unary operators `b` is `a`.
///
/// # Errors
/// When an operand is of a wrong type, a float has no integer representation, or an integer is
/// divided by zero.
pub fn arithmetic<'gc>(
    ctx: Context<'gc>,
    operator: Metamethod,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Result<Outcome<'gc>, Failure<'gc>> {
    charge_short(ctx, a);
    charge_short(ctx, b);
    if let Some(result) = raw(operator, a, b)? {
        return Ok(Outcome::Value(result));
    }
    match binary_handler(ctx, operator, a, b) {
        Some(call) => Ok(Outcome::Call(call)),
        None => Err(failure(operator, a, b)),
    }
}

/// Charges for reading a string as a number, unless it is so long that who does it charges it piece by piece.
fn charge_short<'gc>(ctx: Context<'gc>, value: Value<'gc>) {
    if !matches!(value, Value::String(text) if text.len() > BURST) {
        charge_reading(ctx, value);
    }
}

/// The handler of a binary operator: the left operand's, or else the right one's.
#[inline(always)]
pub(crate) fn binary_handler<'gc>(
    ctx: Context<'gc>,
    operator: Metamethod,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Option<MetaCall<'gc>> {
    let handler = |value| ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, operator));
    let mut callee = handler(a);
    if callee.is_nil() {
        callee = handler(b);
    }
    (!callee.is_nil()).then(|| MetaCall::two(callee, a, b))
}

fn failure<'gc>(operator: Metamethod, a: Value<'gc>, b: Value<'gc>) -> Failure<'gc> {
    use Metamethod::*;
    let operation = match operator {
        BAnd | BOr | BXor | Shl | Shr | BNot => {
            if a.as_number().is_some() && b.as_number().is_some() {
                let first_fits = to_integer(a).is_some();
                return Failure::NoInteger(if first_fits { Operand::Second } else { Operand::First });
            }
            "perform bitwise operation on"
        }
        _ => "perform arithmetic on",
    };
    let first_is_wrong = a.as_number().is_none();
    let (value, operand) = if first_is_wrong { (a, Operand::First) } else { (b, Operand::Second) };
    Failure::Type { operation, value, operand }
}
