//! Reading and writing `object[key]`, and `#object` (manual section 2.4).

use crate::{
    meta::{
        MetaCall, Outcome,
        failure::{Failure, Operand},
    },
    object::{context::Context, error::Error, function::Function, metamethod::Metamethod, value::Value},
};

/// How many `__index` or `__newindex` steps one access may take.
const MAX_CHAIN: usize = 2000;

/// The fuel of each of them but the first.
const STEP: usize = 3;

/// `object[key]`
///
/// # Errors
/// When an object on the way can not be indexed, or the chain of `__index` is too long.
pub fn index<'gc>(
    ctx: Context<'gc>,
    mut object: Value<'gc>,
    key: Value<'gc>,
) -> Result<Outcome<'gc>, Failure<'gc>> {
    for step in 0..MAX_CHAIN {
        if step > 0 {
            ctx.charge_fuel(STEP);
        }
        let handler = if let Value::Table(table) = object {
            let value = table.raw_get(key);
            if !value.is_nil() {
                return Ok(Outcome::Value(value));
            }
            let Some(metatable) = table.metatable() else { return Ok(Outcome::Value(Value::Nil)) };
            let handler = metatable.metamethod(ctx, Metamethod::Index);
            if handler.is_nil() {
                return Ok(Outcome::Value(Value::Nil));
            }
            handler
        } else {
            let metatable = ctx.metatable(object);
            let handler = metatable.map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Index));
            if handler.is_nil() {
                return Err(not_indexable(object, step));
            }
            handler
        };
        if Function::from_value(handler).is_some() {
            return Ok(Outcome::Call(MetaCall::two(handler, object, key)));
        }
        object = handler;
    }
    Err(Failure::Error(Error::message("'__index' chain too long; possible loop")))
}

/// `object[key] = value`. What remains to be called, if anything; its results do not matter.
///
/// # Errors
/// When an object on the way can not be indexed, the key is nil or NaN, or the chain of `__newindex`
/// is too long.
pub fn set_index<'gc>(
    ctx: Context<'gc>,
    mut object: Value<'gc>,
    key: Value<'gc>,
    value: Value<'gc>,
) -> Result<Option<MetaCall<'gc>>, Failure<'gc>> {
    for step in 0..MAX_CHAIN {
        if step > 0 {
            ctx.charge_fuel(STEP);
        }
        let handler = if let Value::Table(table) = object {
            let metatable = table.metatable();
            let handler = metatable.map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::NewIndex));
            if handler.is_nil() || !table.raw_get(key).is_nil() {
                table.raw_set(ctx, key, value)?;
                return Ok(None);
            }
            handler
        } else {
            let metatable = ctx.metatable(object);
            let handler = metatable.map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::NewIndex));
            if handler.is_nil() {
                return Err(not_indexable(object, step));
            }
            handler
        };
        if Function::from_value(handler).is_some() {
            return Ok(Some(MetaCall::three(handler, object, key, value)));
        }
        object = handler;
    }
    Err(Failure::Error(Error::message("'__newindex' chain too long; possible loop")))
}

fn not_indexable(value: Value<'_>, step: usize) -> Failure<'_> {
    let operand = if step == 0 { Operand::First } else { Operand::Hidden };
    Failure::Type { operation: "index", value, operand }
}

/// `#object`
///
/// # Errors
/// When the value has no length.
pub fn length<'gc>(ctx: Context<'gc>, object: Value<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
    if let Value::String(string) = object {
        return Ok(Outcome::Value(Value::Integer(string.len() as i64)));
    }
    let handler = ctx.metatable(object).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Len));
    if !handler.is_nil() {
        return Ok(Outcome::Call(MetaCall::two(handler, object, object)));
    }
    match object {
        Value::Table(table) => Ok(Outcome::Value(Value::Integer(table.raw_len()))),
        _ => Err(Failure::Type { operation: "get length of", value: object, operand: Operand::First }),
    }
}
