//! Long numerals, read in pieces.
//!
//! Functions that have done nothing yet take numbers with `stack.parameter(..)`, and are called again when the long
//! numerals among their arguments are read. Those that are in the middle of their work read them by [`LongArgument`]
//! or [`settle`].

use piccolo_core::{
    convert::{FromLua, failure::ConversionError, number::argument_numeral},
    object::{
        context::Context,
        reading::{Reading, is_long},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::pause,
    support::numeral::Numeral,
};
use piccolo_derive::{Collect, sequence};

use crate::library::Result;

/// The value of a number that was read, or nil.
pub(crate) fn number_value<'gc>(numeral: Option<Numeral>) -> Value<'gc> {
    match numeral {
        Some(Numeral::Integer(i)) => Value::Integer(i),
        Some(Numeral::Float(f)) => Value::float(f),
        None => Value::Nil,
    }
}

/// The number that argument `index`, `value`, is or denotes, or nil. For functions that have done nothing yet.
pub(crate) fn number_argument<'gc>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    index: usize,
) -> Result<'gc, Value<'gc>> {
    argument_numeral(ctx, value).map(number_value).map_err(|error| error.into_argument(index))
}

/// The number that a string denotes, or nil.
#[sequence]
pub(crate) async fn read<'gc>(ctx: Context<'gc>, text: String<'gc>) -> Result<'gc, Value<'gc>> {
    let mut reading = Reading::new(text);
    while !reading.advance(ctx) {
        pause().await;
    }
    Ok(number_value(reading.numeral()))
}

/// Puts a number in the place of argument `index`, if that is a long string, which must denote one.
#[sequence]
pub(crate) async fn settle<'gc>(ctx: Context<'gc>, index: usize, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    if let Value::String(text) = stack.get(index)
        && is_long(stack.get(index))
    {
        let number = read(ctx, text).await?;
        if number.is_nil() {
            return Err(ConversionError::expected(ctx, "number", text.into()).into_argument(index));
        }
        stack.as_mut_slice()[index] = number;
    }
    Ok(())
}

/// The long numeral among the arguments that a hand-written sequence is reading, if it is.
#[derive(Collect, Default)]
#[collect(no_drop)]
pub(crate) struct LongArgument<'gc>(Option<Box<Reading<'gc>>>);

impl<'gc> LongArgument<'gc> {
    /// Whether one is being read.
    pub(crate) fn is_pending(&self) -> bool {
        self.0.is_some()
    }

    /// Argument `index`, a number. `None` if a pause is due first; then the same is to be asked for again.
    #[inline(always)]
    pub(crate) fn take<T: FromLua<'gc>>(
        &mut self,
        ctx: Context<'gc>,
        stack: &Stack<'gc, '_>,
        index: usize,
    ) -> Result<'gc, Option<T>> {
        match stack.get(index) {
            Value::String(text) => self.take_string(ctx, stack, index, text),
            _ => stack.argument(ctx, index).map(Some),
        }
    }

    #[cold]
    #[inline(never)]
    fn take_string<T: FromLua<'gc>>(
        &mut self,
        ctx: Context<'gc>,
        stack: &Stack<'gc, '_>,
        index: usize,
        text: String<'gc>,
    ) -> Result<'gc, Option<T>> {
        if !is_long(text.into()) {
            return stack.argument(ctx, index).map(Some);
        }
        let reading = self.0.get_or_insert_with(|| Box::new(Reading::new(text)));
        if !reading.advance(ctx) {
            return Ok(None);
        }
        let number = number_value(reading.numeral());
        self.0 = None;
        let result = match number {
            Value::Nil => Err(ConversionError::expected(ctx, "number", text.into())),
            number => T::from_lua(ctx, number),
        };
        result.map(Some).map_err(|error| error.into_argument(index))
    }
}
