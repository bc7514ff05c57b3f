//! When and how the parts of a table grow and shrink.
//!
//! The array part may be as large as more than half of it is used, the rest of the keys are in nodes;
//! the nodes double when they are full. Two rules bound the cost of churn. A rehash that was due to
//! removed keys leaves a quarter of the nodes free. And the elements are counted only when the array
//! part is full, so that it doubles or shrinks, or when the nodes are about as many as the elements.
//!
//! Unsafe invariants: those of the parts (`nodes`, `state`). Entries only move within their table, whose
//! barrier was issued for the store that made it grow; no script and no collection runs in between. Nodes
//! are freed after the table has got others, and all handles to them are gone by then.

use crate::object::{
    context::Context,
    table::{
        TableError,
        moving::{MOVING_FROM, SAMPLED_FROM},
        nodes::{Key, LARGE, Nodes},
        segment::{Part, SEGMENT_BYTES, SLOTS, segment_count},
        state::{MAX_ARRAY, POSITIVE_NODES, TableState},
    },
    value::Value,
};

/// The fuel of laying out the parts of a table anew, besides that of its places.
pub(super) const REHASH: usize = 40;

/// The fuel of a key that is put into the nodes.
const INSERTION: usize = 4;

/// The number of nodes in a table that gets its first key without having been told how many will come.
const MIN_NODES: usize = 4;

/// How many of the positive integer keys there are in each slice `(2^(i-1), 2^i]`.
#[derive(Default)]
pub(super) struct Census {
    slices: [usize; 29],
    total: usize,
}

impl Census {
    pub(super) fn add(&mut self, key: Key) {
        self.add_some(key, 1);
    }

    /// Adds `count` keys that are about as large as `key`.
    pub(super) fn add_some(&mut self, key: Key, count: usize) {
        if key.is_positive_integer() && key.payload <= MAX_ARRAY as u64 {
            self.slices[slice(key.payload)] += count;
            self.total += count;
        }
    }

    /// The largest power of two of which more than half is used, and how many keys that covers.
    pub(super) fn best_size(&self) -> (usize, usize) {
        let (mut best, mut covered, mut sum) = (0, 0, 0);
        for (i, count) in self.slices.iter().enumerate() {
            let size = 1_usize << i;
            if self.total <= size / 2 {
                break;
            }
            sum += count;
            if sum > size / 2 {
                (best, covered) = (size, sum);
            }
        }
        (best, covered)
    }
}

/// The index of the slice that has `key`, which is at least 1.
#[inline]
fn slice(key: u64) -> usize {
    (u64::BITS - (key - 1).leading_zeros()) as usize
}

/// Why a table is laid out anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// There is no node for a new key.
    NodesFull,
    /// The array part is full, and at most half of it is used.
    ArrayFull,
}

impl<'gc> TableState<'gc> {
    /// Makes room behind the last element of a full array part, or lays out a sparse one anew.
    #[cold]
    #[inline(never)]
    pub(super) fn grow_array(&self, ctx: Context<'gc>) -> Result<(), TableError> {
        let len = self.len.get() as usize;
        debug_assert!(len == self.capacity() as usize);
        if len > SAMPLED_FROM {
            return self.grow_long_array(ctx);
        }
        if len < 4 || self.has_more_than(len / 2) {
            self.resize_array(ctx, (len + 1).next_power_of_two().max(4))
        } else {
            self.rehash(ctx, Key::integer(len as i64 + 1), Reason::ArrayFull)
        }
    }

    /// Whether more than `count` elements have values.
    fn has_more_than(&self, count: usize) -> bool {
        let mut found = 0;
        let len = self.len.get() as usize;
        for index in 0..len {
            // SAFETY: `index` is less than the length.
            found += usize::from(unsafe { !self.element(index).is_nil() });
            if found > count {
                return true;
            }
        }
        false
    }

