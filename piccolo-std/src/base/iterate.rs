//! `pairs` and `ipairs`.

use piccolo_core::{
    meta::{Outcome, index},
    object::{
        callback::{Action, Callback},
        context::Context,
        metamethod::Metamethod,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        value::Value,
    },
};
use piccolo_derive::Collect;

use crate::library::{Result, operator_error, prepare_call};

/// `pairs(t)`: the iterator, state and initial value to traverse `t` with `next`, or what the metamethod
/// `__pairs` gives.
pub(super) fn pairs<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let object = stack.check_any(0)?;
    let handler = ctx.metatable(object).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Pairs));
    if handler.is_nil() {
        stack.replace(ctx.next_function().into());
        stack.push(object)?;
        stack.push(Value::Nil)?;
        return Ok(Action::Return);
    }
    stack.truncate(1);
    let function = prepare_call(ctx, handler, &mut stack, 0)?;
    Ok(Action::Call { function, bottom: 0, then: BoxSequence::new(ThreeResults) })
}

/// Makes the results of `__pairs` three.
#[derive(Collect)]
#[collect(require_static)]
struct ThreeResults;

impl<'gc> Sequence<'gc> for ThreeResults {
    fn poll(&mut self, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        stack.resize(3)?;
        Ok(SequencePoll::Return)
    }
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
fn any_item<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let i = stack.argument::<i64>(ctx, 1)?.wrapping_add(1);
    let outcome = index::index(ctx, stack.get(0), Value::Integer(i));
    match outcome.map_err(|failure| operator_error(ctx, failure))? {
        Outcome::Value(item) => {
            return_item(&mut stack, i, item)?;
            Ok(Action::Return)
        }
        Outcome::Call(call) => {
            stack.clear();
            stack.extend(call.arguments())?;
            let function = prepare_call(ctx, call.callee, &mut stack, 0)?;
            Ok(Action::Call { function, bottom: 0, then: BoxSequence::new(Item(i)) })
        }
    }
}

fn return_item<'gc>(stack: &mut Stack<'gc, '_>, i: i64, item: Value<'gc>) -> Result<'gc, ()> {
    if item.is_nil() {
        stack.replace(Value::Nil);
        return Ok(());
    }
    stack.replace(Value::Integer(i));
    stack.push(item)
}

/// Returns the item that `__index` gave, with its index.
#[derive(Collect)]
#[collect(require_static)]
struct Item(i64);

impl<'gc> Sequence<'gc> for Item {
    fn poll(&mut self, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let item = stack.get(0);
        return_item(&mut stack, self.0, item)?;
        Ok(SequencePoll::Return)
    }
}
