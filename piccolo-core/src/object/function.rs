//! [`Function`]: what can be called without a metamethod.

use gc_arena::{Collect, collect::Trace};

use crate::object::{callback::Callback, closure::Closure, value::Value};

/// A Lua function or a host function.
#[derive(Clone, Copy)]
pub enum Function<'gc> {
    /// A Lua function.
    Closure(Closure<'gc>),
    /// A host function.
    Callback(Callback<'gc>),
}

// SAFETY: both variants are traced.
unsafe impl<'gc> Collect<'gc> for Function<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match self {
            Function::Closure(closure) => cc.trace(closure),
            Function::Callback(callback) => cc.trace(callback),
        }
    }
}

impl<'gc> Function<'gc> {
    /// The function in `value`, if it is one.
    pub fn from_value(value: Value<'gc>) -> Option<Self> {
        match value {
            Value::Closure(closure) => Some(Function::Closure(closure)),
            Value::Callback(callback) => Some(Function::Callback(callback)),
            _ => None,
        }
    }
}

impl<'gc> From<Function<'gc>> for Value<'gc> {
    fn from(function: Function<'gc>) -> Self {
        match function {
            Function::Closure(closure) => Value::Closure(closure),
            Function::Callback(callback) => Value::Callback(callback),
        }
    }
}

impl<'gc> From<Closure<'gc>> for Function<'gc> {
    fn from(closure: Closure<'gc>) -> Self {
        Function::Closure(closure)
    }
}

impl<'gc> From<Callback<'gc>> for Function<'gc> {
    fn from(callback: Callback<'gc>) -> Self {
        Function::Callback(callback)
    }
}
