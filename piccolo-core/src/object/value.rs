//! [`Value`]: any Lua value, in 16 bytes.
//!
//! Every payload is an 8-byte non-float scalar and the booleans are two variants, so that a value
//! is copied as one byte and one word. A float or `bool` payload would turn copies into 16-byte
//! vector moves, which stall on store forwarding in the interpreter loop.
//!
//! Unsafe invariant: the layout is `#[repr(C, u8)]`, so the tag is the first byte and the payload the
//! second word; tables store keys in this taken-apart form.

use gc_arena::{Collect, collect::Trace};

use crate::object::{
    callback::Callback,
    closure::{Closure, UpValue},
    string::String,
    table::Table,
    thread::Thread,
    userdata::UserData,
};

/// A float as its bits.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Float(u64);

impl Float {
    /// Wraps a float.
    #[inline(always)]
    pub const fn new(value: f64) -> Self {
        Self(value.to_bits())
    }

    /// The float.
    #[inline(always)]
    pub const fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// Any Lua value.
#[derive(Clone, Copy)]
#[repr(C, u8)]
pub enum Value<'gc> {
    /// `nil`
    Nil = 0,
    /// `false`
    False = 1,
    /// `true`
    True = 2,
    /// A number of subtype integer.
    Integer(i64) = 3,
    /// A number of subtype float.
    Float(Float) = 4,
    /// A string.
    String(String<'gc>) = 5,
    /// A table.
    Table(Table<'gc>) = 6,
    /// A Lua function.
    Closure(Closure<'gc>) = 7,
    /// A host function.
    Callback(Callback<'gc>) = 8,
    /// A host object.
    UserData(UserData<'gc>) = 9,
    /// A coroutine.
    Thread(Thread<'gc>) = 10,
    /// The cell of a captured local: lives in registers only, no script ever sees one.
    #[doc(hidden)]
    Cell(UpValue<'gc>) = 11,
}

const _: () = assert!(size_of::<Value<'static>>() == 16);

/// The first tag whose payload is a pointer to a garbage-collected object.
pub(crate) const FIRST_OBJECT_TAG: u8 = 5;

impl<'gc> Value<'gc> {
    /// A float value.
    #[inline(always)]
    pub const fn float(value: f64) -> Self {
        Value::Float(Float::new(value))
    }

    /// A boolean value.
    #[inline(always)]
    pub const fn boolean(value: bool) -> Self {
        if value { Value::True } else { Value::False }
    }

    /// Whether this is `nil`.
    #[inline(always)]
    pub const fn is_nil(self) -> bool {
        matches!(self, Value::Nil)
    }

    /// Whether a condition takes this for false: only `nil` and `false`.
    #[inline(always)]
    pub const fn is_falsy(self) -> bool {
        self.tag() <= 1
    }

    /// The integer, if this is a number of subtype integer.
    #[inline(always)]
    pub const fn as_integer(self) -> Option<i64> {
        if let Value::Integer(i) = self { Some(i) } else { None }
    }

    /// The float, if this is a number of subtype float.
    #[inline(always)]
    pub const fn as_float(self) -> Option<f64> {
        if let Value::Float(f) = self { Some(f.get()) } else { None }
    }

    /// The number as a float, if this is a number (strings are not converted).
    #[inline(always)]
    pub const fn as_number(self) -> Option<f64> {
        match self {
            Value::Float(f) => Some(f.get()),
            Value::Integer(i) => Some(i as f64),
            _ => None,
        }
    }

    /// The name of the basic type, as `type` returns it (manual section 2.1).
    pub const fn type_name(self) -> &'static str {
        match self {
            Value::Nil => "nil",
            Value::False | Value::True => "boolean",
            Value::Integer(_) | Value::Float(_) => "number",
            Value::String(_) => "string",
            Value::Table(_) => "table",
            Value::Closure(_) | Value::Callback(_) => "function",
            Value::UserData(_) => "userdata",
            Value::Thread(_) => "thread",
            Value::Cell(_) => "cell",
        }
    }

    /// Equality without metamethods (`rawequal`).
    #[inline(always)]
    pub fn raw_equals(self, other: Self) -> bool {
        if self.tag() == other.tag() && self.payload_or_zero() == other.payload_or_zero() {
            return !matches!(self, Value::Float(f) if f.get().is_nan());
        }
        if let (Value::String(s), Value::String(_)) = (self, other)
            && s.is_short()
        {
            return false;
        }
        raw_equals_slow(self, other)
    }

    /// The variant's number.
    #[inline(always)]
    pub(crate) const fn tag(&self) -> u8 {
        // SAFETY: `repr(C, u8)` puts the tag in the first byte.
        unsafe { *(&raw const *self).cast::<u8>() }
    }

    /// Where its object is, if it is one.
    #[inline]
    pub(crate) fn object(self) -> Option<*const ()> {
        (self.tag() >= FIRST_OBJECT_TAG).then(|| self.payload_or_zero() as *const ())
    }

    /// The payload's bits; 0 for the variants that have none.
    #[inline(always)]
    pub(crate) fn payload_or_zero(&self) -> u64 {
        match self {
            Value::Nil | Value::False | Value::True => 0,
            // SAFETY: all other variants have an initialised 8-byte payload in the second word.
            _ => unsafe { *(&raw const *self).cast::<u64>().add(1) },
        }
    }

    /// Puts a value together from what [`Self::tag`] and [`Self::payload_or_zero`] gave.
    ///
    /// # Safety
    /// Both parts come from one value of this arena whose object, if any, is still alive.
    #[inline(always)]
    pub(crate) unsafe fn from_parts(tag: u8, payload: u64) -> Self {
        let mut value = core::mem::MaybeUninit::<Self>::uninit();
        // SAFETY: the two writes initialise exactly the tag and the payload of `repr(C, u8)`.
        unsafe {
            value.as_mut_ptr().cast::<u8>().write(tag);
            value.as_mut_ptr().cast::<u64>().add(1).write(payload);
            value.assume_init()
        }
    }
}

impl<'gc> From<String<'gc>> for Value<'gc> {
    fn from(string: String<'gc>) -> Self {
        Value::String(string)
    }
}

impl<'gc> From<Table<'gc>> for Value<'gc> {
    fn from(table: Table<'gc>) -> Self {
        Value::Table(table)
    }
}

impl<'gc> From<Callback<'gc>> for Value<'gc> {
    fn from(callback: Callback<'gc>) -> Self {
        Value::Callback(callback)
    }
}

impl<'gc> From<Closure<'gc>> for Value<'gc> {
    fn from(closure: Closure<'gc>) -> Self {
        Value::Closure(closure)
    }
}

impl<'gc> From<Thread<'gc>> for Value<'gc> {
    fn from(thread: Thread<'gc>) -> Self {
        Value::Thread(thread)
    }
}

impl<'gc> From<UserData<'gc>> for Value<'gc> {
    fn from(userdata: UserData<'gc>) -> Self {
        Value::UserData(userdata)
    }
}

/// Equality of values whose bits differ (or are the same NaN).
#[inline(never)]
fn raw_equals_slow<'gc>(a: Value<'gc>, b: Value<'gc>) -> bool {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => x.get() == y.get(),
        (Value::Integer(i), Value::Float(f)) | (Value::Float(f), Value::Integer(i)) => {
            crate::support::number::integer_equals_float(i, f.get())
        }
        (Value::String(s), Value::String(t)) => s.equals(t),
        _ => false,
    }
}

// SAFETY: every variant that holds a pointer is traced.
unsafe impl<'gc> Collect<'gc> for Value<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match *self {
            Value::Nil | Value::False | Value::True | Value::Integer(_) | Value::Float(_) => {}
            Value::String(s) => cc.trace(&s),
            Value::Table(t) => cc.trace(&t),
            Value::Closure(c) => cc.trace(&c),
            Value::Callback(c) => cc.trace(&c),
            Value::UserData(u) => cc.trace(&u),
            Value::Thread(t) => cc.trace(&t),
            Value::Cell(c) => cc.trace(&c),
        }
    }
}
