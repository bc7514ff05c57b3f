//! `..` (manual section 3.4.6).

use crate::{
    meta::{
        Outcome,
        arithmetic::binary_handler,
        failure::{Failure, Operand},
    },
    object::{
        context::Context,
        error::Error,
        metamethod::Metamethod,
        string::{INLINE_LIMIT, String},
        value::Value,
    },
    support::numeral::{self, Text},
};

/// The longest string that may come to be.
const MAX_LEN: usize = u32::MAX as usize;

/// `a .. b`
///
/// # Errors
/// When an operand is neither string nor number and has no `__concat`, or the result is too long.
pub fn concat<'gc>(ctx: Context<'gc>, a: Value<'gc>, b: Value<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
    if is_text(a) && is_text(b) {
        return Ok(Outcome::Value(Value::String(join(ctx, &[a, b])?)));
    }
    match binary_handler(ctx, Metamethod::Concat, a, b) {
        Some(call) => Ok(Outcome::Call(call)),
        None => {
            let (value, operand) = if is_text(a) { (b, Operand::Second) } else { (a, Operand::First) };
            Err(Failure::Type { operation: "concatenate", value, operand })
        }
    }
}

/// Whether a value takes part in concatenation without a metamethod.
#[inline]
pub(crate) fn is_text(value: Value<'_>) -> bool {
    matches!(value, Value::String(_) | Value::Integer(_) | Value::Float(_))
}

/// The fuel of a value that is concatenated.
const TEXT: usize = 8;

/// The fuel of the text of a float, besides.
const FLOAT: usize = 30;

/// How many numbers are turned into text only once.
const CACHED: usize = 3;

/// The texts of the first numbers among some values.
struct NumberTexts {
    texts: [Option<Text>; CACHED],
    count: usize,
}

impl NumberTexts {
    /// The text of the next number.
    fn add(&mut self, value: Value<'_>) -> Option<Text> {
        let text = number_text(value);
        if let Some(slot) = self.texts.get_mut(self.count) {
            *slot = text;
        }
        self.count += 1;
        text
    }

    /// The text of number `index`, which is `value`.
    fn get(&self, index: usize, value: Value<'_>) -> Option<Text> {
        self.texts.get(index).copied().flatten().or_else(|| number_text(value))
    }
}

/// The concatenation of strings and numbers.
///
/// # Errors
/// When the result is too long, or for the memory limit.
pub(crate) fn join<'gc>(ctx: Context<'gc>, values: &[Value<'gc>]) -> Result<String<'gc>, Error<'gc>> {
    ctx.charge_fuel(TEXT * values.len());
    let mut short = [0u8; INLINE_LIMIT];
    let mut numbers = NumberTexts { texts: [None; CACHED], count: 0 };
    let mut len = 0usize;
    for &value in values {
        let number;
        let bytes = match value {
            Value::String(string) => string.as_bytes(),
            other => {
                if let Value::Float(_) = other {
                    ctx.charge_fuel(FLOAT);
                }
                number = numbers.add(other);
                number.as_ref().map_or(&[][..], Text::as_bytes)
            }
        };
        if let Some(target) = short.get_mut(len..len.saturating_add(bytes.len())) {
            target.copy_from_slice(bytes);
        }
        len = len.saturating_add(bytes.len());
    }
    if len <= short.len() {
        return String::try_new(ctx, &short[..len]).map_err(Error::from);
    }
    join_long(ctx, values, &numbers, len)
}

#[inline(never)]
fn join_long<'gc>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    numbers: &NumberTexts,
    len: usize,
) -> Result<String<'gc>, Error<'gc>> {
    if len > MAX_LEN {
        return Err(Error::message("string length overflow"));
    }
    // The final string charges itself; asking first keeps the limit from being overrun in between.
    ctx.memory().check(len)?;
    let mut bytes = Vec::with_capacity(len);
    let mut index = 0;
    for &value in values {
        if let Value::String(string) = value {
            bytes.extend_from_slice(string.as_bytes());
        } else if let Some(text) = numbers.get(index, value) {
            bytes.extend_from_slice(text.as_bytes());
            index += 1;
        }
    }
    String::try_from_boxed(ctx, bytes.into_boxed_slice()).map_err(Error::from)
}

/// The text of a number, if `value` is one.
pub fn number_text(value: Value<'_>) -> Option<Text> {
    match value {
        Value::Integer(i) => Some(numeral::integer_text(i)),
        Value::Float(x) => Some(numeral::float_text(x.get())),
        _ => None,
    }
}
