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
        match (self.chunks.front(), self.chunks.back()) {
            (Some(first), Some(last)) if self.chunks.len() > 1 => {
                first.len() + (self.chunks.len() - 2) * CHUNK + last.len()
            }
            (first, _) => first.map_or(0, VecDeque::len),
        }
    }

    /// The element with this index.
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        let (chunk, index) = self.place(index);
        self.chunks.get(chunk)?.get(index)
    }

    /// The element with this index, to be changed.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let (chunk, index) = self.place(index);
        self.chunks.get_mut(chunk)?.get_mut(index)
    }

    /// The piece that has the element with this index, if there is one, and its index there.
    fn place(&self, index: usize) -> (usize, usize) {
        let in_first = self.chunks.front().map_or(0, VecDeque::len);
        match index.checked_sub(in_first) {
            None => (0, index),
            Some(index) => (index / CHUNK + 1, index % CHUNK),
        }
    }

    /// Takes out the element with this index; the last one takes its place.
    pub(crate) fn swap_remove(&mut self, index: usize) -> Option<T> {
        let last = self.pop_back()?;
        match self.get_mut(index) {
            Some(element) => Some(std::mem::replace(element, last)),
            None => Some(last),
        }
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
            assert!((0..1000).all(|i| list.get(i) == Some(&(i + round))) && list.get(1000).is_none());
            for i in 0..500 {
                assert_eq!(list.pop_front(), Some(i + round));
                assert_eq!(list.get(300), (i <= 349).then_some(&(i + round + 301)));
                assert_eq!(list.pop_back(), Some(999 - i + round));
            }
            assert!(list.is_empty() && list.pop_front().is_none() && list.pop_back().is_none());
        }
    }

    #[test]
    fn the_last_element_takes_the_place_of_one_that_is_taken_out() {
        let mut list = Chunks::default();
        (0..600).for_each(|i| list.push(i));
        assert_eq!(list.swap_remove(10), Some(10));
        assert_eq!((list.get(10), list.len()), (Some(&599), 599));
        assert_eq!(list.swap_remove(598), Some(598));
        assert_eq!(list.len(), 598);
    }
}
