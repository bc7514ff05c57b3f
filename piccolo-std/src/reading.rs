//! Long numerals, read in pieces.

use piccolo_core::{
    object::{
        context::{BURST, Context},
        string::String,
        value::Value,
    },
    support::numeral::Numeral,
    syntax::accumulator::Accumulator,
};
use piccolo_derive::Collect;

/// Strings up to this length are read at once.
pub(crate) const SHORT: usize = BURST;

/// Whether a value is a string that takes long to be read as a number.
pub(crate) fn is_long(value: Value<'_>) -> bool {
    matches!(value, Value::String(text) if text.len() > SHORT)
}

/// The value of a number that was read, or nil.
pub(crate) fn number_value<'gc>(numeral: Option<Numeral>) -> Value<'gc> {
    match numeral {
        Some(Numeral::Integer(i)) => Value::Integer(i),
        Some(Numeral::Float(f)) => Value::float(f),
        None => Value::Nil,
    }
}

/// A string that is being read as a number.
#[derive(Collect)]
#[collect(no_drop)]
pub(crate) struct Reading<'gc> {
    text: String<'gc>,
    done: usize,
    #[collect(require_static)]
    numeral: Accumulator,
}

impl<'gc> Reading<'gc> {
    pub(crate) fn new(text: String<'gc>) -> Self {
        Self { text, done: 0, numeral: Accumulator::default() }
    }

    /// Goes on until a pause is due. Gives whether all is read.
    pub(crate) fn advance(&mut self, ctx: Context<'gc>) -> bool {
        let text = self.text.as_bytes();
        while self.done < text.len() {
            if ctx.is_pause_due() {
                return false;
            }
            let part = &text[self.done..text.len().min(self.done + SHORT)];
            ctx.charge_fuel(part.len());
            self.numeral.push(part);
            self.done += part.len();
        }
        true
    }

    /// The number that was read, or nil.
    pub(crate) fn value(&self) -> Value<'gc> {
        number_value(self.numeral.value())
    }
}
