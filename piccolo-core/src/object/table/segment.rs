//! Large parts of tables are traced in segments, so that no step of the collector takes long and its list of what
//! is still to be traced stays short.
//!
//! Each run of [`SLOTS`] slots of a part that has more has an object of its own, a [`Segment`], which is traced for
//! them. The part's allocation ends with pointers to its segments. The table leads to the first segment of each part,
//! each segment to the next one, before what is in its slots. So a black segment, or table, never leads to a white
//! segment.
//!
//! Stores into slots go through [`Table::barrier_at`], which marks what is stored into a black segment. The segments
//! of tables that may be weak only lead to each other.
//!
//! Unsafe invariants: a segment is traced only in a cycle that has marked its table: it gets gray by its table, or by
//! a store into that. So the table is there, though the segment may be one that it does not have any more; then what
//! is in the same place is traced once more.

use std::ptr::NonNull;

use gc_arena::{Collect, Gc, collect::Trace};

use crate::{
    object::{
        context::Context,
        table::{
            Table,
            nodes::{Node, NodeRef, Nodes},
            state::{LISTED, TableState},
            weak::object,
        },
        value::{FIRST_OBJECT_TAG, Value},
    },
    support::account,
};

/// The slots that are traced at once.
pub(super) const SLOTS: usize = 1024;

/// What a segment is charged.
pub(super) const SEGMENT_BYTES: usize = 16 + size_of::<Segment<'static>>();

/// The parts of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Array,
    Nodes,
    /// The nodes that are being replaced by those.
    Old,
}

/// A run of slots of a table's part.
pub(super) struct Segment<'gc> {
    table: NonNull<TableState<'gc>>,
    /// The first one of the nodes that it is for; `None` if it is one of the array part.
    nodes: Option<NonNull<Node>>,
    index: u32,
}

/// A pointer to a segment.
pub(super) type SegmentRef<'gc> = Gc<'gc, Segment<'gc>>;

/// How many segments a part with room for `slots` has.
#[inline]
pub(super) const fn segment_count(slots: usize) -> usize {
    if slots > SLOTS { slots.div_ceil(SLOTS) } else { 0 }
}

impl Drop for Segment<'_> {
    fn drop(&mut self) {
        account::note_traceable_freed(SEGMENT_BYTES);
    }
}

// SAFETY: the table that it belongs to is not its own to trace, as the module says.
unsafe impl<'gc> Collect<'gc> for Segment<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        // SAFETY: the table is there, as the module says; tracing changes no more than marks in it.
        let table = unsafe { self.table.as_ref() };
        let index = self.index as usize;
        let Some(part) = table.part_of(self.nodes) else { return };
        if let Some(next) = table.segment(part, index + 1) {
            cc.trace(&next);
        }
        if table.has(LISTED) {
            return;
        }
        let slots = index * SLOTS..(index + 1) * SLOTS;
        account::note_traced(SLOTS);
        match part {
            Part::Array => table.trace_elements(slots, cc),
            Part::Nodes | Part::Old => table.trace_nodes(table.nodes_of(part), slots, cc),
        }
    }
}

impl<'gc> TableState<'gc> {
    /// A segment for the slots of the array part, or of some nodes, from `index` times [`SLOTS`] on, charged before.
    pub(super) fn new_segment(
        &self,
        ctx: Context<'gc>,
        nodes: Option<Nodes>,
        index: usize,
    ) -> SegmentRef<'gc> {
        let nodes = nodes.map(|nodes| nodes.first);
        ctx.memory().note_traceable();
        Gc::new(ctx.mutation(), Segment { table: NonNull::from(self), nodes, index: index as u32 })
    }

    /// The part that a segment belongs to, if the table still has it.
    fn part_of(&self, nodes: Option<NonNull<Node>>) -> Option<Part> {
        let Some(first) = nodes else { return Some(Part::Array) };
        [Part::Nodes, Part::Old].into_iter().find(|part| self.nodes_of(*part).first == first)
    }

    /// The nodes, or the old ones.
    pub(super) fn nodes_of(&self, part: Part) -> Nodes {
        let nodes = self.nodes();
        // SAFETY: these are the table's current nodes.
        if part == Part::Old { unsafe { nodes.old() } } else { nodes }
    }

    /// Segment `index` of `part`, if there is one.
    #[inline]
    pub(super) fn segment(&self, part: Part, index: usize) -> Option<SegmentRef<'gc>> {
        let (count, first) = match part {
            Part::Array => (segment_count(self.room()), self.array_segments()),
            Part::Nodes => (segment_count(self.nodes().size()), self.nodes().segments()),
            Part::Old => {
                let old = self.nodes_of(part);
                (segment_count(old.size()), old.segments())
            }
        };
        // SAFETY: a part's allocation ends with pointers to as many segments as it has.
        (index < count).then(|| unsafe { first.add(index).read() })
    }

    /// Leads to the first segment of each part. False: the part has none.
    #[inline]
    pub(super) fn trace_segments<T: Trace<'gc>>(&self, part: Part, cc: &mut T) -> bool {
        match self.segment(part, 0) {
            Some(segment) => cc.trace(&segment),
            None => return false,
        }
        true
    }
}

