//! [`LuaError`]: Rust errors that scripts can look into.

use std::sync::Arc;

use crate::object::{
    context::Context,
    error::{Error, HostError},
    table::Table,
    thrown::Thrown,
};

/// An error of Rust that a VM can carry: any [`std::error::Error`] that can be sent to other threads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error of Rust",
    label = "no `std::error::Error`, or not `Send` and `Sync`",
    note = "say what its message is, `#[lua(message = \"..\")]`, on the struct or on each variant; or implement `Display` and `std::error::Error`, by hand or with a macro of another library"
)]
pub trait RustError: Sized + 'static {
    /// The error as a VM carries it.
    fn into_host(self) -> HostError;
    /// The error that a VM has carried, if it is of this type.
    fn of_host<'a>(error: &'a (dyn std::error::Error + Send + Sync + 'static)) -> Option<&'a Self>;
    /// Its message.
    fn text(&self) -> String;
}

// Methods, not supertraits, so that what is missing is said about this trait.
#[diagnostic::do_not_recommend]
impl<E: std::error::Error + Send + Sync + 'static> RustError for E {
    fn into_host(self) -> HostError {
        Arc::new(self)
    }

    fn of_host<'a>(error: &'a (dyn std::error::Error + Send + Sync + 'static)) -> Option<&'a Self> {
        error.downcast_ref()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// A Rust error that scripts can look into: `e.kind`, `e.message`, and the fields that it has. Derived with
/// `#[derive(LuaError)]`, which makes it an [`Error`] by `?` as well.
#[diagnostic::on_unimplemented(
    message = "scripts can not look into errors of type `{Self}`",
    label = "no `LuaError`",
    note = "add `#[derive(LuaError)]` to the type; `Error::host` keeps an error of which scripts only see the text"
)]
pub trait LuaError: RustError {
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
        Error::host(Thrown::new(E::NAME, error.into_host(), |error, ctx, fields| {
            let Some(error) = E::of_host(error) else { return Ok(()) };
            fields.set(ctx, "kind", error.kind())?;
            fields.set(ctx, "message", error.text())?;
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
