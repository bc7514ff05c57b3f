//! Calling values that are no functions: `__call` (manual section 2.4).

use piccolo_derive::Collect;

use crate::{
    meta::failure::{Failure, Operand},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        metamethod::Metamethod,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        thread::unfinished::{FEW, VALUES_PER_FUEL},
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

/// A function that calls `callee`, which is none. It makes place for what is called piece by piece, so it is for any number
/// of arguments.
#[cold]
pub(crate) fn inserting<'gc>(ctx: Context<'gc>, callee: Value<'gc>) -> Function<'gc> {
    Function::Callback(Callback::with_captures(ctx, callee, |callee, _, _| {
        Ok(Action::Sequence(BoxSequence::new(Inserting { callee: *callee, found: None })))
    }))
}

/// A callee on its way to its place before its arguments.
#[derive(Collect)]
#[collect(no_drop)]
struct Inserting<'gc> {
    callee: Value<'gc>,
    /// The function, how many values come before the arguments, and how many of these are still to be moved.
    found: Option<(Function<'gc>, usize, usize)>,
}

impl<'gc> Sequence<'gc> for Inserting<'gc> {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        let (function, count, mut left) = match self.found {
            Some(found) => found,
            None => {
                let (function, count) =
                    resolve(ctx, self.callee).map_err(|failure| failure.into_error(ctx))?;
                let len = stack.len();
                stack.resize(len + count)?;
                (function, count, len)
            }
        };
        while left > 0 {
            if ctx.is_pause_due() {
                self.found = Some((function, count, left));
                return Ok(SequencePoll::Pause);
            }
            let first = left.saturating_sub(FEW);
            ctx.charge_fuel((left - first) / VALUES_PER_FUEL);
            stack.as_mut_slice().copy_within(first..left, first + count);
            left = first;
        }
        put_called(ctx, self.callee, &mut stack.as_mut_slice()[..count]);
        Ok(SequencePoll::TailCall(function))
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
    if len - bottom.min(len) > FEW {
        return Ok(inserting(ctx, callee));
    }
    ctx.charge_fuel(len.saturating_sub(bottom) / 16);
    stack.resize(len + count)?;
    if let Some(window) = stack.as_mut_slice().get_mut(bottom..) {
        window.copy_within(..len - bottom, count);
        put_called(ctx, callee, &mut window[..count]);
    }
    Ok(function)
}
