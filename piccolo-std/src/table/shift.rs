//! `table.insert`, `table.remove` and `table.move`.

use piccolo_core::{
    object::{callback::Action, context::Context, error::Error, stack::Stack, table::Table, value::Value},
    sequence::{checkpoint, eq, index, run_callback, set_index},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{Needs, TableLike, length, table_like},
    library::{Result, optional_or},
};

/// `table.insert(list, [pos,] value)`: inserts `value` at `pos` and moves the items from there up; at the
/// end by default.
pub(super) fn insert<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    // By far the most frequent use.
    if let [Value::Table(table), value] = *stack.as_slice()
        && table.metatable().is_none()
    {
        table.raw_set_integer(ctx, table.raw_len().wrapping_add(1), value)?;
        stack.clear();
        return Ok(Action::Return);
    }
    insert_anywhere(ctx, stack)
}

#[inline(never)]
fn insert_anywhere<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match table_like(ctx, &stack, 0, Needs::ALL)? {
        TableLike::Plain(table) => table,
        TableLike::Other(list) => return run_callback(ctx, stack, insert_like(ctx, list)),
    };
    let end = table.raw_len().wrapping_add(1);
    let position = insert_position(ctx, &stack, end)?;
    if position < end {
        move_plain(ctx, (table, position), (table, position + 1), end - position)?;
    }
    table.raw_set_integer(ctx, position, stack.get(stack.len() - 1))?;
    stack.clear();
    Ok(Action::Return)
}

/// Where to insert, at `end` at most.
fn insert_position<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>, end: i64) -> Result<'gc, i64> {
    if stack.len() == 2 {
        return Ok(end);
    }
    if stack.len() != 3 {
        return Err(Error::message("wrong number of arguments to 'insert'"));
    }
    let position: i64 = stack.argument(ctx, 1)?;
    if (position as u64).wrapping_sub(1) >= end as u64 {
        return Err(Error::argument(1, "position out of bounds"));
    }
    Ok(position)
}

/// [`insert`] with metamethods.
#[sequence]
async fn insert_like<'gc>(ctx: Context<'gc>, list: Value<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    let end = length(list).await?.wrapping_add(1);
    let position = insert_position(ctx, stack, end)?;
    for i in (position..end).rev() {
        let item: Value = index(list, i).await?;
        set_index(list, i + 1, item).await?;
        checkpoint().await;
    }
    set_index(list, position, stack.get(stack.len() - 1)).await
}

/// `table.remove(list [, pos])`: removes the item at `pos`, the last one by default, moves down those
/// above, and returns it.
pub(super) fn remove<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    // By far the most frequent use.
    if let [Value::Table(table)] = *stack.as_slice()
        && table.metatable().is_none()
    {
        let last = table.raw_len();
        let removed = table.raw_get_integer(last);
        if !removed.is_nil() {
            table.raw_set_integer(ctx, last, Value::Nil)?;
        }
        stack.replace(removed);
        return Ok(Action::Return);
    }
    remove_anywhere(ctx, stack)
}

#[inline(never)]
fn remove_anywhere<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match table_like(ctx, &stack, 0, Needs::ALL)? {
        TableLike::Plain(table) => table,
        TableLike::Other(list) => return run_callback(ctx, stack, remove_like(ctx, list)),
    };
    let size = table.raw_len();
    let position = remove_position(ctx, &stack, size)?;
    let removed = table.raw_get_integer(position);
    let mut last = position;
    if position < size {
        move_plain(ctx, (table, position + 1), (table, position), size - position)?;
        last = size;
    }
    // Removing what is not there changes nothing.
    if last != position || !removed.is_nil() {
        table.raw_set_integer(ctx, last, Value::Nil)?;
    }
    stack.replace(removed);
    Ok(Action::Return)
}

fn remove_position<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>, size: i64) -> Result<'gc, i64> {
    let position = optional_or(ctx, stack, 1, size)?;
    if position != size && (position as u64).wrapping_sub(1) > size as u64 {
        return Err(Error::argument(1, "position out of bounds"));
    }
    Ok(position)
}

