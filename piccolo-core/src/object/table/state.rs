//! What a table consists of, and its flags.
//!
//! Unsafe invariants: those of [`TableState`], which lives in an object of its own; `capacity` changes together with
//! the allocation whose layout it gives.

use std::{
    alloc::{self, Layout},
    cell::Cell,
    mem::offset_of,
    ptr::NonNull,
};

use gc_arena::Gc;

use crate::{
    object::{
        context::Context,
        metamethod::Metamethod,
        serial::Serial,
        table::{
            Table, TableError,
            nodes::Nodes,
            relocation::SLACK,
            segment::{Part, SEGMENT_BYTES, SLOTS, SegmentRef, segment_count},
        },
        value::Value,
    },
    support::{account, remains::leave_block},
};

/// The last metamethod with an absence bit.
const LAST_CACHED: u32 = Metamethod::Close as u32;

/// The absence bits: a set bit says that the table, used as a metatable, lacks that metamethod.
pub(super) const ABSENT: u32 = (1 << (LAST_CACHED + 1)) - 1;
/// The node part may have positive integers as keys, also removed ones.
pub(super) const POSITIVE_NODES: u32 = 1 << 25;
/// There is, or was, a `__mode` key.
pub(super) const HAS_MODE: u32 = 1 << 26;
/// The VM's list of weak tables has this table.
pub(super) const LISTED: u32 = 1 << 27;
/// The host wants weak keys.
pub(super) const HOST_WEAK_KEYS: u32 = 1 << 28;
/// The host wants weak values.
pub(super) const HOST_WEAK_VALUES: u32 = 1 << 29;
/// The VM's list of objects with finalizers has this table.
pub(super) const FINALIZABLE: u32 = 1 << 30;
/// The array part keeps its last [`SLACK`] slots back.
pub(super) const HAS_SLACK: u32 = 1 << 31;

const _: () = assert!(ABSENT & POSITIVE_NODES == 0);

/// The absence bit of a metamethod, 0 if it has none.
#[inline(always)]
pub(super) const fn absence_bit(metamethod: Metamethod) -> u32 {
    if metamethod as u32 <= LAST_CACHED { 1 << metamethod as u32 } else { 0 }
}

/// What a table handle points to.
///
/// Unsafe invariants: `array` points behind an [`ArrayHeader`], to room for as many values as that says, the first
/// `len` initialised, and [`SLACK`] more with [`HAS_SLACK`]; without any room it is that of [`NO_ARRAY`]. `nodes` and `mask` are as [`Nodes`] demands. A
/// positive integer up to `len` is in the array part, and no node has it as its key.
#[repr(C)]
pub(super) struct TableState<'gc> {
    serial: Serial,
    pub(super) flags: Cell<u32>,
    pub(super) array: Cell<NonNull<Value<'gc>>>,
    nodes: Cell<NonNull<super::nodes::Node>>,
    pub(super) metatable: Cell<Option<Table<'gc>>>,
    pub(super) len: Cell<u32>,
    mask: Cell<u32>,
}

const _: () = assert!(size_of::<TableState<'static>>() == 40 && offset_of!(TableState<'static>, serial) == 0);

/// What a table without parts is charged.
pub(super) const TABLE_BYTES: usize = 16 + size_of::<TableState<'static>>();

/// The largest array part.
pub(super) const MAX_ARRAY: usize = 1 << 28;

#[repr(C)]
struct ArrayHeader {
    /// All slots before this one are nil.
    first: u32,
    capacity: u32,
}

/// The header of no slots. It is never written.
static NO_ARRAY: ArrayHeader = ArrayHeader { first: 0, capacity: 0 };

const ARRAY_HEADER_BYTES: usize = size_of::<ArrayHeader>();

/// Where the pointers to the segments of an array part start.
#[inline]
fn segments_offset(capacity: usize) -> usize {
    ARRAY_HEADER_BYTES + capacity * size_of::<Value<'_>>()
}

/// What an array part of this capacity takes.
#[inline]
pub(super) fn array_bytes(capacity: usize) -> usize {
    if capacity == 0 {
        0
    } else {
        segments_offset(capacity) + segment_count(capacity) * size_of::<SegmentRef<'_>>()
    }
}

