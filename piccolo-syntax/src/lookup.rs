//! [`Lookup`]: finds entries of a list by their hashes, and grows by a bounded step per entry.

use crate::segments::Segments;

const NONE: u32 = u32::MAX;

/// How many buckets there are at first.
const FIRST_BUCKETS: usize = 8;

/// Finds entries by hash. Entries are numbered as they are added; what they are is kept elsewhere.
///
/// It is a hash table that grows by one bucket per entry (linear hashing), so that no addition takes longer than
/// others.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The newest entry of each bucket.
    buckets: Segments<u32>,
    entries: Segments<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    /// The entry before it in its bucket.
    next: u32,
}

impl Lookup {
    /// The bytes allocated.
    pub fn bytes(&self) -> usize {
        self.buckets.bytes() + self.entries.bytes()
    }

    /// The entry with this hash that `is_it` accepts.
    #[inline]
    pub fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.buckets.is_empty() {
            return None;
        }
        let mut id = self.buckets[bucket(hash, self.buckets.len())];
        while id != NONE {
            let entry = self.entries[id as usize];
            if entry.hash == hash && is_it(id) {
                return Some(id);
            }
            id = entry.next;
        }
        None
    }

    /// Adds an entry, and gives its number.
    ///
    /// # Panics
    /// With 2^32 - 1 entries.
    pub fn add(&mut self, hash: u32) -> u32 {
        let id = u32::try_from(self.entries.len()).ok().filter(|&id| id != NONE);
        let id = id.expect("fewer than 2^32 - 1 entries");
        self.grow();
        let bucket = bucket(hash, self.buckets.len());
        let next = std::mem::replace(&mut self.buckets[bucket], id);
        self.entries.push(Entry { hash, next });
        id
    }

    /// Adds a bucket if there are as many entries as buckets, with the part of another one that belongs there.
    fn grow(&mut self) {
        let count = self.buckets.len();
        if self.entries.len() < count {
            return;
        }
        if count == 0 {
            (0..FIRST_BUCKETS).for_each(|_| self.buckets.push(NONE));
            return;
        }
        self.buckets.push(NONE);
        let source = count - (1 << count.ilog2());
        let mut id = std::mem::replace(&mut self.buckets[source], NONE);
        while id != NONE {
            let entry = self.entries[id as usize];
            let home = bucket(entry.hash, count + 1);
            self.entries[id as usize].next = std::mem::replace(&mut self.buckets[home], id);
            id = entry.next;
        }
    }
}

/// The bucket of a hash among `count` ones.
#[inline]
fn bucket(hash: u32, count: usize) -> usize {
    let mask = count.next_power_of_two() - 1;
    let index = hash as usize & mask;
    if index < count { index } else { index & (mask >> 1) }
}

#[cfg(test)]
mod tests {
    use super::Lookup;

    #[test]
    fn entries_are_found_however_many_there_are() {
        let hash = |key: u32| key.wrapping_mul(0x9e37_79b9).rotate_left(7) & 0xffff;
        let mut lookup = Lookup::default();
        for key in 0..20_000 {
            assert_eq!(lookup.find(hash(key), |id| id == key), None);
            assert_eq!(lookup.add(hash(key)), key);
            for probe in [0, key / 2, key] {
                assert_eq!(lookup.find(hash(probe), |id| id == probe), Some(probe));
            }
        }
        assert!((0..20_000).all(|key| lookup.find(hash(key), |id| id == key) == Some(key)));
    }
}
