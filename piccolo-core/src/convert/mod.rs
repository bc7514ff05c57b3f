//! Conversions between Lua values and Rust types.
//!
//! [`FromLua`] and [`IntoLua`] convert one value, [`FromMulti`] and [`IntoMulti`] a list of them: the
//! arguments of a callback, or its results. Numbers and strings are coerced as the reference
//! implementation's library does, and errors read as its errors do.

pub mod container;
pub mod elements;
#[doc(hidden)]
pub mod expansion;
pub mod failure;
pub mod function;
pub mod multiple;
pub mod native;
pub mod number;
pub mod object;
#[doc(hidden)]
pub mod operators;
#[doc(hidden)]
pub mod outcome;
pub mod parameter;
#[doc(hidden)]
pub mod record;
#[doc(hidden)]
pub mod reference;
pub mod returned;
#[cfg(feature = "serde")]
pub mod serde;
pub mod shape;
pub mod signature;
pub mod stack;
pub mod stashed;
pub mod table;
pub mod text;
pub mod thrown;
pub mod typings;
#[doc(hidden)]
pub mod variant;

use std::borrow::Cow;

use crate::{
    convert::failure::ConversionError,
    object::{context::Context, error::Error, stack::Stack, value::Value},
};

/// What can be made from a Lua value.
///
/// ```
/// # use piccolo_core::{convert::{FromLua, failure::ConversionError}, object::{context::Context, value::Value}};
/// struct Percent(u8);
///
/// impl<'gc> FromLua<'gc> for Percent {
///     fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
///         match u8::from_lua(ctx, value)? {
///             n @ 0..=100 => Ok(Percent(n)),
///             _ => Err(ConversionError::message("percentage expected")),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be made from a Lua value",
    note = "numbers, `bool`, `&str`, `&[u8]`, `std::string::String`, `Box<[u8]>`, `Option`, `Vec`, maps and the VM's own types can; implement `FromLua` for others"
)]
pub trait FromLua<'gc>: Sized {
    /// Converts `value`.
    ///
    /// # Errors
    /// When the value is not of a suitable type or out of range.
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError>;

    /// Converts `value`, which is an argument of the running host function. It is what typed parameters are made with,
    /// before the function does anything, so that it can be called again: a numeral of thousands of digits is not read
    /// here, but makes the conversion fail with an error that is to be passed on. The VM then reads it, piece by piece,
    /// and repeats the call. By default the same as [`Self::from_lua`], which reads numerals of any length at once;
    /// they are charged to the fuel.
    ///
    /// Types that are made of a number of their own pass the call on:
    ///
    /// ```
    /// # use piccolo_core::{convert::{FromLua, failure::ConversionError}, object::{context::Context, value::Value}};
    /// struct Meters(f64);
    ///
    /// impl<'gc> FromLua<'gc> for Meters {
    ///     fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
    ///         f64::from_lua(ctx, value).map(Meters)
    ///     }
    ///
    ///     fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
    ///         f64::from_argument(ctx, value).map(Meters)
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_lua`], or if a numeral is to be read first.
    #[inline(always)]
    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Self::from_lua(ctx, value)
    }

    /// The name of the type in annotations for editors, such as `integer` or `string[]`.
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }

    /// How many bytes it has on Rust's heap: what scripts put into fields of userdata counts against the memory limit. By
    /// default it is none.
    #[inline(always)]
    fn heap_size(&self) -> usize {
        0
    }

    /// What an argument that was not given becomes: by default the same as nil.
    ///
    /// # Errors
    /// As [`Self::from_lua`], but found is "no value".
    fn from_missing(ctx: Context<'gc>) -> Result<Self, ConversionError> {
        Self::from_lua(ctx, Value::Nil).map_err(ConversionError::for_missing)
    }
}

/// What can be made into a Lua value.
///
/// ```
/// # use piccolo_core::{convert::IntoLua, object::{context::Context, error::Error, value::Value}};
/// struct Celsius(f64);
///
/// impl<'gc> IntoLua<'gc> for Celsius {
///     fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
///         self.0.into_lua(ctx)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be made into a Lua value",
    note = "a function or closure of Rust is made into one by `ctx.function(..)`",
    note = "numbers, `bool`, `&str`, `&[u8]`, `std::string::String`, `Box<[u8]>`, `Option`, `Vec`, maps and the VM's own types can; implement `IntoLua` for others"
)]
pub trait IntoLua<'gc> {
    /// Converts `self`.
    ///
    /// # Errors
    /// A stop when memory is short, or a message when Lua can not represent the value.
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;

    /// The name of the type in annotations for editors, such as `integer` or `string[]`.
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }
}

/// What can be made from a list of Lua values, such as the arguments of a callback.
///
/// Everything that is [`FromLua`] takes one value; tuples take one after the other, and
/// [`Variadic`](multiple::Variadic) takes all that are left. Values beyond those needed are ignored.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be made from a list of Lua values",
    note = "types that implement `FromLua`, tuples of them (up to 12) and `Variadic` can"
)]
pub trait FromMulti<'gc>: Sized {
    /// Whether it takes all values that are left, however many.
    const TAKES_REST: bool = false;

    /// Converts the values from `index` on.
    ///
    /// # Errors
    /// An [`Error::Argument`] with the index of the value that does not fit.
    fn from_multi(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>>;

    /// Converts the values from `index` on, which are arguments of the running host function, as
    /// [`FromLua::from_argument`] does.
    ///
    /// # Errors
    /// As [`Self::from_multi`], or if a numeral is to be read first.
    #[inline(always)]
    fn from_arguments(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>> {
        Self::from_multi(ctx, values, index)
    }
}

/// What can be made into a list of Lua values, such as the results of a callback.
///
/// Everything that is [`IntoLua`] gives one value, `()` none, tuples one after the other and
/// [`Variadic`](multiple::Variadic) as many as it holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be made into a list of Lua values",
    note = "types that implement `IntoLua`, tuples of them (up to 12), `()` and `Variadic` can"
)]
pub trait IntoMulti<'gc> {
    /// Appends the values to `target`.
    ///
    /// # Errors
    /// Those of the conversion and of `target`.
    fn push_into<P: Push<'gc>>(self, ctx: Context<'gc>, target: &mut P) -> Result<(), Error<'gc>>;

    /// Makes the values those of `stack`.
    ///
    /// # Errors
    /// Those of the conversion and of `stack`.
    #[inline(always)]
    fn replace(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<(), Error<'gc>>
    where
        Self: Sized,
    {
        stack.clear();
        self.push_into(ctx, stack)
    }

    /// The names of the values' types in annotations for editors, added to `types`.
    fn annotate(types: &mut Vec<Cow<'static, str>>) {
        types.push(Cow::Borrowed("any"));
    }
}

/// Where [`IntoMulti`] puts values: a [`Stack`], or a vector.
pub trait Push<'gc> {
    /// Appends a value.
    ///
    /// # Errors
    /// When there is no room.
    fn push_value(&mut self, value: Value<'gc>) -> Result<(), Error<'gc>>;
}

impl<'gc> Push<'gc> for Vec<Value<'gc>> {
    fn push_value(&mut self, value: Value<'gc>) -> Result<(), Error<'gc>> {
        self.push(value);
        Ok(())
    }
}
