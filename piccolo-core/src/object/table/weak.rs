//! Tracing, and what weak tables need between marking and sweeping.
//!
//! Marking a weak table leaves out what it holds weakly and notes which that was. When marking is
//! finished, the collection driver calls [`Table::trace_ephemerons`] on all weak tables until nothing
//! more gets marked, and [`Table::clear_dead_values`] and [`Table::clear_dead_keys`]; no script runs from
//! then until sweeping starts. So no table ever holds a pointer to an object that was swept.
//!
//! Strings count as values: they are never removed from weak tables, and are always marked, keys of weak values
//! only when dead values are gone ([`Table::settle_string_keys`]), so that they go together.
//!
//! `__mode` takes effect when a metatable that has it is set; later changes of its value do so with
//! the next collection. A metatable that gets its first `__mode` later affects tables whose metatable
//! is set after that.
//!
//! Unsafe invariant: an address is followed only where its object can not have been swept: in a key or value
//! that is traced, or between marking and sweeping, since sweeping comes after all clearing.

use std::ops::Range;

use gc_arena::{Collect, Finalization, Gc, GcWeak, collect::Trace};

use crate::{
    object::{
        context::Context,
        metamethod::Metamethod,
        table::{
            Table,
            hash::hash_bytes,
            nodes::{NodeRef, Nodes, STRING_TAG},
            segment::Part,
            state::{
                HAS_MODE, HOST_WEAK_KEYS, HOST_WEAK_VALUES, LISTED, TRACED_WEAK_KEYS, TRACED_WEAK_VALUES,
                TableState,
            },
        },
        value::{FIRST_OBJECT_TAG, Value},
    },
    support::account,
};

/// A table, not kept alive.
#[derive(Clone, Copy)]
pub struct WeakTable<'gc>(GcWeak<'gc, TableState<'gc>>);

// SAFETY: a weak pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for WeakTable<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> WeakTable<'gc> {
    pub(super) fn new(table: Table<'gc>) -> Self {
        Self(Gc::downgrade(table.0))
    }

    /// Whether marking, now finished, did not reach the table.
    pub fn is_dead(self, finalization: &Finalization<'gc>) -> bool {
        self.0.is_dead(finalization)
    }

    /// Brings the table back unless it is gone.
    pub fn resurrect(self, finalization: &Finalization<'gc>) -> Option<Table<'gc>> {
        self.0.resurrect(finalization).map(Table)
    }
}

// SAFETY: a table that is not weak traces all values, and all keys that have values; other keys that
// are objects are marked as dead and never followed again. What a weak table does not trace is cleared
// before it is swept, as described above.
unsafe impl<'gc> Collect<'gc> for TableState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(metatable) = self.metatable.get() {
            cc.trace(&metatable);
        }
        let (weak_keys, weak_values) = self.weak_mode();
        self.note_traced_mode(weak_keys, weak_values);
        let segmented = (self.trace_segments(Part::Array, cc), self.trace_segments(Part::Nodes, cc));
        let (elements, nodes) = (self.len.get() as usize, self.nodes().size());
        // Old nodes are many.
        self.trace_segments(Part::Old, cc);
        if self.has(LISTED) || segmented == (false, false) {
            if elements + nodes > FEW {
                account::note_traced(elements + nodes);
            }
            self.trace_all(weak_keys, weak_values, cc);
            return;
        }
        if !segmented.0 {
            self.trace_elements(0..elements, cc);
        }
        if !segmented.1 {
            self.trace_nodes(self.nodes(), 0..nodes, cc);
        }
    }
}

/// So many slots are traced together with their table, without being counted.
const FEW: usize = 16;

