//! `pairs` and `ipairs`.

use piccolo_core::{
    object::{
        callback::{Action, Callback},
        context::Context,
        metamethod::Metamethod,
        stack::Stack,
        value::Value,
    },
    sequence::{Tail, call_stack, index, run_callback},
};
use piccolo_derive::sequence;

use crate::library::{ITEM, Result};

/// `pairs(t)`: the iterator, state and initial value to traverse `t` with `next`, or what the metamethod
/// `__pairs` gives.
#[sequence]
pub(super) async fn pairs<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let object = stack.check_any(0)?;
    let handler = ctx.metatable(object).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Pairs));
    if handler.is_nil() {
        return Tail::values(ctx, stack, (ctx.next_function(), object, Value::Nil));
    }
    stack.truncate(1);
    call_stack(handler).await?;
    stack.resize(3)?;
    Ok(Tail::Stack)
}

/// `ipairs(t)`: the iterator, state and initial value to traverse `t[1]`, `t[2]` and so on up to the
/// first nil.
pub(super) fn ipairs_function<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    let iterator = Callback::new(ctx, next_item);
    Callback::with_captures(ctx, iterator, |iterator, _, mut stack| {
        let object = stack.check_any(0)?;
        stack.replace((*iterator).into());
        stack.push(object)?;
        stack.push(Value::Integer(0))?;
        Ok(Action::Return)
    })
}

/// The iterator of `ipairs`.
#[inline]
fn next_item<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    // Nearly always, the item is there, and its place on the stack as well.
    if let [state, control] = stack.as_mut_slice()
        && let (Value::Table(table), Value::Integer(i)) = (*state, *control)
    {
        let item = table.raw_get_integer(i.wrapping_add(1));
        if !item.is_nil() {
            *state = Value::Integer(i.wrapping_add(1));
            *control = item;
            return Ok(Action::Return);
        }
    }
    any_item(ctx, stack)
}

#[inline(never)]
fn any_item<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    run_callback(ctx, stack, indexed_item(ctx))
}

/// [`next_item`] of anything that can be indexed.
#[sequence]
async fn indexed_item<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let i = stack.parameter::<i64>(ctx, 1)?.wrapping_add(1);
    ctx.charge_fuel(ITEM);
    match index(stack.get(0), i).await? {
        Value::Nil => Tail::values(ctx, stack, Value::Nil),
        item => Tail::values(ctx, stack, (i, item)),
    }
}
