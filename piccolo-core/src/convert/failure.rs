//! [`ConversionError`]: why a Lua value does not fit a Rust type.

use std::{borrow::Cow, fmt};

use crate::{
    object::{
        context::Context,
        error::{Error, Stop},
        metamethod::Metamethod,
        value::Value,
    },
    support::{account::MemoryExceeded, any_bytes::from_bytes},
};

/// Why a Lua value does not fit a Rust type, and where in the value that is.
///
/// ```
/// use piccolo_core::convert::failure::ConversionError;
///
/// let error = ConversionError::message("not a color").in_element(2).in_field("palette");
/// assert_eq!(error.to_string(), "palette[2]: not a color");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversionError(Box<Located>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Located {
    /// The way from the outermost table to the value: `window.sizes[2]`.
    path: String,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    Type {
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
    },
    /// An integer that is not in the range of its type.
    Range {
        least: i128,
        most: u128,
        found: i64,
    },
    Message(Cow<'static, str>),
    /// The name of the found type takes more memory than is allowed.
    Memory,
}

impl ConversionError {
    /// `<expected> expected, got <type of value>`
    #[cold]
    pub fn expected<'gc>(
        ctx: Context<'gc>,
        expected: impl Into<Cow<'static, str>>,
        value: Value<'gc>,
    ) -> Self {
        Self::because(match type_name(ctx, value) {
            Ok(found) => Reason::Type { expected: expected.into(), found },
            Err(MemoryExceeded) => Reason::Memory,
        })
    }

    /// Any other reason.
    #[cold]
    pub fn message(text: impl Into<Cow<'static, str>>) -> Self {
        Self::because(Reason::Message(text.into()))
    }

    #[cold]
    pub(crate) fn out_of_range(least: i128, most: u128, found: i64) -> Self {
        Self::because(Reason::Range { least, most, found })
    }

    fn because(reason: Reason) -> Self {
        Self(Box::new(Located { path: String::new(), reason }))
    }

    /// The same about a table whose field `name` does not fit.
    #[cold]
    pub fn in_field(self, name: &str) -> Self {
        self.below(name)
    }

    /// The same about a table whose element `index` does not fit.
    #[cold]
    pub fn in_element(self, index: i64) -> Self {
        self.below(&format!("[{index}]"))
    }

    /// The same about a table whose value for `key` does not fit.
    #[cold]
    pub fn in_key(self, key: Value<'_>) -> Self {
        match key {
            Value::String(name) => self.in_field(&name.to_str_lossy()),
            Value::Integer(index) => self.in_element(index),
            other => self.below(&format!("[{}]", other.type_name())),
        }
    }

    fn below(mut self, outer: &str) -> Self {
        let path = &mut self.0.path;
        if !path.is_empty() && !path.starts_with('[') {
            path.insert(0, '.');
        }
        path.insert_str(0, outer);
        self
    }

    /// The same for an argument that was not given: found is "no value".
    #[cold]
    pub fn for_missing(mut self) -> Self {
        if let Located { path, reason: Reason::Type { found, .. } } = &mut *self.0
            && path.is_empty()
        {
            *found = Cow::Borrowed("no value");
        }
        self
    }

    /// The error about argument `index`, counted from 0.
    #[cold]
    pub fn into_argument<'gc>(self, index: usize) -> Error<'gc> {
        if let Reason::Memory = self.0.reason {
            return Error::Stop(Stop::Memory);
        }
        Error::argument(index, self.into_message())
    }

    fn into_message(self) -> Cow<'static, str> {
        match *self.0 {
            Located { path, reason: Reason::Message(text) } if path.is_empty() => text,
            located => located.to_string().into(),
        }
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match &self.reason {
            Reason::Type { expected, found } => write!(f, "{expected} expected, got {found}"),
            // As the reference implementation's library says it.
            Reason::Range { .. } if self.path.is_empty() => f.write_str("value out of range"),
            Reason::Range { least, most, found } => {
                write!(f, "integer in {least}..={most} expected, got {found}")
            }
            Reason::Message(text) => f.write_str(text),
            Reason::Memory => Stop::Memory.fmt(f),
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
        match error.0.reason {
            Reason::Memory => Error::Stop(Stop::Memory),
            _ => Error::Message(error.into_message()),
        }
    }
}

/// How many bytes of a text that a script chose a message shows, so that no message takes long to be made. A
/// metatable's `__name` that is longer is not shown at all.
pub(crate) const LONGEST_QUOTE: usize = 4096;

/// What a message shows of a text that a script chose.
pub(crate) fn quotable(text: &[u8]) -> &[u8] {
    &text[..text.len().min(LONGEST_QUOTE)]
}

/// What a message shows of a text that a script chose: its first 4096 bytes. The message is charged for (see
/// [`Context::charge_message`]).
///
/// ```
/// use piccolo_core::{convert::failure::quoted, lua::Lua};
///
/// Lua::new().enter(|ctx| {
///     assert!(quoted(ctx, b"option").is_ok_and(|text| text == "option"));
///     assert!(quoted(ctx, &[b'x'; 10_000]).is_ok_and(|text| text.len() == 4096));
/// });
/// ```
///
/// # Errors
/// When the memory limit does not allow it.
pub fn quoted<'a>(ctx: Context<'_>, text: &'a [u8]) -> Result<Cow<'a, str>, MemoryExceeded> {
    let shown = quotable(text);
    ctx.charge_message(shown.len())?;
    Ok(from_bytes(shown))
}

/// The name of a value's type in messages about arguments: the metatable's `__name`, if that is a
/// string and not too long, or the basic type.
fn type_name<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<Cow<'static, str>, MemoryExceeded> {
    Ok(match ctx.metatable(value).map(|metatable| metatable.metamethod(ctx, Metamethod::Name)) {
        Some(Value::String(name)) if name.len() <= LONGEST_QUOTE => {
            // Messages take names up to the first zero byte.
            let shown = name.as_bytes().split(|byte| *byte == 0).next().unwrap_or_default();
            ctx.charge_message(shown.len())?;
            from_bytes(shown).into_owned().into()
        }
        _ => Cow::Borrowed(value.type_name()),
    })
}

/// Whether there is memory for a message with this name in it, in all the forms that it goes through.
pub(crate) fn is_fit_for_message<'gc>(ctx: Context<'gc>, name: &[u8]) -> bool {
    name.len() < 1024 || ctx.memory().check(quotable(name).len() * 16).is_ok()
}
