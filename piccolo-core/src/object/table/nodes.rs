//! The node part of a table: chained scatter with Brent's variation.
//!
//! A power of two of 24-byte nodes behind a header, in one allocation. A node's main position is its
//! key's hash modulo the size. Colliding keys are linked through relative `next` offsets; a key that
//! is not in its main position gives way to one that would be. So all nodes can be used, and a lookup
//! starts at the main position and follows the chain.
//!
//! A removed key stays as a node with a nil value until a rehash, so that a traversal can go on from
//! it. When tracing meets such a node and the key is an object, the key's tag becomes [`DEAD_KEY`]: its
//! payload is then an address to compare with, never one to follow.
//!
//! Unsafe invariants: the pointer leads to `size` initialised nodes behind a [`NodeHeader`], `size` a
//! power of two, or to [`EMPTY`], which has one never used node, and is never written. Chains stay
//! inside the allocation and end with `next` 0. A node with a non-nil value has a live key.

use std::{
    alloc::{self, Layout},
    mem::MaybeUninit,
    ptr::NonNull,
};

use crate::{
    object::{
        serial::Serial,
        string::String,
        table::{
            hash::hash_word,
            segment::{SegmentRef, segment_count},
        },
        value::{FIRST_OBJECT_TAG, Value},
    },
    support::remains::leave_block,
};

/// The key tag of a node that was never used.
pub(super) const NO_KEY: u8 = 0;
/// The tag of integer keys.
pub(super) const INTEGER_TAG: u8 = 3;
/// The tag of string keys.
pub(super) const STRING_TAG: u8 = 5;
/// The key tag of a node whose key was an object that may be gone.
pub(super) const DEAD_KEY: u8 = 0x80;

const _: () = {
    assert!(Value::Nil.tag() == NO_KEY);
    assert!(Value::Integer(0).tag() == INTEGER_TAG);
    assert!(STRING_TAG == FIRST_OBJECT_TAG);
};

/// The largest number of nodes.
const MAX_NODES: usize = 1 << 28;

/// A key taken apart, normalised: never nil, NaN, or a float with an integral value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) tag: u8,
    pub(super) payload: u64,
}

impl Key {
    #[inline(always)]
    pub(super) fn integer(i: i64) -> Self {
        Self { tag: INTEGER_TAG, payload: i as u64 }
    }

    #[inline(always)]
    pub(super) fn string(string: String<'_>) -> Self {
        Self { tag: STRING_TAG, payload: string.as_ptr() as u64 }
    }

    /// Takes a value apart as it is.
    #[inline(always)]
    pub(super) fn of(value: Value<'_>) -> Self {
        Self { tag: value.tag(), payload: value.payload_or_zero() }
    }

    /// Whether the key is an integer that an array part could hold.
    #[inline(always)]
    pub(super) fn is_positive_integer(self) -> bool {
        self.tag == INTEGER_TAG && self.payload as i64 > 0
    }

    /// The hash.
    ///
    /// # Safety
    /// If the key is an object, it is alive.
    #[inline(always)]
    pub(super) unsafe fn hash(self, seed: u64) -> u32 {
        if self.tag == STRING_TAG {
            // SAFETY: passed on to the caller.
            return unsafe { String::from_ptr(self.payload as *const ()) }.hash(seed);
        }
        let word = match self.tag > STRING_TAG {
            // SAFETY: passed on to the caller; all objects that can be keys start with their serial.
            true => unsafe { Serial::at(self.payload as *const ()) }.word(),
            false => self.payload,
        };
        hash_word(seed, word)
    }
}

/// The first half is laid out as a `Value`: the tag is the first byte, the payload the second word. The
/// bytes between, padding in a `Value`, hold the key's tag and the link.
#[repr(C)]
pub(super) struct Node {
    value_tag: u8,
    key_tag: u8,
    next: i32,
    value_payload: MaybeUninit<*const ()>,
    key_payload: u64,
}

const _: () = assert!(size_of::<Node>() == 24);

#[repr(C)]
struct NodeHeader {
    seed: u64,
    /// All nodes from here on are used or have been.
    last_free: u32,
    /// All nodes before this one have nil values.
    first: u32,
}

