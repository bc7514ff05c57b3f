//! Why an operation is not possible, before the VM adds the variable's name.

use crate::{
    convert::failure::{LONGEST_QUOTE, is_fit_for_message},
    object::{context::Context, error::Error, metamethod::Metamethod, table::TableError, value::Value},
    support::any_bytes::from_bytes,
};

/// The fuel of a message.
const MESSAGE: usize = 60;

/// Which operand of an instruction is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The first one: the indexed, called, only or left operand.
    First,
    /// The right operand.
    Second,
    /// A value that no variable holds.
    Hidden,
}

/// Why an operation is not possible.
pub enum Failure<'gc> {
    /// `attempt to <operation> a <type> value`
    Type {
        /// What was tried, "index" for example.
        operation: &'static str,
        /// The value that does not support it.
        value: Value<'gc>,
        /// Where it comes from.
        operand: Operand,
    },
    /// `number has no integer representation`
    NoInteger(Operand),
    /// `attempt to compare ...`
    Comparison(Value<'gc>, Value<'gc>),
    /// Anything else.
    Error(Error<'gc>),
}

impl<'gc> Failure<'gc> {
    /// The error, without a variable's name.
    pub fn into_error(self, ctx: Context<'gc>) -> Error<'gc> {
        match self.into_text(ctx, &[]) {
            Ok(text) => Error::message(from_bytes(&text).into_owned()),
            Err(error) => error,
        }
    }

    /// The message, with `variable` (such as ` (local 'x')`) after the value's type; or an error that has its
    /// own.
    pub fn into_text(self, ctx: Context<'gc>, variable: &[u8]) -> Result<Vec<u8>, Error<'gc>> {
        ctx.charge_fuel(MESSAGE);
        match self {
            Failure::Type { operation, value, .. } => {
                let operation = operation.as_bytes();
                let name = type_name(ctx, value);
                ctx.charge_message(name.len() + variable.len())?;
                Ok([b"attempt to ", operation, b" a ", name, b" value", variable].concat())
            }
            Failure::NoInteger(_) => {
                ctx.charge_message(variable.len())?;
                Ok([b"number", variable, b" has no integer representation"].concat())
            }
            Failure::Comparison(a, b) => comparison_message(ctx, a, b),
            Failure::Error(error) => Err(error),
        }
    }

    /// The operand whose variable the message names, if any.
    pub fn operand(&self) -> Operand {
        match self {
            Failure::Type { operand, .. } | Failure::NoInteger(operand) => *operand,
            _ => Operand::Hidden,
        }
    }
}

fn comparison_message<'gc>(ctx: Context<'gc>, a: Value<'gc>, b: Value<'gc>) -> Result<Vec<u8>, Error<'gc>> {
    let (a, b) = (type_name(ctx, a), type_name(ctx, b));
    ctx.charge_message(a.len() + b.len())?;
    Ok(if a == b {
        [b"attempt to compare two ", a, b" values"].concat()
    } else {
        [b"attempt to compare ", a, b" with ", b].concat()
    })
}

impl<'gc> From<Error<'gc>> for Failure<'gc> {
    fn from(error: Error<'gc>) -> Self {
        Failure::Error(error)
    }
}

impl From<TableError> for Failure<'_> {
    fn from(error: TableError) -> Self {
        Failure::Error(error.into())
    }
}

/// The type's name as messages show it: a string in the metatable's `__name` that is not too long, or the basic type.
pub fn type_name<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> &'gc [u8] {
    if let Value::Table(_) | Value::UserData(_) = value
        && let Some(metatable) = ctx.metatable(value)
        && let Value::String(name) = metatable.metamethod(ctx, Metamethod::Name)
        && name.len() <= LONGEST_QUOTE
    {
        // Messages take names up to the first zero byte.
        let name = name.as_bytes().split(|byte| *byte == 0).next().unwrap_or_default();
        if is_fit_for_message(ctx, name) {
            return name;
        }
    }
    value.type_name().as_bytes()
}
