//! Large blocks of memory that their owners have left, to be freed in pieces.
//!
//! The system takes back pages one by one, so freeing a block takes time in proportion to its size: 75 µs for a MiB,
//! more than most steps of a run. Whoever drops a large block [`leave`]s it; the VM that it was part of adopts it
//! and frees it between other work, from its end, by making it smaller. Until then, the VM's limit counts it.
//!
//! Not all allocators make blocks smaller where they are. With one that moves them, every block is freed at once, as
//! it is where no VM is at work.
//!
//! Unsafe invariants: a `Block` owns an allocation of the global allocator, with the layout that it says, and nobody
//! else leads to it.

use std::{
    alloc::{self, Layout},
    cell::{Cell, RefCell},
    mem::ManuallyDrop,
    ptr::NonNull,
    sync::atomic::{AtomicU8, Ordering},
};

/// From this size on, a block is freed in pieces. Smaller ones usually go back to the allocator rather than to the
/// system.
pub(crate) const LARGE: usize = 128 * 1024;

/// How much is freed at once.
const PIECE: usize = 512 * 1024;

/// How many bytes are freed for a unit of work.
const BYTES_PER_UNIT: usize = 64;

/// How many bytes of a large block move to a larger one at once.
pub(crate) const PIECE_MOVED: usize = 32 * 1024;

/// The fuel of moving so many bytes at once, into memory that was not in use before. It pays for using the other half of
/// that memory too.
pub(crate) const fn units_of_moving(bytes: usize) -> usize {
    bytes / 4 + 1
}

/// The fuel of moving so many things of `size` bytes piece by piece.
pub(crate) const fn units_of_moving_all(count: usize, size: usize) -> usize {
    let at_once = PIECE_MOVED / size;
    let (pieces, rest) = (count / at_once, count % at_once);
    let units = pieces * units_of_moving(at_once * size);
    if rest > 0 || count == 0 { units + units_of_moving(rest * size) } else { units }
}

/// A block that nobody uses any more.
#[derive(Debug)]
struct Block {
    start: NonNull<u8>,
    layout: Layout,
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the block is ours, with this layout.
        unsafe { alloc::dealloc(self.start.as_ptr(), self.layout) }
    }
}

impl Block {
    /// Frees `count` bytes, fewer than there are, at the end. False: the allocator does not do that.
    fn shorten(&mut self, count: usize) -> bool {
        let size = self.layout.size() - count;
        let Ok(layout) = Layout::from_size_align(size, self.layout.align()) else { return false };
        // SAFETY: the block is ours, with this layout, and `size` is not 0.
        let moved = unsafe { alloc::realloc(self.start.as_ptr(), self.layout, size) };
        let Some(start) = NonNull::new(moved) else { return false };
        let is_in_place = start == self.start;
        (self.start, self.layout) = (start, layout);
        is_in_place
    }

    /// Frees a piece, or all if there is no more than two or the allocator would move the rest.
    fn free_some(&mut self) -> Freed {
        let size = self.layout.size();
        let is_all = size <= 2 * PIECE || !self.shorten(PIECE);
        if is_all && size > 2 * PIECE {
            SHRINKING.store(MOVING, Ordering::Relaxed);
        }
        let bytes = if is_all { size } else { PIECE };
        Freed { units: bytes / BYTES_PER_UNIT + 1, is_all }
    }
}

/// What was freed of something. If it is all, what is left is to be dropped.
struct Freed {
    /// The work, in units of fuel.
    units: usize,
    is_all: bool,
}

/// Something that is dropped in pieces.
pub(crate) trait Pieces: Send {
    /// Drops a piece; nothing if there is none left.
    fn drop_piece(&mut self) -> Option<Piece>;
}

/// A piece that was dropped.
pub(crate) struct Piece {
    /// The time that it took, in units of fuel.
    pub(crate) units: usize,
    /// Those of its bytes of which it is known that they are free, or left to be freed on their own.
    pub(crate) bytes: usize,
}

/// Something that nobody uses any more, and the bytes that it takes, at most.
struct Pile {
    pieces: Box<dyn Pieces>,
    bytes: usize,
}

impl std::fmt::Debug for Pile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pile").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// What was left.
#[derive(Debug)]
enum Left {
    Block(Block),
    Pile(Pile),
}

