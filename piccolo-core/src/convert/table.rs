//! Typed access to tables, without metamethods.

use crate::{
    convert::{FromLua, IntoLua},
    object::{context::Context, error::Error, table::Table},
};

/// Typed access without metamethods.
impl<'gc> Table<'gc> {
    /// The value of `key` (`rawget`).
    ///
    /// ```
    /// # use piccolo_core::object::{context::Context, error::Error};
    /// fn width<'gc>(ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    ///     Ok(ctx.globals().get::<Option<i64>>(ctx, "width")?.unwrap_or(80))
    /// }
    /// ```
    ///
    /// # Errors
    /// When the value is not a `T`.
    pub fn get<T: FromLua<'gc>>(self, ctx: Context<'gc>, key: impl IntoLua<'gc>) -> Result<T, Error<'gc>> {
        let key = key.into_lua(ctx)?;
        Ok(T::from_lua(ctx, self.raw_get(key)).map_err(|error| error.in_key(key))?)
    }

    /// Sets the value of `key` (`rawset`).
    ///
    /// # Errors
    /// When the key is nil or NaN, or memory is short.
    pub fn set(
        self,
        ctx: Context<'gc>,
        key: impl IntoLua<'gc>,
        value: impl IntoLua<'gc>,
    ) -> Result<(), Error<'gc>> {
        Ok(self.raw_set(ctx, key.into_lua(ctx)?, value.into_lua(ctx)?)?)
    }
}
