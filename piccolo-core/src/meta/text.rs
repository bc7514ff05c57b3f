//! `tostring` (manual section 6.1).

use crate::{
    meta::{MetaCall, Outcome, concatenation::number_text, failure::type_name},
    object::{context::Context, metamethod::Metamethod, string::String, value::Value},
};

/// What `tostring` gives. The result of a call must be checked to be a string.
pub fn to_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Outcome<'gc> {
    let handler = ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::ToString));
    if !handler.is_nil() {
        return Outcome::Call(MetaCall::one(handler, value));
    }
    Outcome::Value(Value::String(raw_text(ctx, value)))
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
    let address = match value {
        Value::Table(table) => table.as_ptr(),
        Value::Closure(closure) => closure.as_ptr(),
        Value::Callback(callback) => callback.as_ptr(),
        Value::UserData(userdata) => userdata.as_ptr(),
        Value::Thread(thread) => thread.as_ptr(),
        _ => core::ptr::null(),
    };
    let text = [type_name(ctx, value), format!(": {address:p}").as_bytes()].concat();
    ctx.intern(&text)
}
