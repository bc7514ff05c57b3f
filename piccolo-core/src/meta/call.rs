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

/// The function behind `callee`, and how many values are called on the way: as many of [`called`] are to be put before
/// the arguments.
pub(crate) fn resolve<'gc>(
    ctx: Context<'gc>,
    callee: Value<'gc>,
) -> Result<(Function<'gc>, usize), Failure<'gc>> {
    let mut value = callee;
    for count in 0..MAX_CHAIN {
        if let Some(function) = Function::from_value(value) {
            return Ok((function, count));
        }
        let handler = handler(ctx, value);
        if handler.is_nil() {
            return Err(Failure::Type { operation: "call", value, operand: Operand::First });
        }
        ctx.charge_small(LINK);
        value = handler;
    }
    Err(Failure::Error(Error::message("stack overflow")))
}

fn handler<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Value<'gc> {
    ctx.metatable(value).map_or(Value::Nil, |metatable| metatable.metamethod(ctx, Metamethod::Call))
}

/// Puts the values that are called on the way from `callee` to its function into `places`, the first one last.
pub(crate) fn put_called<'gc>(ctx: Context<'gc>, callee: Value<'gc>, places: &mut [Value<'gc>]) {
    let mut value = callee;
    for place in places.iter_mut().rev() {
        *place = value;
        value = handler(ctx, value);
    }
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
    let (function, count) = resolve(ctx, callee).map_err(|failure| failure.into_error(ctx))?;
    let len = stack.len();
    ctx.charge_fuel(len.saturating_sub(bottom) / 16);
    stack.resize(len + count)?;
    if let Some(window) = stack.as_mut_slice().get_mut(bottom..) {
        window.copy_within(..len - bottom, count);
        put_called(ctx, callee, &mut window[..count]);
    }
    Ok(function)
}