impl Pile {
    /// Drops a piece. Bytes of which nobody knows in which piece they are count until all is dropped.
    fn free_some(&mut self) -> Freed {
        let Some(Piece { units, bytes }) = self.pieces.drop_piece() else {
            return Freed { units: 1, is_all: true };
        };
        self.bytes -= bytes.min(self.bytes);
        Freed { units, is_all: false }
    }
}

impl Left {
    fn free_some(&mut self) -> Freed {
        match self {
            Left::Block(block) => block.free_some(),
            Left::Pile(pile) => pile.free_some(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Left::Block(block) => block.layout.size(),
            Left::Pile(pile) => pile.bytes,
        }
    }
}

/// What the allocator does with blocks that get smaller.
static SHRINKING: AtomicU8 = AtomicU8::new(UNKNOWN);

const UNKNOWN: u8 = 0;
const IN_PLACE: u8 = 1;
const MOVING: u8 = 2;

/// Finds out whether the allocator makes blocks smaller where they are. To be called when there is memory to spare.
pub(crate) fn probe_allocator() {
    const PROBE: usize = 96 * 1024;
    if SHRINKING.load(Ordering::Relaxed) != UNKNOWN {
        return;
    }
    let Ok(layout) = Layout::from_size_align(PROBE, 16) else { return };
    // SAFETY: the layout is not empty.
    let start = unsafe { alloc::alloc(layout) };
    let Some(start) = NonNull::new(start) else { return };
    let is_in_place = Block { start, layout }.shorten(PROBE / 4 * 3);
    SHRINKING.store(if is_in_place { IN_PLACE } else { MOVING }, Ordering::Relaxed);
}

/// Has an allocator that puts off joining small blocks that were freed do it now, and not for all of them one day.
/// That of the GNU C library does it when it is asked for a block of more than 1 KiB, and then takes 15 ns for each.
pub(crate) fn tidy_allocator() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(2048)));
}

thread_local! {
    /// What was left on this thread.
    static LEFT: RefCell<Vec<Left>> = const { RefCell::new(Vec::new()) };
    /// Whether there is something in `LEFT`: most of the time there is not, and this is quicker to look at.
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
    /// Whether there is a VM at work which will adopt what is left.
    static IS_ADOPTED: Cell<bool> = const { Cell::new(false) };
}

/// Takes what was left on this thread. If the thread ends, that is freed already.
#[cold]
#[inline(never)]
fn take_left() -> Vec<Left> {
    IS_LEFT.set(false);
    LEFT.try_with(RefCell::take).unwrap_or_default()
}

/// Drops a vector's items, and leaves its memory to the VM that is at work on this thread, which frees it in pieces if
/// it is much. If the bytes are credited to the VM's account, that comes after this.
///
/// ```
/// let bytes = vec![0_u8; 1 << 20];
/// piccolo_core::support::remains::leave(bytes);
/// ```
#[inline]
pub fn leave<T>(vector: Vec<T>) {
    if vector.capacity() * size_of::<T>() >= LARGE {
        leave_large(vector);
    }
}

#[cold]
fn leave_large<T>(vector: Vec<T>) {
    let mut vector = ManuallyDrop::new(vector);
    vector.clear();
    let start = NonNull::from(vector.as_mut_slice()).cast();
    let layout = Layout::array::<T>(vector.capacity()).expect("a vector has a layout");
    // SAFETY: the vector's memory has this layout. There are no items in it, and nobody uses it any more.
    unsafe { leave_block(start, layout) }
}

/// Leaves a block to the VM that is at work on this thread; see [`leave`].
///
/// # Safety
/// It is a block of the global allocator with this layout, and nobody uses it any more.
#[inline]
pub(crate) unsafe fn leave_block(start: NonNull<u8>, layout: Layout) {
    if layout.size() < LARGE {
        // SAFETY: as the caller says.
        unsafe { alloc::dealloc(start.as_ptr(), layout) }
    } else {
        note_block(Block { start, layout });
    }
}

#[cold]
#[inline(never)]
fn note_block(block: Block) {
    if SHRINKING.load(Ordering::Relaxed) == IN_PLACE {
        note_left(Left::Block(block));
    }
}

/// Leaves something that takes `bytes` at most to the VM that is at work on this thread, which drops it in pieces. If
/// the bytes are credited to the VM's account, that comes after this.
pub(crate) fn leave_pieces(pieces: Box<dyn Pieces>, bytes: usize) {
    note_left(Left::Pile(Pile { pieces, bytes }));
}

