//! `table.pack` and `table.unpack`.

use piccolo_core::{
    object::{
        callback::Action,
        context::Context,
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        table::Table,
        value::Value,
    },
    sequence::{Tail, checkpoint, index, poll_callback, run_callback},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{OTHER, length},
    library::{ITEM, Result, VALUES, charge_values, optional_or, retry_for},
};

/// `table.pack(...)`: a table with the arguments at 1, 2 and so on, and their number in the field `n`.
pub(super) fn pack<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = Table::with_capacity(ctx, stack.len(), 1).inspect_err(|error| retry_for(ctx, *error))?;
    poll_callback(ctx, stack, Packing { table, done: 0 })
}

/// A table that arguments are put into.
#[derive(Collect)]
#[collect(no_drop)]
struct Packing<'gc> {
    table: Table<'gc>,
    done: usize,
}

impl<'gc> Sequence<'gc> for Packing<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let count = stack.len();
        while self.done < count {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let end = count.min(self.done + VALUES);
            charge_values(ctx, end - self.done);
            for (index, &value) in (self.done + 1..).zip(&stack.as_slice()[self.done..end]) {
                self.table.raw_set_listed(ctx, index as i64, value)?;
            }
            self.done = end;
        }
        self.table.raw_set_string(ctx, ctx.intern(b"n"), Value::Integer(count as i64))?;
        stack.replace(self.table.into());
        Ok(SequencePoll::Return)
    }
}

/// `table.unpack(list [, i [, j]])`: the items `i` (1 by default) to `j` (`#list` by default).
pub(super) fn unpack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match stack.get(0) {
        Value::Table(table) if table.metatable().is_none() => table,
        list => {
            ctx.charge_fuel(OTHER);
            return run_callback(ctx, stack, unpack_like(ctx, list));
        }
    };
    let next = optional_or(ctx, &stack, 1, 1)?;
    let last = match stack.optional_parameter(ctx, 2)? {
        Some(last) => last,
        None => table.raw_len(),
    };
    stack.clear();
    if next > last {
        return Ok(Action::Return);
    }
    check_count(&stack, next, last)?;
    poll_callback(ctx, stack, Unpacking { table, next, last })
}

/// The items of a plain table on their way to the stack.
#[derive(Collect)]
#[collect(no_drop)]
struct Unpacking<'gc> {
    table: Table<'gc>,
    next: i64,
    last: i64,
}

impl<'gc> Sequence<'gc> for Unpacking<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        loop {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let end = self.last.min(self.next.saturating_add(VALUES as i64));
            let price = if self.next < 1 { BELOW } else { 1 };
            charge_values(ctx, (end - self.next) as usize * price);
            for i in self.next..end {
                stack.push(self.table.raw_get_integer(i))?;
            }
            self.next = end;
            if end == self.last {
                stack.push(self.table.raw_get_integer(end))?;
                return Ok(SequencePoll::Return);
            }
        }
    }
}

/// The fuel of an item that is in no list.
const BELOW: usize = 4;

/// [`unpack`] with metamethods.
#[sequence]
async fn unpack_like<'gc>(
    ctx: Context<'gc>,
    list: Value<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let first = optional_or(ctx, stack, 1, 1)?;
    let last = match stack.optional_parameter(ctx, 2)? {
        Some(last) => last,
        None => length(ctx, list).await?,
    };
    stack.clear();
    if first <= last {
        check_count(stack, first, last)?;
    }
    for i in first..=last {
        let item = index(list, i).await?;
        ctx.charge_fuel(ITEM);
        stack.push(item)?;
        checkpoint().await;
    }
    Ok(Tail::Stack)
}

/// Fails unless there is room for the items `first` to `last`.
fn check_count<'gc>(stack: &Stack<'gc, '_>, first: i64, last: i64) -> Result<'gc, ()> {
    match usize::try_from(last.wrapping_sub(first) as u64) {
        Ok(more) if stack.can_hold(more.saturating_add(1)) => Ok(()),
        _ => Err(Error::message("too many results to unpack")),
    }
}
