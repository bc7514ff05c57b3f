//! [`Segments`]: lists of any length that never move what is in them, but for the first few kilobytes while they grow.
//!
//! A vector that grows copies everything that it holds, and needs three times the room while it does. The parser and
//! the code generator must do a bounded amount of work at a time and stay close to a limit of memory, so they keep
//! what grows with the source in pieces of [`PIECE_BYTES`].

use std::cmp::Ordering;
use std::collections::{BinaryHeap, binary_heap::PeekMut};
use std::ops::{Index, IndexMut};

/// How large the pieces of a list are.
pub const PIECE_BYTES: usize = 4096;

/// A list made of pieces.
#[derive(Clone, Debug)]
pub struct Segments<T> {
    /// The last piece. Empty only if the list is.
    last: Vec<T>,
    /// The pieces before it, which are full.
    full: Vec<Vec<T>>,
}

impl<T> Default for Segments<T> {
    fn default() -> Self {
        Self { last: Vec::new(), full: Vec::new() }
    }
}

impl<T> Segments<T> {
    const SHIFT: u32 = (PIECE_BYTES / size_of::<T>()).ilog2();
    const FULL: usize = 1 << Self::SHIFT;

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        (self.full.len() << Self::SHIFT) + self.last.len()
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// The bytes allocated for the list. What its elements own is not counted.
    #[inline]
    pub fn bytes(&self) -> usize {
        let full = self.full.len() * (Self::FULL * size_of::<T>());
        self.last.capacity() * size_of::<T>() + self.full.capacity() * size_of::<Vec<T>>() + full
    }

    /// Appends an element.
    #[inline]
    pub fn push(&mut self, value: T) {
        if self.last.len() == Self::FULL {
            self.begin_piece();
        }
        self.last.push(value);
    }

    #[cold]
    #[inline(never)]
    fn begin_piece(&mut self) {
        self.full.push(std::mem::replace(&mut self.last, Vec::with_capacity(Self::FULL)));
    }

    /// Removes the last element.
    pub fn pop(&mut self) -> Option<T> {
        let value = self.last.pop();
        if self.last.is_empty()
            && let Some(last) = self.full.pop()
        {
            self.last = last;
        }
        value
    }

    /// The element `index`, if it exists.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        let piece = index >> Self::SHIFT;
        let piece = if piece == self.full.len() { &self.last } else { self.full.get(piece)? };
        piece.get(index & (Self::FULL - 1))
    }

    /// The element `index`, if it exists, to be changed.
    #[inline]
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let piece = index >> Self::SHIFT;
        let piece = if piece == self.full.len() { &mut self.last } else { self.full.get_mut(piece)? };
        piece.get_mut(index & (Self::FULL - 1))
    }

    /// The last element.
    #[inline]
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.last.last_mut()
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.full.iter().flatten().chain(&self.last)
    }

    /// The pieces, to be dealt with one at a time.
    pub fn into_pieces(self) -> Pieces<T> {
        Pieces { full: self.full.into_iter(), last: Some(self.last) }
    }

    /// Removes all elements. Memory of one piece is kept.
    pub fn clear(&mut self) {
        self.last.clear();
        self.full = Vec::new();
    }
}

impl Segments<u8> {
    /// Appends bytes.
    #[inline]
    pub fn extend_from_slice(&mut self, mut bytes: &[u8]) {
        loop {
            let (now, later) = bytes.split_at(bytes.len().min(Self::FULL - self.last.len()));
            self.last.extend_from_slice(now);
            if later.is_empty() {
                return;
            }
            self.begin_piece();
            bytes = later;
        }
    }

    /// The bytes from `start` on that are in the same piece.
    pub fn rest_of_piece(&self, start: usize) -> &[u8] {
        let piece = self.full.get(start >> Self::SHIFT).unwrap_or(&self.last);
        &piece[start & (Self::FULL - 1)..]
    }

