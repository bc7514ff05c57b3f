//! [`Values`]: a vector of values whose memory does not hold up whoever drops it.

use std::ops::{Deref, DerefMut};

use gc_arena::{Collect, collect::Trace};

use crate::{
    object::value::Value,
    support::{account, remains},
};

/// A vector of values. When it is dropped, much memory is freed in pieces; see [`remains::leave`].
///
/// ```
/// use piccolo_core::{lua::Lua, object::{value::Value, values::Values}};
///
/// Lua::new().enter(|ctx| {
///     let mut values = Values::from(Vec::with_capacity(2));
///     values.push(Value::Integer(1));
///     values.push(ctx.intern(b"two").into());
///     assert_eq!(values.len(), 2);
/// });
/// ```
#[derive(Default)]
pub struct Values<'gc>(Vec<Value<'gc>>);

impl Drop for Values<'_> {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.0));
    }
}

// SAFETY: all values are traced; dropping them reads none.
unsafe impl<'gc> Collect<'gc> for Values<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        account::note_traced(self.0.len());
        cc.trace(&self.0);
    }
}

impl<'gc> From<Vec<Value<'gc>>> for Values<'gc> {
    fn from(values: Vec<Value<'gc>>) -> Self {
        Self(values)
    }
}

impl<'gc> Deref for Values<'gc> {
    type Target = Vec<Value<'gc>>;

    #[inline(always)]
    fn deref(&self) -> &Vec<Value<'gc>> {
        &self.0
    }
}

impl<'gc> DerefMut for Values<'gc> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Vec<Value<'gc>> {
        &mut self.0
    }
}
