//! Typed access to the arguments and results of callbacks.

use crate::{
    convert::{FromLua, FromMulti, IntoMulti, Push},
    object::{callback::Action, context::Context, error::Error, stack::Stack, value::Value},
};

impl<'gc> Push<'gc> for Stack<'gc, '_> {
    #[inline(always)]
    fn push_value(&mut self, value: Value<'gc>) -> Result<(), Error<'gc>> {
        self.push(value)
    }
}

/// Typed arguments and results.
impl<'gc> Stack<'gc, '_> {
    /// Argument `index`, counted from 0.
    ///
    /// # Errors
    /// An [`Error::Argument`] when it does not fit, or is missing and not optional.
    #[inline(always)]
    pub fn argument<T: FromLua<'gc>>(&self, ctx: Context<'gc>, index: usize) -> Result<T, Error<'gc>> {
        T::from_multi(ctx, self.as_slice(), index)
    }

    /// Argument `index`, counted from 0, or `None` when it is nil or missing.
    ///
    /// # Errors
    /// An [`Error::Argument`] when it does not fit.
    #[inline(always)]
    pub fn optional<T: FromLua<'gc>>(
        &self,
        ctx: Context<'gc>,
        index: usize,
    ) -> Result<Option<T>, Error<'gc>> {
        Option::<T>::from_multi(ctx, self.as_slice(), index)
    }

    /// As [`Self::argument`], for functions that have neither changed their stack nor done anything else, since they are
    /// called again if a numeral of thousands of digits is to be read first: see [`FromLua::from_argument`].
    ///
    /// ```
    /// # use piccolo_core::{lua::Lua, object::callback::Callback};
    /// # let mut lua = Lua::new();
    /// # lua.enter(|ctx| {
    /// let half = Callback::new(ctx, |ctx, mut stack| {
    ///     let x: f64 = stack.parameter(ctx, 0)?;
    ///     stack.replace_with(ctx, x / 2.0)
    /// });
    /// ctx.globals().set(ctx, "half", half).is_ok()
    /// # });
    /// // Read in pieces, and not within one slice of fuel.
    /// let source = format!("return half('1{}e-100000')", "0".repeat(100_000));
    /// assert_eq!(lua.load(&source).eval::<f64>()?, 0.5);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::argument`], or if a numeral is to be read first.
    #[inline(always)]
    pub fn parameter<T: FromLua<'gc>>(&self, ctx: Context<'gc>, index: usize) -> Result<T, Error<'gc>> {
        T::from_arguments(ctx, self.as_slice(), index)
    }

    /// As [`Self::optional`], under the conditions of [`Self::parameter`].
    ///
    /// # Errors
    /// As [`Self::optional`], or if a numeral is to be read first.
    #[inline(always)]
    pub fn optional_parameter<T: FromLua<'gc>>(
        &self,
        ctx: Context<'gc>,
        index: usize,
    ) -> Result<Option<T>, Error<'gc>> {
        Option::<T>::from_arguments(ctx, self.as_slice(), index)
    }

    /// Argument `index`, counted from 0, whatever it is.
    ///
    /// # Errors
    /// An [`Error::Argument`] when it is missing.
    #[inline(always)]
    pub fn check_any(&self, index: usize) -> Result<Value<'gc>, Error<'gc>> {
        match self.as_slice().get(index) {
            Some(&value) => Ok(value),
            None => Err(value_expected(index)),
        }
    }

    /// All arguments, which are removed.
    ///
    /// ```
    /// # use piccolo_core::object::{callback::*, context::Context, string::String};
    /// /// A host function `label(name, number)`, where `number` may be left out.
    /// fn label<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    ///     Callback::new(ctx, |ctx, mut stack| {
    ///         let (name, number): (&str, Option<i64>) = stack.consume(ctx)?;
    ///         stack.replace_with(ctx, format!("{name} {}", number.unwrap_or(1)))
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// An [`Error::Argument`] about the first one that does not fit.
    #[inline(always)]
    pub fn consume<T: FromMulti<'gc>>(&mut self, ctx: Context<'gc>) -> Result<T, Error<'gc>> {
        let result = T::from_multi(ctx, self.as_slice(), 0)?;
        self.clear();
        Ok(result)
    }

    /// Makes `results` the only values and returns them from the callback.
    ///
    /// # Errors
    /// When a result can not be represented or memory is short.
    #[inline(always)]
    pub fn replace_with(
        &mut self,
        ctx: Context<'gc>,
        results: impl IntoMulti<'gc>,
    ) -> Result<Action<'gc>, Error<'gc>> {
        results.replace(ctx, self)?;
        Ok(Action::Return)
    }
}

#[cold]
fn value_expected<'gc>(index: usize) -> Error<'gc> {
    Error::argument(index, "value expected")
}
