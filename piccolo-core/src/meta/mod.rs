//! What operators do to values: the raw operation, or the metamethod that stands in for it.
//!
//! Nothing here runs Lua. An operation gives an [`Outcome`]: the result, or the call that will
//! produce it, which the VM turns into a frame and a callback into an action.

pub mod arithmetic;
pub mod call;
pub mod comparison;
pub mod concatenation;
pub mod failure;
pub mod index;
pub mod text;

use crate::object::value::Value;

/// What an operation gives.
#[derive(Clone, Copy)]
pub enum Outcome<'gc> {
    /// The result.
    Value(Value<'gc>),
    /// The result will be the first result of this call.
    Call(MetaCall<'gc>),
}

/// A call of a metamethod.
#[derive(Clone, Copy)]
pub struct MetaCall<'gc> {
    /// What to call; possibly something that needs `__call` itself (see [`call::prepare`]).
    pub callee: Value<'gc>,
    arguments: [Value<'gc>; 3],
    count: u8,
}

impl<'gc> MetaCall<'gc> {
    pub(crate) fn one(callee: Value<'gc>, a: Value<'gc>) -> Self {
        Self { callee, arguments: [a, Value::Nil, Value::Nil], count: 1 }
    }

    pub(crate) fn two(callee: Value<'gc>, a: Value<'gc>, b: Value<'gc>) -> Self {
        Self { callee, arguments: [a, b, Value::Nil], count: 2 }
    }

    pub(crate) fn three(callee: Value<'gc>, a: Value<'gc>, b: Value<'gc>, c: Value<'gc>) -> Self {
        Self { callee, arguments: [a, b, c], count: 3 }
    }

    /// The arguments.
    pub fn arguments(&self) -> &[Value<'gc>] {
        &self.arguments[..self.count as usize]
    }
}
