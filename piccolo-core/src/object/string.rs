//! [`String`]: an immutable sequence of bytes.
//!
//! Strings of at most [`SHORT_LIMIT`] bytes are interned, so they are equal only if they are the same
//! object. Strings of at most `INLINE_LIMIT` bytes hold their bytes inline, in size classes because
//! `gc-arena` allocates sized types only; longer ones own boxed bytes. Strings that are not interned are
//! hashed when first used as a table key.
//!
//! Unsafe invariants: a handle points to the `header` of an `InlineString` if `header.len` is at most
//! `INLINE_LIMIT`, and of a `BoxedString` otherwise; `repr(C)` puts the bytes, or the pointer to them,
//! directly behind the 8-byte header. The first `len` bytes are initialised and never change. Only the
//! interner makes strings of at most `SHORT_LIMIT` bytes.

use std::{alloc::Layout, borrow::Cow, cell::Cell, fmt, ptr::NonNull, str::Utf8Error};

use gc_arena::{Collect, Gc, Mutation, collect::Trace};

use crate::{
    object::{
        context::Context,
        table::{PartialHash, hash_bytes},
    },
    support::{
        account::{self, MemoryAccount, MemoryExceeded},
        remains,
    },
};

/// The longest string, in bytes, that is interned.
pub const SHORT_LIMIT: usize = 40;

/// The longest string, in bytes, that is one allocation.
pub(crate) const INLINE_LIMIT: usize = 128;

/// The longest string, in bytes.
pub const MAX_LEN: usize = u32::MAX as usize;

/// What `gc-arena` puts in front of every object.
const GC_HEADER_BYTES: usize = 16;

/// An immutable string of bytes, not necessarily UTF-8.
#[derive(Clone, Copy)]
pub struct String<'gc>(Gc<'gc, StringHeader>);

#[repr(C)]
pub(crate) struct StringHeader {
    len: u32,
    /// 0 while a long string is not hashed.
    hash: Cell<u32>,
}

#[repr(C)]
struct InlineString<const N: usize> {
    header: StringHeader,
    bytes: [u8; N],
}

#[repr(C)]
struct BoxedString {
    header: StringHeader,
    bytes: NonNull<u8>,
}

impl<const N: usize> Drop for InlineString<N> {
    #[inline]
    fn drop(&mut self) {
        account::note_freed(GC_HEADER_BYTES + size_of::<Self>());
    }
}

impl Drop for BoxedString {
    fn drop(&mut self) {
        let len = self.header.len as usize;
        account::note_freed(long_bytes(len));
        // SAFETY: the bytes came from a box of this length, which nobody else owns.
        let bytes = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(self.bytes.as_ptr(), len)) };
        remains::leave(bytes.into_vec());
    }
}

// SAFETY: no pointers to collected objects.
unsafe impl<'gc, const N: usize> Collect<'gc> for InlineString<N> {
    const NEEDS_TRACE: bool = false;
}

// SAFETY: no pointers to collected objects.
unsafe impl<'gc> Collect<'gc> for BoxedString {
    const NEEDS_TRACE: bool = false;
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for String<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

/// What a short string of `len` bytes is charged.
pub(crate) const fn short_bytes(len: usize) -> usize {
    let class = if len <= 8 { 8 } else { len.next_multiple_of(8) };
    GC_HEADER_BYTES + size_of::<StringHeader>() + class
}

/// What a string of `len` bytes, more than [`SHORT_LIMIT`], is charged.
const fn long_bytes(len: usize) -> usize {
    match len {
        0..=INLINE_LIMIT => GC_HEADER_BYTES + size_of::<StringHeader>() + inline_class(len),
        _ => GC_HEADER_BYTES + size_of::<BoxedString>() + len,
    }
}

/// The room for the bytes of an inline string that is not short.
const fn inline_class(len: usize) -> usize {
    match len {
        0..=56 => 56,
        57..=72 => 72,
        73..=96 => 96,
        _ => INLINE_LIMIT,
    }
}

/// The bytes, of which there are more than `N` - 8 if `N` is above 8, with zeros behind them. Made of
/// moves of fixed sizes, which are cheaper than a call for so few bytes.
#[inline(always)]
fn padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut padded = [0; N];
    let len = bytes.len();
    if N > 8 {
        padded[..N - 8].copy_from_slice(&bytes[..N - 8]);
        padded[len - 8..len].copy_from_slice(&bytes[len - 8..]);
    } else if len >= 4 {
        padded[..4].copy_from_slice(&bytes[..4]);
        padded[len - 4..len].copy_from_slice(&bytes[len - 4..]);
    } else {
        for (to, from) in padded.iter_mut().zip(bytes) {
            *to = *from;
        }
    }
    padded
}

