//! `table.sort`.
//!
//! The items are read, sorted by merging and written back. Merging needs few comparisons, in the worst
//! case too, and whatever a comparator answers, it ends and keeps all items.

mod direct;
mod gathering;
mod merge;

use piccolo_core::{
    object::{
        callback::Action, context::Context, error::Error, function::Function, stack::Stack, table::Table,
        value::Value, values::Values,
    },
    sequence::{call, checkpoint, index, lt, pause, run_callback, set_index},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    access::{Needs, TableLike, length, table_like},
    buffer::Charge,
    coroutine::boundary::refuse_yield,
    library::{ITEM, Result, VALUES, charge_values, expected},
    table::sort::{
        direct::{DirectSort, Kinds, RUN},
        gathering::Gathering,
        merge::Merge,
    },
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
    let items = Items::with_boxes(ctx, length).inspect_err(|_| ctx.retry_when_collected())?;
    stack.clear();
    let mut sorting = Box::new(Sorting {
        table,
        length,
        comparator,
        merge: Merge::new(items),
        kinds: Kinds::default(),
        done: 0,
    });
    match comparator {
        Some(_) => run_callback(ctx, stack, sort_by_comparator(ctx, sorting)),
        // The most frequent use needs no sequence.
        None if length as usize <= RUN
            && sorting.read(ctx)
            && sorting.kinds.sort_run(ctx, &mut sorting.merge.items_mut().values) =>
        {
            let items = sorting.merge.sorted();
            for (i, &item) in (1..).zip(items) {
                table.raw_set_integer(ctx, i, item)?;
            }
            Ok(Action::Return)
        }
        None => run_callback(ctx, stack, sort_by_operator(ctx, sorting)),
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
    let Some(function) = Function::from_value(stack.get(1)) else {
        return if stack.get(1).is_nil() { Ok(None) } else { Err(expected(ctx, stack, 1, "function")) };
    };
    refuse_yield(ctx, stack, function)?;
    Ok(Some(function))
}

/// What the boxes of a sort take, of which there are two at a time.
const BOXES: usize = size_of::<Sorting<'static>>()
    + if size_of::<Merge<'static>>() > size_of::<DirectSort<'static>>() {
        size_of::<Merge<'static>>()
    } else {
        size_of::<DirectSort<'static>>()
    };

/// The values that are being sorted.
#[derive(Default, Collect)]
#[collect(no_drop)]
struct Items<'gc> {
    values: Values<'gc>,
    #[collect(require_static)]
    charge: Charge,
}

