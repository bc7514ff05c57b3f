//! The names and string literals of a chunk.

use std::hash::{BuildHasher, RandomState};

use crate::lookup::Lookup;
use crate::segments::{PIECE_BYTES, Segments};

/// A name or string literal of a chunk. Equal names and equal literals of ordinary length have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StringId(pub(crate) u32);

impl StringId {
    /// A hash for tables of ids.
    #[inline]
    pub fn hash(self) -> u32 {
        // No short source has ids so far apart that these bits are equal.
        (u64::from(self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
    }
}

/// Strings above this length have an allocation of their own.
pub(crate) const LONG: usize = 1024;

/// Where a string is.
#[derive(Clone, Copy, Debug)]
struct Place {
    page: u32,
    start: u32,
    len: u32,
}

/// The strings of a chunk.
#[derive(Debug, Default)]
pub struct Strings {
    pages: Segments<Vec<u8>>,
    /// The page that short strings are put on.
    current: u32,
    /// The bytes allocated for pages.
    page_bytes: usize,
    places: Segments<Place>,
    /// The strings that are stored once.
    lookup: Lookup,
    ids: Segments<u32>,
    hasher: RandomState,
}

impl Strings {
    /// The bytes of a string.
    pub fn get(&self, id: StringId) -> &[u8] {
        text(&self.pages, &self.places, id.0)
    }

    /// The bytes allocated.
    pub fn bytes(&self) -> usize {
        self.pages.bytes() + self.page_bytes + self.places.bytes() + self.lookup.bytes() + self.ids.bytes()
    }

    /// The id of the string with these bytes.
    pub(crate) fn intern(&mut self, bytes: &[u8]) -> StringId {
        let Self { pages, places, lookup, ids, hasher, .. } = self;
        let hash = hasher.hash_one(bytes) as u32;
        if let Some(entry) = lookup.find(hash, |entry| text(pages, places, ids[entry as usize]) == bytes) {
            return StringId(ids[entry as usize]);
        }
        lookup.add(hash);
        let (page, start) = self.store(bytes);
        let id = self.add(page, start, bytes.len());
        self.ids.push(id.0);
        id
    }

    /// A string of its own, even if there are equal ones.
    pub(crate) fn add_long(&mut self, bytes: Vec<u8>) -> StringId {
        let len = bytes.len();
        let page = self.add_page(bytes);
        self.add(page, 0, len)
    }

    fn add(&mut self, page: u32, start: usize, len: usize) -> StringId {
        let id = u32::try_from(self.places.len()).expect("fewer than 2^32 strings in a chunk");
        let len = u32::try_from(len).expect("strings of less than 4 GiB");
        self.places.push(Place { page, start: start as u32, len });
        StringId(id)
    }

    fn add_page(&mut self, bytes: Vec<u8>) -> u32 {
        self.page_bytes += bytes.capacity();
        self.pages.push(bytes);
        self.pages.len() as u32 - 1
    }

    /// Puts the bytes of a string on a page; gives the page and where they start.
    fn store(&mut self, bytes: &[u8]) -> (u32, usize) {
        if bytes.len() > LONG {
            return (self.add_page(bytes.to_vec()), 0);
        }
        let has_room = |page: &&mut Vec<u8>| page.capacity() - page.len() >= bytes.len();
        if let Some(page) = self.pages.get_mut(self.current as usize).filter(has_room) {
            page.extend_from_slice(bytes);
            return (self.current, page.len() - bytes.len());
        }
        // Small chunks have few names.
        let capacity = if self.pages.is_empty() { PIECE_BYTES / 4 } else { PIECE_BYTES };
        let mut page = Vec::with_capacity(capacity);
        page.extend_from_slice(bytes);
        self.current = self.add_page(page);
        (self.current, 0)
    }
}

fn text<'a>(pages: &'a Segments<Vec<u8>>, places: &Segments<Place>, id: u32) -> &'a [u8] {
    let Place { page, start, len } = places[id as usize];
    &pages[page as usize][start as usize..][..len as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_id() {
        let mut strings = Strings::default();
        let empty = strings.intern(b"");
        let ids: Vec<_> = (0..10_000).map(|i| strings.intern(i.to_string().as_bytes())).collect();
        let long = strings.intern(&[b'x'; 5000]);
        assert_eq!(strings.intern(b""), empty);
        assert_eq!(strings.intern(&[b'x'; 5000]), long);
        assert_eq!(strings.get(long), [b'x'; 5000]);
        for (i, &id) in ids.iter().enumerate() {
            assert_eq!(strings.get(id), i.to_string().as_bytes());
            assert_eq!(strings.intern(i.to_string().as_bytes()), id);
        }
    }

    #[test]
    fn long_literals_are_not_compared() {
        let mut strings = Strings::default();
        let first = strings.add_long(vec![b'x'; 5000]);
        let second = strings.add_long(vec![b'x'; 5000]);
        assert_ne!(first, second);
        assert_eq!(strings.get(first), strings.get(second));
    }
}
