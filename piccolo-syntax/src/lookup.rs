//! [`Lookup`]: finds entries of a list by their hashes, and grows by a bounded step per entry.

use std::hash::{BuildHasher, RandomState};

use crate::segments::{Rubbish, Segments};

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

    /// Lets it be dropped.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        rubbish.add(&mut self.buckets);
        rubbish.add(&mut self.entries);
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

/// Random numbers that make hashes unpredictable.
#[derive(Clone, Copy, Debug)]
pub struct Seeds([u64; 2]);

impl Default for Seeds {
    fn default() -> Self {
        let random = RandomState::new();
        Self([random.hash_one(1), random.hash_one(2) | 1])
    }
}

impl Seeds {
    /// The hash of some bytes.
    #[inline]
    pub fn hash(&self, bytes: &[u8]) -> u32 {
        let state = self.mix(self.0[0] ^ bytes.len() as u64 ^ word(bytes));
        self.mix_words(state, bytes.get(8..).unwrap_or(&[])) as u32
    }

    #[inline]
    fn mix_words(&self, state: u64, bytes: &[u8]) -> u64 {
        let (mut state, mut rest) = (state, bytes);
        while !rest.is_empty() {
            state = self.mix(state ^ word(rest));
            rest = rest.get(8..).unwrap_or(&[]);
        }
        state
    }

    /// The hash of a number.
    #[inline]
    pub fn hash_number(&self, number: u64) -> u32 {
        self.mix(self.mix(self.0[0] ^ number)) as u32
    }

    /// Multiplies, and folds the high half of the product into the low one.
    #[inline]
    fn mix(&self, value: u64) -> u64 {
        let product = u128::from(value) * u128::from(self.0[1]);
        (product as u64) ^ (product >> 64) as u64 ^ self.0[0].rotate_left(23)
    }
}

/// The hash of a long text that is found piece by piece.
#[derive(Debug)]
pub(crate) struct Hashing {
    seeds: Seeds,
    state: u64,
    /// How many of the next bytes are dealt with.
    skipped: usize,
}

impl Hashing {
    /// Begins with a text of at least eight bytes.
    pub(crate) fn begin(seeds: Seeds, text: &[u8]) -> Self {
        Self { seeds, state: seeds.mix(seeds.0[0] ^ text.len() as u64 ^ word(text)), skipped: 8 }
    }

    /// Goes on with the next piece of the text. The number of bytes of all but the last one is one that eight divides.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        let rest = &piece[self.skipped.min(piece.len())..];
        self.state = self.seeds.mix_words(self.state, rest);
        self.skipped = 0;
    }

    /// The hash, which is that of [`Seeds::hash`].
    pub(crate) fn finish(self) -> u32 {
        self.state as u32
    }
}

/// The first eight bytes, or a number that is different for each text of the same length below that.
#[inline]
pub(crate) fn word(bytes: &[u8]) -> u64 {
    if let Some(first) = bytes.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    // Short reads that overlap take less time than a loop.
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => match bytes {
            [first, .., last] => {
                u64::from(*first) | u64::from(bytes[bytes.len() / 2]) << 8 | u64::from(*last) << 16
            }
            [only] => u64::from(*only),
            [] => 0,
        },
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
    use super::{Hashing, Lookup, Seeds};

    #[test]
    fn hashes_are_the_same_piece_by_piece() {
        let seeds = Seeds::default();
        for len in [8, 15, 16, 17, 4096, 4099, 8192, 10_001] {
            let text: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            let mut hashing = Hashing::begin(seeds, &text);
            text.chunks(4096).for_each(|piece| hashing.add(piece));
            assert_eq!(hashing.finish(), seeds.hash(&text), "{len}");
        }
    }

    #[test]
    fn bytes_in_all_places_make_a_difference() {
        let seeds = Seeds::default();
        for len in 1..40 {
            let text = vec![b'a'; len];
            for at in 0..len {
                let mut other = text.clone();
                other[at] = b'b';
                assert_ne!(seeds.hash(&text), seeds.hash(&other), "{len} {at}");
            }
        }
    }

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