    /// The bytes, if they are few enough to be in one piece.
    #[inline]
    pub fn as_slice(&self) -> Option<&[u8]> {
        self.full.is_empty().then_some(&self.last)
    }
}

/// The pieces of a list; see [`Segments::into_pieces`].
#[derive(Debug)]
pub struct Pieces<T> {
    full: std::vec::IntoIter<Vec<T>>,
    last: Option<Vec<T>>,
}

impl<T> Pieces<T> {
    /// The bytes allocated for pieces that were not taken.
    pub fn bytes(&self) -> usize {
        let last = self.last.as_ref().map_or(0, Vec::capacity) * size_of::<T>();
        last + self.full.len() * (size_of::<Vec<T>>() + Segments::<T>::FULL * size_of::<T>())
    }
}

impl<T> Iterator for Pieces<T> {
    type Item = Vec<T>;

    fn next(&mut self) -> Option<Vec<T>> {
        self.full.next().or_else(|| self.last.take())
    }
}

/// How many pieces are dropped before one is kept for a while; see [`Rubbish`].
const SPACING: usize = 32;

/// A list whose pieces are put together.
#[derive(Debug)]
pub struct Joining<T> {
    pieces: Pieces<T>,
    /// Some of those that were dealt with.
    kept: Vec<Vec<T>>,
    count: usize,
}

impl<T: Clone> Joining<T> {
    /// Begins with a list.
    pub fn new(list: Segments<T>) -> Self {
        Self { pieces: list.into_pieces(), kept: Vec::new(), count: 0 }
    }

    /// The bytes allocated for pieces.
    pub fn bytes(&self) -> usize {
        self.pieces.bytes() + self.kept.len() * PIECE_BYTES
    }

    /// Appends some pieces to what is there, which has room for them. Gives how many bytes that were.
    pub fn join(&mut self, pieces: usize, whole: &mut Vec<T>) -> usize {
        let before = whole.len();
        for piece in self.pieces.by_ref().take(pieces) {
            whole.extend_from_slice(&piece);
            self.count += 1;
            if self.count.is_multiple_of(SPACING) {
                self.kept.push(piece);
            }
        }
        (whole.len() - before) * size_of::<T>()
    }
}

/// Lists that are no longer needed, to be dropped a few pieces at a time: freeing many megabytes takes long.
///
/// Allocators give the end of the heap back to the system, and all that is free before it at once. So of all lists, the
/// piece at the highest address comes next. Other blocks may be in the way; so some of the pieces are kept until all
/// others are dropped, and then dropped in the same order: whatever goes before, no more than what is between two of
/// them is given back at once.
#[derive(Default)]
pub struct Rubbish {
    heaps: BinaryHeap<Heap>,
    /// Pieces that are kept, the one at the lowest address first, or once all others are dropped, at the highest.
    kept: Option<Box<Kept>>,
    is_in_order: bool,
    /// How many pieces were dropped.
    count: usize,
    /// Blocks that are large themselves.
    large: Vec<Vec<u8>>,
    bytes: usize,
    /// The bytes that are free since this was asked last.
    freed: usize,
}

impl std::fmt::Debug for Rubbish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rubbish").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// A piece, and the next one.
struct Kept {
    _piece: Box<dyn Send>,
    next: Option<Box<Self>>,
}

impl Kept {
    /// The same pieces in reverse order.
    fn reversed(mut list: Option<Box<Self>>) -> Option<Box<Self>> {
        let mut reversed = None;
        while let Some(mut first) = list {
            list = std::mem::replace(&mut first.next, reversed);
            reversed = Some(first);
        }
        reversed
    }
}

impl Drop for Rubbish {
    fn drop(&mut self) {
        while let Some(first) = self.kept.take() {
            self.kept = first.next;
        }
    }
}

/// Pieces that are to be dropped one by one.
struct Heap {
    /// The address of the next piece.
    top: usize,
    pieces: Box<dyn Pile>,
}