/// Where so many elements of an array part end.
pub(super) fn elements_end(len: usize) -> usize {
    segments_offset(len)
}

/// What the segments of an array part of `capacity` slots are charged, but for those that it has with `old`.
pub(super) fn segment_bytes(old: usize, capacity: usize) -> usize {
    segment_count(capacity).saturating_sub(segment_count(old)) * SEGMENT_BYTES
}

/// Where slots would be, if there were any.
#[inline(always)]
fn no_array<'gc>() -> NonNull<Value<'gc>> {
    // SAFETY: one past the end of a static.
    unsafe { NonNull::from(&NO_ARRAY).add(1).cast() }
}

pub(super) fn array_layout(capacity: usize) -> Layout {
    Layout::from_size_align(array_bytes(capacity), align_of::<Value<'_>>()).expect("capacity is bounded")
}

/// Frees an array part that has room.
///
/// # Safety
/// Nobody uses it any more.
#[inline]
unsafe fn leave_array(start: *mut u8, capacity: usize) {
    // SAFETY: a part with room was allocated with this layout, so its address is not null.
    unsafe { leave_block(NonNull::new_unchecked(start), array_layout(capacity)) }
}

impl Drop for TableState<'_> {
    #[inline]
    fn drop(&mut self) {
        let nodes = self.nodes();
        let capacity = self.room();
        if capacity.max(nodes.size()) > SLOTS {
            return self.drop_large_parts();
        }
        let array = if capacity == 0 { 0 } else { segments_offset(capacity) };
        account::note_traceable_freed(TABLE_BYTES + array + Nodes::bytes(nodes.size()));
        // SAFETY: the table is the only user of its parts, and has no old nodes; values need no dropping.
        unsafe {
            if capacity > 0 {
                alloc::dealloc(self.array_start(), array_layout(capacity));
            }
            nodes.free();
        }
    }
}

impl TableState<'_> {
    /// Frees the parts of a table that goes away, of which one is large.
    #[cold]
    fn drop_large_parts(&mut self) {
        let nodes = self.nodes();
        let capacity = self.room();
        // SAFETY: the table is the only user of its parts; values need no dropping.
        unsafe {
            let old = nodes.old();
            let parts = array_bytes(capacity) + Nodes::bytes(nodes.size()) + Nodes::bytes(old.size());
            account::note_traceable_freed(TABLE_BYTES + parts);
            old.free();
            if capacity > 0 {
                leave_array(self.array_start(), capacity);
            }
            nodes.free();
        }
    }
}

impl<'gc> TableState<'gc> {
    #[inline(always)]
    pub(super) fn new(serial: Serial) -> Self {
        let nodes = Nodes::empty();
        Self {
            serial,
            flags: Cell::new(0),
            array: Cell::new(no_array()),
            nodes: Cell::new(nodes.first),
            metatable: Cell::new(None),
            len: Cell::new(0),
            mask: Cell::new(nodes.mask),
        }
    }

    /// How many slots of the array part may be used.
    #[inline(always)]
    pub(super) fn capacity(&self) -> u32 {
        // SAFETY: there is always a header.
        unsafe { (*self.array_start().cast::<ArrayHeader>()).capacity }
    }

    /// How many slots the array part has, with those that it keeps back.
    #[inline(always)]
    pub(super) fn room(&self) -> usize {
        self.capacity() as usize + if self.has(HAS_SLACK) { SLACK } else { 0 }
    }

    /// Keeps the last slots of a long array part back, if they are not in use.
    pub(super) fn keep_slack(&self) {
        let room = self.room();
        if !self.has(HAS_SLACK) && self.len.get() as usize + SLACK <= room {
            // SAFETY: an array part with room has a header.
            unsafe { (*self.array_start().cast::<ArrayHeader>()).capacity = (room - SLACK) as u32 };
            self.set_flag(HAS_SLACK, true);
        }
    }

    /// Puts slots that were kept back into use.
    #[inline]
    pub(super) fn release_slack(&self) {
        if self.has(HAS_SLACK) {
            // SAFETY: as above.
            unsafe { (*self.array_start().cast::<ArrayHeader>()).capacity = self.room() as u32 };
            self.set_flag(HAS_SLACK, false);
        }
    }

