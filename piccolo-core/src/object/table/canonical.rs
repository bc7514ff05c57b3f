//! [`CanonicalKeys`]: one string for all equal huge ones that are used as keys.
//!
//! To compare megabytes takes long, so it is done once, in pieces ([`Hashing`](super::key::Hashing)), and remembered:
//! tables are then accessed with the first one of equal strings, which is found by its address.
//!
//! The entries are weak: this is not traced, and [`CanonicalKeys::prune`] takes out the strings that marking did not
//! reach, as the interner does.

use std::cell::RefCell;

use gc_arena::{Finalization, Gc};
use hashbrown::HashTable;

use crate::{object::string::String, support::account::MemoryAccount};

/// What is charged for a string: entries of both tables, and as much for what they keep free.
const ENTRY: usize = 2 * (size_of::<Entry<'_>>() + size_of::<String<'_>>() + 2);

/// A string that was used as a key, and the one that stands for it.
type Entry<'gc> = (String<'gc>, String<'gc>);

/// The huge strings that were used as keys.
#[derive(Default)]
pub(crate) struct CanonicalKeys<'gc> {
    /// By address.
    entries: RefCell<HashTable<Entry<'gc>>>,
    /// Those that stand for themselves and others, by hash.
    canonical: RefCell<HashTable<(u32, String<'gc>)>>,
}

fn by_address(string: String<'_>) -> u64 {
    // The lowest bits are those of no address.
    (string.as_ptr().addr() as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn by_hash(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl<'gc> CanonicalKeys<'gc> {
    /// The string that stands for `key`, if that is known.
    pub(crate) fn of(&self, key: String<'gc>) -> Option<String<'gc>> {
        let entries = self.entries.borrow();
        let entry = entries.find(by_address(key), |entry| entry.0.as_ptr() == key.as_ptr());
        entry.map(|entry| entry.1)
    }

    /// The string number `number` that may be equal to one with this hash and length.
    pub(crate) fn candidate(&self, hash: u32, len: usize, number: usize) -> Option<String<'gc>> {
        let canonical = self.canonical.borrow();
        let mut candidates =
            canonical.iter_hash(by_hash(hash)).filter(|entry| entry.0 == hash && entry.1.len() == len);
        candidates.nth(number).map(|entry| entry.1)
    }

    /// Notes that `canonical`, which may be the key itself, stands for `key`.
    pub(crate) fn add(&self, memory: &MemoryAccount, key: String<'gc>, canonical: String<'gc>, hash: u32) {
        if self.of(key).is_some() {
            return;
        }
        memory.charge_object(ENTRY);
        let hasher = |entry: &Entry<'gc>| by_address(entry.0);
        self.entries.borrow_mut().insert_unique(by_address(key), (key, canonical), hasher);
        if key.as_ptr() == canonical.as_ptr() {
            self.canonical.borrow_mut().insert_unique(by_hash(hash), (hash, key), |entry| by_hash(entry.0));
        }
    }

    /// Takes out the strings that marking did not reach.
    pub(crate) fn prune(&self, finalization: &Finalization<'gc>, memory: &MemoryAccount) {
        let is_alive = |string: &String<'gc>| !Gc::is_dead(finalization, string.erase());
        let mut entries = self.entries.borrow_mut();
        let before = entries.len();
        entries.retain(|entry| is_alive(&entry.0) && is_alive(&entry.1));
        memory.credit((before - entries.len()) * ENTRY);
        self.canonical.borrow_mut().retain(|entry| is_alive(&entry.1));
        if entries.is_empty() {
            entries.shrink_to_fit(|entry| by_address(entry.0));
            self.canonical.borrow_mut().shrink_to_fit(|entry| by_hash(entry.0));
        }
    }
}
