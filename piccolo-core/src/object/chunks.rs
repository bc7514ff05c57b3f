//! [`Chunks`]: a list that grows by small pieces, so that what it takes can be charged element by element.

use std::collections::VecDeque;

/// How many elements there are in a piece.
const CHUNK: usize = 256;

/// A list of elements in pieces of the same size. The first and last one may have fewer elements.
pub(crate) struct Chunks<T> {
    chunks: VecDeque<VecDeque<T>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: VecDeque::new() }
    }
}

impl<T> Chunks<T> {
    /// What an element takes, its part of its piece and of the list of pieces.
    pub(crate) const BYTES: usize = size_of::<T>() + 1;

    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.chunks.iter().map(VecDeque::len).sum()
    }

    /// Appends an element.
    pub(crate) fn push(&mut self, element: T) {
        match self.chunks.back_mut() {
            Some(last) if last.len() < CHUNK => last.push_back(element),
            _ => {
                let mut chunk = VecDeque::with_capacity(if self.chunks.is_empty() { 4 } else { CHUNK });
                chunk.push_back(element);
                if self.chunks.len() == self.chunks.capacity() {
                    self.chunks.reserve_exact(CHUNK.min(self.chunks.len() + 4));
                }
                self.chunks.push_back(chunk);
            }
        }
    }

    /// Takes the first element.
    pub(crate) fn pop_front(&mut self) -> Option<T> {
        let first = self.chunks.front_mut()?;
        let element = first.pop_front();
        if first.is_empty() {
            self.chunks.pop_front();
        }
        element
    }

    /// Takes the last element.
    pub(crate) fn pop_back(&mut self) -> Option<T> {
        let last = self.chunks.back_mut()?;
        let element = last.pop_back();
        if last.is_empty() {
            self.chunks.pop_back();
        }
        element
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_in_order() {
        let mut list = Chunks::default();
        for round in 0..3 {
            (0..1000).for_each(|i| list.push(i + round));
            assert_eq!(list.len(), 1000);
            assert!(list.iter().copied().eq(round..1000 + round));
            for i in 0..500 {
                assert_eq!(list.pop_front(), Some(i + round));
                assert_eq!(list.pop_back(), Some(999 - i + round));
            }
            assert!(list.is_empty() && list.pop_front().is_none() && list.pop_back().is_none());
        }
    }
}