/// [`remove`] with metamethods.
#[sequence]
async fn remove_like<'gc>(
    ctx: Context<'gc>,
    list: Value<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Value<'gc>> {
    let size = length(list).await?;
    let position = remove_position(ctx, stack, size)?;
    let removed = index(list, position).await?;
    for i in position..size {
        let item: Value = index(list, i + 1).await?;
        set_index(list, i, item).await?;
        checkpoint().await;
    }
    set_index(list, position.max(size), Value::Nil).await?;
    Ok(removed)
}

/// Copies `count` items between raw tables, in the order that is right when they overlap.
fn move_plain<'gc>(
    ctx: Context<'gc>,
    (source, from): (Table<'gc>, i64),
    (target, to): (Table<'gc>, i64),
    count: i64,
) -> Result<'gc, ()> {
    ctx.charge_fuel(usize::try_from(count / 4).unwrap_or(0));
    let copy = |i: i64| target.raw_set_integer(ctx, to + i, source.raw_get_integer(from + i));
    if to > from {
        (0..count).rev().try_for_each(copy)?;
    } else {
        (0..count).try_for_each(copy)?;
    }
    Ok(())
}

/// `table.move(a1, f, e, t [, a2])`: copies the items `f` to `e` of `a1` to `t` and up in `a2` (by default
/// `a1`), as if all were read before any is written. Returns `a2`.
pub(super) fn move_items<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (first, last): (i64, i64) = (stack.argument(ctx, 1)?, stack.argument(ctx, 2)?);
    let to: i64 = stack.argument(ctx, 3)?;
    let target_index = if stack.get(4).is_nil() { 0 } else { 4 };
    let source = table_like(ctx, &stack, 0, Needs::READ)?;
    let target = table_like(ctx, &stack, target_index, Needs::WRITE)?;
    let target_value = stack.get(target_index);
    if last < first {
        stack.replace(target_value);
        return Ok(Action::Return);
    }
    if first <= 0 && last >= i64::MAX.wrapping_add(first) {
        return Err(Error::argument(2, "too many elements to move"));
    }
    let count = last - first + 1;
    if to > i64::MAX - count + 1 {
        return Err(Error::argument(3, "destination wrap around"));
    }
    if let (TableLike::Plain(source), TableLike::Plain(target)) = (&source, &target)
        && count <= MAX_PLAIN_MOVE
    {
        let upwards = to > last || to <= first || source.as_ptr() != target.as_ptr();
        if upwards {
            ctx.charge_fuel(count as usize / 4);
            for i in 0..count {
                target.raw_set_integer(ctx, to + i, source.raw_get_integer(first + i))?;
            }
        } else {
            move_plain(ctx, (*source, first), (*target, to), count)?;
        }
        stack.replace(target_value);
        return Ok(Action::Return);
    }
    let order = if to > last || to <= first {
        Order::Upwards
    } else if target_index == 0 {
        Order::Downwards
    } else {
        Order::ByIdentity
    };
    let source = stack.get(0);
    run_callback(ctx, stack, move_like((source, first), (target_value, to), count, order))
}

/// How many items are moved without giving the host a chance to act.
const MAX_PLAIN_MOVE: i64 = 1 << 20;

/// In which order items are moved, so that none is overwritten before it is read.
#[derive(Collect)]
#[collect(require_static)]
enum Order {
    Upwards,
    Downwards,
    /// It depends on whether source and target are equal.
    ByIdentity,
}

/// [`move_items`] with metamethods.
#[sequence]
async fn move_like<'gc>(
    (source, from): (Value<'gc>, i64),
    (target, to): (Value<'gc>, i64),
    count: i64,
    order: Order,
) -> Result<'gc, Value<'gc>> {
    let downwards = match order {
        Order::Upwards => false,
        Order::Downwards => true,
        Order::ByIdentity => eq(source, target).await?,
    };
    for moved in 0..count {
        let i = if downwards { count - 1 - moved } else { moved };
        let item: Value = index(source, from + i).await?;
        set_index(target, to + i, item).await?;
        checkpoint().await;
    }
    Ok(target)
}