    /// Makes room for `key`, which is not there, by laying out both parts anew.
    pub(super) fn rehash(&self, ctx: Context<'gc>, key: Key, reason: Reason) -> Result<(), TableError> {
        let mut census = Census::default();
        let mut live = 1;
        census.add(key);
        self.for_each_live_node(|key| {
            live += 1;
            census.add(key);
        });
        // What else is looked at: elements, of which there are not many more.
        ctx.memory().charge_work(self.nodes().size().min(self.len.get() as usize));
        let plan = self.plan(census, reason);
        let in_nodes = (live + plan.from_array) - plan.to_array;
        let size = self.node_size(in_nodes)?;
        self.lay_out(ctx, plan.array, size)?;
        if key.is_positive_integer() && key.payload as usize <= plan.array.unwrap_or(0) {
            self.pad_to(key.payload as usize);
        }
        Ok(())
    }

    fn for_each_live_node(&self, mut visit: impl FnMut(Key)) {
        for part in [Part::Nodes, Part::Old] {
            let nodes = self.nodes_of(part);
            for index in 0..nodes.size() {
                // SAFETY: the nodes are the current ones and `index` is less than their number.
                unsafe {
                    let node = nodes.get(index);
                    if node.has_value() {
                        visit(node.key());
                    }
                }
            }
        }
    }

    /// Decides about the array part, given the integer keys in the nodes and the one to come.
    fn plan(&self, mut census: Census, reason: Reason) -> Plan {
        let len = self.len.get() as usize;
        let capacity = self.capacity() as usize;
        let may_grow = census.total > 0;
        if reason == Reason::NodesFull {
            let is_small = len <= 64;
            let is_cheap = self.nodes().size() >= len / 8;
            let is_worth_it = if may_grow { is_small || is_cheap } else { !is_small && is_cheap };
            if !is_worth_it {
                return Plan::default();
            }
        }
        let elements = self.count_below(len, &mut census);
        let (size, covered) = census.best_size();
        if size > len && may_grow {
            return Plan { array: Some(size), from_array: 0, to_array: covered - elements };
        }
        if reason == Reason::ArrayFull || size * 4 <= len {
            return Plan { array: Some(size), from_array: elements - covered, to_array: 0 };
        }
        let is_roomy = capacity > 4 * len && self.nodes().size() >= capacity / 8;
        Plan { array: is_roomy.then_some(len), from_array: 0, to_array: 0 }
    }

    /// How many of the first `count` elements have values; these are added to the census.
    fn count_below(&self, count: usize, census: &mut Census) -> usize {
        let mut found = 0;
        for index in 0..count {
            // SAFETY: `index` is less than the length.
            if unsafe { !self.element(index).is_nil() } {
                census.add(Key::integer(index as i64 + 1));
                found += 1;
            }
        }
        found
    }

    /// The number of nodes for `count` keys. If it does not grow, there were removed keys, and unless
    /// enough stays free for as many again to come and go, the next rehash would come too soon.
    fn node_size(&self, count: usize) -> Result<usize, TableError> {
        let size = Nodes::size_for(count).ok_or(TableError::Overflow)?;
        if self.nodes().is_empty() && count > 0 {
            return Ok(size.max(MIN_NODES));
        }
        let is_tight = count * 4 > size * 3;
        Ok(if size <= self.nodes().size() && is_tight { size * 2 } else { size })
    }

    /// Lays out both parts anew: the array part for keys up to `array` (as it is for `None`), and
    /// `size` nodes, enough for the rest.
    pub(super) fn lay_out(
        &self,
        ctx: Context<'gc>,
        array: Option<usize>,
        size: usize,
    ) -> Result<(), TableError> {
        let memory = ctx.memory();
        let nodes = self.charge_nodes(ctx, size)?;
        let len = self.len.get() as usize;
        if let Some(limit) = array
            && limit > self.capacity() as usize
            && let Err(error) = self.resize_array(ctx, limit)
        {
            // SAFETY: nothing has used the nodes yet.
            unsafe { nodes.free() };
            memory.credit(Nodes::bytes(size));
            return Err(error);
        }
        let (old, older) = (self.nodes(), self.nodes_of(Part::Old));
        ctx.memory().charge_work(REHASH + older.size() + 2 * old.size() + size);
        self.set_nodes(nodes);
        self.set_flag(POSITIVE_NODES, false);
        if let Some(limit) = array
            && limit < len
        {
            self.move_elements(limit);
        }
        for old in [older, old] {
            self.move_nodes(old, array.unwrap_or(len));
            // SAFETY: the old nodes were replaced.
            unsafe { old.free() };
            memory.credit(Nodes::bytes(old.size()));
        }
        // Giving back memory does not fail for want of memory that the account knows of.
        let result = match array {
            Some(limit) if limit <= len => self.resize_array(ctx, limit),
            _ => Ok(()),
        };
        self.handle().barrier_everywhere(ctx);
        result
    }

