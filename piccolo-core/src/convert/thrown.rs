//! [`LuaError`]: Rust errors that scripts can look into.

use std::sync::Arc;

use crate::object::{
    context::Context,
    error::{Error, HostError},
    table::Table,
    thrown::Thrown,
};

/// A Rust error that scripts can look into: `e.kind`, `e.message`, and the fields that it has. Derived with
/// `#[derive(LuaError)]`, which makes it an [`Error`] by `?` as well.
#[diagnostic::on_unimplemented(
    message = "scripts can not look into errors of type `{Self}`",
    label = "no `LuaError`",
    note = "add `#[derive(LuaError)]` to the type; `Error::host` keeps an error of which scripts only see the text"
)]
pub trait LuaError: std::error::Error + Send + Sync + 'static {
    /// Its name in scripts.
    const NAME: &'static str;

    /// Which of its kinds it is: `e.kind`.
    fn kind(&self) -> &'static str;

    /// Adds its fields to `fields`.
    ///
    /// # Errors
    /// When memory is short, or a field has no representation in Lua.
    fn fields<'gc>(&self, ctx: Context<'gc>, fields: Table<'gc>) -> Result<(), Error<'gc>>;
}

impl Error<'_> {
    /// The error of a type with `#[derive(LuaError)]`.
    ///
    /// Scripts that catch it see its fields; if they pass it on, the host gets it back.
    pub fn thrown<E: LuaError>(error: E) -> Self {
        Error::host(Thrown::new(E::NAME, Arc::new(error), |error, ctx, fields| {
            let Some(error) = error.downcast_ref::<E>() else { return Ok(()) };
            fields.set(ctx, "kind", error.kind())?;
            fields.set(ctx, "message", error.to_string())?;
            error.fields(ctx, fields)
        }))
    }

    /// The Rust error that it is, also if a script has caught it and thrown it again.
    pub fn as_host(&self) -> Option<HostError> {
        let error = match self {
            Error::Host(error) => error,
            Error::Value(value) => Thrown::in_value(*value)?,
            _ => return None,
        };
        Some(Thrown::unwrap(error).clone())
    }
}
