//! The VM's own types.

use std::borrow::Cow;

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
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }

    #[inline(always)]
    fn from_lua(_: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Ok(value)
    }
}

impl<'gc> FromLua<'gc> for Function<'gc> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("function")
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Function::from_value(value).ok_or_else(|| ConversionError::expected(ctx, "function", value))
    }
}

macro_rules! from_variant {
    ($($type:ident $name:literal $annotation:literal;)*) => {$(
        impl<'gc> FromLua<'gc> for $type<'gc> {
            fn annotation() -> Cow<'static, str> {
                Cow::Borrowed($annotation)
            }

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
    Table "table" "table";
    Thread "thread" "thread";
    UserData "userdata" "userdata";
    Closure "Lua function" "function";
    Callback "host function" "function";
}

impl<'gc, T: UserDataType<'gc>> FromLua<'gc> for UserRef<'gc, T> {
    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

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
    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self.into())
    }
}

impl<'gc> IntoLua<'gc> for Value<'gc> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self)
    }
}

impl<'gc> IntoLua<'gc> for Function<'gc> {
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("function")
    }

    #[inline(always)]
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(self.into())
    }
}

macro_rules! into_variant {
    ($($type:ident $annotation:literal;)*) => {$(
        impl<'gc> IntoLua<'gc> for $type<'gc> {
            fn annotation() -> Cow<'static, str> {
                Cow::Borrowed($annotation)
            }

            #[inline(always)]
            fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                Ok(Value::$type(self))
            }
        }
    )*};
}

into_variant! {
    Table "table";
    Thread "thread";
    UserData "userdata";
    Closure "function";
    Callback "function";
}
