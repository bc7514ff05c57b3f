//! Rust errors of which scripts see more than a text: [`Thrown`].
//!
//! On its way through Rust such an error is an [`Error::Host`] like any other. A script that catches it gets a
//! userdata with its fields; the error goes on in that, and comes out where the script throws it again.

use std::fmt;

use crate::object::{
    callback::{Action, Callback},
    context::Context,
    error::{Error, HostError},
    metamethod::Metamethod,
    table::Table,
    userdata::UserData,
    value::Value,
};

/// A Rust error.
type RustError = dyn std::error::Error + Send + Sync + 'static;

/// Puts the fields of an error into the table where scripts find them.
pub type FillFields = for<'gc> fn(&RustError, Context<'gc>, Table<'gc>) -> Result<(), Error<'gc>>;

/// A Rust error with fields for scripts.
pub struct Thrown {
    name: &'static str,
    error: HostError,
    fill: FillFields,
}

/// What a userdata holds that a script has caught: an error that is a [`Thrown`].
struct Caught(HostError);

impl Thrown {
    /// The error, called `name` in scripts.
    pub fn new(name: &'static str, error: HostError, fill: FillFields) -> Self {
        Self { name, error, fill }
    }

    /// The error itself, of whatever the VM carries it in.
    pub(crate) fn unwrap(error: &HostError) -> &HostError {
        error.downcast_ref::<Self>().map_or(error, |thrown| &thrown.error)
    }

    /// The error that a script has caught as `value`.
    pub(crate) fn in_value<'gc>(value: Value<'gc>) -> Option<&'gc HostError> {
        let Value::UserData(object) = value else { return None };
        object.downcast_static::<Caught>().map(|caught| &caught.0)
    }

    /// What a script gets for `error`, if it is a thrown one.
    pub(crate) fn to_value<'gc>(ctx: Context<'gc>, error: &HostError) -> Option<Value<'gc>> {
        let thrown = error.downcast_ref::<Self>()?;
        let fields = Table::new(ctx);
        // Without memory for its fields the error is its text.
        (thrown.fill)(&*thrown.error, ctx, fields).ok()?;
        let metatable = Table::new(ctx);
        let name = Value::String(ctx.intern(thrown.name.as_bytes()));
        let entries = [
            (Metamethod::Name, name),
            (Metamethod::Index, Value::Table(fields)),
            (
                Metamethod::ToString,
                Value::Callback(Callback::new(ctx, |ctx, mut stack| {
                    let text = match Self::in_value(stack.get(0)) {
                        Some(error) => error.to_string(),
                        None => return Err(Error::argument(0, "error expected")),
                    };
                    stack.replace(Value::String(ctx.intern(text.as_bytes())));
                    Ok(Action::Return)
                })),
            ),
            (Metamethod::Metatable, Value::False),
        ];
        for (event, handler) in entries {
            metatable.raw_set(ctx, Value::String(ctx.metamethod_name(event)), handler).ok()?;
        }
        let object = UserData::new_static(ctx, Caught(error.clone()));
        object.set_metatable(ctx, Some(metatable));
        Some(Value::UserData(object))
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Thrown {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
