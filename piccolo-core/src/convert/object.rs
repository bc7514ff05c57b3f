//! The VM's own types.

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{
        callback::Callback,
        closure::Closure,
        context::Context,
        error::Error,
        function::Function,
        table::Table,
        thread::Thread,
        userdata::{
            UserData,
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

impl<'gc> FromLua<'gc> for Value<'gc> {
    #[inline(always)]
    fn from_lua(_: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Ok(value)
    }
}

impl<'gc> FromLua<'gc> for Function<'gc> {
    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Function::from_value(value).ok_or_else(|| ConversionError::expected(ctx, "function", value))
    }
}

macro_rules! from_variant {
    ($($type:ident $name:literal;)*) => {$(
        impl<'gc> FromLua<'gc> for $type<'gc> {
            #[inline(always)]
            fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
                if let Value::$type(object) = value {
                    Ok(object)
                } else {
                    Err(ConversionError::expected(ctx, $name, value))
                }
            }
        }
    )*};
}

from_variant! {
    Table "table";
    Thread "thread";
    UserData "userdata";
    Closure "Lua function";
    Callback "host function";
}

impl<'gc, T: UserDataType<'gc>> FromLua<'gc> for UserRef<'gc, T> {
    #[inline]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if let Value::UserData(object) = value
            && let Some(object) = object.downcast()
        {
            return Ok(object);
        }
        Err(ConversionError::expected(ctx, T::NAME, value))
    }
}

impl<'gc, T: UserDataType<'gc>> IntoLua<'gc> for UserRef<'gc, T> {
    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self.into())
    }
}

impl<'gc> IntoLua<'gc> for Value<'gc> {
    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self)
    }
}

impl<'gc> IntoLua<'gc> for Function<'gc> {
    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self.into())
    }
}

macro_rules! into_variant {
    ($($type:ident)*) => {$(
        impl<'gc> IntoLua<'gc> for $type<'gc> {
            #[inline(always)]
            fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                Ok(Value::$type(self))
            }
        }
    )*};
}

into_variant! { Table Thread UserData Closure Callback }
