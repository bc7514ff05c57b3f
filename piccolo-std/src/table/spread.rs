//! `table.pack` and `table.unpack`.

use piccolo_core::object::{
    callback::Action, context::Context, error::Error, stack::Stack, table::Table, value::Value,
};
use piccolo_derive::Collect;

use crate::{
    access::{Program, Step, run},
    library::{Result, optional_or},
};

/// `table.pack(...)`: a table with the arguments at 1, 2 and so on, and their number in the field `n`.
pub(super) fn pack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let count = stack.len();
    ctx.charge_fuel(count / 8);
    let table = Table::with_capacity(ctx, count, 1)?;
    for (i, &value) in (1..).zip(stack.as_slice()) {
        table.raw_set_integer(ctx, i, value)?;
    }
    table.raw_set_string(ctx, ctx.intern(b"n"), Value::Integer(count as i64))?;
    stack.replace(table.into());
    Ok(Action::Return)
}

/// `table.unpack(list [, i [, j]])`: the items `i` (1 by default) to `j` (`#list` by default).
pub(super) fn unpack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let list = stack.get(0);
    let Value::Table(table) = list else { return run(ctx, stack, Unpack { list, state: State::Start }) };
    if table.metatable().is_some() {
        return run(ctx, stack, Unpack { list, state: State::Start });
    }
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

/// [`unpack`] with metamethods. The items gather on the stack, from its bottom up.
#[derive(Collect)]
#[collect(no_drop)]
struct Unpack<'gc> {
    list: Value<'gc>,
    state: State,
}

#[derive(Collect)]
#[collect(require_static)]
enum State {
    Start,
    /// The length was asked for.
    Length {
        first: i64,
    },
    /// Item `i` was asked for.
    Item {
        i: i64,
        last: i64,
    },
}

impl<'gc> Program<'gc> for Unpack<'gc> {
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>> {
        let (first, last) = match self.state {
            State::Start => {
                let first = optional_or(ctx, stack, 1, 1)?;
                match stack.optional(ctx, 2)? {
                    Some(last) => (first, last),
                    None => {
                        self.state = State::Length { first };
                        return Ok(Step::Length(self.list));
                    }
                }
            }
            State::Length { first } => (first, result.as_integer().unwrap_or(0)),
            State::Item { i, last } => {
                stack.push(result)?;
                if i == last {
                    return Ok(Step::Done);
                }
                self.state = State::Item { i: i + 1, last };
                return Ok(Step::Get(self.list, i + 1));
            }
        };
        stack.clear();
        if first > last {
            return Ok(Step::Done);
        }
        reserve(ctx, stack, first, last)?;
        self.state = State::Item { i: first, last };
        Ok(Step::Get(self.list, first))
    }
}
