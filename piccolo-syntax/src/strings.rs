//! The names and string literals of a chunk, each stored once.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// A name or string literal of a chunk. Equal strings have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StringId(pub(crate) u32);

/// The strings of a chunk.
#[derive(Debug)]
pub struct Strings {
    bytes: Vec<u8>,
    /// Where each string ends; it starts where the one before it ends.
    ends: Vec<usize>,
    ids: HashTable<u32>,
    hasher: RandomState,
}

impl Strings {
    pub(crate) fn new() -> Self {
        Self { bytes: Vec::new(), ends: Vec::new(), ids: HashTable::new(), hasher: RandomState::new() }
    }

    /// The bytes of a string.
    pub fn get(&self, id: StringId) -> &[u8] {
        slice(&self.bytes, &self.ends, id.0)
    }

    /// The id of the string with these bytes.
    pub(crate) fn intern(&mut self, text: &[u8]) -> StringId {
        let Self { bytes, ends, ids, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(&id) = ids.find(hash, |&id| slice(bytes, ends, id) == text) {
            return StringId(id);
        }
        let id = u32::try_from(ends.len()).expect("fewer than 2^32 strings in a chunk");
        bytes.extend_from_slice(text);
        ends.push(bytes.len());
        ids.insert_unique(hash, id, |&id| hasher.hash_one(slice(bytes, ends, id)));
        StringId(id)
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[usize], id: u32) -> &'a [u8] {
    let index = id as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] };
    &bytes[start..ends[index]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_id() {
        let mut strings = Strings::new();
        let empty = strings.intern(b"");
        let ids: Vec<_> = (0..1000).map(|i| strings.intern(i.to_string().as_bytes())).collect();
        assert_eq!(strings.intern(b""), empty);
        for (i, &id) in ids.iter().enumerate() {
            assert_eq!(strings.get(id), i.to_string().as_bytes());
            assert_eq!(strings.intern(i.to_string().as_bytes()), id);
        }
    }
}
