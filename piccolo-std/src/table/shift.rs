//! `table.insert`, `table.remove` and `table.move`.

use piccolo_core::{
    object::{
        callback::Action,
        context::{BURST, Context},
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        table::Table,
        value::Value,
    },
    sequence::{boxed, checkpoint, eq, index, poll_callback, run_callback, set_index},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{Needs, TableLike, length, table_like},
    library::{ITEM, Result, VALUES, charge_values, optional_or, retry_for},
    reading::settle,
};

/// `table.insert(list, [pos,] value)`: inserts `value` at `pos` and moves the items from there up; at the
/// end by default.
pub(super) fn insert<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    // By far the most frequent use.
    if let [Value::Table(table), value] = *stack.as_slice()
        && table.metatable().is_none()
    {
        let next = table.raw_len().wrapping_add(1);
        table.raw_set_integer(ctx, next, value).inspect_err(|error| retry_for(ctx, *error))?;
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
    let value = stack.get(stack.len() - 1);
    stack.clear();
    let moving = Moving::new((table, position), (table, position.wrapping_add(1)), end - position);
    let then = Then::Insert { position, value };
    poll_callback(ctx, stack, Shifting { moving, then })
}

/// Where to insert, at `end` at most.
fn insert_position<'gc>(ctx: Context<'gc>, stack: &Stack<'gc, '_>, end: i64) -> Result<'gc, i64> {
    if stack.len() == 2 {
        return Ok(end);
    }
    if stack.len() != 3 {
        return Err(Error::message("wrong number of arguments to 'insert'"));
    }
    let position: i64 = stack.parameter(ctx, 1)?;
    if (position as u64).wrapping_sub(1) >= end as u64 {
        return Err(Error::argument(1, "position out of bounds"));
    }
    Ok(position)
}

/// [`insert`] with metamethods.
#[sequence]
async fn insert_like<'gc>(ctx: Context<'gc>, list: Value<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    let end = length(ctx, list).await?.wrapping_add(1);
    if stack.len() == 3 {
        boxed(settle(ctx, 1)).await?;
    }
    let position = insert_position(ctx, stack, end)?;
    for i in (position..end).rev() {
        let item: Value = index(list, i).await?;
        ctx.charge_fuel(ITEM);
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
    stack.clear();
    let moving = Moving::new((table, position.wrapping_add(1)), (table, position), size - position);
    let then = Then::Remove { last: position.max(size), removed };
    poll_callback(ctx, stack, Shifting { moving, then })
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
    let size = length(ctx, list).await?;
    boxed(settle(ctx, 1)).await?;
    let position = remove_position(ctx, stack, size)?;
    let removed = index(list, position).await?;
    for i in position..size {
        let item: Value = index(list, i + 1).await?;
        ctx.charge_fuel(ITEM);
        set_index(list, i, item).await?;
        checkpoint().await;
    }
    set_index(list, position.max(size), Value::Nil).await?;
    Ok(removed)
}

