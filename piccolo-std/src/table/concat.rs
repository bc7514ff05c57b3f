//! `table.concat`.

use piccolo_core::{
    meta::concatenation::number_text,
    object::{
        callback::Action, context::Context, error::Error, stack::Stack, string::String, table::Table,
        value::Value,
    },
    sequence::{checkpoint, index, run_callback},
};
use piccolo_derive::sequence;

use crate::{
    access::{Needs, TableLike, length, table_like},
    buffer::Buffer,
    library::{Result, optional_or},
};

/// `table.concat(list [, sep [, i [, j]]])`: the items `i` (1 by default) to `j` (`#list` by default),
/// all strings or numbers, with `sep` between them.
pub(super) fn concat<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let list = table_like(ctx, &stack, 0, Needs::READ_LENGTH)?;
    match list {
        TableLike::Plain(table) => {
            let separator: Option<String> = stack.optional(ctx, 1)?;
            let first = optional_or(ctx, &stack, 2, 1)?;
            let last = match stack.optional(ctx, 3)? {
                Some(last) => last,
                None => table.raw_len(),
            };
            let text = concat_plain(ctx, table, separator.map_or(&b""[..], String::as_bytes), first, last)?;
            stack.replace(text.into());
            Ok(Action::Return)
        }
        TableLike::Other(list) => run_callback(ctx, stack, concat_like(ctx, list)),
    }
}

fn concat_plain<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    separator: &[u8],
    first: i64,
    last: i64,
) -> Result<'gc, String<'gc>> {
    let mut text = Buffer::default();
    if first <= last {
        // A run of strings ends with the table's items, so their number bounds the loop.
        let expected = last.wrapping_sub(first).unsigned_abs().min(table.raw_len().unsigned_abs());
        ctx.charge_fuel(expected as usize / 4);
    }
    for i in first..=last {
        if i > first {
            text.push(ctx, separator)?;
        }
        push_item(ctx, &mut text, table.raw_get_integer(i), i)?;
    }
    text.into_string(ctx)
}

#[inline(always)]
fn push_item<'gc>(ctx: Context<'gc>, text: &mut Buffer, item: Value<'gc>, i: i64) -> Result<'gc, ()> {
    match item {
        Value::String(string) => text.push(ctx, string.as_bytes()),
        other => match number_text(other) {
            Some(number) => text.push(ctx, number.as_bytes()),
            None => Err(invalid_item(other, i)),
        },
    }
}

#[cold]
fn invalid_item<'gc>(item: Value<'gc>, i: i64) -> Error<'gc> {
    let kind = item.type_name();
    Error::message(format!("invalid value ({kind}) at index {i} in table for 'concat'"))
}

/// [`concat`] with metamethods.
#[sequence]
async fn concat_like<'gc>(
    ctx: Context<'gc>,
    list: Value<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, String<'gc>> {
    let length = length(list).await?;
    let separator: Option<String> = stack.optional(ctx, 1)?;
    let first = optional_or(ctx, stack, 2, 1)?;
    let last = optional_or(ctx, stack, 3, length)?;
    let mut text = Buffer::default();
    for i in first..=last {
        if i > first
            && let Some(separator) = separator
        {
            text.push(ctx, separator.as_bytes())?;
        }
        let item = index(list, i).await?;
        push_item(ctx, &mut text, item, i)?;
        checkpoint().await;
    }
    text.into_string(ctx)
}
