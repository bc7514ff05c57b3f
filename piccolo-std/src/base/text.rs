//! `print`, `tostring` and `tonumber`.

use piccolo_core::{
    convert::number::to_number,
    meta::{Outcome, concatenation::number_text, text},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        metamethod::Metamethod,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    support::numeral::Numeral,
};
use piccolo_derive::Collect;

use crate::{
    library::{Result, charge_bytes, prepare_call},
    output::Output,
    string::class::is_space,
};

/// The result of a `__tostring` metamethod as a string.
pub(crate) fn checked_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, String<'gc>> {
    match (value, number_text(value)) {
        (Value::String(string), _) => Ok(string),
        (_, Some(text)) => Ok(ctx.intern(text.as_bytes())),
        _ => Err(Error::message("'__tostring' must return a string")),
    }
}

/// `tostring(v)`: the value in readable form, as its `__tostring` gives it.
pub(super) fn tostring<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let value = stack.check_any(0)?;
    match text::to_text(ctx, value) {
        Outcome::Value(text) => {
            stack.replace(text);
            Ok(Action::Return)
        }
        Outcome::Call(call) => {
            stack.clear();
            stack.extend(call.arguments())?;
            let function = prepare_call(ctx, call.callee, &mut stack, 0)?;
            Ok(Action::Call { function, bottom: 0, then: BoxSequence::new(CheckText) })
        }
    }
}

/// Checks that `__tostring` gave a string.
#[derive(Collect)]
#[collect(require_static)]
struct CheckText;

impl<'gc> Sequence<'gc> for CheckText {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let text = checked_text(ctx, stack.get(0))?;
        stack.replace(text.into());
        Ok(SequencePoll::Return)
    }
}

/// `print(...)`: writes its arguments, converted as by `tostring`, to the standard output, with tabs
/// between them and a newline at the end.
pub(super) fn print_function<'gc>(ctx: Context<'gc>, output: Output) -> Callback<'gc> {
    Callback::new(ctx, move |ctx, mut stack| {
        let mut printer = Printer { output: output.clone(), next: 0, bottom: stack.len(), called: false };
        match printer.run(ctx, &mut stack)? {
            Some(_) => {
                // The sequence starts over at the argument that needs the call.
                stack.truncate(printer.bottom);
                Ok(Action::Sequence(BoxSequence::new(printer)))
            }
            None => Ok(Action::Return),
        }
    })
}

/// `print`, between two of its arguments. These lie below `bottom`.
#[derive(Collect)]
#[collect(require_static)]
struct Printer {
    output: Output,
    /// The first argument that is not written yet.
    next: usize,
    bottom: usize,
    /// Whether a `__tostring` was called, whose result lies at `bottom`.
    called: bool,
}

impl Printer {
    /// Writes as many arguments as possible without a call. Gives the function to call for the next
    /// one, or `None` when all is written.
    fn run<'gc>(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
    ) -> Result<'gc, Option<Function<'gc>>> {
        while self.next < self.bottom {
            let value = stack.get(self.next);
            if let Some(call) = tostring_call(ctx, value) {
                stack.extend(&[value])?;
                return prepare_call(ctx, call, stack, self.bottom).map(Some);
            }
            match (value, number_text(value)) {
                (_, Some(text)) => self.write(ctx, text.as_bytes()),
                (Value::String(string), _) => self.write(ctx, string.as_bytes()),
                _ => self.write(ctx, text::raw_text(ctx, value).as_bytes()),
            }
        }
        self.output.write(b"\n");
        stack.clear();
        Ok(None)
    }

    fn write(&mut self, ctx: Context<'_>, text: &[u8]) {
        if self.next > 0 {
            self.output.write(b"\t");
        }
        charge_bytes(ctx, text.len());
        self.output.write(text);
        self.next += 1;
    }
}

/// The `__tostring` of a value.
#[inline(always)]
pub(crate) fn tostring_call<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Option<Value<'gc>> {
    let handler = ctx.metatable(value)?.metamethod(ctx, Metamethod::ToString);
    (!handler.is_nil()).then_some(handler)
}

impl<'gc> Sequence<'gc> for Printer {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if std::mem::take(&mut self.called) {
            let text = checked_text(ctx, stack.get(self.bottom))?;
            stack.truncate(self.bottom);
            self.write(ctx, text.as_bytes());
        }
        Ok(match self.run(ctx, &mut stack)? {
            Some(function) => {
                self.called = true;
                SequencePoll::Call { function, bottom: self.bottom }
            }
            None => SequencePoll::Return,
        })
    }
}

/// `tonumber(e [, base])`: the number that `e` is or denotes, or fail. With a base from 2 to 36, `e` is an
/// integer numeral in that base.
pub(super) fn tonumber<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = if stack.get(1).is_nil() {
        let value = stack.check_any(0)?;
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
        charge_bytes(ctx, digits.len());
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