/// Items that are copied between raw tables, in the order that is right when they overlap.
#[derive(Collect)]
#[collect(no_drop)]
struct Moving<'gc> {
    source: (Table<'gc>, i64),
    target: (Table<'gc>, i64),
    count: i64,
    is_upwards: bool,
    /// The fuel of an item.
    price: usize,
    done: i64,
}

impl<'gc> Moving<'gc> {
    /// `count` items, or none if that is negative.
    fn new(source: (Table<'gc>, i64), target: (Table<'gc>, i64), count: i64) -> Self {
        let ((from_table, from), (to_table, to)) = (source, target);
        let last = from.wrapping_add(count).wrapping_sub(1);
        let is_upwards = to > last || to <= from || from_table != to_table;
        let is_far = |(table, first): (Table<'gc>, i64), last| first < 1 || last > table.raw_len();
        let price = if is_far(source, last) || is_far(target, to.wrapping_sub(1)) { FAR } else { 1 };
        Self { source, target, count, is_upwards, price, done: 0 }
    }

    /// Copies until a pause is due. Gives whether that was all.
    #[inline(always)]
    fn go_on(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let ((source, from), (target, to)) = (self.source, self.target);
        let work = ctx.memory().work();
        let most = if self.price == FAR { FAR_PART } else { PART };
        while self.done < self.count {
            if ctx.is_pause_due() || ctx.memory().work() - work >= BURST as u64 {
                return Ok(false);
            }
            let part = (self.count - self.done).min(most);
            charge_values(ctx, part as usize * self.price);
            let mut missing = 0;
            let mut copy = |i| {
                let value = source.raw_get_integer(from + i);
                missing += usize::from(value.is_nil());
                target.raw_set_integer(ctx, to + i, value)
            };
            let is_copied = if self.is_upwards {
                (self.done..self.done + part).try_for_each(&mut copy)
            } else {
                let end = self.count - self.done;
                (end - part..end).rev().try_for_each(&mut copy)
            };
            charge_values(ctx, missing * MISSING);
            is_copied?;
            self.done += part;
        }
        Ok(true)
    }
}

/// The fuel of an item that is not in a list, or goes to where none is.
const FAR: usize = 4;

/// The fuel of an item that is not there, beyond that of others: it is looked for in vain.
const MISSING: usize = 2;

/// How many items are moved without a look at the fuel, and how many if each may have a table laid out anew.
const PART: i64 = VALUES as i64;
const FAR_PART: i64 = 4;

/// What to do when items are moved.
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
enum Then<'gc> {
    Insert {
        position: i64,
        value: Value<'gc>,
    },
    /// Clear the last place.
    Remove {
        last: i64,
        removed: Value<'gc>,
    },
    Return(Value<'gc>),
}

/// A function that moves items of a plain table.
#[derive(Collect)]
#[collect(no_drop)]
struct Shifting<'gc> {
    moving: Moving<'gc>,
    then: Then<'gc>,
}

impl<'gc> Sequence<'gc> for Shifting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if !self.moving.go_on(ctx)? {
            return Ok(SequencePoll::Pause);
        }
        let target = self.moving.target.0;
        match self.then {
            Then::Insert { position, value } => {
                target.raw_set_integer(ctx, position, value)?;
                return Ok(SequencePoll::Return);
            }
            Then::Remove { last, removed } => {
                // Removing what is not there changes nothing.
                if self.moving.count > 0 || !removed.is_nil() {
                    target.raw_set_integer(ctx, last, Value::Nil)?;
                }
                stack.replace(removed);
            }
            Then::Return(value) => stack.replace(value),
        }
        Ok(SequencePoll::Return)
    }
}

/// `table.move(a1, f, e, t [, a2])`: copies the items `f` to `e` of `a1` to `t` and up in `a2` (by default
/// `a1`), as if all were read before any is written. Returns `a2`.
pub(super) fn move_items<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (first, last): (i64, i64) = (stack.parameter(ctx, 1)?, stack.parameter(ctx, 2)?);
    let to: i64 = stack.parameter(ctx, 3)?;
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
    if let (TableLike::Plain(source), TableLike::Plain(target)) = (&source, &target) {
        let moving = Moving::new((*source, first), (*target, to), count);
        return poll_callback(ctx, stack, Shifting { moving, then: Then::Return(target_value) });
    }
    let order = if to > last || to <= first {
        Order::Upwards
    } else if target_index == 0 {
        Order::Downwards
    } else {
        Order::ByIdentity
    };
    let source = stack.get(0);
    run_callback(ctx, stack, move_like(ctx, (source, first), (target_value, to), count, order))
}

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
    ctx: Context<'gc>,
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
        ctx.charge_fuel(ITEM);
        set_index(target, to + i, item).await?;
        checkpoint().await;
    }
    Ok(target)
}