    /// New nodes, paid for.
    #[inline]
    pub(super) fn charge_nodes(&self, ctx: Context<'gc>, size: usize) -> Result<Nodes, TableError> {
        if size > SLOTS {
            return self.charge_segmented_nodes(ctx, size);
        }
        let (memory, bytes) = (ctx.memory(), Nodes::bytes(size));
        memory.charge(bytes).map_err(|_| TableError::Memory)?;
        let nodes = Nodes::allocate(size, ctx.state().interner.seed());
        if nodes.is_none() {
            memory.credit(bytes);
        }
        nodes.ok_or(TableError::Memory)
    }

    #[inline(never)]
    fn charge_segmented_nodes(&self, ctx: Context<'gc>, size: usize) -> Result<Nodes, TableError> {
        let memory = ctx.memory();
        let bytes = Nodes::bytes(size) + segment_count(size) * SEGMENT_BYTES;
        memory.charge(bytes).map_err(|_| TableError::Memory)?;
        let Some(nodes) = Nodes::allocate(size, ctx.state().interner.seed()) else {
            memory.credit(bytes);
            return Err(TableError::Memory);
        };
        for index in 0..segment_count(size) {
            let segment = self.new_segment(ctx, Some(nodes), index);
            // SAFETY: the allocation ends with room for so many pointers.
            unsafe { nodes.segments().add(index).write(segment) };
        }
        Ok(nodes)
    }

    /// Moves the elements from `limit` on to the nodes, which have room.
    fn move_elements(&self, limit: usize) {
        let nodes = self.nodes();
        for index in limit..self.len.get() as usize {
            // SAFETY: the element exists; the key is no object, and the value is already in this table.
            unsafe {
                let value = self.element(index);
                if !value.is_nil() {
                    let has_room = nodes.insert_hashed(Key::integer(index as i64 + 1), value);
                    debug_assert!(has_room);
                    self.set_flag(POSITIVE_NODES, true);
                }
            }
        }
        self.len.set(limit as u32);
        self.set_first_used(self.first_used().min(limit));
    }

    /// Moves what has a value in `old` to the array part, if it is an integer key up to `limit`, or to
    /// the current nodes, which have room.
    fn move_nodes(&self, old: Nodes, limit: usize) {
        let nodes = self.nodes();
        for index in (0..old.size()).rev() {
            // SAFETY: nodes with values have live keys; keys and values are already in this table.
            unsafe {
                let node = old.get(index);
                if !node.has_value() {
                    continue;
                }
                let key = node.key();
                if key.is_positive_integer() && key.payload <= limit as u64 {
                    let place = key.payload as usize - 1;
                    self.pad_to(place + 1);
                    self.slot(place).write(node.value());
                    self.note_element(place);
                } else {
                    let has_room = nodes.insert_hashed(key, node.value());
                    debug_assert!(has_room);
                    if key.is_positive_integer() {
                        self.set_flag(POSITIVE_NODES, true);
                    }
                }
            }
        }
    }

    /// Makes room for at least `capacity` elements.
    pub(super) fn reserve_array(&self, ctx: Context<'gc>, capacity: usize) -> Result<(), TableError> {
        let old = self.room();
        if capacity <= old {
            if capacity > self.capacity() as usize {
                self.release_slack();
            }
            return Ok(());
        }
        // A table constructor may come piece by piece.
        self.resize_with_slack(ctx, if old == 0 { capacity } else { capacity.max((old * 2).min(MAX_ARRAY)) })
    }