impl PartialEq for Heap {
    fn eq(&self, other: &Self) -> bool {
        self.top == other.top
    }
}

impl Eq for Heap {}

impl PartialOrd for Heap {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Heap {
    fn cmp(&self, other: &Self) -> Ordering {
        self.top.cmp(&other.top)
    }
}

/// What became of a piece.
enum Dropped {
    /// So many bytes are free, at least.
    Bytes(usize),
    Kept(Box<dyn Send>),
}

/// A list that is dropped.
trait Pile: Send {
    /// The address of the next piece, if there is one.
    fn top(&self) -> Option<usize>;

    /// Drops the next piece, or gives it if it is to be kept; large ones are put aside.
    fn drop_next(&mut self, is_kept: bool, large: &mut Vec<Vec<u8>>) -> Dropped;
}

impl<T: Send + 'static> Pile for Pieces<T> {
    fn top(&self) -> Option<usize> {
        let newest = self.last.as_ref().or(self.full.as_slice().last())?;
        Some(newest.as_ptr().addr())
    }

    fn drop_next(&mut self, is_kept: bool, _: &mut Vec<Vec<u8>>) -> Dropped {
        match self.last.take().or_else(|| self.full.next_back()) {
            Some(piece) if is_kept => Dropped::Kept(Box::new(piece)),
            piece => Dropped::Bytes(piece.map_or(0, |piece| piece.capacity() * size_of::<T>())),
        }
    }
}

/// Blocks of bytes, of which some may be large.
struct Blocks(Segments<Vec<u8>>);

impl Pile for Blocks {
    fn top(&self) -> Option<usize> {
        self.0.last.last().map(|block| block.as_ptr().addr())
    }

    fn drop_next(&mut self, is_kept: bool, large: &mut Vec<Vec<u8>>) -> Dropped {
        match self.0.pop() {
            Some(block) if block.capacity() > LARGE => {
                let bytes = block.capacity();
                large.push(block);
                Dropped::Bytes(bytes)
            }
            Some(block) if is_kept => Dropped::Kept(Box::new(block)),
            block => Dropped::Bytes(block.map_or(0, |block| block.capacity())),
        }
    }
}

/// Things of any kind.
struct Things<I> {
    things: I,
    is_over: bool,
}

impl<I: Iterator + Send> Pile for Things<I> {
    fn top(&self) -> Option<usize> {
        (!self.is_over).then_some(0)
    }

    fn drop_next(&mut self, _: bool, _: &mut Vec<Vec<u8>>) -> Dropped {
        self.is_over = self.things.next().is_none();
        Dropped::Bytes(0)
    }
}

/// Blocks that are larger are not dropped here.
const LARGE: usize = 64 * 1024;

