//! Access to tables and comparison without metamethods.

use piccolo_core::{
    object::{callback::Action, context::Context, stack::Stack, table::Table, value::Value},
    sequence::{eq, prepare_key, run_callback},
};
use piccolo_derive::sequence;

use crate::{
    buffer::SLICE,
    library::{Result, expected, operator_error, retry_for},
};

/// `rawequal(v1, v2)`: whether both are equal, without `__eq`.
pub(super) fn rawequal<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (a, b) = (stack.check_any(0)?, stack.check_any(1)?);
    if let (Value::String(a), Value::String(b)) = (a, b)
        && a.len() == b.len()
    {
        return run_callback(ctx, stack, eq(a, b));
    }
    let equal = a.raw_equals(b);
    stack.replace(Value::boolean(equal));
    Ok(Action::Return)
}

/// `rawlen(v)`: the length of a table or string, without `__len`.
pub(super) fn rawlen<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let length = match stack.get(0) {
        Value::Table(table) => table.raw_len(),
        Value::String(string) => string.len() as i64,
        _ => return Err(expected(ctx, &stack, 0, "table or string")),
    };
    stack.replace(Value::Integer(length));
    Ok(Action::Return)
}

/// `rawget(table, index)`: `table[index]` without `__index`.
pub(super) fn rawget<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table: Table = stack.argument(ctx, 0)?;
    let key = stack.check_any(1)?;
    if is_huge(key) {
        return run_callback(ctx, stack, get_prepared(table, key));
    }
    stack.replace(table.raw_get(key));
    Ok(Action::Return)
}

#[sequence]
async fn get_prepared<'gc>(table: Table<'gc>, key: Value<'gc>) -> Result<'gc, Value<'gc>> {
    let key = prepare_key(key).await;
    Ok(table.raw_get(key))
}

/// `rawset(table, index, value)`: `table[index] = value` without `__newindex`. Returns the table.
pub(super) fn rawset<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let table: Table = stack.argument(ctx, 0)?;
    let (key, value) = (stack.check_any(1)?, stack.check_any(2)?);
    if is_huge(key) {
        return run_callback(ctx, stack, set_prepared(ctx, table, key, value));
    }
    table.raw_set(ctx, key, value).map_err(|error| {
        retry_for(ctx, error);
        operator_error(ctx, error)
    })?;
    stack.truncate(1);
    Ok(Action::Return)
}

#[sequence]
async fn set_prepared<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    key: Value<'gc>,
    value: Value<'gc>,
) -> Result<'gc, Table<'gc>> {
    let key = prepare_key(key).await;
    table.raw_set(ctx, key, value).map_err(|error| operator_error(ctx, error))?;
    Ok(table)
}

/// Whether to hash a key takes so long that it is done in pieces.
fn is_huge(key: Value<'_>) -> bool {
    matches!(key, Value::String(key) if key.len() > SLICE)
}