impl<'gc> String<'gc> {
    /// The string with these bytes.
    ///
    /// # Panics
    /// If there are more than [`MAX_LEN`] bytes.
    #[inline]
    pub fn new(ctx: Context<'gc>, bytes: &[u8]) -> Self {
        ctx.intern(bytes)
    }

    /// The string with these bytes, charged before it is allocated.
    ///
    /// # Errors
    /// If the memory limit, or [`MAX_LEN`], does not allow it.
    pub fn try_new(ctx: Context<'gc>, bytes: &[u8]) -> Result<Self, MemoryExceeded> {
        if bytes.len() <= SHORT_LIMIT {
            return ctx.state().interner.try_intern(ctx.mutation(), ctx.memory(), bytes);
        }
        if bytes.len() > MAX_LEN {
            return Err(MemoryExceeded);
        }
        ctx.memory().charge(long_bytes(bytes.len()))?;
        Ok(Self::copy_long(ctx.mutation(), bytes))
    }

    /// The string that takes over `bytes`.
    ///
    /// # Panics
    /// If there are more than [`MAX_LEN`] bytes.
    pub fn from_boxed(ctx: Context<'gc>, bytes: Box<[u8]>) -> Self {
        if bytes.len() <= SHORT_LIMIT {
            return ctx.intern(&bytes);
        }
        assert!(bytes.len() <= MAX_LEN, "string too long");
        ctx.memory().charge_object(long_bytes(bytes.len()));
        Self::allocate_long(ctx.mutation(), bytes)
    }

    /// The string that takes over `bytes`, which are charged here.
    ///
    /// # Errors
    /// If the memory limit, or [`MAX_LEN`], does not allow it.
    pub fn try_from_boxed(ctx: Context<'gc>, bytes: Box<[u8]>) -> Result<Self, MemoryExceeded> {
        if bytes.len() <= SHORT_LIMIT {
            return Self::try_new(ctx, &bytes);
        }
        if bytes.len() > MAX_LEN {
            return Err(MemoryExceeded);
        }
        ctx.memory().charge(long_bytes(bytes.len()))?;
        Ok(Self::allocate_long(ctx.mutation(), bytes))
    }

    /// A long string, charged without regard to the limit.
    pub(crate) fn new_long(mutation: &Mutation<'gc>, memory: &MemoryAccount, bytes: &[u8]) -> Self {
        assert!(bytes.len() > SHORT_LIMIT && bytes.len() <= MAX_LEN, "string too long");
        memory.charge_object(long_bytes(bytes.len()));
        Self::copy_long(mutation, bytes)
    }

    /// `bytes` are charged, and their number is above `SHORT_LIMIT` and not above `MAX_LEN`.
    fn copy_long(mutation: &Mutation<'gc>, bytes: &[u8]) -> Self {
        match inline_class(bytes.len()) {
            _ if bytes.len() > INLINE_LIMIT => Self::allocate_long(mutation, bytes.into()),
            56 => Self::copy_inline::<56>(mutation, bytes),
            72 => Self::copy_inline::<72>(mutation, bytes),
            96 => Self::copy_inline::<96>(mutation, bytes),
            _ => Self::copy_inline::<INLINE_LIMIT>(mutation, bytes),
        }
    }