impl Rubbish {
    /// Adds a list, or drops it if it is short.
    pub fn add<T: Send + 'static>(&mut self, list: &mut Segments<T>) {
        let list = std::mem::take(list);
        if !list.full.is_empty() {
            self.bytes += list.bytes();
            self.add_heap(list.into_pieces());
        }
    }

    /// Adds the rest of a list that was put together, or is not any more.
    pub fn add_joining<T: Send + 'static>(&mut self, joining: Joining<T>) {
        let Joining { pieces, kept, .. } = joining;
        self.bytes += pieces.bytes() + kept.len() * PIECE_BYTES;
        self.add_heap(pieces);
        kept.into_iter().rev().for_each(|piece| self.keep(Box::new(piece)));
    }

    /// Adds blocks that take so many bytes, without the list.
    pub fn add_blocks(&mut self, blocks: &mut Segments<Vec<u8>>, bytes: usize) {
        let blocks = std::mem::take(blocks);
        self.bytes += bytes + blocks.bytes();
        self.add_heap(Blocks(blocks));
    }

    /// Adds a block, or drops it if it is small.
    pub fn add_block(&mut self, block: Vec<u8>) {
        if block.capacity() > LARGE {
            self.bytes += block.capacity();
            self.add_heap(Blocks(Segments { last: vec![block], full: Vec::new() }));
        }
    }

    /// Adds things that take so many bytes in all.
    pub fn add_each<T: Send + 'static>(
        &mut self,
        things: impl Iterator<Item = T> + Send + 'static,
        bytes: usize,
    ) {
        self.bytes += bytes;
        self.add_heap(Things { things, is_over: false });
    }

    fn add_heap(&mut self, pieces: impl Pile + 'static) {
        if let Some(top) = pieces.top() {
            self.heaps.push(Heap { top, pieces: Box::new(pieces) });
        }
    }

    /// Adds what is in another one.
    pub fn append(&mut self, other: &mut Self) {
        self.heaps.append(&mut other.heaps);
        let mut kept = Kept::reversed(other.kept.take());
        while let Some(mut first) = kept {
            kept = std::mem::replace(&mut first.next, self.kept.take());
            self.kept = Some(first);
        }
        self.large.append(&mut other.large);
        self.bytes += std::mem::take(&mut other.bytes);
    }

    /// The bytes of what is left, at most.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bytes of what was dropped since the last call, as far as they are known. Large blocks count when they are put
    /// aside.
    pub fn take_freed(&mut self) -> usize {
        std::mem::take(&mut self.freed)
    }

    /// Whether there is nothing.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.heaps.is_empty() && self.kept.is_none() && self.large.is_empty()
    }

    /// Takes a block which is so large that freeing it takes long, and is left to others.
    pub fn take_large(&mut self) -> Option<Vec<u8>> {
        self.large.pop()
    }

    /// Drops some of it.
    pub fn drop_some(&mut self) {
        /// How many pieces are dropped at a time.
        const DROPPED: usize = 32;
        // Those that nobody took.
        self.large.clear();
        for _ in 0..DROPPED {
            let Some(mut heap) = self.heaps.peek_mut() else { break };
            self.count += 1;
            let dropped = heap.pieces.drop_next(self.count.is_multiple_of(SPACING), &mut self.large);
            match heap.pieces.top() {
                Some(top) => {
                    heap.top = top;
                    drop(heap);
                }
                None => drop(PeekMut::pop(heap)),
            }
            match dropped {
                Dropped::Bytes(bytes) => self.freed += bytes,
                Dropped::Kept(piece) => self.keep(piece),
            }
        }
        if self.heaps.is_empty() {
            self.drop_kept();
        }
        // Allocators put off merging what is freed until something large is asked for, which takes long if it is much.
        std::hint::black_box(Vec::<u8>::with_capacity(PIECE_BYTES));
    }
}

impl Rubbish {
    /// Keeps a piece until all others are dropped.
    fn keep(&mut self, piece: Box<dyn Send>) {
        if std::mem::take(&mut self.is_in_order) {
            self.kept = Kept::reversed(self.kept.take());
        }
        self.kept = Some(Box::new(Kept { _piece: piece, next: self.kept.take() }));
    }

    /// Drops a piece that was kept.
    fn drop_kept(&mut self) {
        if !self.is_in_order {
            self.kept = Kept::reversed(self.kept.take());
            self.is_in_order = true;
        }
        if let Some(first) = self.kept.take() {
            self.kept = first.next;
        }
        if self.kept.is_none() {
            self.bytes = 0;
        }
    }
}

impl<T> Index<usize> for Segments<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        let piece = index >> Self::SHIFT;
        let piece = if piece == self.full.len() { &self.last } else { &self.full[piece] };
        &piece[index & (Self::FULL - 1)]
    }
}

impl<T> IndexMut<usize> for Segments<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        let piece = index >> Self::SHIFT;
        let piece = if piece == self.full.len() { &mut self.last } else { &mut self.full[piece] };
        &mut piece[index & (Self::FULL - 1)]
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
