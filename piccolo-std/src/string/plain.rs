//! Looking for a string in another one.

use crate::string::matcher::position;

/// How many bytes are looked at without a look at the limit.
const CHUNK: usize = 4096;

/// How many bytes are looked at for a unit of fuel.
const BYTES_PER_UNIT: usize = 12;

/// A search that can stop at any time, and go on later.
#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
pub(super) struct PlainSearch {
    /// Where it has come to.
    start: usize,
    /// How many bytes from there on are equal.
    equal: usize,
    work: usize,
}

/// How far a search came.
pub(super) enum Occurrence {
    At(usize),
    Nowhere,
    Unfinished,
}

impl PlainSearch {
    pub(super) fn new(start: usize) -> Self {
        Self { start, equal: 0, work: 0 }
    }

    /// How much work was done since the last call, in units of fuel.
    pub(super) fn take_work(&mut self) -> usize {
        std::mem::take(&mut self.work)
    }

    /// Looks for `needle` until `limit` units of work are done.
    pub(super) fn find(&mut self, haystack: &[u8], needle: &[u8], limit: usize) -> Occurrence {
        let Some(&first) = needle.first() else { return Occurrence::At(self.start) };
        let Some(last_start) = haystack.len().checked_sub(needle.len()) else { return Occurrence::Nowhere };
        while self.work <= limit {
            if self.equal == 0 {
                if self.start > last_start {
                    return Occurrence::Nowhere;
                }
                let end = (last_start + 1).min(self.start + CHUNK);
                let skipped = position(&haystack[self.start..end], first);
                self.work += skipped.unwrap_or(end - self.start) / BYTES_PER_UNIT;
                let Some(skipped) = skipped else {
                    self.start = end;
                    continue;
                };
                self.start += skipped;
                self.equal = 1;
            }
            let rest = &needle[self.equal..];
            let part = &rest[..rest.len().min(CHUNK)];
            self.work += 2 + part.len() / BYTES_PER_UNIT;
            if !haystack[self.start + self.equal..].starts_with(part) {
                self.start += 1;
                self.equal = 0;
            } else if part.len() == rest.len() {
                return Occurrence::At(self.start);
            } else {
                self.equal += part.len();
            }
        }
        Occurrence::Unfinished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(haystack: &str, needle: &str, limit: usize) -> Option<usize> {
        let mut search = PlainSearch::new(0);
        loop {
            match search.find(haystack.as_bytes(), needle.as_bytes(), limit) {
                Occurrence::At(place) => return Some(place),
                Occurrence::Nowhere => return None,
                Occurrence::Unfinished => assert!(search.take_work() > limit),
            }
        }
    }

    #[test]
    fn occurrences_are_found_in_any_slices() {
        let long = "ab".repeat(3 * CHUNK);
        for limit in [0, 5, usize::MAX] {
            assert_eq!(find("hello world", "wor", limit), Some(6));
            assert_eq!(find("aaab", "ab", limit), Some(2));
            assert_eq!(find("aaa", "aaaa", limit), None);
            assert_eq!(find("aaa", "", limit), Some(0));
            assert_eq!(find(&format!("{long}c"), "bc", limit), Some(long.len() - 1));
            assert_eq!(find(&format!("x{long}c"), &format!("{long}c"), limit), Some(1));
            assert_eq!(find(&long, "c", limit), None);
        }
    }
}
