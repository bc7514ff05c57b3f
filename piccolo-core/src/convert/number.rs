//! Numbers and booleans.

use std::borrow::Cow;

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{
        context::Context,
        error::Error,
        reading::{Found, SHORT},
        value::Value,
    },
    support::{
        number::float_to_integer_exact,
        numeral::{self, Numeral},
    },
};

/// Up to how many digits floats are read fast, and what others may cost in fuel.
const MOST_DIGITS: usize = 19;
const EXACT: usize = 140;

/// Charges for [reading](to_number) a string as a number, before it is done; for other values nothing.
///
/// ```
/// use piccolo_core::{convert::number::charge_reading, lua::Lua, object::value::Value};
///
/// Lua::new().enter(|ctx| charge_reading(ctx, Value::String(ctx.intern(b"0x7f"))));
/// ```
pub fn charge_reading<'gc>(ctx: Context<'gc>, value: Value<'gc>) {
    if let Value::String(text) = value {
        let exact = if text.len() > MOST_DIGITS { EXACT } else { 0 };
        ctx.charge_fuel(12 + text.len() + exact);
    }
}

/// The number that a value is or, for a string, denotes.
pub fn to_number(value: Value<'_>) -> Option<Numeral> {
    match value {
        Value::Integer(i) => Some(Numeral::Integer(i)),
        Value::Float(f) => Some(Numeral::Float(f.get())),
        Value::String(text) => numeral::parse(text.as_bytes()),
        _ => None,
    }
}

/// The integer that a value is or can be converted to without loss: a float with an integral value,
/// or a string that denotes either.
pub fn to_integer(value: Value<'_>) -> Option<i64> {
    match to_number(value)? {
        Numeral::Integer(i) => Some(i),
        Numeral::Float(f) => float_to_integer_exact(f),
    }
}

/// What conversions of arguments fail with if a numeral is too long to be read at once. The function is called again
/// when it is read.
const AWAITED: &str = "numeral is too long to be read at once";

/// Whether an error says that a numeral is to be read first.
pub(crate) fn is_awaited(error: &Error<'_>) -> bool {
    matches!(error, Error::Argument { message, .. } if message == AWAITED)
}

/// The number that an argument of the running host function is or denotes. To be asked for before the function has
/// changed its stack or done anything else: it may be called again, see [`FromLua::from_argument`].
///
/// ```
/// use piccolo_core::{convert::number::argument_numeral, lua::Lua, support::numeral::Numeral};
///
/// Lua::new().enter(|ctx| {
///     let value = ctx.intern(b"0x10").into();
///     assert_eq!(argument_numeral(ctx, value), Ok(Some(Numeral::Integer(16))));
/// });
/// ```
///
/// # Errors
/// When it takes long to read it. The error is to be passed on.
pub fn argument_numeral<'gc>(
    ctx: Context<'gc>,
    value: Value<'gc>,
) -> Result<Option<Numeral>, ConversionError> {
    if let Value::String(text) = value
        && text.len() > SHORT
    {
        match ctx.state().numerals.find(text) {
            Found::Known(numeral) => return Ok(numeral),
            Found::Awaited => return Err(ConversionError::message(AWAITED)),
            Found::Unknown => {}
        }
    }
    charge_reading(ctx, value);
    Ok(to_number(value))
}

impl<'gc> FromLua<'gc> for i64 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("integer")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if let Value::Integer(i) = value { Ok(i) } else { integer_slow(ctx, value) }
    }

    #[inline(always)]
    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if let Value::Integer(i) = value { Ok(i) } else { integer_argument(ctx, value) }
    }
}

#[inline(never)]
fn integer_slow<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<i64, ConversionError> {
    charge_reading(ctx, value);
    integer_of(ctx, value, to_number(value))
}

#[inline(never)]
fn integer_argument<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<i64, ConversionError> {
    let numeral = argument_numeral(ctx, value)?;
    integer_of(ctx, value, numeral)
}

/// The integer that is `numeral`, which was read of `value`.
fn integer_of<'gc>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    numeral: Option<Numeral>,
) -> Result<i64, ConversionError> {
    match numeral {
        Some(Numeral::Integer(i)) => Ok(i),
        Some(Numeral::Float(f)) => float_to_integer_exact(f)
            .ok_or_else(|| ConversionError::message("number has no integer representation")),
        None => Err(ConversionError::expected(ctx, "number", value)),
    }
}

impl<'gc> IntoLua<'gc> for i64 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("integer")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::Integer(self))
    }
}

impl<'gc> FromLua<'gc> for f64 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("number")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        match value {
            Value::Float(f) => Ok(f.get()),
            Value::Integer(i) => Ok(i as f64),
            _ => float_slow(ctx, value),
        }
    }

    #[inline(always)]
    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        match value {
            Value::Float(f) => Ok(f.get()),
            Value::Integer(i) => Ok(i as f64),
            _ => float_argument(ctx, value),
        }
    }
}

#[inline(never)]
fn float_slow<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<f64, ConversionError> {
    charge_reading(ctx, value);
    float_of(ctx, value, to_number(value))
}

#[inline(never)]
fn float_argument<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<f64, ConversionError> {
    let numeral = argument_numeral(ctx, value)?;
    float_of(ctx, value, numeral)
}

/// The float that is `numeral`, which was read of `value`.
fn float_of<'gc>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    numeral: Option<Numeral>,
) -> Result<f64, ConversionError> {
    match numeral {
        Some(Numeral::Integer(i)) => Ok(i as f64),
        Some(Numeral::Float(f)) => Ok(f),
        None => Err(ConversionError::expected(ctx, "number", value)),
    }
}

impl<'gc> IntoLua<'gc> for f64 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("number")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::float(self))
    }
}

impl<'gc> FromLua<'gc> for f32 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("number")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        f64::from_lua(ctx, value).map(|f| f as f32)
    }

    #[inline(always)]
    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        f64::from_argument(ctx, value).map(|f| f as f32)
    }
}

impl<'gc> IntoLua<'gc> for f32 {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("number")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::float(f64::from(self)))
    }
}

#[cold]
fn too_large<'gc>() -> Error<'gc> {
    Error::message("value out of range")
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl<'gc> FromLua<'gc> for $type {
            fn annotation() -> Cow<'static, str> {
                Cow::Borrowed("integer")
            }

            #[inline(always)]
            fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
                let integer = i64::from_lua(ctx, value)?;
                <$type>::try_from(integer).map_err(|_| {
                    ConversionError::out_of_range(<$type>::MIN as i128, <$type>::MAX as u128, integer)
                })
            }

            #[inline(always)]
            fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
                let integer = i64::from_argument(ctx, value)?;
                <$type>::try_from(integer).map_err(|_| {
                    ConversionError::out_of_range(<$type>::MIN as i128, <$type>::MAX as u128, integer)
                })
            }
        }

        impl<'gc> IntoLua<'gc> for $type {
            fn annotation() -> Cow<'static, str> {
                Cow::Borrowed("integer")
            }

            #[inline(always)]
            fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                i64::try_from(self).map(Value::Integer).map_err(|_| too_large())
            }
        }
    )*};
}

integers! { i8 i16 i32 isize i128 u8 u16 u32 u64 usize u128 }

/// Every value is a boolean: `nil` and `false` are false, all others true.
impl<'gc> FromLua<'gc> for bool {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("boolean")
    }

    #[inline(always)]
    fn from_lua(_: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Ok(!value.is_falsy())
    }
}

impl<'gc> IntoLua<'gc> for bool {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("boolean")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::boolean(self))
    }
}