impl<'gc> TableState<'gc> {
    /// Traces elements, strongly.
    #[inline]
    pub(super) fn trace_elements<T: Trace<'gc>>(&self, slots: Range<usize>, cc: &mut T) {
        for index in slots.start..slots.end.min(self.len.get() as usize) {
            // SAFETY: the element exists.
            unsafe { self.element(index) }.trace(cc);
        }
    }

    /// Traces nodes of the table, strongly.
    #[inline]
    pub(super) fn trace_nodes<T: Trace<'gc>>(&self, nodes: Nodes, slots: Range<usize>, cc: &mut T) {
        for index in slots.start..slots.end.min(nodes.size()) {
            // SAFETY: the index is less than the number of nodes; a key with a value is alive.
            unsafe { trace_node(nodes.get(index), cc) }
        }
    }

    /// Traces all but what is held weakly.
    #[inline]
    fn trace_all<T: Trace<'gc>>(&self, weak_keys: bool, weak_values: bool, cc: &mut T) {
        if !weak_keys && !weak_values {
            self.trace_elements(0..self.len.get() as usize, cc);
            self.for_each_node(|node| {
                // SAFETY: the node is of this table, and its key alive if there is a value.
                unsafe { trace_node(node, cc) }
            });
            return;
        }
        for index in 0..self.len.get() as usize {
            // SAFETY: the element exists.
            let value = unsafe { self.element(index) };
            if !weak_values || is_strong(value) {
                value.trace(cc);
            }
        }
        self.for_each_node(|node| {
            // SAFETY: the node is of this table, and its key alive if there is a value.
            unsafe {
                if !node.has_value() {
                    node.kill_key();
                    return;
                }
                let key_tag = node.key().tag;
                let is_strong_key = key_tag <= STRING_TAG;
                let is_settled_later = key_tag == STRING_TAG && weak_values;
                if key_tag >= FIRST_OBJECT_TAG && (!weak_keys || is_strong_key) && !is_settled_later {
                    node.key_value().trace(cc);
                }
                // With weak keys, the value is reached through the key only.
                let value = node.value();
                if is_strong(value) || (!weak_values && (!weak_keys || is_strong_key)) {
                    value.trace(cc);
                }
            }
        });
    }
}

/// Traces a node, strongly.
///
/// # Safety
/// It is one of a table that is being traced.
#[inline]
unsafe fn trace_node<'gc, T: Trace<'gc>>(node: NodeRef, cc: &mut T) {
    // SAFETY: passed on to the caller; a key with a value is alive.
    unsafe {
        if !node.has_value() {
            node.kill_key();
            return;
        }
        if node.key().tag >= FIRST_OBJECT_TAG {
            node.key_value().trace(cc);
        }
        node.value().trace(cc);
    }
}

/// Whether a value is never removed from weak tables: it is not an object, or a string.
fn is_strong(value: Value<'_>) -> bool {
    value.tag() <= STRING_TAG
}

/// The object behind a value or key, for looking at its colour.
///
/// # Safety
/// The tag says that it is an object, which is not swept yet.
pub(super) unsafe fn object<'gc>(payload: u64) -> Gc<'gc, ()> {
    // SAFETY: the payload of an object is the address in its `Gc`.
    unsafe { Gc::from_ptr(payload as *const ()) }
}

/// Marks an object. One that leads to no others, such as a string, does not get into the list of what is to be gone
/// through, as it would by being resurrected.
fn mark<'gc>(finalization: &Finalization<'gc>, object: Gc<'gc, ()>) {
    finalization.forward_barrier(None, object);
}

/// What looking at an ephemeron takes, in slots of a table that is traced.
const EPHEMERON_SLOTS: usize = 4;

impl<'gc> TableState<'gc> {
    #[inline(always)]
    fn for_each_node(&self, mut visit: impl FnMut(NodeRef)) {
        for part in [Part::Nodes, Part::Old] {
            let nodes = self.nodes_of(part);
            for index in 0..nodes.size() {
                // SAFETY: the index is less than the number of nodes.
                visit(unsafe { nodes.get(index) });
            }
        }
    }

    /// Whether keys and values are weak.
    #[inline]
    fn weak_mode(&self) -> (bool, bool) {
        if !self.has(LISTED) {
            return (false, false);
        }
        let (mut keys, mut values) = (self.has(HOST_WEAK_KEYS), self.has(HOST_WEAK_VALUES));
        if let Some(metatable) = self.metatable.get()
            && let Value::String(mode) = metatable.state().mode()
        {
            keys |= mode.as_bytes().contains(&b'k');
            values |= mode.as_bytes().contains(&b'v');
        }
        (keys, values)
    }

    /// Notes what marking leaves out.
    #[inline]
    fn note_traced_mode(&self, weak_keys: bool, weak_values: bool) {
        let keys = if weak_keys { TRACED_WEAK_KEYS } else { 0 };
        let values = if weak_values { TRACED_WEAK_VALUES } else { 0 };
        let old = self.flags.get();
        let new = old & !(TRACED_WEAK_KEYS | TRACED_WEAK_VALUES) | keys | values;
        // Most tables are only read while they are traced.
        if new != old {
            self.flags.set(new);
        }
    }

