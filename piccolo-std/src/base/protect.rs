//! `pcall` and `xpcall`.

use piccolo_core::object::{
    callback::Action,
    context::Context,
    error::Error,
    function::Function,
    sequence::{BoxSequence, Sequence, SequencePoll},
    stack::Stack,
    value::Value,
};
use piccolo_derive::Collect;

use crate::library::{Result, prepare_call, remove_first};

/// `pcall(f, ...)`: calls `f` with the other arguments. Returns true and its results, or false and the
/// error.
pub(super) fn pcall<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let callee = stack.check_any(0)?;
    stack.as_mut_slice()[0] = Value::True;
    match Function::from_value(callee) {
        Some(function) => Ok(Action::Call { function, bottom: 1, then: BoxSequence::new(Protected) }),
        None => pcall_object(ctx, stack, callee),
    }
}

/// [`pcall`] of something that is no function, but may have a `__call`.
#[inline(never)]
fn pcall_object<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, callee: Value<'gc>) -> Result<'gc> {
    match prepare_call(ctx, callee, &mut stack, 1) {
        Ok(function) => Ok(Action::Call { function, bottom: 1, then: BoxSequence::new(Protected) }),
        Err(stop @ Error::Stop(_)) => Err(stop),
        Err(error) => {
            return_error(ctx, &error, &mut stack)?;
            Ok(Action::Return)
        }
    }
}

/// Returns the results of a call behind the first value, which is true, or false and the error.
#[derive(Collect)]
#[collect(require_static)]
pub(crate) struct Protected;

impl<'gc> Sequence<'gc> for Protected {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        Ok(SequencePoll::Return)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        return_error(ctx, &error, &mut stack)?;
        Ok(SequencePoll::Return)
    }

    fn catches(&self) -> bool {
        true
    }
}

/// Makes false and the error the only values.
pub(crate) fn return_error<'gc>(
    ctx: Context<'gc>,
    error: &Error<'gc>,
    stack: &mut Stack<'gc, '_>,
) -> Result<'gc, ()> {
    let error = error.to_value(ctx);
    stack.replace(Value::False);
    stack.push(error)
}

/// `xpcall(f, handler, ...)`: as `pcall`, but the error is what `handler` makes of it. The handler runs
/// where the error was raised.
pub(super) fn xpcall<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let handler: Function = stack.argument(ctx, 1)?;
    let callee = stack.get(0);
    remove_first(&mut stack);
    stack.as_mut_slice()[0] = Value::True;
    match prepare_call(ctx, callee, &mut stack, 1) {
        Ok(function) => Ok(Action::Call { function, bottom: 1, then: BoxSequence::new(Handled { handler }) }),
        Err(stop @ Error::Stop(_)) => Err(stop),
        Err(error) => {
            stack.replace(error.to_value(ctx));
            Ok(Action::Call { function: handler, bottom: 0, then: BoxSequence::new(ReturnFailure) })
        }
    }
}

/// As [`Protected`], with a message handler.
#[derive(Collect)]
#[collect(no_drop)]
struct Handled<'gc> {
    handler: Function<'gc>,
}

impl<'gc> Sequence<'gc> for Handled<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        Protected.poll(ctx, stack)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        Protected.error(ctx, error, stack)
    }

    fn catches(&self) -> bool {
        true
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        Some(self.handler)
    }
}

/// Returns false and what the handler made of an error that came before any call.
#[derive(Collect)]
#[collect(require_static)]
struct ReturnFailure;

impl<'gc> Sequence<'gc> for ReturnFailure {
    fn poll(&mut self, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        stack.resize(1)?;
        stack.insert(0, Value::False)?;
        Ok(SequencePoll::Return)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        return_error(ctx, &error, &mut stack)?;
        Ok(SequencePoll::Return)
    }

    fn catches(&self) -> bool {
        true
    }
}
