//! Traversal: first the array part, then the nodes.
//!
//! A cursor is a place in a table: below [`NODES`] an array index, from there on a node's. It stays
//! good while entries are removed or overwritten, and a removed key still leads to its place.

use std::fmt;

use crate::object::{
    table::{
        Table, integral,
        nodes::{INTEGER_TAG, Key},
    },
    value::Value,
};

/// The key given to [`Table::next`] is not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid key to 'next'")
    }
}

impl std::error::Error for InvalidKey {}

/// The first cursor into the nodes.
const NODES: u64 = 1 << 32;

impl<'gc> Table<'gc> {
    /// The entry after `key`, or the first one for nil; `None` after the last.
    ///
    /// # Errors
    /// If the key is not, and was not before its removal, in the table.
    pub fn next(self, key: Value<'gc>) -> Result<Option<(Value<'gc>, Value<'gc>)>, InvalidKey> {
        let cursor = self.cursor_of(key).ok_or(InvalidKey)?;
        Ok(self.next_from(cursor).map(|(_, key, value)| (key, value)))
    }

    /// [`Self::next`] for the interpreter loop: nil after the last entry, `None` for an invalid key.
    #[inline]
    pub(crate) fn next_in_loop(self, key: Value<'gc>) -> Option<(Value<'gc>, Value<'gc>)> {
        let cursor = self.cursor_of(key)?;
        Some(self.next_from(cursor).map_or((Value::Nil, Value::Nil), |(_, key, value)| (key, value)))
    }

    /// The cursor behind `key`, from which [`Self::next_from`] goes on.
    #[inline]
    pub fn cursor_of(self, key: Value<'gc>) -> Option<u64> {
        let key = match key {
            Value::Nil => return Some(0),
            Value::Float(f) => integral(f.get()).map_or(Key::of(key), Key::integer),
            _ => Key::of(key),
        };
        let state = self.state();
        if key.tag == INTEGER_TAG && key.payload.wrapping_sub(1) < u64::from(state.len.get()) {
            return Some(key.payload);
        }
        let nodes = state.nodes();
        // SAFETY: the nodes are alive, and so is the key, a value of the caller.
        match unsafe { nodes.find_removed(key).map(|node| nodes.index_of(node)) } {
            Some(index) => Some(NODES + index as u64 + 1),
            // An element that was removed from the end.
            None if key.is_positive_integer() && key.payload <= u64::from(state.capacity.get()) => {
                Some(key.payload)
            }
            None => None,
        }
    }

    /// The first entry at or after a cursor, 0 being the start, with the cursor behind it.
    #[inline]
    pub fn next_from(self, cursor: u64) -> Option<(u64, Value<'gc>, Value<'gc>)> {
        let state = self.state();
        let len = state.len.get() as usize;
        if cursor >= NODES {
            return self.next_node((cursor - NODES) as usize);
        }
        let start = state.first_used();
        let from = if cursor as usize > start { cursor as usize } else { start };
        for index in from..len {
            // SAFETY: the element exists.
            let value = unsafe { state.element(index) };
            if !value.is_nil() {
                if cursor as usize <= start {
                    state.set_first_used(index);
                }
                return Some((index as u64 + 1, Value::Integer(index as i64 + 1), value));
            }
        }
        if cursor as usize <= start {
            state.set_first_used(len);
        }
        self.next_node(0)
    }

    fn next_node(self, from: usize) -> Option<(u64, Value<'gc>, Value<'gc>)> {
        let nodes = self.state().nodes();
        // SAFETY: the nodes are alive, the indices less than their number, and a node with a value has
        // a live key.
        unsafe {
            let start = nodes.first_used();
            for index in from.max(start)..nodes.size() {
                let node = nodes.get(index);
                if node.has_value() {
                    if from <= start {
                        nodes.set_first_used(index);
                    }
                    return Some((NODES + index as u64 + 1, node.key_value(), node.value()));
                }
            }
            if from <= start {
                nodes.set_first_used(nodes.size());
            }
        }
        None
    }
}
