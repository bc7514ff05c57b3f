//! Traversal: first the array part, then the nodes.
//!
//! A cursor is a place in a table: below [`NODES`] an array index, from there on a node's. It stays
//! good while entries are removed or overwritten, and a removed key still leads to its place.
//!
//! Unsafe invariant: a cursor is only a number, compared with the sizes of both parts at each use; nodes are
//! read while nothing else has the table in its hands.

use std::fmt;

use crate::object::{
    context::Context,
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

/// How many places, empty ones or those that a search visits, cost as much as an instruction.
const PLACES_PER_UNIT: usize = 16;

/// A search through tables of any size, entry by entry, which charges fuel for what it looks at.
pub(crate) struct Search<'gc> {
    ctx: Context<'gc>,
    visited: usize,
}

impl<'gc> Search<'gc> {
    /// A search that has visited nothing.
    pub(crate) fn new(ctx: Context<'gc>) -> Self {
        Self { ctx, visited: 0 }
    }

    /// The entry of `table` after `key`, or the first one for nil; `None` after the last.
    pub(crate) fn next(&mut self, table: Table<'gc>, key: Value<'gc>) -> Option<(Value<'gc>, Value<'gc>)> {
        self.visited += 1;
        if self.visited.is_multiple_of(PLACES_PER_UNIT) {
            self.ctx.charge_fuel(1);
        }
        table.next_charged(self.ctx, key).ok().flatten()
    }
}

/// The cursor behind an entry, its key and its value.
type Entry<'gc> = (u64, Value<'gc>, Value<'gc>);

impl<'gc> Table<'gc> {
    /// The entry after `key`, or the first one for nil; `None` after the last.
    ///
    /// # Errors
    /// If the key is not, and was not before its removal, in the table.
    pub fn next(self, key: Value<'gc>) -> Result<Option<(Value<'gc>, Value<'gc>)>, InvalidKey> {
        let cursor = self.cursor_of(key).ok_or(InvalidKey)?;
        Ok(self.next_from(cursor).map(|(_, key, value)| (key, value)))
    }

    /// [`Self::next`] that charges fuel for the empty places on the way.
    ///
    /// # Errors
    /// If the key is not, and was not before its removal, in the table.
    pub fn next_charged(
        self,
        ctx: Context<'gc>,
        key: Value<'gc>,
    ) -> Result<Option<(Value<'gc>, Value<'gc>)>, InvalidKey> {
        let (entry, looked_at) = self.advance(self.cursor_of(key).ok_or(InvalidKey)?);
        ctx.charge_fuel(looked_at / PLACES_PER_UNIT);
        Ok(entry.map(|(_, key, value)| (key, value)))
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
        self.advance(cursor).0
    }

    /// The first entry at or after a cursor, and how many places were looked at to find it.
    #[inline]
    fn advance(self, cursor: u64) -> (Option<Entry<'gc>>, usize) {
        if cursor >= NODES {
            return self.advance_in_nodes((cursor - NODES) as usize);
        }
        let state = self.state();
        let (cursor, len) = (cursor as usize, state.len.get() as usize);
        let start = state.first_used();
        let from = if cursor > start { cursor } else { start };
        for index in from..len {
            // SAFETY: the element exists.
            let value = unsafe { state.element(index) };
            if !value.is_nil() {
                if cursor <= start {
                    state.set_first_used(index);
                }
                let entry = (index as u64 + 1, Value::Integer(index as i64 + 1), value);
                return (Some(entry), index - from + 1);
            }
        }
        if cursor <= start {
            state.set_first_used(len);
        }
        let (entry, looked_at) = self.advance_in_nodes(0);
        (entry, looked_at + len.saturating_sub(from))
    }

    fn advance_in_nodes(self, cursor: usize) -> (Option<Entry<'gc>>, usize) {
        let nodes = self.state().nodes();
        let size = nodes.size();
        // SAFETY: the nodes are alive, the indices less than their number, and a node with a value has
        // a live key.
        unsafe {
            let start = nodes.first_used();
            let from = cursor.max(start);
            for index in from..size {
                let node = nodes.get(index);
                if node.has_value() {
                    if cursor <= start {
                        nodes.set_first_used(index);
                    }
                    let entry = (NODES + index as u64 + 1, node.key_value(), node.value());
                    return (Some(entry), index - from + 1);
                }
            }
            if cursor <= start {
                nodes.set_first_used(size);
            }
            (None, size.saturating_sub(from))
        }
    }
}
