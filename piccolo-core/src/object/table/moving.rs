//! Large nodes are replaced step by step: no insertion takes long because of the size of the table.
//!
//! When they are full, the table gets other nodes, which know the old ones. From then on all keys that are not in the
//! table go to the new nodes, and with each of them the entries of a few old ones move. A key has a value in at most
//! one of both; lookups go to the old nodes when the new ones lack the key, and values in the old nodes are
//! overwritten where they are. So what only changes or removes what is there, as a traversal may, moves nothing.
//!
//! The new nodes are large enough for all of that, since moving ends before more come than were reckoned with. How
//! many of the old nodes have values is estimated from a sample, whose places nobody knows without the seed. A long
//! array part that is full and sparse gets shorter in the same way: its last elements move to the nodes.
//!
//! Unsafe invariants: those of the nodes. The old nodes live until the last of them has moved, or a rehash moves what
//! is left; a moved key is a dead one.

use crate::object::{
    context::Context,
    table::{
        TableError,
        growth::{Census, REHASH},
        hash::hash_word,
        nodes::{Key, LARGE, NodeRef, Nodes},
        state::{POSITIVE_NODES, TableState},
    },
    value::Value,
};

/// From this size on, nodes are replaced step by step.
pub(super) const MOVING_FROM: usize = 8192;

const _: () = assert!(MOVING_FROM / 2 >= LARGE);

/// Up to this size, what belongs to the array part is moved there at once.
const MAX_AT_ONCE: usize = 8192;

/// From this length on, it is estimated how many elements have values.
pub(super) const SAMPLED_FROM: usize = 16384;

/// How many old nodes move with each insertion.
const PACE: usize = 64;

/// The fuel of moving one.
const MOVE: usize = 24;

/// How many elements are taken off a sparse array part with each insertion, and how many of them may have values.
const ELEMENTS: usize = 256;
const VALUES: usize = 32;

/// How many places are looked at for an estimate.
const SAMPLE: usize = 512;

/// The fuel of looking at one.
const LOOK: usize = 8;

/// From this size on, nodes are far from the processor, and the fuel of an insertion.
const FAR: usize = 1 << 16;
const FAR_INSERTION: usize = 84;

impl<'gc> TableState<'gc> {
    /// Goes on with what is under way, now that a key was put into large nodes.
    #[cold]
    #[inline(never)]
    pub(super) fn note_insertion(&self, ctx: Context<'gc>, hash: u32) {
        let nodes = self.nodes();
        if nodes.size() >= FAR {
            ctx.memory().charge_work(FAR_INSERTION);
            // For the work to be taken off the fuel, but not each time.
            if hash.is_multiple_of(8) {
                ctx.memory().interrupt();
            }
        }
        // SAFETY: the nodes are the current ones.
        unsafe {
            if nodes.has_old() {
                self.go_on_moving(ctx);
            }
            if let Some(target) = nodes.array_target() {
                self.shorten_array(ctx, target);
            }
        }
    }

    /// How many old nodes may still have values.
    #[cfg(test)]
    pub(super) fn old_left(&self) -> usize {
        // SAFETY: the nodes are the current ones.
        unsafe { self.nodes().old_left() }
    }

    /// Gives the table other nodes than its full ones.
    pub(super) fn begin_moving(&self, ctx: Context<'gc>) -> Result<(), TableError> {
        ctx.memory().charge_work(REHASH + SAMPLE * LOOK);
        self.replace_nodes(ctx, self.next_size().ok_or(TableError::Overflow)?)
    }

    /// Gives the table `size` nodes, a large number, to which all entries of those that it has, unless they replace
    /// others, are to move.
    fn replace_nodes(&self, ctx: Context<'gc>, size: usize) -> Result<(), TableError> {
        let old = self.nodes();
        let nodes = self.charge_nodes(ctx, size)?;
        // SAFETY: the new nodes are large, and the old ones are freed when they have moved.
        unsafe {
            nodes.set_old(old, old.size());
            nodes.set_array_target(old.array_target());
        }
        self.set_nodes(nodes);
        // That leads to the segments of both.
        self.handle().barrier(ctx);
        Ok(())
    }

    /// How many nodes are to replace the full ones. Until those have moved, a few more keys come.
    fn next_size(&self) -> Option<usize> {
        const _: () = assert!(PACE >= 64);
        let size = self.nodes().size();
        let size = match self.sample_nodes().count() * 32 / SAMPLE {
            25.. => return Nodes::size_for(size + 1),
            11.. => size,
            4.. => size / 2,
            _ => size / 4,
        };
        Some(size.max(LARGE))
    }

    /// Those nodes of a sample that have values.
    fn sample_nodes(&self) -> impl Iterator<Item = NodeRef> {
        let nodes = self.nodes();
        // SAFETY: the nodes are alive; masking keeps the index in range.
        let sample = (0..SAMPLE).map(move |i| unsafe {
            let place = hash_word(!nodes.seed(), (i as u64) << 3) & nodes.mask;
            nodes.get(place as usize)
        });
        // SAFETY: as above.
        sample.filter(|node| unsafe { node.has_value() })
    }

