//! Lua values from and to whatever `serde` can serialize, with the feature `serde`.
//!
//! | Rust (serde's data model) | Lua |
//! |---|---|
//! | `bool`, integers, floats, `char`, strings | booleans, integers, floats, strings |
//! | bytes | strings |
//! | `None`, `()`, unit structs | nil |
//! | `Some(x)`, newtype structs | x |
//! | sequences, tuples | tables with 1, 2, 3 and so on; those with nils in them have their length in `n` |
//! | maps, structs | tables |
//! | variants without content | their name |
//! | other variants | tables with their name as only key: `{Circle = {radius = 1}}` |
//!
//! The way back accepts a float where an integer is wanted, if it has no fraction. A type that takes whatever there
//! is (`serde_json::Value`) gets a sequence for a table that has 1, 2, 3 and so on, or `n`, and nothing else; an empty
//! table is a map. Functions, coroutines and userdata have no representation.
//!
//! Tables are read without metamethods. Errors name the path: `window.sizes[2]: number expected, got string`. What is
//! nested more than [`MAX_DEPTH`] deep, or contains itself, is an error.

mod from;
mod into;

use serde::{Deserialize, Serialize};

use crate::{
    convert::failure::ConversionError,
    object::{context::Context, error::Error, value::Value},
};

/// How deep values may be nested.
pub const MAX_DEPTH: u32 = 128;

/// A Lua value from anything that can be serialized.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use piccolo_core::{convert::serde::to_value, lua::Lua};
///
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| {
///     let sizes = BTreeMap::from([("small", vec![1, 2]), ("large", vec![30])]);
///     ctx.set_global("sizes", to_value(ctx, &sizes)?)
/// })?;
/// assert_eq!(lua.load("return sizes.small[2] + sizes.large[1]").eval::<i64>()?, 32);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
///
/// # Errors
/// When a part has no representation in Lua, is nested too deeply, or memory is short.
pub fn to_value<'gc, T: Serialize + ?Sized>(ctx: Context<'gc>, value: &T) -> Result<Value<'gc>, Error<'gc>> {
    value.serialize(into::Serializer::new(ctx)).map_err(Into::into)
}

/// Anything that can be deserialized, from a Lua value. It may borrow strings of the VM.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use piccolo_core::{convert::serde::from_value, lua::Lua};
///
/// let mut lua = Lua::new();
/// lua.load("sizes = {small = {1, 2}, large = {3, 'x'}}").exec()?;
/// let error = lua.try_enter(|ctx| {
///     let sizes = ctx.globals().get(ctx, "sizes")?;
///     Ok(from_value::<BTreeMap<String, Vec<i64>>>(ctx, sizes)?)
/// });
/// assert_eq!(error.unwrap_err().to_string(), "large[2]: number expected, got string");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
///
/// # Errors
/// When the value, or a part of it, does not fit.
pub fn from_value<'gc, T: Deserialize<'gc>>(
    ctx: Context<'gc>,
    value: Value<'gc>,
) -> Result<T, ConversionError> {
    T::deserialize(from::Deserializer::new(ctx, value))
}

/// The error of what is nested too deeply.
#[cold]
fn too_deep() -> ConversionError {
    ConversionError::message(format!("nested too deeply (limit is {MAX_DEPTH})"))
}