    /// Puts in an integer key that is not there, with its hash.
    #[inline]
    pub(super) fn insert_integer(
        &self,
        ctx: Context<'gc>,
        key: Key,
        hash: u32,
        value: Value<'gc>,
    ) -> Result<(), TableError> {
        if key.is_positive_integer() && self.nodes().size() == MIN_NODES && self.belongs_to_array(key) {
            return self.insert_into_full(ctx, key, hash, value);
        }
        if key.is_positive_integer() {
            self.set_flag(POSITIVE_NODES, true);
        }
        self.insert(ctx, key, hash, value)
    }

    /// Puts in a key that is not there, with its hash. For integers, [`Self::insert_integer`] looks after what else
    /// is to be done.
    #[inline(always)]
    pub(super) fn insert(
        &self,
        ctx: Context<'gc>,
        key: Key,
        hash: u32,
        value: Value<'gc>,
    ) -> Result<(), TableError> {
        // SAFETY: the key is alive; the barrier follows.
        if unsafe { !self.nodes().insert(key, hash, value) } {
            return self.insert_into_full(ctx, key, hash, value);
        }
        ctx.memory().charge_work(INSERTION);
        if ctx.is_marking() || self.nodes().mask as usize >= LARGE - 1 {
            self.after_insertion(ctx, hash);
        }
        Ok(())
    }

    #[inline(never)]
    fn after_insertion(&self, ctx: Context<'gc>, hash: u32) {
        self.handle().barrier_for_insertion(ctx, hash);
        if self.nodes().mask as usize >= LARGE - 1 {
            self.note_insertion(ctx, hash);
        }
    }

    /// Whether a list with gaps is due to move to the array part, although there are nodes to spare. The
    /// reference implementation, which starts with one node, lays out anew when there are 1 or 2 keys; where
    /// it does, a program may see it in the length.
    #[inline(never)]
    fn belongs_to_array(&self, key: Key) -> bool {
        let mut census = Census::default();
        let mut live = 0;
        census.add(key);
        self.for_each_live_node(|key| {
            live += 1;
            census.add(key);
        });
        matches!(live, 1 | 2)
            && self.plan(census, Reason::NodesFull).array.is_some_and(|size| key.payload <= size as u64)
    }

    /// Makes room for `key`, which is not there, in full nodes.
    fn make_room(&self, ctx: Context<'gc>, key: Key) -> Result<(), TableError> {
        let nodes = self.nodes();
        // SAFETY: the nodes are the current ones.
        if nodes.size() < MOVING_FROM || unsafe { nodes.has_old() } || self.is_due_for_array(key) {
            return self.rehash(ctx, key, Reason::NodesFull);
        }
        self.begin_moving(ctx)
    }

    #[inline(never)]
    fn insert_into_full(
        &self,
        ctx: Context<'gc>,
        key: Key,
        hash: u32,
        value: Value<'gc>,
    ) -> Result<(), TableError> {
        self.make_room(ctx, key)?;
        let index = key.payload.wrapping_sub(1);
        if key.is_positive_integer() && index < u64::from(self.len.get()) {
            self.handle().barrier_at(ctx, Part::Array, index as usize, value);
            // SAFETY: the slot is below the length.
            unsafe { self.slot(index as usize).write(value) };
            self.note_element(index as usize);
            return Ok(());
        }
        // SAFETY: as above.
        let has_room = unsafe { self.nodes().insert(key, hash, value) };
        self.handle().barrier_for_insertion(ctx, hash);
        debug_assert!(has_room);
        if key.is_positive_integer() {
            self.set_flag(POSITIVE_NODES, true);
        }
        Ok(())
    }
}

/// A decision about the array part.
#[derive(Default)]
struct Plan {
    /// The largest key that it is to hold, if that changes.
    array: Option<usize>,
    /// How many keys move from the array part to the nodes.
    from_array: usize,
    /// How many keys, the one to come included, move from the nodes to the array part.
    to_array: usize,
}
