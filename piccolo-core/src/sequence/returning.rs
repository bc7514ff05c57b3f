//! What sequences that are run as callbacks return.

use piccolo_derive::Collect;

use crate::{
    convert::IntoMulti,
    object::{context::Context, error::Error, function::Function, stack::Stack, value::Value},
    sequence::call::resolve,
};

/// What a sequence that is run as a callback may succeed with, besides plain values: values that are on
/// its stack already, or a tail call.
///
/// ```
/// # use piccolo_core::object::{context::Context, error::Error, function::Function, stack::Stack};
/// use piccolo_core::sequence::Tail;
///
/// fn finish<'gc>(ctx: Context<'gc>, stack: &mut Stack<'gc, '_>, then: Option<Function<'gc>>)
///     -> Result<Tail<'gc>, Error<'gc>>
/// {
///     match then {
///         Some(function) => Tail::call(ctx, stack, function, ("done", 1)),
///         None => Ok(Tail::Stack),
///     }
/// }
/// ```
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
pub enum Tail<'gc> {
    /// Return all values on the stack.
    Stack,
    /// Call a function with all values on the stack and return what it returns.
    Call(Function<'gc>),
}

impl<'gc> Tail<'gc> {
    /// Returns `values`: they replace those on the stack.
    ///
    /// # Errors
    /// When a value can not be represented or memory is short.
    #[inline]
    pub fn values(
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        values: impl IntoMulti<'gc>,
    ) -> Result<Self, Error<'gc>> {
        stack.clear();
        values.push_into(ctx, stack)?;
        Ok(Tail::Stack)
    }

    /// Returns what `function`, or whatever has a `__call`, returns for `arguments`: they replace the
    /// values on the stack.
    ///
    /// # Errors
    /// When it can not be called, an argument can not be represented or memory is short.
    #[inline]
    pub fn call(
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        function: impl Into<Value<'gc>>,
        arguments: impl IntoMulti<'gc>,
    ) -> Result<Self, Error<'gc>> {
        stack.clear();
        arguments.push_into(ctx, stack)?;
        resolve(ctx, stack, function.into(), 0).map(Tail::Call)
    }
}

/// What a sequence that is run as a callback may succeed with.
#[diagnostic::on_unimplemented(
    message = "a sequence that is run as a callback can not return `{Self}`",
    label = "neither `Tail` nor Lua values",
    note = "`Tail`, types that implement `IntoLua`, tuples of them (up to 12), `()` and `Variadic` can be returned"
)]
pub trait ReturnValues<'gc> {
    /// Puts the values on the stack; gives the function that they are for, if it is a tail call.
    ///
    /// # Errors
    /// When a value can not be represented or memory is short.
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Option<Function<'gc>>, Error<'gc>>;
}

impl<'gc, T: IntoMulti<'gc>> ReturnValues<'gc> for T {
    #[inline(always)]
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Option<Function<'gc>>, Error<'gc>> {
        stack.clear();
        self.push_into(ctx, stack)?;
        Ok(None)
    }
}

impl<'gc> ReturnValues<'gc> for Tail<'gc> {
    #[inline(always)]
    fn put(self, _: Context<'gc>, _: &mut Stack<'gc, '_>) -> Result<Option<Function<'gc>>, Error<'gc>> {
        match self {
            Tail::Stack => Ok(None),
            Tail::Call(function) => Ok(Some(function)),
        }
    }
}

/// What a sequence that is run as a callback gives: a `Result` of [`ReturnValues`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be the result of a callback",
    label = "not `Result<values, Error<'gc>>`"
)]
pub trait CallbackResult<'gc> {
    /// Puts the values on the stack; gives the function that they are for, if it is a tail call.
    ///
    /// # Errors
    /// Those of the callback, and those of [`ReturnValues::put`].
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Option<Function<'gc>>, Error<'gc>>;
}

impl<'gc, T: ReturnValues<'gc>, E: Into<Error<'gc>>> CallbackResult<'gc> for Result<T, E> {
    #[inline(always)]
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Option<Function<'gc>>, Error<'gc>> {
        match self {
            Ok(values) => values.put(ctx, stack),
            Err(error) => Err(error.into()),
        }
    }
}
