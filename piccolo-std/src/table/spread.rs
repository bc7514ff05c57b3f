//! `table.pack` and `table.unpack`.

use piccolo_core::{
    object::{callback::Action, context::Context, error::Error, stack::Stack, table::Table, value::Value},
    sequence::{Tail, checkpoint, index, run_callback},
};
use piccolo_derive::sequence;

use crate::{
    access::length,
    library::{Result, optional_or},
};

/// `table.pack(...)`: a table with the arguments at 1, 2 and so on, and their number in the field `n`.
pub(super) fn pack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let count = stack.len();
    ctx.charge_fuel(count / 8);
    let table = Table::with_capacity(ctx, count, 1)?;
    for (i, &value) in (1..).zip(stack.as_slice()) {
        table.raw_set_listed(ctx, i, value)?;
    }
    table.raw_set_string(ctx, ctx.intern(b"n"), Value::Integer(count as i64))?;
    stack.replace(table.into());
    Ok(Action::Return)
}

/// `table.unpack(list [, i [, j]])`: the items `i` (1 by default) to `j` (`#list` by default).
pub(super) fn unpack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match stack.get(0) {
        Value::Table(table) if table.metatable().is_none() => table,
        list => return run_callback(ctx, stack, unpack_like(ctx, list)),
    };
    let first = optional_or(ctx, &stack, 1, 1)?;
    let last = match stack.optional(ctx, 2)? {
        Some(last) => last,
        None => table.raw_len(),
    };
    stack.clear();
    if first <= last {
        reserve(ctx, &mut stack, first, last)?;
        for i in first..=last {
            stack.push(table.raw_get_integer(i))?;
        }
    }
    Ok(Action::Return)
}

/// [`unpack`] with metamethods.
#[sequence]
async fn unpack_like<'gc>(
    ctx: Context<'gc>,
    list: Value<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let first = optional_or(ctx, stack, 1, 1)?;
    let last = match stack.optional(ctx, 2)? {
        Some(last) => last,
        None => length(list).await?,
    };
    stack.clear();
    if first <= last {
        reserve(ctx, stack, first, last)?;
    }
    for i in first..=last {
        let item = index(list, i).await?;
        stack.push(item)?;
        checkpoint().await;
    }
    Ok(Tail::Stack)
}

/// Makes room for the items `first` to `last`.
fn reserve<'gc>(ctx: Context<'gc>, stack: &mut Stack<'gc, '_>, first: i64, last: i64) -> Result<'gc, ()> {
    let more = last.wrapping_sub(first) as u64;
    let reserved = match usize::try_from(more) {
        Ok(more) if more < i32::MAX as usize => stack.reserve(more + 1),
        _ => Err(Error::message("")),
    };
    ctx.charge_fuel(if reserved.is_ok() { more as usize / 8 } else { 0 });
    reserved.map_err(|error| match error {
        Error::Message(_) | Error::Value(_) => Error::message("too many results to unpack"),
        other => other,
    })
}
