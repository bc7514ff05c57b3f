//! `print`, `tostring` and `tonumber`.

use piccolo_core::{
    convert::number::{charge_reading, to_number},
    meta::concatenation::number_text,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        metamethod::Metamethod,
        reading::{Reading, SHORT, is_long},
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::{self, checkpoint, poll_callback, run_callback},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    buffer::SLICE,
    library::{Result, TEXT, WRITTEN_PER_UNIT},
    output::Output,
    reading::number_value,
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

/// How many values are printed without a look at the fuel: lines of fewer stay whole where several runs print.
const LINE: usize = 64;

/// `print(...)`: writes its arguments, converted as by `tostring`, to the standard output, with tabs
/// between them and a newline at the end.
#[sequence]
async fn print<'gc>(ctx: Context<'gc>, output: Output, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    for i in 0..stack.len() {
        if i % LINE == LINE - 1 {
            checkpoint().await;
        }
        let value = stack.get(i);
        match number_text(value).filter(|_| tostring_call(ctx, value).is_none()) {
            Some(number) => {
                ctx.charge_fuel(TEXT);
                write(ctx, &output, i, number.as_bytes());
            }
            None => {
                if !matches!(value, Value::String(_)) {
                    ctx.charge_fuel(TEXT);
                }
                let text = sequence::tostring(value).await?;
                let mut done = text.len().min(SLICE);
                write(ctx, &output, i, &text.as_bytes()[..done]);
                while done < text.len() {
                    checkpoint().await;
                    let part = done..text.len().min(done + SLICE);
                    write(ctx, &output, 0, &text.as_bytes()[part.clone()]);
                    done = part.end;
                }
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

/// The fuel of writing a text, beside that of its bytes.
const WRITTEN: usize = 12;

/// Writes the text of argument `index`.
fn write(ctx: Context<'_>, output: &Output, index: usize, text: &[u8]) {
    if index > 0 {
        output.write(b"\t");
    }
    ctx.charge_fuel(WRITTEN);
    ctx.charge_fuel(text.len() / WRITTEN_PER_UNIT);
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
    if stack.get(1).is_nil() {
        let value = stack.check_any(0)?;
        if let Value::String(text) = value
            && is_long(value)
        {
            return poll_callback(ctx, stack, LongNumeral(Reading::new(text)));
        }
        charge_reading(ctx, value);
        stack.replace(number_value(to_number(value)));
        return Ok(Action::Return);
    }
    let base: i64 = stack.parameter(ctx, 1)?;
    let Value::String(text) = stack.get(0) else {
        return Err(crate::library::expected(ctx, &stack, 0, "string"));
    };
    if !(2..=36).contains(&base) {
        return Err(Error::argument(1, "base out of range"));
    }
    poll_callback(ctx, stack, IntegerReading { text, done: 0, numeral: IntegerNumeral::new(base as u32) })
}

/// A long string that is being read as a number.
#[derive(Collect)]
#[collect(no_drop)]
struct LongNumeral<'gc>(Reading<'gc>);

impl<'gc> Sequence<'gc> for LongNumeral<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if !self.0.advance(ctx) {
            return Ok(SequencePoll::Pause);
        }
        stack.replace(number_value(self.0.numeral()));
        Ok(SequencePoll::Return)
    }
}

/// A string that is being read as an integer in some base.
#[derive(Collect)]
#[collect(no_drop)]
struct IntegerReading<'gc> {
    text: String<'gc>,
    done: usize,
    #[collect(require_static)]
    numeral: IntegerNumeral,
}

impl<'gc> Sequence<'gc> for IntegerReading<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let text = self.text.as_bytes();
        while self.done < text.len() {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let part = &text[self.done..text.len().min(self.done + SHORT)];
            ctx.charge_fuel(part.len());
            part.iter().for_each(|&byte| self.numeral.push(byte));
            self.done += part.len();
        }
        stack.replace(self.numeral.value().map_or(Value::Nil, Value::Integer));
        Ok(SequencePoll::Return)
    }
}

/// An integer numeral in some base, with an optional sign and white space around it. It wraps around.
struct IntegerNumeral {
    base: u32,
    value: i64,
    is_negative: bool,
    stage: Stage,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Begin,
    Sign,
    Digit,
    End,
    Bad,
}

impl IntegerNumeral {
    fn new(base: u32) -> Self {
        Self { base, value: 0, is_negative: false, stage: Stage::Begin }
    }

    fn push(&mut self, byte: u8) {
        self.stage = match (self.stage, char::from(byte).to_digit(self.base)) {
            (Stage::Begin | Stage::Sign | Stage::Digit, Some(digit)) => {
                self.value = self.value.wrapping_mul(self.base.into()).wrapping_add(digit.into());
                Stage::Digit
            }
            (Stage::Begin, None) if byte == b'-' || byte == b'+' => {
                self.is_negative = byte == b'-';
                Stage::Sign
            }
            (Stage::Begin, None) if is_space(byte) => Stage::Begin,
            (Stage::Digit | Stage::End, None) if is_space(byte) => Stage::End,
            _ => Stage::Bad,
        };
    }

    fn value(&self) -> Option<i64> {
        let value = if self.is_negative { self.value.wrapping_neg() } else { self.value };
        matches!(self.stage, Stage::Digit | Stage::End).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::IntegerNumeral;

    fn parse_integer(text: &[u8], base: u32) -> Option<i64> {
        let mut numeral = IntegerNumeral::new(base);
        text.iter().for_each(|&byte| numeral.push(byte));
        numeral.value()
    }

    #[test]
    fn integers_in_any_base() {
        assert_eq!(parse_integer(b" -zz\t", 36), Some(-1295));
        assert_eq!(parse_integer(b"+7fF", 16), Some(0x7ff));
        assert_eq!(parse_integer(b"ffffffffffffffff", 16), Some(-1));
        assert_eq!(parse_integer(b"2", 2), None);
        assert_eq!(parse_integer(b"- 1", 10), None);
        assert_eq!(parse_integer(b"1 1", 10), None);
        assert_eq!(parse_integer(b"  ", 10), None);
        assert_eq!(parse_integer(b"1\0", 10), None);
    }
}
