//! Arguments that are tables, or behave like tables.

use piccolo_core::{
    convert::number::to_integer,
    object::{
        context::Context, error::Error, metamethod::Metamethod, stack::Stack, table::Table, value::Value,
    },
    sequence::{boxed, len},
};
use piccolo_derive::sequence;

use crate::{
    library::{Result, TEXT, expected},
    reading::read,
};

/// `#list`, which must be an integer.
#[sequence]
pub(crate) async fn length<'gc>(ctx: Context<'gc>, list: Value<'gc>) -> Result<'gc, i64> {
    let mut length: Value = len(list).await?;
    if let Value::String(text) = length {
        ctx.charge_fuel(TEXT);
        length = boxed(read(ctx, text)).await?;
    }
    to_integer(length).ok_or_else(|| Error::message("object length is not an integer"))
}

/// What a function does with a table-like argument.
#[derive(Clone, Copy)]
pub(crate) struct Needs(&'static [Metamethod]);

impl Needs {
    pub(crate) const READ: Self = Self(&[Metamethod::Index]);
    pub(crate) const WRITE: Self = Self(&[Metamethod::NewIndex]);
    pub(crate) const READ_LENGTH: Self = Self(&[Metamethod::Index, Metamethod::Len]);
    pub(crate) const ALL: Self = Self(&[Metamethod::Index, Metamethod::NewIndex, Metamethod::Len]);
}

/// An argument that is a table, or has the metamethods to behave like one.
pub(crate) enum TableLike<'gc> {
    /// A table without a metatable: raw access does all.
    Plain(Table<'gc>),
    /// Anything else.
    Other(Value<'gc>),
}

/// Argument `index` as something that behaves like a table.
#[inline(always)]
pub(crate) fn table_like<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    needs: Needs,
) -> Result<'gc, TableLike<'gc>> {
    match stack.get(index) {
        Value::Table(table) if table.metatable().is_none() => Ok(TableLike::Plain(table)),
        value => other_table_like(ctx, stack, index, value, needs),
    }
}

/// The fuel of a function about a table that is used as its metamethods say, beyond that of its items.
pub(crate) const OTHER: usize = 40;

fn other_table_like<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    value: Value<'gc>,
    needs: Needs,
) -> Result<'gc, TableLike<'gc>> {
    let behaves = match (value, ctx.metatable(value)) {
        (Value::Table(_), _) => true,
        (_, None) => false,
        (_, Some(metatable)) => needs.0.iter().all(|event| !metatable.metamethod(ctx, *event).is_nil()),
    };
    ctx.charge_fuel(OTHER);
    if behaves { Ok(TableLike::Other(value)) } else { Err(expected(ctx, stack, index, "table")) }
}
