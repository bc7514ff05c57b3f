//! `pcall` and `xpcall`.

use piccolo_core::{
    object::{context::Context, error::Error, function::Function, stack::Stack, value::Value},
    sequence::{Tail, call_stack},
};
use piccolo_derive::sequence;

use crate::library::{FEW, Result, others, remove_first};

/// `pcall(f, ...)`: calls `f` with the other arguments. Returns true and its results, or false and the
/// error.
#[sequence]
pub(super) async fn pcall<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let function = stack.check_any(0)?;
    stack.as_mut_slice()[0] = Value::True;
    let result = call_stack(function).above(1).await;
    return_protected(ctx, stack, result)
}

/// The fuel of keeping a message handler.
const HANDLER: usize = 10;

/// `xpcall(f, handler, ...)`: as `pcall`, but the error is what `handler` makes of it. The handler runs
/// where the error was raised.
#[sequence]
pub(super) async fn xpcall<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let handler: Function = stack.argument(ctx, 1)?;
    ctx.charge_fuel(HANDLER);
    let function = stack.get(0);
    let mut results = 0;
    if stack.len() > FEW {
        // The first value stays, to be removed at the end.
        stack.as_mut_slice()[0] = Value::Nil;
        results = 1;
    } else {
        remove_first(stack);
    }
    stack.as_mut_slice()[results] = Value::True;
    let result = call_stack(function).above(results + 1).with_handler(handler).await;
    match stack.get(0) {
        Value::Nil if result.is_ok() => Ok(others(ctx)),
        _ => return_protected(ctx, stack, result),
    }
}

/// Returns what is on the stack, with true as first value; or false and the error.
#[inline(always)]
pub(crate) fn return_protected<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    result: Result<'gc, ()>,
) -> Result<'gc, Tail<'gc>> {
    match result {
        Ok(()) => Ok(Tail::Stack),
        Err(error) => return_error(ctx, stack, Value::False, &error),
    }
}

/// Returns `mark` and the error. Stops are no errors.
pub(crate) fn return_error<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    mark: Value<'gc>,
    error: &Error<'gc>,
) -> Result<'gc, Tail<'gc>> {
    if let Error::Stop(stop) = error {
        return Err(Error::Stop(*stop));
    }
    let error = error.to_value(ctx);
    stack.replace(mark);
    stack.push(error)?;
    Ok(Tail::Stack)
}
