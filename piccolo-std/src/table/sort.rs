//! `table.sort`.
//!
//! The items are read, sorted by merging and written back. Merging needs few comparisons, in the worst
//! case too, and whatever a comparator answers, it ends and keeps all items.

mod direct;
mod merge;
mod room;
mod snapshot;

use piccolo_core::{
    object::{
        callback::Action, context::Context, error::Error, function::Function, stack::Stack, table::Table,
        value::Value,
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
        direct::{DirectSort, Kind, Kinds, Number, Numbers, RUN, Strings, number},
        merge::Merge,
        snapshot::Snapshot,
    },
};

/// `table.sort(list [, comp])`: sorts the items in place, by `<` or by `comp(a, b)`, which says whether `a`
/// must come before `b`. Items that a function or metamethod calls equal keep their order.
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
    // The most frequent use needs no sequence.
    if comparator.is_none() && length as usize <= RUN && sort_few(ctx, table, length)? {
        stack.clear();
        return Ok(Action::Return);
    }
    let mut charge = Charge::default();
    charge.add_or_collect(ctx, BOXES)?;
    stack.clear();
    let merge = Merge::new(Snapshot::default());
    let (kinds, shortage) = (Kinds::default(), Shortage::default());
    let sorting = Box::new(Sorting { table, length, comparator, merge, kinds, done: 0, shortage, charge });
    match comparator {
        Some(_) => run_callback(ctx, stack, sort_by_comparator(ctx, sorting)),
        None => run_callback(ctx, stack, sort_by_operator(ctx, sorting)),
    }
}

/// Sorts items that are all numbers or all strings. False: they are not, and nothing was done.
fn sort_few<'gc>(ctx: Context<'gc>, table: Table<'gc>, length: i64) -> Result<'gc, bool> {
    let mut charge = Charge::default();
    charge.add_or_collect(ctx, length as usize * size_of::<Value<'_>>())?;
    charge_values(ctx, length as usize);
    let mut kinds = Kinds::default();
    let mut items: Vec<_> = (1..=length).map(|i| table.raw_get_integer(i)).collect();
    items.iter().for_each(|item| kinds.add(*item));
    let Some(kind) = kinds.kind().filter(|_| items.len() <= kinds.run()) else { return Ok(false) };
    kind.sort_values(ctx, &mut items);
    for (i, &item) in (1..).zip(&items) {
        table.raw_set_integer(ctx, i, item)?;
    }
    Ok(true)
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
    + if size_of::<Merge<'static>>() > size_of::<DirectSort<Number>>() {
        size_of::<Merge<'static>>()
    } else {
        size_of::<DirectSort<Number>>()
    };

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
    #[collect(require_static)]
    shortage: Shortage,
    #[collect(require_static)]
    charge: Charge,
}

/// Whether memory was short when something was tried last.
#[derive(Default, Collect)]
#[collect(require_static)]
struct Shortage(bool);

impl Shortage {
    /// What came of it. `None`: garbage is to be collected in a pause, and then it is to be tried again.
    fn end<'gc, T>(&mut self, ctx: Context<'gc>, result: Result<'gc, T>) -> Result<'gc, Option<T>> {
        let is_first = !std::mem::replace(&mut self.0, result.is_err());
        match result {
            Err(_) if is_first => {
                ctx.request_collection();
                Ok(None)
            }
            result => result.map(Some),
        }
    }
}

impl<'gc> Sorting<'gc> {
    /// Reads items until a pause is due. Here and below: gives whether that was all.
    fn read(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let read = self.read_some(ctx);
        Ok(self.shortage.end(ctx, read)?.unwrap_or(false))
    }

    fn read_some(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let items = self.merge.snapshot_mut();
        if items.is_empty() && !ctx.is_pause_due() {
            *items = Snapshot::with_capacity(ctx, self.length as usize)?;
        }
        while (items.len() as i64) < self.length {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let read = items.len() as i64;
            let part = read..self.length.min(read + VALUES as i64);
            charge_values(ctx, (part.end - read) as usize);
            for i in part {
                let item = self.table.raw_get_integer(i + 1);
                self.kinds.add(item);
                items.push(ctx, item)?;
            }
        }
        Ok(true)
    }

    /// Makes ready to compare items.
    fn begin(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let begun = self.merge.begin(ctx);
        Ok(self.shortage.end(ctx, begun)?.is_some())
    }

    /// Reads numbers until a pause is due, or up to what is none.
    fn read_numbers(&mut self, ctx: Context<'gc>, numbers: &mut Vec<Number>) -> bool {
        while (numbers.len() as i64) < self.length && !self.kinds.has_others() {
            if ctx.is_pause_due() {
                return false;
            }
            let read = numbers.len() as i64;
            let part = read..self.length.min(read + VALUES as i64);
            charge_values(ctx, (part.end - read) as usize);
            for i in part {
                let item = self.table.raw_get_integer(i + 1);
                self.kinds.add(item);
                numbers.extend(number(item));
            }
        }
        true
    }

