//! [`Single`]: the items of a pattern that match one byte.

use crate::string::{class::Class, matcher::BYTES_PER_UNIT};

pub(in crate::string) const ESCAPE: u8 = b'%';

/// What matches one byte.
#[derive(Clone, Copy)]
pub(super) enum Single<'a> {
    /// Any byte.
    Any,
    /// This byte.
    Byte(u8),
    /// Any byte but this one.
    Except(u8),
    /// The bytes of a class.
    Class(Class),
    /// What is in the brackets of a set.
    Set(&'a [u8]),
    /// What is behind the caret of a set.
    Complement(&'a [u8]),
}

impl<'a> Single<'a> {
    /// The well-formed item from `item` to `end`.
    #[inline(always)]
    pub(super) fn of(pattern: &'a [u8], item: usize, end: usize) -> Self {
        match pattern[item] {
            b'.' => Single::Any,
            ESCAPE => Class::of(pattern[item + 1]).map_or(Single::Byte(pattern[item + 1]), Single::Class),
            b'[' => Self::set(&pattern[item + 1..end - 1]),
            byte => Single::Byte(byte),
        }
    }

    #[inline(always)]
    fn set(members: &'a [u8]) -> Self {
        match *members {
            [b'^', byte] if byte != ESCAPE => Single::Except(byte),
            [b'^', ref members @ ..] => Single::Complement(members),
            _ => Single::Set(members),
        }
    }

    #[inline(always)]
    pub(super) fn matches(self, byte: u8) -> bool {
        match self {
            Single::Any => true,
            Single::Byte(other) => byte == other,
            Single::Except(other) => byte != other,
            Single::Class(class) => class.contains(byte),
            Single::Set(members) => set_contains(members, byte),
            Single::Complement(members) => !set_contains(members, byte),
        }
    }

    /// How many times as much as any other item it takes to match this one.
    #[inline(always)]
    fn weight(self) -> usize {
        match self {
            Single::Set(members) | Single::Complement(members) => 1 + members.len(),
            _ => 1,
        }
    }

    /// What it costs to look at `count` bytes.
    #[inline(always)]
    pub(super) fn cost(self, count: usize) -> usize {
        count * self.weight() / BYTES_PER_UNIT
    }

    /// How many bytes may be looked at for the cost of `count` simple ones.
    #[inline(always)]
    pub(super) fn affordable(self, count: usize) -> usize {
        count / self.weight() + 1
    }

    /// How many bytes at the start of `bytes` match.
    #[inline(always)]
    pub(super) fn span(self, bytes: &[u8]) -> usize {
        fn count(bytes: &[u8], matches: impl Fn(u8) -> bool) -> usize {
            bytes.iter().position(|byte| !matches(*byte)).unwrap_or(bytes.len())
        }
        match self {
            Single::Any => bytes.len(),
            Single::Byte(other) => count(bytes, |byte| byte == other),
            Single::Except(other) => position(bytes, other).unwrap_or(bytes.len()),
            Single::Class(class) => count(bytes, |byte| class.contains(byte)),
            Single::Set(members) => count(bytes, |byte| set_contains(members, byte)),
            Single::Complement(members) => count(bytes, |byte| !set_contains(members, byte)),
        }
    }

    /// Where the first byte is that matches.
    #[inline(always)]
    pub(super) fn find(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Single::Any => (!bytes.is_empty()).then_some(0),
            Single::Byte(byte) => position(bytes, byte),
            Single::Class(class) => bytes.iter().position(|byte| class.contains(*byte)),
            other => bytes.iter().position(|byte| other.matches(*byte)),
        }
    }

    /// Where the last byte is that matches.
    #[inline(always)]
    pub(super) fn rfind(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Single::Any => bytes.len().checked_sub(1),
            Single::Byte(other) => bytes.iter().rposition(|byte| *byte == other),
            Single::Class(class) => bytes.iter().rposition(|byte| class.contains(*byte)),
            other => bytes.iter().rposition(|byte| other.matches(*byte)),
        }
    }
}

/// Where `byte` is in `bytes`. Looks at blocks, which the compiler turns into vector comparisons.
#[inline]
pub(in crate::string) fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    const BLOCK: usize = 32;
    let mut blocks = bytes.chunks_exact(BLOCK);
    let mut start = 0;
    for block in &mut blocks {
        if block.iter().fold(false, |found, other| found | (*other == byte)) {
            break;
        }
        start += BLOCK;
    }
    let rest = &bytes[start..];
    rest.iter().position(|other| *other == byte).map(|offset| start + offset)
}

fn set_contains(mut members: &[u8], byte: u8) -> bool {
    loop {
        let is_member = match *members {
            [] => return false,
            [ESCAPE, letter, ref rest @ ..] => {
                members = rest;
                Class::of(letter).map_or(letter == byte, |class| class.contains(byte))
            }
            [first, b'-', last, ref rest @ ..] => {
                members = rest;
                (first..=last).contains(&byte)
            }
            [member, ref rest @ ..] => {
                members = rest;
                member == byte
            }
        };
        if is_member {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_in_blocks_and_behind_them() {
        for len in 0..100 {
            for place in 0..len {
                let mut bytes = vec![b'a'; len];
                bytes[place] = b'b';
                assert_eq!(position(&bytes, b'b'), Some(place));
                assert_eq!(Single::Byte(b'b').rfind(&bytes), Some(place));
                assert_eq!(Single::Byte(b'a').span(&bytes), place);
                assert_eq!(Single::Except(b'b').span(&bytes), place);
            }
            assert_eq!(position(&vec![b'a'; len], b'b'), None);
        }
    }
}