#[repr(C)]
struct EmptyNodes {
    header: NodeHeader,
    node: Node,
}

// SAFETY: never written.
unsafe impl Sync for EmptyNodes {}

static EMPTY: EmptyNodes = EmptyNodes {
    header: NodeHeader { seed: 0, last_free: 0, first: 0 },
    node: Node {
        value_tag: 0,
        key_tag: NO_KEY,
        next: 0,
        value_payload: MaybeUninit::uninit(),
        key_payload: 0,
    },
};

const HEADER_BYTES: usize = size_of::<NodeHeader>();

/// From this size on, nodes replace others step by step.
pub(super) const LARGE: usize = 4096;

/// What large nodes know of what moves to them: where the nodes are that they replace, how many of the first ones of
/// those may still have values, and what length the array part is to shrink to.
#[repr(C)]
struct Replaced {
    first: NonNull<Node>,
    mask: u32,
    left: u32,
    array: usize,
}

/// The array part is not to shrink.
const KEPT: usize = usize::MAX;

const NONE_REPLACED: Replaced = Replaced { first: Nodes::empty().first, mask: 0, left: 0, array: KEPT };

/// A place in the node part. Valid until the node part is replaced.
#[derive(Clone, Copy)]
pub(super) struct NodeRef(NonNull<Node>);

impl NodeRef {
    /// # Safety
    /// The node part is still the one this reference is from, and has the arena `'gc`.
    #[inline(always)]
    pub(super) unsafe fn value<'gc>(self) -> Value<'gc> {
        // SAFETY: a node's first half is laid out as a value, and every nodes's value is a live one.
        unsafe { self.0.cast::<Value<'gc>>().read() }
    }

    /// # Safety
    /// As [`Self::value`]; the node is not [`EMPTY`]'s, and the table's barrier was issued.
    #[inline(always)]
    pub(super) unsafe fn set_value(self, value: Value<'_>) {
        let node = self.0.as_ptr();
        // SAFETY: the two parts of the value, without its padding, which is not ours to write. The
        // payload of a value that has none is uninitialised, and copied as such.
        unsafe {
            (*node).value_tag = value.tag();
            (*node).value_payload = (&raw const value).cast::<MaybeUninit<*const ()>>().add(1).read();
        }
    }

    /// # Safety
    /// As [`Self::value`].
    #[inline(always)]
    pub(super) unsafe fn has_value(self) -> bool {
        // SAFETY: passed on to the caller.
        unsafe { (*self.0.as_ptr()).value_tag != 0 }
    }

    /// # Safety
    /// As [`Self::value`].
    #[inline(always)]
    pub(super) unsafe fn key(self) -> Key {
        // SAFETY: passed on to the caller.
        unsafe { Key { tag: (*self.0.as_ptr()).key_tag, payload: (*self.0.as_ptr()).key_payload } }
    }

    /// The key as a value.
    ///
    /// # Safety
    /// As [`Self::value`], and the node has a value or an alive key.
    #[inline(always)]
    pub(super) unsafe fn key_value<'gc>(self) -> Value<'gc> {
        // SAFETY: the key was taken from a value, and is alive.
        unsafe {
            let key = self.key();
            Value::from_parts(key.tag, key.payload)
        }
    }

    /// # Safety
    /// As [`Self::set_value`].
    #[inline(always)]
    unsafe fn set_key(self, key: Key) {
        // SAFETY: passed on to the caller.
        unsafe {
            (*self.0.as_ptr()).key_tag = key.tag;
            (*self.0.as_ptr()).key_payload = key.payload;
        }
    }

    /// Marks a key that no longer keeps its object alive. The node has no value.
    ///
    /// # Safety
    /// As [`Self::set_value`].
    #[inline]
    pub(super) unsafe fn kill_key(self) {
        // SAFETY: passed on to the caller.
        unsafe {
            if (*self.0.as_ptr()).key_tag >= FIRST_OBJECT_TAG {
                (*self.0.as_ptr()).key_tag = DEAD_KEY;
            }
        }
    }

    /// Makes the node one that no key leads to. It has no value.
    ///
    /// # Safety
    /// As [`Self::set_value`].
    #[cold]
    pub(super) unsafe fn forget_key(self) {
        // SAFETY: passed on to the caller. No object has the address 0.
        unsafe { self.set_key(Key { tag: DEAD_KEY, payload: 0 }) }
    }

    /// The next node of the chain.
    ///
    /// # Safety
    /// As [`Self::value`].
    #[inline(always)]
    unsafe fn next(self) -> Option<Self> {
        // SAFETY: chains stay inside the allocation.
        unsafe {
            let next = (*self.0.as_ptr()).next;
            if next == 0 { None } else { Some(Self(self.0.offset(next as isize))) }
        }
    }

    /// # Safety
    /// As [`Self::set_value`]; both nodes are in the same node part.
    #[inline]
    unsafe fn link(self, next: Option<Self>) {
        // SAFETY: passed on to the caller.
        unsafe {
            (*self.0.as_ptr()).next = match next {
                Some(next) => next.0.offset_from(self.0) as i32,
                None => 0,
            };
        }
    }
}

/// The node part: a pointer to the first node and the size less one.
#[derive(Clone, Copy)]
pub(super) struct Nodes {
    pub(super) first: NonNull<Node>,
    pub(super) mask: u32,
}

impl Nodes {
    /// No nodes: one that never matches a key.
    pub(super) const fn empty() -> Self {
        let node = (&raw const EMPTY.node).cast_mut();
        // SAFETY: the address of a static.
        Self { first: unsafe { NonNull::new_unchecked(node) }, mask: 0 }
    }

