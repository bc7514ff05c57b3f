//! [`Interner`]: the set of all short strings of a VM.
//!
//! Its entries are weak: it is not traced, and [`Interner::prune`] takes out the strings that marking
//! did not reach. That has to be the last thing that happens between marking and sweeping; then every
//! entry outlives the sweep, and no string that is about to be freed is ever handed out.
//!
//! Unsafe invariants: every entry is a live short string of this arena, and no reference into the set
//! is kept beyond the method that made it.

use std::{
    cell::UnsafeCell,
    sync::atomic::{AtomicU32, Ordering},
};

use gc_arena::{Finalization, Gc, Mutation};
use hashbrown::HashTable;

use crate::{
    object::{
        string::{SHORT_LIMIT, String, short_bytes},
        table::{hash_bytes, mix_seed},
    },
    support::account::{MemoryAccount, MemoryExceeded},
};

/// The short strings of a VM, and the seed of its hashes.
pub(crate) struct Interner<'gc> {
    strings: UnsafeCell<HashTable<String<'gc>>>,
    seed: u64,
    arena: u32,
}

/// The room that the set starts with.
const MIN_CAPACITY: usize = 56;

static NEXT_ARENA: AtomicU32 = AtomicU32::new(1);

/// What `hashbrown` makes of 32 bits: its low bits select the bucket, its top bits the tag.
#[inline(always)]
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// The bytes of a set that can hold `capacity` strings, rounded up.
fn table_bytes(capacity: usize) -> usize {
    if capacity == 0 {
        return 0;
    }
    let buckets = (capacity * 8).div_ceil(7).next_power_of_two();
    buckets * (size_of::<String<'_>>() + 1) + 16
}

impl<'gc> Interner<'gc> {
    /// An empty interner. All hashes of the VM depend on `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            strings: UnsafeCell::new(HashTable::new()),
            seed: mix_seed(seed),
            arena: NEXT_ARENA.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// The seed of all hashes, already mixed.
    #[inline(always)]
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A number that no other VM of this process has.
    #[inline(always)]
    pub(crate) fn arena(&self) -> u32 {
        self.arena
    }

    /// How many strings there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        // SAFETY: a short-lived reference; nothing runs meanwhile.
        unsafe { (*self.strings.get()).len() }
    }

    /// The string with these bytes. What it takes is charged without regard to the limit.
    #[inline]
    pub(crate) fn intern(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        bytes: &[u8],
    ) -> String<'gc> {
        if bytes.len() > SHORT_LIMIT {
            return String::new_long(mutation, memory, bytes);
        }
        let hash = hash_bytes(self.seed, bytes);
        if let Some(found) = self.find(hash, bytes) {
            return found;
        }
        if let Some(capacity) = self.needed_capacity() {
            let bytes = table_bytes(capacity);
            memory.charge_object(bytes);
            self.grow(memory, bytes);
        }
        memory.charge_object(short_bytes(bytes.len()));
        self.insert(mutation, hash, bytes)
    }

    /// The short string with these bytes.
    ///
    /// # Errors
    /// If the memory limit does not allow it.
    #[inline]
    pub(crate) fn try_intern(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        bytes: &[u8],
    ) -> Result<String<'gc>, MemoryExceeded> {
        debug_assert!(bytes.len() <= SHORT_LIMIT);
        let hash = hash_bytes(self.seed, bytes);
        if let Some(found) = self.find(hash, bytes) {
            return Ok(found);
        }
        if let Some(capacity) = self.needed_capacity() {
            let bytes = table_bytes(capacity);
            memory.charge(bytes)?;
            self.grow(memory, bytes);
        }
        memory.charge(short_bytes(bytes.len()))?;
        Ok(self.insert(mutation, hash, bytes))
    }

    #[inline]
    fn find(&self, hash: u32, bytes: &[u8]) -> Option<String<'gc>> {
        // SAFETY: a short-lived reference; the comparison touches entries only, which are alive.
        let strings = unsafe { &*self.strings.get() };
        strings.find(spread(hash), |s| s.short_hash() == hash && s.as_bytes() == bytes).copied()
    }

    /// How many strings there has to be room for, if there is none for the next one.
    #[inline]
    fn needed_capacity(&self) -> Option<usize> {
        // SAFETY: a short-lived reference.
        let strings = unsafe { &*self.strings.get() };
        let capacity = strings.capacity();
        (strings.len() == capacity).then(|| (capacity * 2).max(MIN_CAPACITY))
    }

    /// Makes room for as many strings again, or drops the marks of those taken out. `charged` bytes
    /// are paid for; what was not needed, and the old set's bytes, are credited.
    #[cold]
    fn grow(&self, memory: &MemoryAccount, charged: usize) {
        // SAFETY: the only reference; rehashing reads the entries' headers only.
        let strings = unsafe { &mut *self.strings.get() };
        let old = strings.allocation_size();
        let more = strings.capacity().max(MIN_CAPACITY);
        strings.reserve(more, |s| spread(s.short_hash()));
        memory.credit((charged + old).saturating_sub(strings.allocation_size()));
    }

    #[inline]
    fn insert(&self, mutation: &Mutation<'gc>, hash: u32, bytes: &[u8]) -> String<'gc> {
        let string = String::allocate_short(mutation, bytes, hash);
        // SAFETY: the only reference; there is room, so nothing else runs.
        let strings = unsafe { &mut *self.strings.get() };
        strings.insert_unique(spread(hash), string, |s| spread(s.short_hash()));
        string
    }

    /// Takes out the strings that marking did not reach. To be called when nothing is left to mark
    /// and nothing will be resurrected any more, directly before sweeping starts.
    pub(crate) fn prune(&self, finalization: &Finalization<'gc>, memory: &MemoryAccount) {
        // SAFETY: the only reference; looking at an entry's colour does not touch the set.
        let strings = unsafe { &mut *self.strings.get() };
        strings.retain(|s| !Gc::is_dead(finalization, s.erase()));
        let bytes = strings.allocation_size();
        if table_bytes(strings.len() * 8) < bytes && strings.len() > MIN_CAPACITY {
            strings.shrink_to(strings.len() * 2, |s| spread(s.short_hash()));
            memory.credit(bytes - strings.allocation_size());
        }
    }
}
