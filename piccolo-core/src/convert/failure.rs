//! [`ConversionError`]: why a Lua value does not fit a Rust type.

use std::{borrow::Cow, fmt};

use crate::object::{context::Context, error::Error, metamethod::Metamethod, value::Value};

/// Why a Lua value does not fit a Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversionError(Box<Reason>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    Type { expected: Cow<'static, str>, found: Cow<'static, str> },
    Message(Cow<'static, str>),
}

impl ConversionError {
    /// `<expected> expected, got <type of value>`
    #[cold]
    pub fn expected<'gc>(
        ctx: Context<'gc>,
        expected: impl Into<Cow<'static, str>>,
        value: Value<'gc>,
    ) -> Self {
        Self(Box::new(Reason::Type { expected: expected.into(), found: type_name(ctx, value) }))
    }

    /// Any other reason.
    #[cold]
    pub fn message(text: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Reason::Message(text.into())))
    }

    /// The same for an argument that was not given: found is "no value".
    #[cold]
    pub fn for_missing(mut self) -> Self {
        if let Reason::Type { found, .. } = &mut *self.0 {
            *found = Cow::Borrowed("no value");
        }
        self
    }

    /// The error about argument `index`, counted from 0.
    #[cold]
    pub fn into_argument<'gc>(self, index: usize) -> Error<'gc> {
        Error::argument(index, self.into_message())
    }

    fn into_message(self) -> Cow<'static, str> {
        match *self.0 {
            Reason::Message(text) => text,
            reason => reason.to_string().into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Type { expected, found } => write!(f, "{expected} expected, got {found}"),
            Reason::Message(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ConversionError {}

impl From<ConversionError> for Error<'_> {
    fn from(error: ConversionError) -> Self {
        Error::Message(error.into_message())
    }
}

/// The name of a value's type in messages about arguments: the metatable's `__name`, if that is a
/// string, or the basic type.
fn type_name<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Cow<'static, str> {
    match ctx.metatable(value).map(|metatable| metatable.metamethod(ctx, Metamethod::Name)) {
        Some(Value::String(name)) => name.to_str_lossy().into_owned().into(),
        _ => Cow::Borrowed(value.type_name()),
    }
}