    #[inline(always)]
    pub(super) fn is_empty(self) -> bool {
        std::ptr::eq(self.first.as_ptr(), &raw const EMPTY.node)
    }

    /// The number of nodes.
    #[inline(always)]
    pub(super) fn size(self) -> usize {
        if self.is_empty() { 0 } else { self.mask as usize + 1 }
    }

    /// The size that holds `count` keys, or `None` if it would be too large.
    pub(super) fn size_for(count: usize) -> Option<usize> {
        if count == 0 { Some(0) } else { (count <= MAX_NODES).then(|| count.next_power_of_two()) }
    }

    /// What `size` nodes take.
    #[inline]
    pub(super) fn bytes(size: usize) -> usize {
        if size == 0 {
            return 0;
        }
        let replaced = if size >= LARGE { size_of::<Replaced>() } else { 0 };
        let segments = segment_count(size) * size_of::<SegmentRef<'_>>();
        HEADER_BYTES + size * size_of::<Node>() + segments + replaced
    }

    /// Where the pointers to the segments are, behind the nodes.
    #[inline(always)]
    pub(super) fn segments<'gc>(self) -> *mut SegmentRef<'gc> {
        self.first.as_ptr().wrapping_add(self.mask as usize + 1).cast()
    }

    /// The free node that was taken last.
    ///
    /// # Safety
    /// The nodes are alive.
    pub(super) unsafe fn last_taken(self) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { (*self.header().as_ptr()).last_free.min(self.mask) as usize }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(Self::bytes(size), align_of::<NodeHeader>()).expect("size is bounded")
    }

    /// Allocates `size` unused nodes, a power of two or 0; `None` if there is no memory.
    pub(super) fn allocate(size: usize, seed: u64) -> Option<Self> {
        if size == 0 {
            return Some(Self::empty());
        }
        let layout = Self::layout(size);
        // SAFETY: the layout is not empty; the header and all nodes are initialised here. Nodes that were never used
        // may be all zeros.
        unsafe {
            let start = if size >= LARGE { alloc::alloc_zeroed(layout) } else { alloc::alloc(layout) };
            let start = NonNull::new(start)?;
            start.cast().write(NodeHeader { seed, last_free: size as u32, first: 0 });
            let first = start.add(HEADER_BYTES).cast::<Node>();
            let nodes = Self { first, mask: size as u32 - 1 };
            if size >= LARGE {
                nodes.replaced().write(NONE_REPLACED);
                return Some(nodes);
            }
            for i in 0..size {
                first.add(i).write(Node {
                    value_tag: 0,
                    key_tag: NO_KEY,
                    next: 0,
                    value_payload: MaybeUninit::uninit(),
                    key_payload: 0,
                });
            }
            Some(nodes)
        }
    }