    /// The value of `__mode`, found without a context to intern the name.
    fn mode(&self) -> Value<'gc> {
        const NAME: &[u8] = Metamethod::Mode.name().as_bytes();
        if !self.has(HAS_MODE) {
            return Value::Nil;
        }
        let nodes = self.nodes();
        // SAFETY: the nodes are alive.
        unsafe {
            let hash = hash_bytes(nodes.seed(), NAME);
            let found = nodes.find_short_bytes(NAME, hash);
            match found.or_else(|| nodes.old().find_short_bytes(NAME, hash)) {
                Some(node) => node.value(),
                None => Value::Nil,
            }
        }
    }
}

impl<'gc> Table<'gc> {
    /// Makes keys or values weak independently of a metatable's `__mode`.
    pub fn set_weak_mode(self, ctx: Context<'gc>, weak_keys: bool, weak_values: bool) {
        self.barrier(ctx);
        let state = self.state();
        state.set_flag(HOST_WEAK_KEYS, weak_keys);
        state.set_flag(HOST_WEAK_VALUES, weak_values);
        if weak_keys || weak_values {
            self.list_as_weak(ctx);
        }
    }

    /// Whether keys and values are weak.
    pub fn weak_mode(self) -> (bool, bool) {
        self.state().weak_mode()
    }

    pub(super) fn list_as_weak(self, ctx: Context<'gc>) {
        let state = self.state();
        if !state.has(LISTED) {
            state.set_flag(LISTED, true);
            ctx.state().finalizers.register_weak_table(ctx, self);
        }
    }

    /// Marks the values of entries whose weak keys are alive. Returns whether it marked any.
    pub(crate) fn trace_ephemerons(self, finalization: &Finalization<'gc>) -> bool {
        let state = self.state();
        if !state.has(TRACED_WEAK_KEYS) || state.has(TRACED_WEAK_VALUES) {
            return false;
        }
        account::note_traced(state.nodes().size() * EPHEMERON_SLOTS);
        let mut marked = false;
        state.for_each_node(|node| {
            // SAFETY: nothing is swept yet, and the node has a value, so key and value are valid.
            unsafe {
                let (key, value) = (node.key(), node.value());
                if key.tag <= STRING_TAG || is_strong(value) {
                    return;
                }
                let value = object(value.payload_or_zero());
                if !Gc::is_dead(finalization, object(key.payload)) && Gc::is_dead(finalization, value) {
                    mark(finalization, value);
                    marked = true;
                }
            }
        });
        marked
    }

    /// Removes the entries with weak values that marking did not reach.
    pub(crate) fn clear_dead_values(self, finalization: &Finalization<'gc>) {
        let state = self.state();
        if !state.has(TRACED_WEAK_VALUES) {
            return;
        }
        // SAFETY: nothing is swept yet, so all values are valid.
        let is_dead = |value: Value<'gc>| unsafe {
            !is_strong(value) && Gc::is_dead(finalization, object(value.payload_or_zero()))
        };
        for index in 0..state.len.get() as usize {
            // SAFETY: the element exists; nil needs no barrier.
            unsafe {
                if is_dead(state.element(index)) {
                    state.slot(index).write(Value::Nil);
                }
            }
        }
        state.for_each_node(|node| {
            // SAFETY: the node is of this table, which is not empty; nil needs no barrier.
            unsafe {
                if is_dead(node.value()) {
                    node.set_value(Value::Nil);
                    node.kill_key();
                }
            }
        });
    }

    /// Removes the entries with weak keys that marking did not reach.
    pub(crate) fn clear_dead_keys(self, finalization: &Finalization<'gc>) {
        let state = self.state();
        if !state.has(TRACED_WEAK_KEYS) {
            return;
        }
        state.for_each_node(|node| {
            // SAFETY: nothing is swept yet, and a node with a value has a valid key.
            unsafe {
                let key = node.key();
                let is_weak = node.has_value() && key.tag > STRING_TAG;
                if is_weak && Gc::is_dead(finalization, object(key.payload)) {
                    node.set_value(Value::Nil);
                    node.kill_key();
                }
            }
        });
    }
    /// Marks the string keys whose values, weak ones, are still there, and forgets the others.
    pub(crate) fn settle_string_keys(self, finalization: &Finalization<'gc>) {
        let state = self.state();
        if !state.has(TRACED_WEAK_VALUES) {
            return;
        }
        state.for_each_node(|node| {
            // SAFETY: nothing is swept yet, and a string key whose node lost its value since the last cycle was
            // alive when this one began.
            unsafe {
                if node.key().tag != STRING_TAG {
                    return;
                }
                let key = object(node.key().payload);
                if !node.has_value() {
                    node.kill_key();
                } else if Gc::is_dead(finalization, key) {
                    mark(finalization, key);
                }
            }
        });
    }
}
