//! `print`, `tostring` and `tonumber`.

use piccolo_core::{
    convert::number::{charge_reading, to_number},
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        metamethod::Metamethod,
        stack::Stack,
        value::Value,
    },
    sequence::{self, run_callback},
    support::numeral::Numeral,
};
use piccolo_derive::sequence;

use crate::{
    library::{Result, TEXT, charge_bytes},
    output::Output,
    string::class::is_space,
};

/// `tostring(v)`: the value in readable form, as its `__tostring` gives it.
pub(super) fn tostring<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let value = stack.check_any(0)?;
    if !matches!(value, Value::String(_)) {
        ctx.charge_fuel(TEXT);
    }
    run_callback(ctx, stack, sequence::tostring(value))
}

/// `print(...)`: writes its arguments, converted as by `tostring`, to the standard output, with tabs
/// between them and a newline at the end.
#[sequence]
async fn print<'gc>(ctx: Context<'gc>, output: Output, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    for i in 0..stack.len() {
        let value = stack.get(i);
        match number_text(value).filter(|_| tostring_call(ctx, value).is_none()) {
            Some(number) => {
                ctx.charge_fuel(TEXT);
                write(ctx, &output, i, number.as_bytes());
            }
            None => {
                let text = sequence::tostring(value).await?;
                write(ctx, &output, i, text.as_bytes());
            }
        }
    }
    output.write(b"\n");
    Ok(())
}

/// [`print`] to `output`.
pub(super) fn print_function<'gc>(ctx: Context<'gc>, output: Output) -> Callback<'gc> {
    Callback::sequence(ctx, move |ctx| print(ctx, output.clone()))
}

/// Writes the text of argument `index`.
fn write(ctx: Context<'_>, output: &Output, index: usize, text: &[u8]) {
    if index > 0 {
        output.write(b"\t");
    }
    charge_bytes(ctx, text.len());
    output.write(text);
}

/// The `__tostring` of a value.
#[inline(always)]
pub(crate) fn tostring_call<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Option<Value<'gc>> {
    let handler = ctx.metatable(value)?.metamethod(ctx, Metamethod::ToString);
    (!handler.is_nil()).then_some(handler)
}

/// `tonumber(e [, base])`: the number that `e` is or denotes, or fail. With a base from 2 to 36, `e` is an
/// integer numeral in that base.
pub(super) fn tonumber<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = if stack.get(1).is_nil() {
        let value = stack.check_any(0)?;
        charge_reading(ctx, value);
        match to_number(value) {
            Some(Numeral::Integer(i)) => Value::Integer(i),
            Some(Numeral::Float(f)) => Value::float(f),
            None => Value::Nil,
        }
    } else {
        let base: i64 = stack.argument(ctx, 1)?;
        let Value::String(digits) = stack.get(0) else {
            return Err(crate::library::expected(ctx, &stack, 0, "string"));
        };
        if !(2..=36).contains(&base) {
            return Err(Error::argument(1, "base out of range"));
        }
        ctx.charge_fuel(digits.len());
        parse_integer(digits.as_bytes(), base as u32).map_or(Value::Nil, Value::Integer)
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// The integer that `text` denotes in `base`; it wraps around.
fn parse_integer(text: &[u8], base: u32) -> Option<i64> {
    let digits = trim(text);
    let (negative, digits) = match digits {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for &digit in digits {
        let digit = char::from(digit).to_digit(base)?;
        value = value.wrapping_mul(base.into()).wrapping_add(digit.into());
    }
    Some(if negative { value.wrapping_neg() } else { value })
}

fn trim(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_space(*byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_space(*byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::parse_integer;

    #[test]
    fn integers_in_any_base() {
        assert_eq!(parse_integer(b" -zz\t", 36), Some(-1295));
        assert_eq!(parse_integer(b"+7fF", 16), Some(0x7ff));
        assert_eq!(parse_integer(b"ffffffffffffffff", 16), Some(-1));
        assert_eq!(parse_integer(b"2", 2), None);
        assert_eq!(parse_integer(b"- 1", 10), None);
        assert_eq!(parse_integer(b"  ", 10), None);
        assert_eq!(parse_integer(b"1\0", 10), None);
    }
}