    #[inline(always)]
    pub(super) fn nodes(&self) -> Nodes {
        Nodes { first: self.nodes.get(), mask: self.mask.get() }
    }

    #[inline(always)]
    pub(super) fn set_nodes(&self, nodes: Nodes) {
        self.nodes.set(nodes.first);
        self.mask.set(nodes.mask);
    }

    #[inline(always)]
    pub(super) fn has(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    #[inline(always)]
    pub(super) fn set_flag(&self, flag: u32, on: bool) {
        let flags = self.flags.get();
        self.flags.set(if on { flags | flag } else { flags & !flag });
    }

    #[inline(always)]
    pub(super) fn array_start(&self) -> *mut u8 {
        self.array.get().as_ptr().cast::<u8>().wrapping_sub(ARRAY_HEADER_BYTES)
    }

    /// The slot with this index, counted from 0.
    ///
    /// # Safety
    /// `index` is less than the length (or, to write, than the capacity).
    #[inline(always)]
    pub(super) unsafe fn slot(&self, index: usize) -> *mut Value<'gc> {
        debug_assert!(index < self.capacity() as usize);
        // SAFETY: the slot is inside the allocation.
        unsafe { self.array.get().as_ptr().add(index) }
    }

    /// The value in the array part at index `index`, counted from 0.
    ///
    /// # Safety
    /// `index` is less than the length.
    #[inline(always)]
    pub(super) unsafe fn element(&self, index: usize) -> Value<'gc> {
        debug_assert!(index < self.len.get() as usize);
        // SAFETY: slots below the length are initialised.
        unsafe { self.slot(index).read() }
    }

    /// The first array slot that may have a value.
    pub(super) fn first_used(&self) -> usize {
        if self.capacity() == 0 {
            return 0;
        }
        // SAFETY: an allocated array part has a header.
        unsafe { (*self.array_start().cast::<ArrayHeader>()).first as usize }
    }

    /// Notes that all slots before `index` are nil, which has to be so.
    pub(super) fn set_first_used(&self, index: usize) {
        if self.capacity() > 0 {
            // SAFETY: as above.
            unsafe { (*self.array_start().cast::<ArrayHeader>()).first = index as u32 }
        }
    }

    /// Notes that the slot `index` was nil and no longer is.
    #[inline(always)]
    pub(super) fn note_element(&self, index: usize) {
        debug_assert!(self.capacity() > 0);
        // SAFETY: as above; there is an element, so the array part is allocated.
        unsafe {
            let header = self.array_start().cast::<ArrayHeader>();
            if (index as u32) < (*header).first {
                (*header).first = index as u32;
            }
        }
    }

    /// Makes `value` the next element.
    ///
    /// # Safety
    /// The capacity allows it, and the barrier was issued.
    #[inline(always)]
    pub(super) unsafe fn push(&self, value: Value<'gc>) {
        let len = self.len.get();
        // SAFETY: `len` is less than the capacity.
        unsafe { self.slot(len as usize).write(value) };
        self.len.set(len + 1);
    }

    /// Appends nil until there are `len` elements.
    pub(super) fn pad_to(&self, len: usize) {
        debug_assert!(len <= self.capacity() as usize);
        for _ in self.len.get() as usize..len {
            // SAFETY: the length stays within the capacity; nil needs no barrier.
            unsafe { self.push(Value::Nil) };
        }
    }

    /// The handle of this table.
    pub(super) fn handle(&self) -> Table<'gc> {
        // SAFETY: the state of a table is an object of its own.
        Table(unsafe { Gc::from_ptr(self) })
    }

    /// Where the pointers to the segments of the array part are.
    #[inline(always)]
    pub(super) fn array_segments(&self) -> *mut SegmentRef<'gc> {
        self.array_start().wrapping_add(segments_offset(self.room())).cast()
    }

    /// Changes the capacity of the array part, to no less than its length.
    pub(super) fn resize_array(&self, ctx: Context<'gc>, capacity: usize) -> Result<(), TableError> {
        self.forget_growth(ctx);
        self.release_slack();
        let old = self.capacity() as usize;
        debug_assert!(capacity >= self.len.get() as usize);
        if capacity == old {
            return Ok(());
        }
        if capacity > MAX_ARRAY {
            return Err(TableError::Overflow);
        }
        let memory = ctx.memory();
        // While elements are copied, both parts may exist.
        let charged = if capacity > old { array_bytes(capacity) } else { 0 };
        let segments = segment_bytes(old, capacity);
        memory.charge(charged + segments).map_err(|_| TableError::Memory)?;
        if !self.reallocate_array(ctx, old, capacity) {
            memory.credit(charged + segments);
            return Err(TableError::Memory);
        }
        memory.credit(array_bytes(old) + charged - array_bytes(capacity));
        if old == 0 {
            self.set_first_used(0);
        }
        Ok(())
    }

    /// Does what [`Self::resize_array`] is about, without the account. False: there is no memory.
    pub(super) fn reallocate_array(&self, ctx: Context<'gc>, old: usize, capacity: usize) -> bool {
        let kept = segment_count(old).min(segment_count(capacity));
        // SAFETY: the layouts are those of `old` and `capacity`, and are used only if not 0. Slots beyond the length
        // are free, so pointers to segments may be there for a moment.
        unsafe {
            let move_segments = |start: *mut u8| {
                let target = start.add(segments_offset(capacity)).cast::<SegmentRef<'gc>>();
                core::ptr::copy(start.add(segments_offset(old)).cast(), target, kept);
            };
            if kept > 0 && capacity < old {
                move_segments(self.array_start());
            }
            let start = match (old, capacity) {
                (_, 0) => {
                    leave_array(self.array_start(), old);
                    None
                }
                (0, _) => Some(alloc::alloc(array_layout(capacity))),
                _ => Some(alloc::realloc(self.array_start(), array_layout(old), array_bytes(capacity))),
            };
            let first = match start.map(NonNull::new) {
                None => no_array(),
                Some(Some(start)) => {
                    (*start.cast::<ArrayHeader>().as_ptr()).capacity = capacity as u32;
                    start.add(ARRAY_HEADER_BYTES).cast()
                }
                Some(None) => return false,
            };
            self.array.set(first);
            if kept > 0 && capacity > old {
                move_segments(self.array_start());
            }
        }
        self.add_array_segments(ctx, old, kept);
        true
    }

    /// Replaces the block of the array part by a larger one, with room for `capacity` slots.
    ///
    /// # Safety
    /// The block has the layout that it needs, is nobody else's, and begins with a copy of the header and the elements.
    pub(super) unsafe fn replace_array(&self, ctx: Context<'gc>, block: NonNull<u8>, capacity: usize) {
        let (start, old) = (self.array_start(), self.room());
        let kept = segment_count(old);
        // SAFETY: both blocks have room for so many pointers there, and the old one is not used any more.
        unsafe {
            let target = block.add(segments_offset(capacity)).cast::<SegmentRef<'gc>>().as_ptr();
            core::ptr::copy_nonoverlapping(start.add(segments_offset(old)).cast(), target, kept);
            (*block.cast::<ArrayHeader>().as_ptr()).capacity = capacity as u32;
            self.array.set(block.add(ARRAY_HEADER_BYTES).cast());
            leave_array(start, old);
        }
        self.add_array_segments(ctx, old, kept);
    }

    /// Makes the segments of the array part behind the `kept` ones that there are. The capacity was `old`.
    fn add_array_segments(&self, ctx: Context<'gc>, old: usize, kept: usize) {
        let capacity = self.capacity() as usize;
        for index in kept..segment_count(capacity) {
            let segment = self.new_segment(ctx, None, index);
            // SAFETY: the allocation ends with room for so many pointers.
            unsafe { self.array_segments().add(index).write(segment) };
        }
        if segment_count(old.max(capacity)) == 0 || !ctx.is_marking() {
            return;
        }
        // What leads to the first of them leads to all.
        match kept.checked_sub(1).and_then(|last| self.segment(Part::Array, last)) {
            Some(segment) => ctx.mutation().backward_barrier(Gc::erase(segment), None),
            None => self.handle().barrier(ctx),
        }
    }
}
