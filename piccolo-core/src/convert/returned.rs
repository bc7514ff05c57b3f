//! What host functions return: values, or a `Result` of values.

use std::borrow::Cow;

use crate::{
    convert::IntoMulti,
    object::{callback::Action, context::Context, error::Error, stack::Stack},
};

/// What a host function can return: what is [`IntoMulti`], or a `Result` of that with an error that
/// becomes an [`Error`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be returned to a script",
    label = "not made into Lua values",
    note = "types that implement `IntoLua`, tuples of them (up to 12), `()`, `Variadic`, and `Result`s of these can be returned; a `Result`'s error is piccolo's `Error`, what becomes one by `Into` (as a `String` and a `Box<dyn Error>`), or in `#[function]` and `#[methods]` any error of Rust that is `Send` and `Sync`",
    note = "references to what the host has are not returned: return a clone, or mark the field with `#[lua(by_ref)]`"
)]
pub trait Returned<'gc> {
    /// Makes the values those of `stack`.
    ///
    /// # Errors
    /// The function's own, or when a value has no representation in Lua or memory is short.
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>>;

    /// The names of the values' types in annotations for editors, added to `types`.
    fn annotate(types: &mut Vec<Cow<'static, str>>);
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoMulti<'gc>> Returned<'gc> for T {
    #[inline(always)]
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>> {
        stack.replace_with(ctx, self)
    }

    fn annotate(types: &mut Vec<Cow<'static, str>>) {
        T::annotate(types);
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoMulti<'gc>, E: Into<Error<'gc>>> Returned<'gc> for Result<T, E> {
    #[inline(always)]
    fn put(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>> {
        match self {
            Ok(values) => stack.replace_with(ctx, values),
            Err(error) => Err(error.into()),
        }
    }

    fn annotate(types: &mut Vec<Cow<'static, str>>) {
        T::annotate(types);
    }
}