impl<'gc> Table<'gc> {
    /// Tells the collector that slot `index` of `part` gets `value`.
    #[inline(always)]
    pub(super) fn barrier_at(self, ctx: Context<'gc>, part: Part, index: usize, value: Value<'gc>) {
        if ctx.is_marking() {
            self.barrier_while_marking(ctx, part, index, value);
        }
    }

    /// [`Self::barrier_at`] for a node of the table.
    #[inline(always)]
    pub(super) fn barrier_at_node(self, ctx: Context<'gc>, node: NodeRef, value: Value<'gc>) {
        if ctx.is_marking() {
            self.barrier_for_node(ctx, node, value);
        }
    }

    #[cold]
    #[inline(never)]
    fn barrier_for_node(self, ctx: Context<'gc>, node: NodeRef, value: Value<'gc>) {
        let state = self.state();
        let part = if state.nodes().contains(node) { Part::Nodes } else { Part::Old };
        // SAFETY: the node is one of the table's.
        let index = unsafe { state.nodes_of(part).index_of(node) };
        self.barrier_while_marking(ctx, part, index, value);
    }

    #[cold]
    #[inline(never)]
    fn barrier_while_marking(self, ctx: Context<'gc>, part: Part, index: usize, value: Value<'gc>) {
        if self.state().has(LISTED) {
            // What is in it is looked at when all else is marked.
            return;
        }
        match self.state().segment(part, index / SLOTS) {
            Some(segment) => {
                if value.tag() >= FIRST_OBJECT_TAG {
                    // SAFETY: the value is an object, which is alive.
                    let object = unsafe { object(value.payload_or_zero()) };
                    ctx.mutation().forward_barrier(Some(Gc::erase(segment)), object);
                }
            }
            None => self.barrier(ctx),
        }
    }

    /// Tells the collector of an entry that was put into the nodes. Another one may have moved for it.
    #[inline(always)]
    pub(super) fn barrier_for_insertion(self, ctx: Context<'gc>, hash: u32) {
        if ctx.is_marking() {
            self.barrier_for_nodes(ctx, hash);
        }
    }

    #[cold]
    #[inline(never)]
    fn barrier_for_nodes(self, ctx: Context<'gc>, hash: u32) {
        let nodes = self.state().nodes();
        // SAFETY: these are the table's current nodes; a key with a value is alive.
        unsafe {
            for index in [(hash & nodes.mask) as usize, nodes.last_taken()] {
                let node = nodes.get(index);
                if node.has_value() {
                    self.barrier_while_marking(ctx, Part::Nodes, index, node.value());
                    self.barrier_while_marking(ctx, Part::Nodes, index, node.key_value());
                }
            }
        }
    }

    /// Tells the collector that entries moved from part to part.
    #[cold]
    pub(super) fn barrier_everywhere(self, ctx: Context<'gc>) {
        if !ctx.is_marking() {
            return;
        }
        self.barrier(ctx);
        for part in [Part::Array, Part::Nodes] {
            let mut index = 0;
            while let Some(segment) = self.state().segment(part, index) {
                ctx.mutation().backward_barrier(Gc::erase(segment), None);
                index += 1;
            }
        }
    }
}
