//! `table.sort`.
//!
//! The items are read, sorted by merging and written back. Merging needs few comparisons, in the worst
//! case too, and whatever a comparator answers, it ends and keeps all items.

mod direct;
mod merge;

use piccolo_core::{
    meta::{Outcome, comparison},
    object::{
        callback::Action,
        context::Context,
        error::Error,
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        table::Table,
        value::Value,
    },
};
use piccolo_derive::Collect;

use crate::{
    access::{Needs, Program, Step, TableLike, run, table_like},
    buffer::Charge,
    library::{Result, expected, operator_error, prepare_call},
    table::sort::merge::Merge,
};

/// `table.sort(list [, comp])`: sorts the items in place, by `<` or by `comp(a, b)`, which says whether `a`
/// must come before `b`. Equal items keep their order.
pub(super) fn sort<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table = match table_like(ctx, &stack, 0, Needs::ALL)? {
        TableLike::Plain(table) => table,
        TableLike::Other(list) => return run(ctx, stack, SortLike { list, state: State::Length }),
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
    let mut sorting = Sorting { merge: Merge::new(ctx, items)?, comparator, table };
    match sorting.advance(ctx, &mut stack)? {
        // The sequence repeats the first comparison, which had no effect yet.
        Some(_) => {
            stack.clear();
            sorting.merge.retract();
            Ok(Action::Sequence(BoxSequence::new(sorting)))
        }
        None => Ok(Action::Return),
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
}

fn write_back<'gc>(ctx: Context<'gc>, table: Table<'gc>, items: &[Value<'gc>]) -> Result<'gc, ()> {
    for (i, &item) in (1..).zip(items) {
        table.raw_set_integer(ctx, i, item)?;
    }
    Ok(())
}

/// What calls of the comparator, or of `__lt`, need.
struct Comparison<'gc> {
    callee: Value<'gc>,
    a: Value<'gc>,
    b: Value<'gc>,
}

/// Compares as far as possible without a call. Gives the call that the next comparison needs, or `None`
/// when all is sorted.
fn compare_on<'gc>(
    ctx: Context<'gc>,
    merge: &mut Merge<'gc>,
    comparator: Option<Function<'gc>>,
) -> Result<'gc, Option<Comparison<'gc>>> {
    let mut compared = 0;
    let result = loop {
        let Some((a, b)) = merge.next() else { break None };
        if let Some(comparator) = comparator {
            break Some(Comparison { callee: comparator.into(), a, b });
        }
        compared += 1;
        match comparison::less_than(ctx, a, b).map_err(|failure| operator_error(ctx, failure))? {
            Outcome::Value(less) => merge.answer(!less.is_falsy())?,
            Outcome::Call(call) => break Some(Comparison { callee: call.callee, a, b }),
        }
    };
    ctx.charge_fuel(compared);
    Ok(result)
}

/// Sorting a plain table with calls.
#[derive(Collect)]
#[collect(no_drop)]
struct Sorting<'gc> {
    merge: Merge<'gc>,
    comparator: Option<Function<'gc>>,
    table: Table<'gc>,
}

impl<'gc> Sorting<'gc> {
    /// The function for the next comparison, with the arguments on the stack; or `None` at the end.
    fn advance(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
    ) -> Result<'gc, Option<Function<'gc>>> {
        match compare_on(ctx, &mut self.merge, self.comparator)? {
            Some(Comparison { callee, a, b }) => {
                stack.replace(a);
                stack.push(b)?;
                prepare_call(ctx, callee, stack, 0).map(Some)
            }
            None => {
                stack.clear();
                write_back(ctx, self.table, self.merge.sorted())?;
                Ok(None)
            }
        }
    }
}

impl<'gc> Sequence<'gc> for Sorting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if self.merge.is_waiting() {
            self.merge.answer(!stack.get(0).is_falsy())?;
        }
        Ok(match self.advance(ctx, &mut stack)? {
            Some(function) => SequencePoll::Call { function, bottom: 0 },
            None => SequencePoll::Return,
        })
    }
}

/// Sorting anything that behaves like a table. The comparator stays on the stack.
#[derive(Collect)]
#[collect(no_drop)]
struct SortLike<'gc> {
    list: Value<'gc>,
    state: State<'gc>,
}

#[derive(Collect)]
#[collect(no_drop)]
enum State<'gc> {
    Length,
    Read { items: Option<Items<'gc>>, length: i64 },
    Compare { merge: Merge<'gc>, comparator: Option<Function<'gc>> },
    Write { merge: Merge<'gc>, next: usize },
    Done,
}

impl<'gc> Program<'gc> for SortLike<'gc> {
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Length => {
                    self.state = State::Read { items: None, length: 0 };
                    return Ok(Step::Length(self.list));
                }
                State::Read { items, length } => {
                    if let Some(step) = self.read(ctx, stack, items, length, result)? {
                        return Ok(step);
                    }
                }
                State::Compare { mut merge, comparator } => {
                    if merge.is_waiting() {
                        merge.answer(!result.is_falsy())?;
                    }
                    if let Some((a, b)) = merge.next() {
                        self.state = State::Compare { merge, comparator };
                        return Ok(comparator.map_or(Step::Less(a, b), |f| Step::Call(f, a, b)));
                    }
                    self.state = State::Write { merge, next: 0 };
                }
                State::Write { merge, next } => {
                    if let Some(&item) = merge.sorted().get(next) {
                        self.state = State::Write { merge, next: next + 1 };
                        return Ok(Step::Set(self.list, next as i64 + 1, item));
                    }
                }
                State::Done => {
                    stack.clear();
                    return Ok(Step::Done);
                }
            }
        }
    }
}

impl<'gc> SortLike<'gc> {
    /// Takes in an item, or the length at first. Gives the step to the next item, if there is one.
    fn read(
        &mut self,
        ctx: Context<'gc>,
        stack: &Stack<'gc, '_>,
        items: Option<Items<'gc>>,
        length: i64,
        result: Value<'gc>,
    ) -> Result<'gc, Option<Step<'gc>>> {
        let (items, length) = match items {
            None => {
                let length = result.as_integer().unwrap_or(0);
                if length < 2 {
                    return Ok(None);
                }
                comparator(ctx, stack, length)?;
                // What `__len` says is not trusted: memory is taken as items turn up.
                (Items::with_capacity(ctx, 0)?, length)
            }
            Some(mut items) => {
                if items.values.len() == items.values.capacity() {
                    let more = items.values.len().max(16);
                    items.charge.add(ctx, more * size_of::<Value<'_>>())?;
                    items.values.reserve_exact(more);
                }
                items.values.push(result);
                (items, length)
            }
        };
        let next = items.values.len() as i64 + 1;
        if next <= length {
            self.state = State::Read { items: Some(items), length };
            return Ok(Some(Step::Get(self.list, next)));
        }
        let comparator = comparator(ctx, stack, length)?;
        self.state = State::Compare { merge: Merge::new(ctx, items)?, comparator };
        Ok(None)
    }
}
