//! `table.concat`.

use piccolo_core::{
    meta::concatenation::number_text,
    object::{
        context::Context,
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{boxed, checkpoint, index, pause, poll_callback, run_callback},
    support::numeral::Text,
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{Needs, TableLike, length, table_like},
    buffer::Buffer,
    library::{ITEM, Result, TEXT, optional_or},
    reading::settle,
};

/// `table.concat(list [, sep [, i [, j]]])`: the items `i` (1 by default) to `j` (`#list` by default),
/// all strings or numbers, with `sep` between them.
pub(super) fn concat<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let list = table_like(ctx, &stack, 0, Needs::READ_LENGTH)?;
    match list {
        TableLike::Plain(table) => {
            let separator = stack.optional(ctx, 1)?;
            let first = optional_or(ctx, &stack, 2, 1)?;
            let last = match stack.optional_parameter(ctx, 3)? {
                Some(last) => last,
                None => table.raw_len(),
            };
            poll_callback(
                ctx,
                stack,
                Concatenating { table, first, last, text: Joined::new(separator, first, last) },
            )
        }
        TableLike::Other(list) => run_callback(ctx, stack, concat_like(ctx, list)),
    }
}

/// Items and the separators between them.
#[derive(Collect)]
#[collect(no_drop)]
struct Joined<'gc> {
    separator: Option<String<'gc>>,
    /// How many items there are.
    items: usize,
    /// Whether a separator comes next.
    is_separator_due: bool,
    text: Buffer,
    /// How much of a part that is being added is there.
    done: usize,
}

impl<'gc> Joined<'gc> {
    fn new(separator: Option<String<'gc>>, first: i64, last: i64) -> Self {
        let items = last.saturating_sub(first).saturating_add(1);
        let items = usize::try_from(items.max(0)).unwrap_or(usize::MAX);
        Self { separator, items, is_separator_due: false, text: Buffer::default(), done: 0 }
    }

    /// Adds item `i`, with a separator before it if it is not the first one. Gives whether that is done, or takes
    /// more time.
    #[inline(always)]
    fn add(&mut self, ctx: Context<'gc>, item: Value<'gc>, i: i64) -> Result<'gc, bool> {
        if self.is_separator_due
            && let Some(separator) = self.separator
        {
            if !self.text.add(ctx, separator.as_bytes(), &mut self.done)? {
                return Ok(false);
            }
            self.is_separator_due = false;
        }
        let is_done = match item {
            Value::String(string) => {
                let is_done = self.text.add(ctx, string.as_bytes(), &mut self.done)?;
                if is_done {
                    ctx.charge_scattered(1, self.items);
                }
                is_done
            }
            other => match charged_text(ctx, other) {
                Some(number) => self.text.add(ctx, number.as_bytes(), &mut self.done)?,
                None => return Err(invalid_item(other, i)),
            },
        };
        self.is_separator_due = is_done;
        Ok(is_done)
    }
}

/// The concatenation of a plain table's items.
#[derive(Collect)]
#[collect(no_drop)]
struct Concatenating<'gc> {
    table: Table<'gc>,
    /// The next item.
    first: i64,
    last: i64,
    text: Joined<'gc>,
}

impl<'gc> Sequence<'gc> for Concatenating<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while self.first <= self.last {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            ctx.charge_fuel(4);
            let item = self.table.raw_get_integer(self.first);
            if !self.text.add(ctx, item, self.first)? {
                return Ok(SequencePoll::Pause);
            }
            if self.first == self.last {
                break;
            }
            self.first += 1;
        }
        self.first = self.last;
        stack.replace(std::mem::take(&mut self.text.text).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

fn charged_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Option<Text> {
    ctx.charge_fuel(TEXT);
    number_text(value)
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
    let length = length(ctx, list).await?;
    let separator = stack.optional(ctx, 1)?;
    for argument in [2, 3] {
        boxed(settle(ctx, argument)).await?;
    }
    let first = optional_or(ctx, stack, 2, 1)?;
    let last = optional_or(ctx, stack, 3, length)?;
    let mut text = Joined::new(separator, first, last);
    for i in first..=last {
        let item = index(list, i).await?;
        ctx.charge_fuel(ITEM);
        while !text.add(ctx, item, i)? {
            pause().await;
        }
        checkpoint().await;
    }
    text.text.into_string(ctx)
}
