//! Errors inside a VM, and the stops that are none.

use std::{borrow::Cow, fmt, sync::Arc};

use gc_arena::{Collect, collect::Trace};

use crate::{
    object::{context::Context, table::TableError, thrown::Thrown, value::Value},
    support::{account::MemoryExceeded, any_bytes::to_bytes},
};

/// Why a run ended although the script neither returned nor failed. No part of the script can see
/// or catch a stop, and none of it runs afterwards: no handler, and no `__close` but for an [`Exit`] that asks
/// for it. What its suspended operations held, futures of the host above all, is dropped at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The memory limit does not allow an allocation.
    Memory,
    /// The fuel that the run may use in all is used up. (A run that is stepped, or in a set of
    /// [`Tasks`](crate::lua::tasks::Tasks), waits for more instead.)
    Fuel,
    /// The host gave the run up: cancelled it, dropped the future that drove it, or panicked in it.
    Cancelled,
    /// The script asked to end its host (`os.exit`). What comes of it is the host's decision.
    Exit(Exit),
}

/// How a script wants its host to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The status of the process.
    pub status: i32,
    /// Whether the VM should be closed before, so that pending finalizers are called. The to-be-closed
    /// variables of the run's main thread are closed by the time that the host sees the stop.
    pub close: bool,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Memory => f.write_str("not enough memory"),
            Stop::Fuel => f.write_str("out of fuel"),
            Stop::Cancelled => f.write_str("cancelled"),
            Stop::Exit(exit) => write!(f, "exit with status {}", exit.status),
        }
    }
}

/// A Rust error that travels through Lua.
pub type HostError = Arc<dyn std::error::Error + Send + Sync>;

/// What a callback fails with.
///
/// Messages get the position of the calling Lua code and, for arguments, the name of the called
/// function when they leave the callback, as `luaL_error` and `luaL_argerror` do.
#[derive(Clone)]
pub enum Error<'gc> {
    /// A thrown Lua value, passed on as it is.
    Value(Value<'gc>),
    /// A message to which the position of the caller is prepended.
    Message(Cow<'static, str>),
    /// The argument with this index (from 0) is wrong in the way the message says.
    Argument {
        /// The argument's index, from 0.
        index: usize,
        /// What is wrong with it.
        message: Cow<'static, str>,
        /// The parameter's name, if it is known.
        name: Option<&'static str>,
    },
    /// A Rust error. Lua sees its text; the host gets it back.
    Host(HostError),
    /// The run is over; see [`Stop`].
    Stop(Stop),
}

impl<'gc> Error<'gc> {
    /// An error with a message, positioned at the calling Lua code.
    pub fn message(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Message(text.into())
    }

    /// An error about argument `index`, counted from 0.
    pub fn argument(index: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Error::Argument { index, message: message.into(), name: None }
    }

    /// The same with a name for the parameter, if it is about an argument without one.
    #[cold]
    pub fn named(mut self, parameter: &'static str) -> Self {
        if let Error::Argument { name: name @ None, .. } = &mut self {
            *name = Some(parameter);
        }
        self
    }

    /// An error that keeps a Rust error.
    pub fn host(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::Host(Arc::new(error))
    }

    /// Its text, where it is about to be part of another message.
    #[cold]
    pub(crate) fn text(&self) -> String {
        match self {
            Error::Message(text) | Error::Argument { message: text, .. } => text.clone().into_owned(),
            Error::Value(Value::String(text)) => text.to_str_lossy().into_owned(),
            Error::Value(value) => value.type_name().to_owned(),
            Error::Host(error) => error.to_string(),
            Error::Stop(stop) => stop.to_string(),
        }
    }

    /// What tells whether another error is this one passed on. Messages have no identity.
    #[inline(always)]
    pub(crate) fn identity(&self) -> Option<Self> {
        match self {
            Error::Value(value) => Some(Error::Value(*value)),
            Error::Host(error) => Some(Error::Host(error.clone())),
            _ => None,
        }
    }

    /// Whether both are one error that was passed on. Messages, which have no identity, never are.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Error::Value(a), Error::Value(b)) => a.raw_equals(*b),
            (Error::Host(a), Error::Host(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The value that Lua sees. Messages come without a position here.
    pub fn to_value(&self, ctx: Context<'gc>) -> Value<'gc> {
        match self {
            Error::Value(value) => *value,
            Error::Message(text) => Value::String(ctx.intern(&to_bytes(text))),
            Error::Argument { index, message, .. } => {
                let text = format!("bad argument #{} ({message})", index + 1);
                Value::String(ctx.intern(&to_bytes(&text)))
            }
            Error::Host(error) => Thrown::to_value(ctx, error)
                .unwrap_or_else(|| Value::String(ctx.intern(error.to_string().as_bytes()))),
            Error::Stop(stop) => Value::String(ctx.intern(stop.to_string().as_bytes())),
        }
    }
}

impl fmt::Debug for Error<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Value(Value::String(s)) => write!(f, "Error::Value({s:?})"),
            Error::Value(value) => write!(f, "Error::Value({})", value.type_name()),
            Error::Message(text) => write!(f, "Error::Message({text:?})"),
            Error::Argument { index, message, .. } => write!(f, "Error::Argument({index}, {message:?})"),
            Error::Host(error) => write!(f, "Error::Host({error:?})"),
            Error::Stop(stop) => write!(f, "Error::Stop({stop:?})"),
        }
    }
}

impl From<HostError> for Error<'_> {
    fn from(error: HostError) -> Self {
        Error::Host(error)
    }
}

/// The errors of Rust's own library become [`Error::Host`], so that `?` works on them. For others there is
/// [`Error::host`], and `#[derive(LuaError)]`.
macro_rules! host_errors {
    ($($error:ty)*) => {$(
        impl From<$error> for Error<'_> {
            fn from(error: $error) -> Self {
                Error::host(error)
            }
        }
    )*};
}

host_errors! {
    std::io::Error
    std::fmt::Error
    std::num::ParseIntError
    std::num::ParseFloatError
    std::num::TryFromIntError
    std::str::Utf8Error
    std::str::ParseBoolError
    std::string::FromUtf8Error
    std::time::SystemTimeError
    std::env::VarError
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Error<'_> {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Error::Host(error.into())
    }
}

/// A text for scripts; what the error is otherwise does not come back to the host, since it may not leave its thread.
impl From<Box<dyn std::error::Error>> for Error<'_> {
    fn from(error: Box<dyn std::error::Error>) -> Self {
        Error::message(error.to_string())
    }
}

impl From<std::string::String> for Error<'_> {
    fn from(text: std::string::String) -> Self {
        Error::message(text)
    }
}

impl From<&'static str> for Error<'_> {
    fn from(text: &'static str) -> Self {
        Error::message(text)
    }
}

impl From<MemoryExceeded> for Error<'_> {
    fn from(_: MemoryExceeded) -> Self {
        Error::Stop(Stop::Memory)
    }
}

impl From<TableError> for Error<'_> {
    fn from(error: TableError) -> Self {
        match error {
            TableError::NilKey => Error::message("table index is nil"),
            TableError::NanKey => Error::message("table index is NaN"),
            TableError::Overflow => Error::message("table overflow"),
            TableError::Memory => Error::Stop(Stop::Memory),
        }
    }
}

// SAFETY: the one variant with a pointer is traced.
unsafe impl<'gc> Collect<'gc> for Error<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Error::Value(value) = self {
            value.trace(cc);
        }
    }
}
