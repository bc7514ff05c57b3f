//! Memory of suspended sequences.
//!
//! A call that suspends needs a block for about as long as the call lasts. So a few freed blocks are kept by
//! each thread of the host, which costs less than its allocator.
//!
//! Unsafe invariant: what is in a list of free blocks was allocated with the layout of the list's class, is
//! used by nobody, and starts with the address of the next free block, or null.

use std::{
    alloc::{self, Layout, handle_alloc_error},
    cell::Cell,
    ptr::{self, NonNull},
};

/// Sizes of the blocks that are kept.
const CLASSES: [usize; 3] = [32, 64, 160];
/// How many blocks of a size are kept.
const KEPT: u32 = 32;
const ALIGN: usize = 16;

/// The free blocks of one size.
struct FreeList {
    first: Cell<*mut u8>,
    len: Cell<u32>,
}

struct Pool([FreeList; CLASSES.len()]);

thread_local! {
    static POOL: Pool = const {
        Pool([const { FreeList { first: Cell::new(ptr::null_mut()), len: Cell::new(0) } }; CLASSES.len()])
    };
}

impl Drop for Pool {
    fn drop(&mut self) {
        for (class, list) in self.0.iter().enumerate() {
            while let Some(block) = list.pop() {
                // SAFETY: it was allocated with this layout.
                unsafe { alloc::dealloc(block.as_ptr(), class_layout(class)) };
            }
        }
    }
}

impl FreeList {
    #[inline(always)]
    fn pop(&self) -> Option<NonNull<u8>> {
        let block = NonNull::new(self.first.get())?;
        // SAFETY: a free block starts with the address of the next one.
        self.first.set(unsafe { block.cast::<*mut u8>().read() });
        self.len.set(self.len.get() - 1);
        Some(block)
    }

    /// Adds a block, unless there are enough.
    ///
    /// # Safety
    /// The block was allocated with the layout of the list's class and is used by nobody.
    #[inline(always)]
    unsafe fn push(&self, block: NonNull<u8>) -> bool {
        if self.len.get() == KEPT {
            return false;
        }
        // SAFETY: the block is unused, and large enough and aligned for a pointer.
        unsafe { block.cast::<*mut u8>().write(self.first.get()) };
        self.first.set(block.as_ptr());
        self.len.set(self.len.get() + 1);
        true
    }
}

/// The class whose blocks a value with this layout fits, unless it is too large.
#[inline(always)]
const fn class_of(layout: Layout) -> Option<usize> {
    if layout.align() > ALIGN {
        return None;
    }
    let mut class = 0;
    while class < CLASSES.len() {
        if layout.size() <= CLASSES[class] {
            return Some(class);
        }
        class += 1;
    }
    None
}

const fn class_layout(class: usize) -> Layout {
    match Layout::from_size_align(CLASSES[class], ALIGN) {
        Ok(layout) => layout,
        Err(_) => unreachable!(),
    }
}

/// Memory for a value with this layout.
#[inline(always)]
pub(crate) fn allocate(layout: Layout) -> NonNull<u8> {
    if layout.size() == 0 {
        return NonNull::without_provenance(std::num::NonZero::new(layout.align()).expect("alignments are not 0"));
    }
    let class = class_of(layout);
    let kept = class.and_then(|class| POOL.try_with(|pool| pool.0[class].pop()).ok().flatten());
    kept.unwrap_or_else(|| allocate_anew(class.map_or(layout, class_layout)))
}

#[cold]
fn allocate_anew(layout: Layout) -> NonNull<u8> {
    // SAFETY: the size is not 0.
    let block = unsafe { alloc::alloc(layout) };
    NonNull::new(block).unwrap_or_else(|| handle_alloc_error(layout))
}

/// Gives memory back.
///
/// # Safety
/// `block` comes from [`allocate`] with the same layout, and is used by nobody.
#[inline(always)]
pub(crate) unsafe fn release(block: NonNull<u8>, layout: Layout) {
    if layout.size() == 0 {
        return;
    }
    let class = class_of(layout);
    // SAFETY: it was allocated with the layout of this class.
    let keep = |class: usize| POOL.try_with(|pool| unsafe { pool.0[class].push(block) }).unwrap_or(false);
    if !class.is_some_and(keep) {
        // SAFETY: this is the layout it was allocated with.
        unsafe { alloc::dealloc(block.as_ptr(), class.map_or(layout, class_layout)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_freed_block_is_used_again() {
        let layout = Layout::new::<[u64; 3]>();
        let first = allocate(layout);
        // SAFETY: it was just allocated, and is not used.
        unsafe { release(first, layout) };
        let again = allocate(layout);
        assert_eq!(first, again);
        // SAFETY: as above.
        unsafe { release(again, layout) };
    }

    #[test]
    fn blocks_of_all_sizes_hold_their_values() {
        let layouts = [0, 1, 8, 32, 33, 160, 161, 5000].map(|size| Layout::from_size_align(size, 8).unwrap());
        let blocks: Vec<_> = (0..100u8).flat_map(|i| layouts.map(|layout| (i, layout, allocate(layout)))).collect();
        for &(i, layout, block) in &blocks {
            // SAFETY: the block has this size.
            unsafe { block.write_bytes(i, layout.size()) };
        }
        for &(i, layout, block) in &blocks {
            // SAFETY: all bytes were written.
            let bytes = unsafe { std::slice::from_raw_parts(block.as_ptr(), layout.size()) };
            assert!(bytes.iter().all(|byte| *byte == i));
            // SAFETY: it is not used after this.
            unsafe { release(block, layout) };
        }
    }
}
