//! The names and string literals of a chunk.

use crate::lookup::{Lookup, Seeds, word};
use crate::segments::{PIECE_BYTES, Rubbish, Segments};

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
    /// Its [`word`], by which most strings are told apart.
    word: u64,
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
    lookup: Lookup,
    /// Random numbers, so that no source can know which hashes are equal.
    seeds: Seeds,
}

impl Strings {
    /// The bytes of a string.
    pub fn get(&self, id: StringId) -> &[u8] {
        text(&self.pages, &self.places, id.0)
    }

    /// The random numbers of this chunk's hashes.
    pub fn seeds(&self) -> Seeds {
        self.seeds
    }

    /// The bytes allocated.
    pub fn bytes(&self) -> usize {
        self.pages.bytes() + self.page_bytes + self.places.bytes() + self.lookup.bytes()
    }

    /// Lets them be dropped.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        if self.pages.len() > 1 {
            rubbish.add_blocks(&mut self.pages, std::mem::take(&mut self.page_bytes));
        }
        rubbish.add(&mut self.places);
        self.lookup.discard(rubbish);
    }

    /// The id of the string with these bytes.
    #[inline]
    pub(crate) fn intern(&mut self, bytes: &[u8]) -> StringId {
        let hash = self.seeds.hash(bytes);
        match self.find(hash, bytes) {
            Some(id) => id,
            None => self.insert(hash, bytes),
        }
    }

    #[inline]
    fn find(&self, hash: u32, bytes: &[u8]) -> Option<StringId> {
        let Self { pages, places, lookup, .. } = self;
        let word = word(bytes);
        let is_it = |id: u32| {
            let place = &places[id as usize];
            place.word == word
                && place.len as usize == bytes.len()
                && (bytes.len() <= 8 || text(pages, places, id) == bytes)
        };
        lookup.find(hash, is_it).map(StringId)
    }

    /// The id of a long string with this hash. Gives the bytes back if there was one already.
    pub(crate) fn intern_long(&mut self, hash: u32, bytes: Vec<u8>) -> (StringId, Vec<u8>) {
        if let Some(id) = self.find(hash, &bytes) {
            return (id, bytes);
        }
        let (word, len) = (word(&bytes), bytes.len() as u32);
        let page = self.add_page(bytes);
        (self.add(Place { word, page, start: 0, len }, hash), Vec::new())
    }

    #[inline(never)]
    fn insert(&mut self, hash: u32, bytes: &[u8]) -> StringId {
        let (page, start) = self.store(bytes);
        self.add(Place { word: word(bytes), page, start: start as u32, len: bytes.len() as u32 }, hash)
    }

    /// A string of its own, even if there are equal ones.
    pub(crate) fn add_long(&mut self, bytes: Vec<u8>) -> StringId {
        let (word, len) = (word(&bytes), bytes.len() as u32);
        let page = self.add_page(bytes);
        // It is not meant to be found.
        self.add(Place { word, page, start: 0, len }, 0)
    }

    fn add(&mut self, place: Place, hash: u32) -> StringId {
        self.places.push(place);
        StringId(self.lookup.add(hash))
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

#[inline]
fn text<'a>(pages: &'a Segments<Vec<u8>>, places: &Segments<Place>, id: u32) -> &'a [u8] {
    let Place { page, start, len, .. } = places[id as usize];
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
