//! `table.insert`, `table.remove` and `table.move`.

use piccolo_core::object::{
    callback::Action, context::Context, error::Error, stack::Stack, table::Table, value::Value,
};
use piccolo_derive::Collect;

use crate::{
    access::{Needs, Program, Step, TableLike, run, table_like},
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
        TableLike::Other(list) => return run(ctx, stack, Insert { list, state: InsertState::Length }),
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
#[derive(Collect)]
#[collect(no_drop)]
struct Insert<'gc> {
    list: Value<'gc>,
    state: InsertState,
}

#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum InsertState {
    Length,
    Position,
    /// The item below `i` is to be moved to `i`, which is above `position`.
    Get {
        i: i64,
        position: i64,
    },
    /// That item was asked for.
    Set {
        i: i64,
        position: i64,
    },
    Done,
}

impl<'gc> Program<'gc> for Insert<'gc> {
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>> {
        let (i, position) = match self.state {
            InsertState::Length => {
                self.state = InsertState::Position;
                return Ok(Step::Length(self.list));
            }
            InsertState::Position => {
                let end = result.as_integer().unwrap_or(0).wrapping_add(1);
                (end, insert_position(ctx, stack, end)?)
            }
            InsertState::Get { i, position } => (i, position),
            InsertState::Set { i, position } => {
                self.state = InsertState::Get { i: i - 1, position };
                return Ok(Step::Set(self.list, i, result));
            }
            InsertState::Done => {
                stack.clear();
                return Ok(Step::Done);
            }
        };
        if i > position {
            self.state = InsertState::Set { i, position };
            return Ok(Step::Get(self.list, i - 1));
        }
        self.state = InsertState::Done;
        Ok(Step::Set(self.list, position, stack.get(stack.len() - 1)))
    }
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
        TableLike::Other(list) => return run(ctx, stack, Remove { list, state: RemoveState::Length }),
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

/// [`remove`] with metamethods. The removed item replaces the arguments.
#[derive(Collect)]
#[collect(no_drop)]
struct Remove<'gc> {
    list: Value<'gc>,
    state: RemoveState,
}

#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum RemoveState {
    Length,
    Position,
    Removed {
        position: i64,
        size: i64,
    },
    /// The item above `position` is to be moved there.
    Get {
        position: i64,
        size: i64,
    },
    /// That item was asked for.
    Set {
        position: i64,
        size: i64,
    },
    Done,
}

impl<'gc> Program<'gc> for Remove<'gc> {
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>> {
        let (position, size) = match self.state {
            RemoveState::Length => {
                self.state = RemoveState::Position;
                return Ok(Step::Length(self.list));
            }
            RemoveState::Position => {
                let size = result.as_integer().unwrap_or(0);
                let position = remove_position(ctx, stack, size)?;
                self.state = RemoveState::Removed { position, size };
                return Ok(Step::Get(self.list, position));
            }
            RemoveState::Removed { position, size } => {
                stack.replace(result);
                (position, size)
            }
            RemoveState::Get { position, size } => (position, size),
            RemoveState::Set { position, size } => {
                self.state = RemoveState::Get { position: position + 1, size };
                return Ok(Step::Set(self.list, position, result));
            }
            RemoveState::Done => return Ok(Step::Done),
        };
        if position < size {
            self.state = RemoveState::Set { position, size };
            return Ok(Step::Get(self.list, position + 1));
        }
        self.state = RemoveState::Done;
        Ok(Step::Set(self.list, position, Value::Nil))
    }
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
    let source = stack.get(0);
    stack.replace(target_value);
    let state = if to > last || to <= first {
        MoveState::Get { i: 0 }
    } else if target_index == 0 {
        MoveState::Get { i: count - 1 }
    } else {
        MoveState::Compare
    };
    let downwards = matches!(state, MoveState::Get { i } if i > 0);
    run(ctx, stack, Move { source, target: target_value, first, to, count, downwards, state })
}

/// How many items are moved without giving the host a chance to act.
const MAX_PLAIN_MOVE: i64 = 1 << 20;

/// [`move_items`] with metamethods. The target is the result, on the stack already.
#[derive(Collect)]
#[collect(no_drop)]
struct Move<'gc> {
    source: Value<'gc>,
    target: Value<'gc>,
    first: i64,
    to: i64,
    count: i64,
    downwards: bool,
    state: MoveState,
}

#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum MoveState {
    /// Whether source and target are equal decides on the direction.
    Compare,
    Compared,
    /// Item `i`, counted from 0, is to be copied.
    Get {
        i: i64,
    },
    /// That item was asked for.
    Set {
        i: i64,
    },
}

impl<'gc> Program<'gc> for Move<'gc> {
    fn step(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>> {
        let i = match self.state {
            MoveState::Compare => {
                self.state = MoveState::Compared;
                return Ok(Step::Equals(self.source, self.target));
            }
            MoveState::Compared => {
                self.downwards = !result.is_falsy();
                if self.downwards { self.count - 1 } else { 0 }
            }
            MoveState::Get { i } => i,
            MoveState::Set { i } => {
                self.state = MoveState::Get { i: if self.downwards { i - 1 } else { i + 1 } };
                return Ok(Step::Set(self.target, self.to + i, result));
            }
        };
        if i < 0 || i >= self.count {
            return Ok(Step::Done);
        }
        self.state = MoveState::Set { i };
        Ok(Step::Get(self.source, self.first + i))
    }
}