fn note_left(left: Left) {
    // Where the thread ends, or no VM is at work, it is dropped here.
    if IS_ADOPTED.get() && LEFT.try_with(|blocks| blocks.borrow_mut().push(left)).is_ok() {
        IS_LEFT.set(true);
    }
}

/// Has the blocks that are left on this thread from now on go to one VM. What was left before, for another one whose
/// callback or destructor uses this one, is set aside until this is dropped.
#[derive(Debug)]
pub(crate) struct Adoption {
    others: Vec<Left>,
    was_adopted: bool,
}

impl Adoption {
    #[inline]
    pub(crate) fn begin() -> Self {
        let others = if IS_LEFT.get() { take_left() } else { Vec::new() };
        Self { others, was_adopted: IS_ADOPTED.replace(true) }
    }

    #[cold]
    #[inline(never)]
    fn restore(&mut self) {
        // What nobody has adopted is freed, with what that leaves.
        IS_ADOPTED.set(false);
        drop(take_left());
        let others = std::mem::take(&mut self.others);
        let is_left = !others.is_empty();
        if LEFT.try_with(|left| left.replace(others)).is_ok() {
            IS_LEFT.set(is_left);
        }
    }
}

impl Drop for Adoption {
    #[inline]
    fn drop(&mut self) {
        if IS_LEFT.get() || !self.others.is_empty() {
            self.restore();
        }
        IS_ADOPTED.set(self.was_adopted);
    }
}

/// The blocks that a VM has adopted.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    blocks: RefCell<Vec<Block>>,
    piles: RefCell<Vec<Pile>>,
    bytes: Cell<usize>,
}

impl Remains {
    /// Adopts what was left on this thread.
    #[inline]
    pub(crate) fn adopt(&self) {
        if IS_LEFT.get() {
            self.adopt_left();
        }
    }

    #[cold]
    #[inline(never)]
    fn adopt_left(&self) {
        for left in take_left() {
            self.bytes.set(self.bytes.get() + left.bytes());
            self.put_back(left);
        }
    }

    fn put_back(&self, left: Left) {
        match left {
            Left::Block(block) => self.blocks.borrow_mut().push(block),
            Left::Pile(pile) => self.piles.borrow_mut().push(pile),
        }
    }

