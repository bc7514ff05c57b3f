//! Strings. Numbers are accepted where strings are, as in all of Lua's library.

use std::borrow::Cow;

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{context::Context, error::Error, string::String, value::Value},
    support::numeral,
};

impl<'gc> FromLua<'gc> for String<'gc> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if let Value::String(string) = value { Ok(string) } else { number_as_string(ctx, value) }
    }
}

#[inline(never)]
fn number_as_string<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<String<'gc>, ConversionError> {
    let text = match value {
        Value::Integer(i) => numeral::integer_text(i),
        Value::Float(f) => numeral::float_text(f.get()),
        _ => return Err(ConversionError::expected(ctx, "string", value)),
    };
    Ok(ctx.intern(text.as_bytes()))
}

impl<'gc> IntoLua<'gc> for String<'gc> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::String(self))
    }
}

/// The bytes of a string, without a copy.
impl<'gc> FromLua<'gc> for &'gc [u8] {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        String::from_lua(ctx, value).map(String::as_bytes)
    }
}

/// The text of a string, without a copy. A string that is not UTF-8 is an error.
impl<'gc> FromLua<'gc> for &'gc str {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        let bytes = <&[u8]>::from_lua(ctx, value)?;
        std::str::from_utf8(bytes).map_err(|_| ConversionError::message("string is not valid UTF-8"))
    }
}

impl<'gc> FromLua<'gc> for std::string::String {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        <&str>::from_lua(ctx, value).map(str::to_owned)
    }

    fn heap_size(&self) -> usize {
        self.capacity()
    }
}

impl<'gc> FromLua<'gc> for Box<str> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        <&str>::from_lua(ctx, value).map(Self::from)
    }

    fn heap_size(&self) -> usize {
        self.len()
    }
}

/// The bytes of a string. (A `Vec<u8>` stands for a table of small integers.)
impl<'gc> FromLua<'gc> for Box<[u8]> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        <&[u8]>::from_lua(ctx, value).map(Self::from)
    }

    fn heap_size(&self) -> usize {
        self.len()
    }
}

impl<'gc> IntoLua<'gc> for &[u8] {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline]
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::String(String::try_new(ctx, self)?))
    }
}

impl<'gc, const N: usize> IntoLua<'gc> for &[u8; N] {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline]
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.as_slice().into_lua(ctx)
    }
}

impl<'gc> IntoLua<'gc> for Box<[u8]> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::String(String::try_from_boxed(ctx, self)?))
    }
}

impl<'gc> IntoLua<'gc> for &str {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    #[inline]
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.as_bytes().into_lua(ctx)
    }
}

impl<'gc> IntoLua<'gc> for std::string::String {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.into_bytes().into_boxed_slice().into_lua(ctx)
    }
}

impl<'gc> IntoLua<'gc> for &std::string::String {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.as_bytes().into_lua(ctx)
    }
}

impl<'gc> IntoLua<'gc> for Box<str> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.into_boxed_bytes().into_lua(ctx)
    }
}

impl<'gc> IntoLua<'gc> for Cow<'_, str> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        match self {
            Cow::Borrowed(text) => text.into_lua(ctx),
            Cow::Owned(text) => text.into_lua(ctx),
        }
    }
}

impl<'gc> IntoLua<'gc> for char {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        let mut buffer = [0; 4];
        let text: &str = self.encode_utf8(&mut buffer);
        text.into_lua(ctx)
    }
}
