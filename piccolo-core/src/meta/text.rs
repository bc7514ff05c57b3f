//! `tostring` (manual section 6.1).

use crate::{
    meta::{MetaCall, Outcome, concatenation::number_text, failure::type_name},
    object::{context::Context, error::Error, metamethod::Metamethod, string::String, value::Value},
};

/// What `tostring` gives. The result of a call must be checked to be a string.
pub fn to_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Outcome<'gc> {
    let handler = ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::ToString));
    if !handler.is_nil() {
        return Outcome::Call(MetaCall::one(handler, value));
    }
    Outcome::Value(Value::String(raw_text(ctx, value)))
}

/// As [`to_text`], where the text that a script gave its type is charged before it is used.
///
/// # Errors
/// When the memory limit does not allow it.
pub fn try_to_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<Outcome<'gc>, Error<'gc>> {
    charge_name(ctx, value)?;
    Ok(to_text(ctx, value))
}

/// As [`raw_text`], where the text that a script gave its type is charged before it is used.
///
/// ```
/// use piccolo_core::{lua::Lua, meta::text::try_raw_text, object::value::Value};
///
/// Lua::new().enter(|ctx| {
///     assert!(try_raw_text(ctx, Value::Nil).is_ok_and(|text| text.as_bytes() == b"nil"));
/// });
/// ```
///
/// # Errors
/// When the memory limit does not allow it.
pub fn try_raw_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<String<'gc>, Error<'gc>> {
    charge_name(ctx, value)?;
    Ok(raw_text(ctx, value))
}

fn charge_name<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<(), Error<'gc>> {
    match value {
        Value::Table(_) | Value::UserData(_) => Ok(ctx.charge_message(type_name(ctx, value).len())?),
        _ => Ok(()),
    }
}

/// What `tostring` gives for a value without `__tostring`.
pub fn raw_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> String<'gc> {
    match value {
        Value::String(string) => string,
        Value::Nil => ctx.intern(b"nil"),
        Value::False => ctx.intern(b"false"),
        Value::True => ctx.intern(b"true"),
        other => match number_text(other) {
            Some(text) => ctx.intern(text.as_bytes()),
            None => object_text(ctx, other),
        },
    }
}

fn object_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> String<'gc> {
    let address = ctx.shown_address(value).unwrap_or(0);
    let text = [type_name(ctx, value), format!(": {address:#x}").as_bytes()].concat();
    ctx.intern(&text)
}
