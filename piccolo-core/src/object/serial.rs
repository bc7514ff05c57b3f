//! [`Serial`]: what objects are hashed by.
//!
//! Where an object lies differs from run to run. Its number does not: the same script makes the same objects in the
//! same order. So tables list keys that are objects in the same order, too.
//!
//! Unsafe invariant: what a [`Value`](crate::object::value::Value) with a tag beyond that of strings points to starts with
//! a [`Serial`], if scripts can see such a value.

use crate::object::value::Value;

/// The number of an object among those of its VM that the collector goes through, in the order in which they are
/// made. After 2^32 objects numbers are used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Serial(u32);

/// What is shown of objects looks as addresses do: the first one, and what lies between two objects.
const FIRST_SHOWN: u64 = 1 << 32;
const SHOWN_APART: u64 = 16;

impl Serial {
    /// The serial of the object with this number.
    #[inline(always)]
    pub(crate) fn new(number: usize) -> Self {
        Self(number as u32)
    }

    /// The serial of a value's object, if it has one.
    pub(crate) fn of(value: Value<'_>) -> Option<Self> {
        match value {
            Value::String(_) | Value::Cell(_) => None,
            // SAFETY: objects of values are alive.
            _ => value.object().map(|object| unsafe { Self::at(object) }),
        }
    }

    /// The serial that an object starts with.
    ///
    /// # Safety
    /// `object` points to an object that starts with one, and is alive.
    #[inline(always)]
    pub(crate) unsafe fn at(object: *const ()) -> Self {
        // SAFETY: passed on to the caller.
        unsafe { *object.cast() }
    }

    /// The number itself.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// What takes the place of the object's address in texts.
    pub(crate) fn shown(self) -> u64 {
        FIRST_SHOWN + u64::from(self.0) * SHOWN_APART
    }

    /// What is hashed: no number that a script has as a key beside it.
    #[inline(always)]
    pub(crate) fn word(self) -> u64 {
        1 << 40 | u64::from(self.0)
    }
}
