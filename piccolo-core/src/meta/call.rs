//! Calling values that are no functions: `__call` (manual section 2.4).

use crate::{
    meta::failure::{Failure, Operand},
    object::{
        context::Context, error::Error, function::Function, metamethod::Metamethod, stack::Stack,
        value::Value,
    },
};

/// How many `__call` steps one call may take.
const MAX_CHAIN: usize = 200;

/// The fuel of one such step.
const LINK: i64 = 6;

/// The function behind `callee`. The values that were called on the way are handed to `insert`, to
/// be put before the arguments, one after the other.
pub(crate) fn resolve<'gc>(
    ctx: Context<'gc>,
    callee: Value<'gc>,
    mut insert: impl FnMut(Value<'gc>) -> Result<(), Error<'gc>>,
) -> Result<Function<'gc>, Failure<'gc>> {
    let mut value = callee;
    for _ in 0..MAX_CHAIN {
        if let Some(function) = Function::from_value(value) {
            return Ok(function);
        }
        let handler = ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Call));
        if handler.is_nil() {
            return Err(Failure::Type { operation: "call", value, operand: Operand::First });
        }
        ctx.charge_small(LINK);
        insert(value)?;
        value = handler;
    }
    Err(Failure::Error(Error::message("stack overflow")))
}

/// The function to call for `callee`, whose arguments are the values of `stack` from `bottom` up.
/// For a callable object, the object is inserted as first argument.
///
/// # Errors
/// When `callee` can not be called.
pub fn prepare<'gc>(
    ctx: Context<'gc>,
    callee: Value<'gc>,
    stack: &mut Stack<'gc, '_>,
    bottom: usize,
) -> Result<Function<'gc>, Error<'gc>> {
    resolve(ctx, callee, |value| stack.insert(bottom, value)).map_err(|failure| failure.into_error(ctx))
}
