//! [`Segments`]: lists of any length that never move what is in them, but for the first few kilobytes.
//!
//! A vector that grows copies everything that it holds, and needs three times the room while it does. The parser and
//! the code generator must do a bounded amount of work at a time and stay close to a limit of memory, so they keep
//! what grows with the source in pieces of [`PIECE_BYTES`].

use std::ops::{Index, IndexMut};

/// How large the pieces of a list are.
pub const PIECE_BYTES: usize = 4096;

/// A list made of pieces.
#[derive(Clone, Debug)]
pub struct Segments<T> {
    /// The first piece, which grows as vectors do.
    first: Vec<T>,
    /// The others, which have their size from the start.
    rest: Vec<Vec<T>>,
}

impl<T> Default for Segments<T> {
    fn default() -> Self {
        Self { first: Vec::new(), rest: Vec::new() }
    }
}

impl<T> Segments<T> {
    const SHIFT: u32 = (PIECE_BYTES / size_of::<T>()).ilog2();
    const FULL: usize = 1 << Self::SHIFT;

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        match self.rest.last() {
            None => self.first.len(),
            Some(last) => (self.rest.len() << Self::SHIFT) + last.len(),
        }
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The bytes allocated for the list. What its elements own is not counted.
    #[inline]
    pub fn bytes(&self) -> usize {
        let full = self.rest.len() * (Self::FULL * size_of::<T>());
        self.first.capacity() * size_of::<T>() + self.rest.capacity() * size_of::<Vec<T>>() + full
    }

    /// Appends an element.
    #[inline]
    pub fn push(&mut self, value: T) {
        if self.first.len() < Self::FULL { self.first.push(value) } else { self.push_beyond(value) }
    }

    #[inline(never)]
    fn push_beyond(&mut self, value: T) {
        match self.rest.last_mut() {
            Some(last) if last.len() < Self::FULL => last.push(value),
            _ => {
                let mut piece = Vec::with_capacity(Self::FULL);
                piece.push(value);
                self.rest.push(piece);
            }
        }
    }

    /// Removes the last element.
    pub fn pop(&mut self) -> Option<T> {
        let Some(last) = self.rest.last_mut() else { return self.first.pop() };
        let value = last.pop();
        if last.is_empty() {
            self.rest.pop();
        }
        value
    }

    /// The element `index`, if it exists.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        match index.checked_sub(Self::FULL) {
            None => self.first.get(index),
            Some(beyond) => self.rest.get(beyond >> Self::SHIFT)?.get(beyond & (Self::FULL - 1)),
        }
    }

    /// The element `index`, if it exists, to be changed.
    #[inline]
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        match index.checked_sub(Self::FULL) {
            None => self.first.get_mut(index),
            Some(beyond) => self.rest.get_mut(beyond >> Self::SHIFT)?.get_mut(beyond & (Self::FULL - 1)),
        }
    }

    /// The last element.
    #[inline]
    pub fn last_mut(&mut self) -> Option<&mut T> {
        match self.rest.last_mut() {
            None => self.first.last_mut(),
            Some(last) => last.last_mut(),
        }
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(self.rest.iter().flatten())
    }

    /// The pieces, to be dealt with one at a time.
    pub fn into_pieces(self) -> Pieces<T> {
        Pieces { first: Some(self.first), rest: self.rest.into_iter() }
    }

    /// Removes all elements. The first piece's memory is kept.
    pub fn clear(&mut self) {
        self.first.clear();
        self.rest = Vec::new();
    }
}

impl Segments<u8> {
    /// Appends bytes.
    pub fn extend_from_slice(&mut self, mut bytes: &[u8]) {
        if bytes.len() <= Self::FULL - self.first.len() {
            return self.first.extend_from_slice(bytes);
        }
        while let Some(&byte) = bytes.first() {
            self.push(byte);
            let piece = self.rest.last_mut().unwrap_or(&mut self.first);
            let (now, later) = bytes[1..].split_at((bytes.len() - 1).min(Self::FULL - piece.len()));
            piece.extend_from_slice(now);
            bytes = later;
        }
    }

    /// The bytes, if they are few enough to be in one piece.
    pub fn as_slice(&self) -> Option<&[u8]> {
        self.rest.is_empty().then_some(&self.first)
    }
}

/// The pieces of a list; see [`Segments::into_pieces`].
#[derive(Debug)]
pub struct Pieces<T> {
    first: Option<Vec<T>>,
    rest: std::vec::IntoIter<Vec<T>>,
}

impl<T> Pieces<T> {
    /// The bytes allocated for pieces that were not taken.
    pub fn bytes(&self) -> usize {
        let first = self.first.as_ref().map_or(0, Vec::capacity) * size_of::<T>();
        first + self.rest.len() * (size_of::<Vec<T>>() + Segments::<T>::FULL * size_of::<T>())
    }
}

impl<T> Iterator for Pieces<T> {
    type Item = Vec<T>;

    fn next(&mut self) -> Option<Vec<T>> {
        self.first.take().or_else(|| self.rest.next())
    }
}

impl<T> Index<usize> for Segments<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        match index.checked_sub(Self::FULL) {
            None => &self.first[index],
            Some(beyond) => &self.rest[beyond >> Self::SHIFT][beyond & (Self::FULL - 1)],
        }
    }
}

impl<T> IndexMut<usize> for Segments<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        match index.checked_sub(Self::FULL) {
            None => &mut self.first[index],
            Some(beyond) => &mut self.rest[beyond >> Self::SHIFT][beyond & (Self::FULL - 1)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Segments;

    #[test]
    fn lists_of_many_pieces_keep_their_order() {
        let mut list = Segments::default();
        for number in 0..10_000_u32 {
            assert_eq!(list.len(), number as usize);
            list.push(number);
            assert_eq!(list.last_mut(), Some(&mut { number }));
        }
        assert!((0..10_000).all(|i| list[i] == i as u32 && list.get(i) == Some(&(i as u32))));
        assert_eq!(list.get(10_000), None);
        assert!(list.iter().copied().eq(0..10_000));
        assert!(list.bytes() >= 40_000 && list.bytes() < 48_000);
        for number in (5_000..10_000).rev() {
            assert_eq!(list.pop(), Some(number));
        }
        assert_eq!(list.len(), 5_000);
        assert!(list.into_pieces().flatten().eq(0..5_000));
    }

    #[test]
    fn bytes_are_appended_across_pieces() {
        let mut text = Segments::default();
        let source: Vec<u8> = (0..50_000_u32).map(|i| (i % 251) as u8).collect();
        for chunk in source.chunks(7_000) {
            text.extend_from_slice(chunk);
        }
        assert!(text.iter().eq(&source));
        assert!(text.as_slice().is_none());
        text.clear();
        text.extend_from_slice(b"short");
        assert_eq!(text.as_slice(), Some(&b"short"[..]));
    }
}