    /// Where large nodes have what they know of those that they replace.
    #[inline(always)]
    fn replaced(self) -> *mut Replaced {
        self.segments().wrapping_add(segment_count(self.mask as usize + 1)).cast()
    }

    /// Whether there are nodes, replaced by these, that may still have values.
    ///
    /// # Safety
    /// The nodes are alive.
    #[inline(always)]
    pub(super) unsafe fn has_old(self) -> bool {
        // SAFETY: large nodes end with room for that.
        self.mask as usize >= LARGE - 1 && unsafe { (*self.replaced()).left > 0 }
    }

    /// The nodes that these replace; no nodes when that is done.
    ///
    /// # Safety
    /// As [`Self::has_old`].
    #[inline]
    pub(super) unsafe fn old(self) -> Self {
        // SAFETY: as above.
        unsafe {
            if !self.has_old() {
                return Self::empty();
            }
            let Replaced { first, mask, .. } = *self.replaced();
            Self { first, mask }
        }
    }

    /// How many of the old nodes may have values: the first ones.
    ///
    /// # Safety
    /// As [`Self::has_old`].
    pub(super) unsafe fn old_left(self) -> usize {
        // SAFETY: as above.
        unsafe { if self.has_old() { (*self.replaced()).left as usize } else { 0 } }
    }

    /// Notes that these, which are large, replace `old`, of which the first `left` may have values.
    ///
    /// # Safety
    /// As [`Self::has_old`]; and `old` lives until this is called with 0.
    pub(super) unsafe fn set_old(self, old: Self, left: usize) {
        debug_assert!(self.mask as usize >= LARGE - 1);
        let (old, left) = if left == 0 { (Self::empty(), 0) } else { (old, left as u32) };
        // SAFETY: as above.
        unsafe {
            let replaced = self.replaced();
            (*replaced).first = old.first;
            (*replaced).mask = old.mask;
            (*replaced).left = left;
        }
    }

    /// The length that the array part is to shrink to, if it is.
    ///
    /// # Safety
    /// As [`Self::has_old`].
    pub(super) unsafe fn array_target(self) -> Option<usize> {
        if self.size() < LARGE {
            return None;
        }
        // SAFETY: as above.
        let target = unsafe { (*self.replaced()).array };
        (target != KEPT).then_some(target)
    }

    /// Sets what [`Self::array_target`] gives.
    ///
    /// # Safety
    /// As [`Self::has_old`], and the nodes are large.
    pub(super) unsafe fn set_array_target(self, target: Option<usize>) {
        // SAFETY: as above.
        unsafe { (*self.replaced()).array = target.unwrap_or(KEPT) }
    }

    /// Gives the memory back.
    ///
    /// # Safety
    /// Nothing uses these nodes any more.
    pub(super) unsafe fn free(self) {
        if !self.is_empty() {
            // SAFETY: allocated in `allocate` with the same layout.
            unsafe { leave_block(self.header().cast(), Self::layout(self.size())) }
        }
    }

    #[inline(always)]
    fn header(self) -> NonNull<NodeHeader> {
        // SAFETY: the header lies in front of the first node.
        unsafe { self.first.byte_sub(HEADER_BYTES).cast() }
    }

    /// The VM's seed (0 if there are no nodes).
    ///
    /// # Safety
    /// The nodes are alive.
    #[inline(always)]
    pub(super) unsafe fn seed(self) -> u64 {
        // SAFETY: passed on to the caller.
        unsafe { (*self.header().as_ptr()).seed }
    }

