//! The constants of a function, each stored once.

use crate::syntax::lookup::{Lookup, Seeds};
use crate::syntax::segments::{Rubbish, Segments};
use crate::syntax::strings::StringId;

/// What makes two constants the same. Floats are compared by their bits.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Key {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(u64),
    String(StringId),
}

pub(super) struct Constants {
    keys: Segments<Key>,
    lookup: Lookup,
    seeds: Seeds,
}

impl Constants {
    pub(super) fn new(seeds: Seeds) -> Self {
        Self { keys: Segments::default(), lookup: Lookup::default(), seeds }
    }

    /// The index of a constant.
    pub(super) fn index(&mut self, key: Key) -> i32 {
        let Self { keys, lookup, seeds } = self;
        let hash = match key {
            // Ids are small numbers in a row.
            Key::String(id) => id.hash(),
            Key::Integer(value) => seeds.hash_number(value as u64),
            Key::Float(bits) => seeds.hash_number(!bits),
            Key::Nil => 0,
            Key::Boolean(value) => 1 + u32::from(value),
        };
        let index = lookup.find(hash, |index| keys[index as usize] == key).unwrap_or_else(|| {
            keys.push(key);
            lookup.add(hash)
        });
        index as i32
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The constant `index`.
    pub(super) fn get(&self, index: usize) -> Key {
        self.keys[index]
    }

    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        rubbish.add(&mut self.keys);
        self.lookup.discard(rubbish);
    }

    pub(super) fn bytes(&self) -> usize {
        self.keys.bytes() + self.lookup.bytes()
    }
}