    /// The bytes of all blocks.
    #[inline(always)]
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.get()
    }

    /// Frees a piece, of one block or several; gives the work that it took, in units of fuel: 0 if nothing is left.
    pub(crate) fn free_piece(&self) -> usize {
        let adoption = Adoption::begin();
        let mut units = 0;
        while units < PIECE / BYTES_PER_UNIT
            && let Some(mut left) = self.take_last()
        {
            // It does not count if something of the host panics while it is dropped.
            self.bytes.set(self.bytes.get() - left.bytes());
            let freed = left.free_some();
            units += freed.units;
            if !freed.is_all {
                self.bytes.set(self.bytes.get() + left.bytes());
                self.put_back(left);
            }
        }
        self.adopt();
        drop(adoption);
        units
    }

    /// What is freed next. Blocks come first: where memory is short, it takes least time to find some in them.
    fn take_last(&self) -> Option<Left> {
        let block = self.blocks.borrow_mut().pop();
        block.map(Left::Block).or_else(|| self.piles.borrow_mut().pop().map(Left::Pile))
    }

    /// Frees all blocks.
    pub(crate) fn free(&self) {
        let (blocks, piles) = (self.blocks.take(), self.piles.take());
        self.bytes.set(0);
        drop((blocks, piles));
    }

    /// Frees pieces until no more than `bytes` are left.
    pub(crate) fn reduce_to(&self, bytes: usize) {
        while self.bytes() > bytes && self.free_piece() > 0 {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        Adoption, IN_PLACE, LARGE, Ordering, PIECE, Piece, Pieces, Remains, SHRINKING, leave, leave_pieces,
        probe_allocator,
    };

    /// Whether blocks are kept at all. Some allocators, that of AddressSanitizer among them, move what gets smaller.
    fn keeps_blocks() -> bool {
        probe_allocator();
        SHRINKING.load(Ordering::Relaxed) == IN_PLACE
    }

    #[test]
    fn what_is_left_is_freed_piece_by_piece() {
        if !keeps_blocks() {
            return;
        }
        let adoption = Adoption::begin();
        let remains = Remains::default();
        leave(vec![1_u8; LARGE - 1]);
        leave(vec![1_u64; PIECE]);
        leave(Vec::<u8>::new());
        remains.adopt();
        assert_eq!(remains.bytes(), 8 * PIECE);
        let mut pieces = 0;
        while remains.bytes() > 0 {
            let before = remains.bytes();
            assert!(remains.free_piece() > 0 && before > remains.bytes());
            assert!(before - remains.bytes() <= 2 * PIECE);
            pieces += 1;
        }
        assert_eq!(pieces, 7);
        assert_eq!(remains.free_piece(), 0);
        drop(adoption);
    }

    /// Items that are dropped one by one.
    struct Items(Vec<Arc<()>>);

    impl Pieces for Items {
        fn drop_piece(&mut self) -> Option<Piece> {
            self.0.pop().map(|_| Piece { units: PIECE / 64 / 10, bytes: 10 })
        }
    }

    #[test]
    fn what_has_pieces_is_dropped_piece_by_piece() {
        let adoption = Adoption::begin();
        let remains = Remains::default();
        let one = Arc::new(());
        leave_pieces(Box::new(Items(vec![one.clone(); 95])), 1000);
        remains.adopt();
        assert_eq!((Arc::strong_count(&one), remains.bytes()), (96, 1000));
        let mut pieces = 0;
        while remains.bytes() > 0 {
            let before = Arc::strong_count(&one);
            assert!(remains.free_piece() > 0);
            assert!(before - Arc::strong_count(&one) <= 11);
            pieces += 1;
        }
        assert!(pieces >= 9, "{pieces}");
        assert_eq!((remains.free_piece(), Arc::strong_count(&one)), (0, 1));
        drop(adoption);
        // Where no VM is at work, it is dropped at once.
        leave_pieces(Box::new(Items(vec![one.clone(); 2000])), 1000);
        assert_eq!(Arc::strong_count(&one), 1);
    }

    #[test]
    fn no_more_is_freed_than_is_needed() {
        if !keeps_blocks() {
            return;
        }
        let adoption = Adoption::begin();
        let remains = Remains::default();
        let one = Arc::new(());
        leave(vec![1_u64; PIECE]);
        leave_pieces(Box::new(Items(vec![one.clone(); 95])), 1000);
        remains.adopt();
        let all = 8 * PIECE + 1000;
        remains.reduce_to(all - 1);
        assert_eq!((remains.bytes(), Arc::strong_count(&one)), (all - PIECE, 96));
        remains.reduce_to(1000);
        assert_eq!((remains.bytes(), Arc::strong_count(&one)), (1000, 96));
        remains.reduce_to(950);
        assert_eq!((remains.bytes(), Arc::strong_count(&one)), (890, 85));
        remains.reduce_to(0);
        assert_eq!(Arc::strong_count(&one), 1);
        drop(adoption);
    }

    #[test]
    fn vms_inside_each_other_keep_their_blocks_apart() {
        if !keeps_blocks() {
            return;
        }
        let (outer, inner) = (Remains::default(), Remains::default());
        let adoption = Adoption::begin();
        leave(vec![0_u8; LARGE]);
        {
            let _adoption = Adoption::begin();
            leave(vec![0_u8; 2 * LARGE]);
            inner.adopt();
            // Nobody adopts this one.
            leave(vec![0_u8; 4 * LARGE]);
        }
        outer.adopt();
        assert_eq!((outer.bytes(), inner.bytes()), (LARGE, 2 * LARGE));
        outer.reduce_to(LARGE);
        assert_eq!(outer.bytes(), LARGE);
        outer.reduce_to(0);
        assert_eq!(outer.bytes(), 0);
        drop(adoption);
        leave(vec![0_u8; LARGE]);
        outer.adopt();
        assert_eq!(outer.bytes(), 0);
    }

    #[test]
    fn nobody_waits_for_what_panicked_while_it_was_dropped() {
        struct Panicking;
        impl Pieces for Panicking {
            fn drop_piece(&mut self) -> Option<Piece> {
                panic!("dropped")
            }
        }
        let adoption = Adoption::begin();
        leave_pieces(Box::new(Panicking), 100);
        let remains = Remains::default();
        remains.adopt();
        assert_eq!(remains.bytes(), 100);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| remains.free_piece())).unwrap_err();
        assert_eq!((remains.bytes(), remains.free_piece()), (0, 0));
        drop(adoption);
    }
}
