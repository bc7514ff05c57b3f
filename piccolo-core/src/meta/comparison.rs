//! `==`, `<` and `<=` (manual section 3.4.4).

use crate::{
    meta::{MetaCall, Outcome, arithmetic::binary_handler, failure::Failure},
    object::{context::Context, metamethod::Metamethod, value::Value},
    support::number,
};

/// `a == b`
pub fn equals<'gc>(ctx: Context<'gc>, a: Value<'gc>, b: Value<'gc>) -> Outcome<'gc> {
    if a.raw_equals(b) {
        return Outcome::Value(Value::True);
    }
    let metatables = match (a, b) {
        (Value::Table(_), Value::Table(_)) | (Value::UserData(_), Value::UserData(_)) => {
            [ctx.metatable(a), ctx.metatable(b)]
        }
        _ => return Outcome::Value(Value::False),
    };
    for metatable in metatables.into_iter().flatten() {
        let handler = metatable.metamethod(ctx, Metamethod::Eq);
        if !handler.is_nil() {
            return Outcome::Call(MetaCall::two(handler, a, b));
        }
    }
    Outcome::Value(Value::False)
}

/// `a < b` for numbers and strings; `None` for anything else.
pub fn raw_less_than(a: Value<'_>, b: Value<'_>) -> Option<bool> {
    Some(match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => x < y,
        (Value::Float(x), Value::Float(y)) => x.get() < y.get(),
        (Value::Integer(x), Value::Float(y)) => number::integer_less_float(x, y.get()),
        (Value::Float(x), Value::Integer(y)) => number::float_less_integer(x.get(), y),
        (Value::String(x), Value::String(y)) => x.as_ptr() != y.as_ptr() && x.as_bytes() < y.as_bytes(),
        _ => return None,
    })
}

/// `a <= b` for numbers and strings; `None` for anything else.
pub fn raw_less_equal(a: Value<'_>, b: Value<'_>) -> Option<bool> {
    Some(match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => x <= y,
        (Value::Float(x), Value::Float(y)) => x.get() <= y.get(),
        (Value::Integer(x), Value::Float(y)) => number::integer_less_equal_float(x, y.get()),
        (Value::Float(x), Value::Integer(y)) => number::float_less_equal_integer(x.get(), y),
        (Value::String(x), Value::String(y)) => x.as_ptr() == y.as_ptr() || x.as_bytes() <= y.as_bytes(),
        _ => return None,
    })
}

/// `a < b`
///
/// # Errors
/// When the values can not be compared.
pub fn less_than<'gc>(ctx: Context<'gc>, a: Value<'gc>, b: Value<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
    if let Some(result) = raw_less_than(a, b) {
        return Ok(Outcome::Value(Value::boolean(result)));
    }
    let call = binary_handler(ctx, Metamethod::Lt, a, b).ok_or(Failure::Comparison(a, b))?;
    Ok(Outcome::Call(call))
}

/// `a <= b`
///
/// # Errors
/// When the values can not be compared.
pub fn less_equal<'gc>(
    ctx: Context<'gc>,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Result<Outcome<'gc>, Failure<'gc>> {
    if let Some(result) = raw_less_equal(a, b) {
        return Ok(Outcome::Value(Value::boolean(result)));
    }
    let call = binary_handler(ctx, Metamethod::Le, a, b).ok_or(Failure::Comparison(a, b))?;
    Ok(Outcome::Call(call))
}
