//! Seeded hashing. Without the seed nobody can choose keys that collide more often than random ones.

/// The product's two halves, folded: every bit of the result depends on all bits of both factors.
#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Turns the host's seed, which may be as simple as 0, into one whose bits are all mixed.
pub(crate) fn mix_seed(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

/// The hash of one word: a number's bits or an object's serial.
///
/// Eight neighbouring integers share all but the low three bits of their hash, so that programs that
/// walk through a grid find them in neighbouring nodes; they never collide with each other.
#[inline(always)]
pub(crate) fn hash_word(seed: u64, word: u64) -> u32 {
    let folded = fold(word >> 3 ^ seed, seed.rotate_left(29) | 1);
    (folded ^ folded >> 32) as u32 ^ (word & 7) as u32
}

/// The hash of a string's bytes.
#[inline]
pub(crate) fn hash_bytes(seed: u64, bytes: &[u8]) -> u32 {
    let len = bytes.len();
    let other = seed.rotate_left(29);
    let mut state = initial_state(seed, len);
    let (a, b) = if len > 16 {
        let mut rest = bytes;
        while let Some((block, tail)) = rest.split_first_chunk::<16>() {
            if tail.is_empty() {
                break;
            }
            let (a, b) = words(block);
            state = fold(a ^ state, b ^ other);
            rest = tail;
        }
        words(bytes.last_chunk::<16>().expect("longer than 16 bytes"))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
    } else if len > 0 {
        (u64::from(bytes[0]) << 16 | u64::from(bytes[len / 2]) << 8 | u64::from(bytes[len - 1]), 0)
    } else {
        (0, 0)
    };
    finish(seed, state, (a, b))
}

#[inline(always)]
fn finish(seed: u64, state: u64, (a, b): (u64, u64)) -> u32 {
    let other = seed.rotate_left(29);
    let folded = fold(a ^ state, b ^ other);
    let mixed = fold(folded ^ seed, other | 1);
    (mixed ^ mixed >> 32) as u32
}

/// The hash of a string of more than 16 bytes, as [`hash_bytes`] gives it, in the making.
#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
pub(crate) struct PartialHash {
    state: u64,
    done: usize,
}

impl PartialHash {
    /// Nothing of the hash of a string of `len` bytes.
    pub(crate) fn new(seed: u64, len: usize) -> Self {
        Self { state: initial_state(seed, len), done: 0 }
    }

    /// Goes on for about `count` bytes. Gives the hash when it is done.
    pub(crate) fn go_on(&mut self, seed: u64, bytes: &[u8], count: usize) -> Option<u32> {
        let last = bytes.last_chunk::<16>()?;
        let folded = (bytes.len() - 1) / 16 * 16;
        let part = self.done..folded.min(self.done + count.next_multiple_of(16));
        let other = seed.rotate_left(29);
        for block in bytes[part.clone()].as_chunks::<16>().0 {
            let (a, b) = words(block);
            self.state = fold(a ^ self.state, b ^ other);
        }
        self.done = part.end;
        (self.done == folded).then(|| finish(seed, self.state, words(last)))
    }
}

#[inline(always)]
fn initial_state(seed: u64, len: usize) -> u64 {
    seed ^ (len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline(always)]
fn words(block: &[u8; 16]) -> (u64, u64) {
    let word = u128::from_le_bytes(*block);
    (word as u64, (word >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_in_parts_are_the_same() {
        let bytes: Vec<u8> = (0..200).collect();
        for len in 17..200 {
            let mut partial = PartialHash::new(5, len);
            let hash = std::iter::repeat_with(|| partial.go_on(5, &bytes[..len], 30)).flatten().next();
            assert_eq!(hash, Some(hash_bytes(5, &bytes[..len])));
        }
    }
}