impl<'gc> Items<'gc> {
    fn with_capacity(ctx: Context<'gc>, length: i64) -> Result<'gc, Self> {
        let length = usize::try_from(length).unwrap_or(0);
        let mut charge = Charge::default();
        charge.add(ctx, length * size_of::<Value<'_>>())?;
        Ok(Self { values: Vec::with_capacity(length).into(), charge })
    }

    /// Items of a sort that keeps its state in boxes, for which they pay.
    fn with_boxes(ctx: Context<'gc>, length: i64) -> Result<'gc, Self> {
        let length = usize::try_from(length).unwrap_or(0);
        let mut charge = Charge::default();
        charge.add(ctx, length * size_of::<Value<'_>>() + BOXES)?;
        Ok(Self { values: Vec::with_capacity(length).into(), charge })
    }
}

/// What sorting a plain table needs, in one place: the less a sequence holds, the less is moved for each
/// comparison.
#[derive(Collect)]
#[collect(no_drop)]
struct Sorting<'gc> {
    table: Table<'gc>,
    length: i64,
    comparator: Option<Function<'gc>>,
    merge: Merge<'gc>,
    #[collect(require_static)]
    kinds: Kinds,
    /// How many items are written back.
    done: usize,
}

impl<'gc> Sorting<'gc> {
    /// Reads items until a pause is due. Here and below: gives whether that was all.
    fn read(&mut self, ctx: Context<'gc>) -> bool {
        let items = &mut self.merge.items_mut().values;
        while (items.len() as i64) < self.length {
            if ctx.is_pause_due() {
                return false;
            }
            let read = items.len() as i64;
            let part = read..self.length.min(read + VALUES as i64);
            charge_values(ctx, (part.end - read) as usize);
            for i in part {
                let item = self.table.raw_get_integer(i + 1);
                self.kinds.add(item);
                items.push(item);
            }
        }
        true
    }

    /// Writes items back until a pause is due.
    fn write(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let items = self.merge.sorted();
        while self.done < items.len() {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = self.done..items.len().min(self.done + VALUES);
            charge_values(ctx, part.len());
            for index in part.clone() {
                self.table.raw_set_integer(ctx, index as i64 + 1, items[index])?;
            }
            self.done = part.end;
        }
        Ok(true)
    }
}

/// Sorts a plain table by a comparator.
#[sequence]
async fn sort_by_comparator<'gc>(ctx: Context<'gc>, sorting: Box<Sorting<'gc>>) -> Result<'gc, ()> {
    let mut sorting = sorting;
    while !sorting.read(ctx) {
        pause().await;
    }
    let Some(comparator) = sorting.comparator else { return Ok(()) };
    if sorting.merge.begin(ctx).is_err() {
        ctx.request_collection();
        pause().await;
        sorting.merge.begin(ctx)?;
    }
    while let Some((a, b)) = sorting.merge.next() {
        ctx.charge_fuel(ITEM);
        let less = call(comparator, (a, b)).await?;
        sorting.merge.answer(less)?;
    }
    while !sorting.write(ctx)? {
        pause().await;
    }
    Ok(())
}

/// Sorts a plain table by `<`.
#[sequence]
async fn sort_by_operator<'gc>(ctx: Context<'gc>, sorting: Box<Sorting<'gc>>) -> Result<'gc, ()> {
    let mut sorting = sorting;
    while !sorting.read(ctx) {
        pause().await;
    }
    let mut direct = DirectSort::new(ctx, sorting.kinds, sorting.merge.items_mut());
    if direct.is_err() {
        ctx.request_collection();
        pause().await;
        direct = DirectSort::new(ctx, sorting.kinds, sorting.merge.items_mut());
    }
    match direct? {
        Some(sort) => {
            let mut sort = Box::new(sort);
            while !sort.go_on(ctx) {
                pause().await;
            }
            sorting.merge = Merge::new(sort.into_items());
        }
        None => {
            if sorting.merge.begin(ctx).is_err() {
                ctx.request_collection();
                pause().await;
                sorting.merge.begin(ctx)?;
            }
            let merge = std::mem::replace(&mut sorting.merge, Merge::new(Items::default()));
            let merge = sort_items(ctx, Box::new(merge), None).await?;
            sorting.merge = *merge;
        }
    }
    while !sorting.write(ctx)? {
        pause().await;
    }
    Ok(())
}

/// Sorts items by comparisons that may be calls.
#[sequence]
async fn sort_items<'gc>(
    ctx: Context<'gc>,
    merge: Box<Merge<'gc>>,
    comparator: Option<Function<'gc>>,
) -> Result<'gc, Box<Merge<'gc>>> {
    let mut merge = merge;
    while let Some((a, b)) = merge.next() {
        let less = match comparator {
            Some(comparator) => {
                ctx.charge_fuel(ITEM);
                call(comparator, (a, b)).await?
            }
            None => {
                ctx.charge_fuel(ITEM);
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
    let length = length(ctx, list).await?;
    if length < 2 {
        return Ok(());
    }
    let comparator = comparator(ctx, stack, length)?;
    // What `__len` says is not trusted: memory is taken as items turn up.
    let mut gathering = Box::new(Gathering::default());
    for i in 1..=length {
        let item = index(list, i).await?;
        ctx.charge_fuel(ITEM);
        gathering.push(ctx, item)?;
        checkpoint().await;
    }
    let mut items = Items::with_boxes(ctx, length);
    if items.is_err() {
        ctx.request_collection();
        pause().await;
        items = Items::with_boxes(ctx, length);
    }
    let mut merge = Merge::new(items?);
    while !gathering.join(ctx, merge.items_mut()) {
        pause().await;
    }
    drop(gathering);
    if merge.begin(ctx).is_err() {
        ctx.request_collection();
        pause().await;
        merge.begin(ctx)?;
    }
    let sorted = sort_items(ctx, Box::new(merge), comparator).await?;
    for i in 0..sorted.sorted().len() {
        ctx.charge_fuel(ITEM);
        set_index(list, i + 1, sorted.sorted()[i]).await?;
        checkpoint().await;
    }
    Ok(())
}