    /// The first node that may have a value.
    ///
    /// # Safety
    /// The nodes are alive.
    pub(super) unsafe fn first_used(self) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { (*self.header().as_ptr()).first as usize }
    }

    /// Notes that all nodes before `index` have nil values.
    ///
    /// # Safety
    /// The nodes are alive, and it is so.
    pub(super) unsafe fn set_first_used(self, index: usize) {
        if !self.is_empty() {
            // SAFETY: passed on to the caller.
            unsafe { (*self.header().as_ptr()).first = index as u32 }
        }
    }

    /// The node with this index.
    ///
    /// # Safety
    /// The nodes are alive and `index` is at most the mask.
    #[inline(always)]
    pub(super) unsafe fn get(self, index: usize) -> NodeRef {
        debug_assert!(index <= self.mask as usize);
        // SAFETY: passed on to the caller.
        NodeRef(unsafe { self.first.add(index) })
    }

    /// Whether a node is one of these.
    #[inline]
    pub(super) fn contains(self, node: NodeRef) -> bool {
        let offset = (node.0.as_ptr() as usize).wrapping_sub(self.first.as_ptr() as usize);
        offset < self.size() * size_of::<Node>()
    }

    /// The index of a node.
    ///
    /// # Safety
    /// The node is one of these.
    pub(super) unsafe fn index_of(self, node: NodeRef) -> usize {
        // SAFETY: both lie in the same allocation.
        unsafe { node.0.offset_from(self.first) as usize }
    }

    /// # Safety
    /// The nodes are alive.
    #[inline(always)]
    unsafe fn main_position(self, hash: u32) -> NodeRef {
        // SAFETY: masking keeps the index in range.
        unsafe { self.get((hash & self.mask) as usize) }
    }

    /// The node of a key that is equal only to the same bits: anything but a long string.
    ///
    /// # Safety
    /// The nodes are alive.
    #[inline(always)]
    pub(super) unsafe fn find(self, key: Key, hash: u32) -> Option<NodeRef> {
        // SAFETY: the chain from the main position stays inside the allocation.
        unsafe {
            let mut node = self.main_position(hash);
            loop {
                if node.key() == key {
                    return Some(node);
                }
                node = node.next()?;
            }
        }
    }

    /// The node of any key.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    #[inline]
    pub(super) unsafe fn find_any(self, key: Key) -> Option<NodeRef> {
        // Without nodes there is no seed, and strings remember their hash.
        if self.is_empty() {
            return None;
        }
        // SAFETY: passed on to the caller.
        unsafe { self.find_hashed(key, key.hash(self.seed())) }
    }

    /// The node of any key, whose hash is known.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    #[inline]
    pub(super) unsafe fn find_hashed(self, key: Key, hash: u32) -> Option<NodeRef> {
        // SAFETY: nodes with the tag of strings have live keys.
        unsafe {
            if key.tag == STRING_TAG {
                let string = String::from_ptr(key.payload as *const ());
                if !string.is_short() {
                    return self.find_long(string, hash);
                }
            }
            self.find(key, hash)
        }
    }

    /// The node of any key, whose hash is known, or the old node of one that has a value there.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    #[inline]
    pub(super) unsafe fn search(self, key: Key, hash: u32) -> Option<NodeRef> {
        // SAFETY: passed on to the caller.
        unsafe {
            let found = self.find_hashed(key, hash);
            if found.is_none() && self.has_old() { self.search_old(key, hash) } else { found }
        }
    }

    /// The old node of a key that has a value there.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    #[cold]
    pub(super) unsafe fn search_old(self, key: Key, hash: u32) -> Option<NodeRef> {
        // SAFETY: passed on to the caller; the node was just found.
        unsafe { self.old().find_hashed(key, hash).filter(|node| node.has_value()) }
    }

    #[cold]
    unsafe fn find_long(self, string: String<'_>, hash: u32) -> Option<NodeRef> {
        // SAFETY: nodes with the tag of strings have live keys.
        unsafe {
            let mut node = self.main_position(hash);
            loop {
                let key = node.key();
                if key.tag == STRING_TAG && String::from_ptr(key.payload as *const ()).equals_hashed(string) {
                    return Some(node);
                }
                node = node.next()?;
            }
        }
    }

    /// How many nodes are looked at to find a key that is there.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    #[cfg(test)]
    pub(super) unsafe fn probes(self, key: Key) -> usize {
        // SAFETY: as `find_any`.
        unsafe {
            let Some(found) = self.find_any(key) else {
                return if self.has_old() { 1 + self.old().probes(key) } else { 0 };
            };
            let mut node = self.main_position(key.hash(self.seed()));
            let mut probes = 1;
            while node.0 != found.0 {
                let Some(next) = node.next() else { break };
                node = next;
                probes += 1;
            }
            probes
        }
    }

    /// The node of a short string key with these bytes.
    ///
    /// # Safety
    /// The nodes are alive.
    pub(super) unsafe fn find_short_bytes(self, bytes: &[u8], hash: u32) -> Option<NodeRef> {
        // SAFETY: nodes with values have live keys.
        unsafe {
            let mut node = self.main_position(hash);
            loop {
                let key = node.key();
                if node.has_value()
                    && key.tag == STRING_TAG
                    && String::from_ptr(key.payload as *const ()).as_bytes() == bytes
                {
                    return Some(node);
                }
                node = node.next()?;
            }
        }
    }

    /// The node of a key that may have been removed, and even be dead.
    ///
    /// # Safety
    /// The nodes and the key are alive.
    pub(super) unsafe fn find_removed(self, key: Key) -> Option<NodeRef> {
        // SAFETY: as `find`.
        unsafe {
            if let Some(node) = self.find_any(key) {
                return Some(node);
            }
            if key.tag < FIRST_OBJECT_TAG || self.is_empty() {
                return None;
            }
            let hash = key.hash(self.seed());
            self.find(Key { tag: DEAD_KEY, payload: key.payload }, hash)
        }
    }

    /// [`Self::insert`] of a key that has to be hashed.
    ///
    /// # Safety
    /// As [`Self::insert`].
    #[inline]
    pub(super) unsafe fn insert_hashed(self, key: Key, value: Value<'_>) -> bool {
        // SAFETY: passed on to the caller.
        unsafe { !self.is_empty() && self.insert(key, key.hash(self.seed()), value) }
    }

    /// Puts in a key that is not there, if there is room.
    ///
    /// # Safety
    /// The nodes and the key are alive, the table's barrier was issued, `value` is not nil, and `hash`
    /// is the key's.
    pub(super) unsafe fn insert(self, key: Key, hash: u32, value: Value<'_>) -> bool {
        // SAFETY: as the invariants say; see the comments on the steps.
        unsafe {
            if self.is_empty() {
                return false;
            }
            let main = self.main_position(hash);
            if !main.has_value() {
                // Whatever chain the node is in, it stays in: lookups pass through it.
                return self.put(main, key, value);
            }
            let Some(free) = self.take_free() else { return false };
            // The occupant has a value, so its key is alive and can be hashed.
            let mut previous = self.main_position(main.key().hash(self.seed()));
            if previous.0 == main.0 {
                free.link(main.next());
                main.link(Some(free));
                return self.put(free, key, value);
            }
            // The occupant is a guest here: it moves to the free node, in all its chain.
            while let Some(next) = previous.next() {
                if next.0 == main.0 {
                    break;
                }
                previous = next;
            }
            previous.link(Some(free));
            free.link(main.next());
            main.link(None);
            self.put(free, main.key(), main.value());
            self.put(main, key, value)
        }
    }

    /// # Safety
    /// As [`Self::insert`].
    unsafe fn put(self, node: NodeRef, key: Key, value: Value<'_>) -> bool {
        // SAFETY: passed on to the caller.
        unsafe {
            node.set_key(key);
            node.set_value(value);
            self.note_value(node);
        }
        true
    }

    /// Notes that a node without a value got one.
    ///
    /// # Safety
    /// The nodes are alive and the node is one of them.
    #[inline]
    pub(super) unsafe fn note_value(self, node: NodeRef) {
        // SAFETY: passed on to the caller.
        unsafe {
            let index = self.index_of(node) as u32;
            let header = self.header().as_ptr();
            if index < (*header).first {
                (*header).first = index;
            }
        }
    }

    /// A node that was never used, searched downwards: each is looked at once between two rehashes.
    ///
    /// # Safety
    /// The nodes are alive and not [`EMPTY`].
    unsafe fn take_free(self) -> Option<NodeRef> {
        // SAFETY: `last_free` is at most the size.
        unsafe {
            let header = self.header().as_ptr();
            while (*header).last_free > 0 {
                (*header).last_free -= 1;
                let node = self.get((*header).last_free as usize);
                if node.key().tag == NO_KEY {
                    return Some(node);
                }
            }
            None
        }
    }
}
