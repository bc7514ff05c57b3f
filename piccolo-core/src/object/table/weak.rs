//! Tracing, and what weak tables need between marking and sweeping.
//!
//! Tables that may be weak are listed ([`Settling`](crate::object::settling::Settling)). Marking leaves out all that is
//! in them. When all else is marked, the list is gone through: [`Table::mark_place`] marks what a place holds strongly,
//! and the value of a weak key that is alive, [`Table::clear_place`] empties it if it holds something dead. No script runs
//! meanwhile, and if one gets on before sweeping starts, all is gone through once more. So stores into listed tables need
//! not be told to the collector, and no table ever holds a pointer to an object that was swept.
//!
//! Strings count as values: they are never removed from weak tables, and are always marked, keys of weak values
//! only when dead values are gone, so that they go together.
//!
//! `__mode` takes effect when a metatable that has it is set; later changes of its value do so with
//! the next collection. A metatable that gets its first `__mode` later affects tables whose metatable
//! is set after that.
//!
//! Unsafe invariant: an address is followed only where its object can not have been swept: in a key or value
//! that is traced, or between marking and sweeping, since sweeping comes after all clearing.

use std::ops::Range;

use gc_arena::{Collect, Finalization, Gc, collect::Trace};

use crate::{
    object::{
        context::Context,
        metamethod::Metamethod,
        table::{
            Table,
            hash::hash_bytes,
            nodes::{Key, NodeRef, Nodes, STRING_TAG},
            segment::Part,
            state::{FINALIZABLE, HAS_MODE, HOST_WEAK_KEYS, HOST_WEAK_VALUES, LISTED, TableState},
        },
        value::{FIRST_OBJECT_TAG, Value},
    },
    support::account,
};

// SAFETY: a table that is not listed traces all values, and all keys that have values; other keys that
// are objects are marked as dead and never followed again. What a listed table holds is marked, or cleared before
// it is swept, as described above.
unsafe impl<'gc> Collect<'gc> for TableState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(metatable) = self.metatable.get() {
            cc.trace(&metatable);
        }
        let segmented = (self.trace_segments(Part::Array, cc), self.trace_segments(Part::Nodes, cc));
        // Old nodes are many.
        self.trace_segments(Part::Old, cc);
        if self.has(LISTED) {
            return;
        }
        let (elements, nodes) = (self.len.get() as usize, self.nodes().size());
        if segmented == (false, false) && elements + nodes > FEW {
            account::note_traced(elements + nodes);
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

/// Whether marking, as far as it got, did not reach the object that a value is.
pub(crate) fn is_dead<'gc>(fc: &Finalization<'gc>, value: Value<'gc>) -> bool {
    // SAFETY: the tag says that it is an object, and who has the value knows that it was not swept.
    value.tag() >= FIRST_OBJECT_TAG && Gc::is_dead(fc, unsafe { object(value.payload_or_zero()) })
}

/// Marks the object that a value is. One that leads to no others, such as a string, does not get into the list of what is
/// to be gone through. Gives whether this one did.
pub(crate) fn mark<'gc>(fc: &Finalization<'gc>, value: Value<'gc>) -> bool {
    if !is_dead(fc, value) {
        return false;
    }
    // SAFETY: as above.
    fc.forward_barrier(None, unsafe { object(value.payload_or_zero()) });
    value.tag() != STRING_TAG
}

/// What a table holds weakly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WeakMode {
    pub(crate) keys: bool,
    pub(crate) values: bool,
}

impl WeakMode {
    /// Whether a key's being alive decides about its value.
    pub(crate) fn is_ephemeron(self) -> bool {
        self.keys && !self.values
    }
}

/// What became of a place that was looked at.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'gc> {
    /// There is nothing in it.
    Empty,
    /// All that it will ever hold alive is marked.
    Marked,
    /// It has a value that is to be marked when the key is.
    Waiting,
    /// This was marked, and leads to others.
    Reached(Value<'gc>),
}

/// A place of a table.
enum Place {
    Element(usize),
    Node(NodeRef),
}

impl<'gc> TableState<'gc> {
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

    /// The place with this index: elements come before nodes, and those before the ones that they replace.
    fn place(&self, index: usize) -> Option<Place> {
        let (len, nodes) = (self.len.get() as usize, self.nodes());
        let Some(index) = index.checked_sub(len) else { return Some(Place::Element(index)) };
        let (nodes, index) = match index.checked_sub(nodes.size()) {
            None => (nodes, index),
            Some(index) => (self.nodes_of(Part::Old), index),
        };
        // SAFETY: the index is less than the number of nodes.
        (index < nodes.size()).then(|| Place::Node(unsafe { nodes.get(index) }))
    }

    /// How many places there are.
    fn places(&self) -> usize {
        self.len.get() as usize + self.nodes().size() + self.nodes_of(Part::Old).size()
    }

