//! Large nodes are replaced step by step: no insertion takes long because of the size of the table.
//!
//! When they are full, the table gets other nodes, which know the old ones. From then on all keys that are not in the
//! table go to the new nodes, and with each of them the entries of a few old ones move. A key has a value in at most
//! one of both; lookups go to the old nodes when the new ones lack the key, and values in the old nodes are
//! overwritten where they are. So what only changes or removes what is there, as a traversal may, moves nothing.
//!
//! The new nodes are large enough for all of that, since moving ends before more come than were reckoned with. How
//! many of the old nodes have values is estimated from a sample, whose places nobody knows without the seed.
//!
//! Unsafe invariants: those of the nodes. The old nodes live until the last of them has moved, or a rehash moves what
//! is left; a moved key is a dead one.

use crate::object::{
    context::Context,
    table::{
        TableError,
        growth::REHASH,
        hash::hash_word,
        nodes::{LARGE, Nodes},
        state::TableState,
    },
    value::Value,
};

/// From this size on, nodes are replaced step by step.
pub(super) const MOVING_FROM: usize = 8192;

const _: () = assert!(MOVING_FROM / 2 >= LARGE);

/// How many old nodes move with each insertion.
pub(super) const PACE: usize = 8;

/// The fuel of moving one.
const MOVE: usize = 8;

/// How many nodes are looked at for an estimate.
const SAMPLE: usize = 512;

/// The fuel of looking at one.
const LOOK: usize = 8;

impl<'gc> TableState<'gc> {
    /// Gives the table other nodes than its full ones.
    pub(super) fn begin_moving(&self, ctx: Context<'gc>) -> Result<(), TableError> {
        let old = self.nodes();
        ctx.memory().charge_work(REHASH + SAMPLE * LOOK);
        let nodes = self.charge_nodes(ctx, self.next_size().ok_or(TableError::Overflow)?)?;
        // SAFETY: the new nodes are large, and the old ones are freed when they have moved.
        unsafe { nodes.set_old(old, old.size()) };
        self.set_nodes(nodes);
        // That leads to the segments of both.
        self.handle().barrier(ctx);
        Ok(())
    }

    /// How many nodes are to replace the full ones. Until those have moved, there are insertions for an eighth of
    /// their number.
    fn next_size(&self) -> Option<usize> {
        const _: () = assert!(PACE == 8);
        let size = self.nodes().size();
        let used = self.sample_used();
        if used > SAMPLE / 4 * 3 {
            Nodes::size_for(size + 1)
        } else if used > SAMPLE / 4 {
            Some(size)
        } else {
            Some(size / 2)
        }
    }

    /// How many nodes of a sample have values.
    fn sample_used(&self) -> usize {
        let nodes = self.nodes();
        // SAFETY: the nodes are alive; masking keeps the index in range.
        unsafe {
            let place = |i: usize| hash_word(!nodes.seed(), (i as u64) << 3) & nodes.mask;
            (0..SAMPLE).filter(|&i| nodes.get(place(i) as usize).has_value()).count()
        }
    }

    /// Moves the entries of a few old nodes.
    #[cold]
    #[inline(never)]
    pub(super) fn go_on_moving(&self, ctx: Context<'gc>) {
        let nodes = self.nodes();
        ctx.memory().charge_work(PACE * MOVE);
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
                ctx.memory().credit(Nodes::bytes(old.size()));
                old.free();
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