    /// As [`Self::copy_long`], for bytes that fit into class `N`.
    fn copy_inline<const N: usize>(mutation: &Mutation<'gc>, bytes: &[u8]) -> Self {
        let mut inline = [0; N];
        inline[..bytes.len()].copy_from_slice(bytes);
        let header = StringHeader { len: bytes.len() as u32, hash: Cell::new(0) };
        let string = Gc::new(mutation, InlineString { header, bytes: inline });
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(string) })
    }

    /// As [`Self::copy_long`], taking over the bytes if they are not to be inline.
    fn allocate_long(mutation: &Mutation<'gc>, bytes: Box<[u8]>) -> Self {
        if bytes.len() <= INLINE_LIMIT {
            return Self::copy_long(mutation, &bytes);
        }
        let header = StringHeader { len: bytes.len() as u32, hash: Cell::new(0) };
        let bytes = NonNull::from(Box::leak(bytes)).cast();
        let string = Gc::new(mutation, BoxedString { header, bytes });
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(string) })
    }

    /// A short string that is not in the interner yet. The caller has charged [`short_bytes`].
    #[inline]
    pub(crate) fn allocate_short(mutation: &Mutation<'gc>, bytes: &[u8], hash: u32) -> Self {
        match bytes.len() {
            0..=8 => Self::allocate_class::<8>(mutation, bytes, hash),
            9..=16 => Self::allocate_class::<16>(mutation, bytes, hash),
            17..=24 => Self::allocate_class::<24>(mutation, bytes, hash),
            25..=32 => Self::allocate_class::<32>(mutation, bytes, hash),
            _ => Self::allocate_class::<SHORT_LIMIT>(mutation, bytes, hash),
        }
    }

    #[inline]
    fn allocate_class<const N: usize>(mutation: &Mutation<'gc>, bytes: &[u8], hash: u32) -> Self {
        const { assert!(Layout::new::<InlineString<N>>().size() == 8 + N) };
        let inline = padded::<N>(bytes);
        let header = StringHeader { len: bytes.len() as u32, hash: Cell::new(hash) };
        let string = Gc::new(mutation, InlineString { header, bytes: inline });
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(string) })
    }

    /// The bytes.
    #[inline]
    pub fn as_bytes(self) -> &'gc [u8] {
        let len = self.len();
        let behind_header = Gc::as_ptr(self.0).wrapping_add(1).cast::<u8>();
        // SAFETY: by the invariants above, `len` bytes start behind the header of an inline string, and
        // where the pointer behind the header of a boxed string leads. They do not change, and the
        // string lives through the current `'gc`.
        unsafe {
            let bytes =
                if len <= INLINE_LIMIT { behind_header } else { behind_header.cast::<*const u8>().read() };
            std::slice::from_raw_parts(bytes, len)
        }
    }

    /// The number of bytes.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.0.as_ref().len as usize
    }

    /// Whether there are no bytes.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether the string is interned, so that equal strings are the same object.
    #[inline(always)]
    pub fn is_short(self) -> bool {
        self.len() <= SHORT_LIMIT
    }

    /// Whether both strings have the same bytes.
    #[inline(always)]
    pub fn equals(self, other: Self) -> bool {
        Gc::ptr_eq(self.0, other.0) || (!self.is_short() && self.equals_long(other))
    }

    /// Whether both strings, which are hashed, have the same bytes; the other one is long.
    pub(crate) fn equals_hashed(self, other: Self) -> bool {
        let hash = |string: Self| string.0.as_ref().hash.get();
        Gc::ptr_eq(self.0, other.0)
            || (hash(self) == hash(other) && self.len() == other.len() && self.equals_long(other))
    }

    #[inline(never)]
    fn equals_long(self, other: Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }

    /// The hash with the VM's `seed`. The first call for a long string reads all its bytes.
    #[inline]
    pub(crate) fn hash(self, seed: u64) -> u32 {
        if self.is_short() { self.short_hash() } else { self.long_hash(seed) }
    }

    /// The hash of a string that is known to be short.
    #[inline(always)]
    pub(crate) fn short_hash(self) -> u32 {
        self.0.as_ref().hash.get()
    }

    #[inline(never)]
    fn long_hash(self, seed: u64) -> u32 {
        let known = &self.0.as_ref().hash;
        if known.get() == 0 {
            known.set(hash_bytes(seed, self.as_bytes()).max(1));
        }
        known.get()
    }

    /// Whether the hash is known, so that [`Self::hash`] takes no time.
    pub(crate) fn is_hashed(self) -> bool {
        self.0.as_ref().hash.get() != 0
    }

    /// Goes on with the hash of a long string for about `count` bytes. Gives whether it is known now.
    pub(crate) fn hash_part(self, seed: u64, partial: &mut PartialHash, count: usize) -> bool {
        let hash = partial.go_on(seed, self.as_bytes(), count);
        if let Some(hash) = hash {
            self.0.as_ref().hash.set(hash.max(1));
        }
        hash.is_some()
    }

    /// The text, if the bytes are UTF-8.
    ///
    /// # Errors
    /// Says where they are not.
    pub fn to_str(self) -> Result<&'gc str, Utf8Error> {
        std::str::from_utf8(self.as_bytes())
    }

    /// The text, with U+FFFD in place of what is not UTF-8.
    pub fn to_str_lossy(self) -> Cow<'gc, str> {
        std::string::String::from_utf8_lossy(self.as_bytes())
    }

    /// An address that identifies the object. Equal long strings may be different objects.
    #[inline(always)]
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }

    /// The string at an address that [`Self::as_ptr`] gave.
    ///
    /// # Safety
    /// The string belongs to this arena and is alive.
    #[inline(always)]
    pub(crate) unsafe fn from_ptr(address: *const ()) -> Self {
        // SAFETY: the caller's promise is the one `from_ptr` asks for.
        Self(unsafe { Gc::from_ptr(address.cast()) })
    }

    /// The object without its type.
    #[inline(always)]
    pub(crate) fn erase(self) -> Gc<'gc, ()> {
        Gc::erase(self.0)
    }
}

impl PartialEq for String<'_> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.equals(*other)
    }
}

impl Eq for String<'_> {}

impl fmt::Debug for String<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str_lossy(), f)
    }
}

impl fmt::Display for String<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str_lossy())
    }
}