    /// Marks what a node holds strongly, and what it holds for a key that is alive.
    ///
    /// # Safety
    /// The node is one of this table's, and nothing was swept since it was stored to.
    unsafe fn mark_node(fc: &Finalization<'gc>, node: NodeRef, mode: WeakMode) -> Seen<'gc> {
        // SAFETY: passed on to the caller; a node with a value has a valid key.
        let (key, value) = unsafe {
            if !node.has_value() {
                node.kill_key();
                return Seen::Empty;
            }
            (node.key_value(), node.value())
        };
        // String keys of weak values are marked when dead values are gone.
        let is_key_reached = match key.tag() == STRING_TAG {
            true => !mode.values && mark(fc, key),
            false => !mode.keys && mark(fc, key),
        };
        if is_strong(value) {
            mark(fc, value);
        } else if !mode.values {
            if mode.keys && is_dead(fc, key) {
                return if is_dead(fc, value) { Seen::Waiting } else { Seen::Marked };
            }
            if mark(fc, value) {
                return Seen::Reached(value);
            }
        }
        if is_key_reached { Seen::Reached(key) } else { Seen::Marked }
    }

    /// Empties a node if what it holds weakly is dead. Otherwise its key, if that is a string, is marked.
    ///
    /// # Safety
    /// The node is one of this table's, and nothing was swept since it was stored to.
    unsafe fn clear_node(fc: &Finalization<'gc>, node: NodeRef, mode: WeakMode, is_final: bool) {
        // SAFETY: passed on to the caller; a node with a value has a valid key. Nil needs no barrier.
        unsafe {
            if !node.has_value() {
                return;
            }
            let (key, value) = (node.key_value(), node.value());
            let is_gone = is_final && mode.keys && !is_strong(key) && is_dead(fc, key);
            if is_gone || mode.values && !is_strong(value) && is_dead(fc, value) {
                node.set_value(Value::Nil);
                node.kill_key();
            } else if is_final && key.tag() == STRING_TAG {
                mark(fc, key);
            }
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
        let mode = self.what_is_weak();
        (mode.keys, mode.values)
    }

    /// What the table holds weakly.
    pub(crate) fn what_is_weak(self) -> WeakMode {
        let (keys, values) = self.state().weak_mode();
        WeakMode { keys, values }
    }

    pub(super) fn list_as_weak(self, ctx: Context<'gc>) {
        let state = self.state();
        if !state.has(LISTED) {
            state.set_flag(LISTED, true);
            ctx.state().settling.list(ctx, self);
        }
    }

    /// Has the table be an ordinary one: the list no longer has it.
    pub(crate) fn forget_listing(self) {
        self.state().set_flag(LISTED, false);
    }

    /// Whether it is among the objects that have a finalizer.
    pub(crate) fn is_finalizable(self) -> bool {
        self.state().has(FINALIZABLE)
    }

    /// Sets that.
    pub(crate) fn set_finalizable(self, is_finalizable: bool) {
        self.state().set_flag(FINALIZABLE, is_finalizable);
    }

    /// How many places the table has for values.
    pub(crate) fn places(self) -> usize {
        self.state().places()
    }

    /// Marks what a place of a listed table holds strongly, and what it holds for a key that is alive. To be called
    /// between marking and sweeping.
    pub(crate) fn mark_place(self, fc: &Finalization<'gc>, mode: WeakMode, index: usize) -> Seen<'gc> {
        let state = self.state();
        match state.place(index) {
            None => Seen::Empty,
            // SAFETY: nothing is swept yet.
            Some(Place::Node(node)) => unsafe { TableState::mark_node(fc, node, mode) },
            Some(Place::Element(index)) => {
                // SAFETY: there are more elements.
                let value = unsafe { state.element(index) };
                match (!mode.values || is_strong(value)) && mark(fc, value) {
                    true => Seen::Reached(value),
                    false => Seen::Marked,
                }
            }
        }
    }

    /// Marks the value at `key`, which is alive. Gives it if it was marked by that and leads to others.
    pub(crate) fn mark_value_at(self, fc: &Finalization<'gc>, key: Value<'gc>) -> Option<Value<'gc>> {
        let nodes = self.state().nodes();
        let key = Key::of(key);
        if nodes.is_empty() || key.tag <= STRING_TAG {
            return None;
        }
        // SAFETY: the key is alive, and nothing is swept yet.
        let value = unsafe { nodes.search(key, key.hash(nodes.seed()))?.value() };
        mark(fc, value).then_some(value)
    }

    /// Empties a place of a listed table if what it holds weakly is dead: a value, and finally a key. To be called when
    /// all is marked.
    pub(crate) fn clear_place(self, fc: &Finalization<'gc>, mode: WeakMode, index: usize, is_final: bool) {
        let state = self.state();
        match state.place(index) {
            None => {}
            // SAFETY: nothing is swept yet.
            Some(Place::Node(node)) => unsafe { TableState::clear_node(fc, node, mode, is_final) },
            Some(Place::Element(index)) => {
                // SAFETY: there are more elements; nil needs no barrier.
                unsafe {
                    let value = state.element(index);
                    if mode.values && !is_strong(value) && is_dead(fc, value) {
                        state.slot(index).write(Value::Nil);
                    }
                }
            }
        }
    }
}
