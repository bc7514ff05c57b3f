//! Values that the host keeps are converted as any others: what scripts return is kept, and what is kept can
//! be passed to them.

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{
        context::Context,
        error::Error,
        function::Function,
        stash::{StashedFunction, StashedString, StashedTable, StashedThread, StashedUserData, StashedValue},
        string::String,
        table::Table,
        thread::Thread,
        userdata::UserData,
        value::Value,
    },
};

macro_rules! stashed {
    ($($stashed:ident $type:ident;)*) => {$(
        impl<'gc> FromLua<'gc> for $stashed {
            fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
                $type::from_lua(ctx, value).map(|value| ctx.stash(value))
            }
        }

        impl<'gc> IntoLua<'gc> for &$stashed {
            fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                ctx.fetch(self).map(Value::from).map_err(Error::host)
            }
        }

        impl<'gc> IntoLua<'gc> for $stashed {
            fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                (&self).into_lua(ctx)
            }
        }
    )*};
}

stashed! {
    StashedValue Value;
    StashedString String;
    StashedTable Table;
    StashedThread Thread;
    StashedUserData UserData;
    StashedFunction Function;
}
