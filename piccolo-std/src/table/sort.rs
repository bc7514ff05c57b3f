//! `table.sort`.
//!
//! The items are read, sorted by merging and written back. Merging needs few comparisons, in the worst
//! case too, and whatever a comparator answers, it ends and keeps all items.

mod direct;
mod merge;

use piccolo_core::{
    object::{
        callback::Action, context::Context, error::Error, function::Function, stack::Stack, table::Table,
        value::Value,
    },
    sequence::{call, checkpoint, index, lt, run_callback, set_index},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{Needs, TableLike, length, table_like},
    buffer::Charge,
    library::{Result, expected},
    table::sort::merge::Merge,
};

/// `table.sort(list [, comp])`: sorts the items in place, by `<` or by `comp(a, b)`, which says whether `a`
/// must come before `b`. Equal items keep their order.
pub(super) fn sort<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match table_like(ctx, &stack, 0, Needs::ALL)? {
        TableLike::Plain(table) => table,
        TableLike::Other(list) => return run_callback(ctx, stack, sort_like(ctx, list)),
    };
    let length = table.raw_len();
    if length < 2 {
        stack.clear();
        return Ok(Action::Return);
    }
    let comparator = comparator(ctx, &stack, length)?;
    let mut items = Items::with_capacity(ctx, length)?;
    items.values.extend((1..=length).map(|i| table.raw_get_integer(i)));
    stack.clear();
    if comparator.is_none() && direct::sort(ctx, &mut items.values) {
        write_back(ctx, table, &items.values)?;
        return Ok(Action::Return);
    }
    let merge = Merge::new(ctx, items)?;
    match comparator {
        Some(comparator) => {
            let sorting = Box::new(Sorting { merge, comparator, table });
            run_callback(ctx, stack, sort_by_comparator(ctx, sorting))
        }
        None => run_callback(ctx, stack, sort_by_operator(ctx, table, Box::new(merge))),
    }
}

/// The order function, if one is given.
fn comparator<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    length: i64,
) -> Result<'gc, Option<Function<'gc>>> {
    if length >= i32::MAX.into() {
        return Err(Error::argument(0, "array too big"));
    }
    match stack.get(1) {
        Value::Nil => Ok(None),
        value => Function::from_value(value).map(Some).ok_or_else(|| expected(ctx, stack, 1, "function")),
    }
}

/// The values that are being sorted.
#[derive(Collect)]
#[collect(no_drop)]
struct Items<'gc> {
    values: Vec<Value<'gc>>,
    #[collect(require_static)]
    charge: Charge,
}

impl<'gc> Items<'gc> {
    fn with_capacity(ctx: Context<'gc>, length: i64) -> Result<'gc, Self> {
        let length = usize::try_from(length).unwrap_or(0);
        let mut charge = Charge::default();
        charge.add(ctx, length * size_of::<Value<'_>>())?;
        ctx.charge_fuel(length / 4);
        Ok(Self { values: Vec::with_capacity(length), charge })
    }

    fn push(&mut self, ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, ()> {
        if self.values.len() == self.values.capacity() {
            let more = self.values.len().max(16);
            self.charge.add(ctx, more * size_of::<Value<'_>>())?;
            self.values.reserve_exact(more);
        }
        self.values.push(value);
        Ok(())
    }
}

fn write_back<'gc>(ctx: Context<'gc>, table: Table<'gc>, items: &[Value<'gc>]) -> Result<'gc, ()> {
    for (i, &item) in (1..).zip(items) {
        table.raw_set_integer(ctx, i, item)?;
    }
    Ok(())
}

/// What sorting a plain table by a comparator needs, in one place: the less a sequence holds, the less is
/// moved for each comparison.
#[derive(Collect)]
#[collect(no_drop)]
struct Sorting<'gc> {
    merge: Merge<'gc>,
    comparator: Function<'gc>,
    table: Table<'gc>,
}

/// Sorts a plain table by a comparator.
#[sequence]
async fn sort_by_comparator<'gc>(ctx: Context<'gc>, sorting: Box<Sorting<'gc>>) -> Result<'gc, ()> {
    let mut sorting = sorting;
    while let Some((a, b)) = sorting.merge.next() {
        let less = call(sorting.comparator, (a, b)).await?;
        sorting.merge.answer(less)?;
    }
    write_back(ctx, sorting.table, sorting.merge.sorted())
}

/// Sorts a plain table by `<`.
#[sequence]
async fn sort_by_operator<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    merge: Box<Merge<'gc>>,
) -> Result<'gc, ()> {
    let merge = sort_items(merge, None).await?;
    write_back(ctx, table, merge.sorted())
}

/// Sorts items by comparisons that may be calls.
#[sequence]
async fn sort_items<'gc>(
    merge: Box<Merge<'gc>>,
    comparator: Option<Function<'gc>>,
) -> Result<'gc, Box<Merge<'gc>>> {
    let mut merge = merge;
    while let Some((a, b)) = merge.next() {
        let less = match comparator {
            Some(comparator) => call(comparator, (a, b)).await?,
            None => {
                let less = lt(a, b).await?;
                // Most comparisons are ready at once, though one value has a metamethod.
                checkpoint().await;
                less
            }
        };
        merge.answer(less)?;
    }
    Ok(merge)
}

/// Sorts anything that behaves like a table.
#[sequence]
async fn sort_like<'gc>(ctx: Context<'gc>, list: Value<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    let length = length(list).await?;
    if length < 2 {
        return Ok(());
    }
    let comparator = comparator(ctx, stack, length)?;
    // What `__len` says is not trusted: memory is taken as items turn up.
    let mut items = Items::with_capacity(ctx, 0)?;
    for i in 1..=length {
        let item = index(list, i).await?;
        items.push(ctx, item)?;
        checkpoint().await;
    }
    let sorted = sort_items(Box::new(Merge::new(ctx, items)?), comparator).await?;
    for i in 0..sorted.sorted().len() {
        set_index(list, i + 1, sorted.sorted()[i]).await?;
        checkpoint().await;
    }
    Ok(())
}