    /// Room for a sort without calls. `None`: memory is short.
    fn direct_sort<T: Copy>(&mut self, ctx: Context<'gc>) -> Result<'gc, Option<Box<DirectSort<T>>>> {
        let sort = DirectSort::new(ctx, self.length as usize, self.kinds.run());
        Ok(self.shortage.end(ctx, sort)?.map(Box::new))
    }

    /// Numbers the items until a pause is due.
    fn number(&self, ctx: Context<'gc>, indices: &mut Vec<u32>) -> bool {
        while (indices.len() as i64) < self.length {
            if ctx.is_pause_due() {
                return false;
            }
            let done = indices.len();
            let part = done..(self.length as usize).min(done + VALUES);
            charge_values(ctx, part.len() / 4);
            indices.extend(part.map(|index| index as u32));
        }
        true
    }

    /// Writes back the items, of which `item` gives each, until a pause is due.
    fn write(
        &mut self,
        ctx: Context<'gc>,
        item: impl Fn(&Merge<'gc>, usize) -> Value<'gc>,
    ) -> Result<'gc, bool> {
        while (self.done as i64) < self.length {
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = self.done..(self.length as usize).min(self.done + VALUES);
            charge_values(ctx, part.len());
            for index in part.clone() {
                self.table.raw_set_integer(ctx, index as i64 + 1, item(&self.merge, index))?;
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
    while !sorting.read(ctx)? {
        pause().await;
    }
    let Some(comparator) = sorting.comparator else { return Ok(()) };
    while !sorting.begin(ctx)? {
        pause().await;
    }
    loop {
        while !sorting.merge.go_on(ctx) {
            pause().await;
        }
        let Some((a, b)) = sorting.merge.question() else { break };
        sorting.merge.charge(ctx);
        let less = call(comparator, (a, b)).await?;
        sorting.merge.answer(less)?;
    }
    while !sorting.write(ctx, |merge, index| merge.sorted(index))? {
        pause().await;
    }
    Ok(())
}

/// Sorts a plain table by `<`.
#[sequence]
async fn sort_by_operator<'gc>(ctx: Context<'gc>, sorting: Box<Sorting<'gc>>) -> Result<'gc, ()> {
    let mut sorting = sorting;
    if number(sorting.table.raw_get_integer(1)).is_some() {
        let mut numbers = sorting.direct_sort(ctx)?;
        while numbers.is_none() {
            pause().await;
            numbers = sorting.direct_sort(ctx)?;
        }
        let Some(mut numbers) = numbers else { return Ok(()) };
        while !sorting.read_numbers(ctx, numbers.items_mut()) {
            pause().await;
        }
        if let Some(Kind::Integers | Kind::Numbers) = sorting.kinds.kind() {
            while !numbers.go_on(ctx, Numbers) {
                pause().await;
            }
            while !sorting.write(ctx, |_, index| numbers.sorted(index).into())? {
                pause().await;
            }
            return Ok(());
        }
        sorting.kinds = Kinds::default();
    }
    while !sorting.read(ctx)? {
        pause().await;
    }
    if let Some(Kind::Strings) = sorting.kinds.kind() {
        let mut strings = sorting.direct_sort(ctx)?;
        while strings.is_none() {
            pause().await;
            strings = sorting.direct_sort(ctx)?;
        }
        let Some(mut strings) = strings else { return Ok(()) };
        while !sorting.number(ctx, strings.items_mut()) {
            pause().await;
        }
        while !strings.go_on(ctx, Strings(sorting.merge.snapshot())) {
            pause().await;
        }
        while !sorting.write(ctx, |merge, index| merge.snapshot().get(strings.sorted(index)))? {
            pause().await;
        }
        return Ok(());
    }
    while !sorting.begin(ctx)? {
        pause().await;
    }
    let merge = std::mem::replace(&mut sorting.merge, Merge::new(Snapshot::default()));
    let merge = sort_items(ctx, Box::new(merge), None).await?;
    sorting.merge = *merge;
    while !sorting.write(ctx, |merge, index| merge.sorted(index))? {
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
    loop {
        while !merge.go_on(ctx) {
            pause().await;
        }
        let Some((a, b)) = merge.question() else { break };
        merge.charge(ctx);
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
    let length = length(ctx, list).await?;
    if length < 2 {
        return Ok(());
    }
    let comparator = comparator(ctx, stack, length)?;
    let (mut charge, mut shortage) = (Charge::default(), Shortage::default());
    while shortage.end(ctx, charge.add(ctx, size_of::<Merge<'_>>()))?.is_none() {
        pause().await;
    }
    let mut merge = Box::new(Merge::new(Snapshot::default()));
    // What `__len` says is not trusted: memory is taken as items turn up.
    for i in 1..=length {
        let item = index(list, i).await?;
        ctx.charge_fuel(ITEM);
        while shortage.end(ctx, merge.snapshot_mut().push(ctx, item))?.is_none() {
            pause().await;
        }
        checkpoint().await;
    }
    while shortage.end(ctx, merge.begin(ctx))?.is_none() {
        pause().await;
    }
    let sorted = sort_items(ctx, merge, comparator).await?;
    for i in 0..sorted.len() {
        ctx.charge_fuel(ITEM);
        set_index(list, i + 1, sorted.sorted(i)).await?;
        checkpoint().await;
    }
    drop(charge);
    Ok(())
}