    /// Whether there are few enough nodes to lay out both parts anew at once, when `key` comes, and that makes the
    /// array part larger.
    pub(super) fn is_due_for_array(&self, key: Key) -> bool {
        let size = self.nodes().size();
        if size > MAX_AT_ONCE || self.len.get() as usize > SAMPLED_FROM {
            return false;
        }
        let mut census = Census::default();
        census.add(key);
        for node in self.sample_nodes() {
            // SAFETY: the node is one of the table.
            census.add_some(unsafe { node.key() }, size / SAMPLE);
        }
        census.best_size().0 > self.len.get() as usize
    }

    /// Makes room behind the last element of a long array part that is full: it gets longer, or, if at most half of
    /// it is used, shorter from now on.
    pub(super) fn grow_long_array(&self, ctx: Context<'gc>) -> Result<(), TableError> {
        let len = self.len.get() as usize;
        let nodes = self.nodes();
        ctx.memory().charge_work(REHASH + 2 * SAMPLE * LOOK);
        let mut census = Census::default();
        let mut used = 0;
        for i in 0..SAMPLE {
            let index = hash_word(ctx.state().interner.seed(), (i as u64) << 3) as usize % len;
            // SAFETY: the index is less than the length.
            if unsafe { !self.element(index).is_nil() } {
                census.add_some(Key::integer(index as i64 + 1), len / SAMPLE);
                used += len / SAMPLE;
            }
        }
        // SAFETY: the nodes are the current ones.
        let is_moving = unsafe { nodes.has_old() || nodes.array_target().is_some() };
        if used > len / 2 || is_moving {
            return self.lengthen_array(ctx);
        }
        let (target, kept) = census.best_size();
        let size = Nodes::size_for(nodes.size() + (used - kept) + used / 4 + len / 32);
        let size = size.ok_or(TableError::Overflow)?.max(LARGE);
        if nodes.size() < LARGE {
            self.lay_out(ctx, None, size)?;
        } else {
            self.replace_nodes(ctx, size)?;
        }
        // SAFETY: the nodes are the current ones, and large.
        unsafe { self.nodes().set_array_target(Some(target.min(len))) };
        Ok(())
    }

    /// Moves the last elements of a sparse array part to the nodes.
    fn shorten_array(&self, ctx: Context<'gc>, target: usize) {
        let nodes = self.nodes();
        ctx.memory().charge_work(VALUES * MOVE);
        ctx.memory().interrupt();
        let len = self.len.get() as usize;
        let mut values = 0;
        for index in (target.max(len.saturating_sub(ELEMENTS))..len).rev() {
            // SAFETY: the element exists, and is in this table already; the barrier follows.
            unsafe {
                let value = self.element(index);
                if !value.is_nil() {
                    if values == VALUES {
                        return;
                    }
                    values += 1;
                    if !self.move_element(ctx, index, value) {
                        nodes.set_array_target(None);
                        return;
                    }
                }
            }
            self.len.set(index as u32);
            self.set_first_used(self.first_used().min(index));
        }
        if self.len.get() as usize <= target {
            // SAFETY: the nodes are the current ones, and large.
            unsafe { nodes.set_array_target(None) };
            // Giving back memory does not fail for want of memory that the account knows of.
            let _ = self.resize_array(ctx, self.len.get() as usize);
        }
    }

    /// Puts an element into the nodes. False: there is no room.
    ///
    /// # Safety
    /// It is the last one of this table.
    unsafe fn move_element(&self, ctx: Context<'gc>, index: usize, value: Value<'gc>) -> bool {
        let nodes = self.nodes();
        let key = Key::integer(index as i64 + 1);
        // SAFETY: the nodes are the current ones; the key is no object.
        unsafe {
            let hash = key.hash(nodes.seed());
            if let Some(removed) = nodes.find(key, hash) {
                removed.set_value(value);
                nodes.note_value(removed);
                self.handle().barrier_at_node(ctx, removed, value);
            } else if nodes.insert(key, hash, value) {
                self.handle().barrier_for_insertion(ctx, hash);
            } else {
                return false;
            }
        }
        self.set_flag(POSITIVE_NODES, true);
        true
    }

    /// Moves the entries of a few old nodes.
    fn go_on_moving(&self, ctx: Context<'gc>) {
        let nodes = self.nodes();
        ctx.memory().charge_work(PACE * MOVE);
        // For that to be taken off the fuel.
        ctx.memory().interrupt();
        // SAFETY: the nodes are the current ones, and old nodes are alive as long as some are left.
        unsafe {
            let (old, left) = (nodes.old(), nodes.old_left());
            let end = left.saturating_sub(PACE);
            for index in (end..left).rev() {
                if !self.move_node(ctx, old, index) {
                    // The next insertion finds no room either, and has all laid out anew.
                    return;
                }
            }
            nodes.set_old(old, end);
            if end == 0 {
                old.free();
                ctx.memory().credit(Nodes::bytes(old.size()));
            }
        }
    }

    /// Moves the entry of an old node, if it has a value. False: there is no room.
    ///
    /// # Safety
    /// `old` are the old nodes, and `index` is less than their number.
    unsafe fn move_node(&self, ctx: Context<'gc>, old: Nodes, index: usize) -> bool {
        let nodes = self.nodes();
        // SAFETY: nodes with values have live keys; keys and values are already in this table.
        unsafe {
            let node = old.get(index);
            if !node.has_value() {
                return true;
            }
            let hash = node.key().hash(nodes.seed());
            if !nodes.insert(node.key(), hash, node.value()) {
                return false;
            }
            node.set_value(Value::Nil);
            node.kill_key();
            self.handle().barrier_for_insertion(ctx, hash);
        }
        true
    }
}
