//! Traversal: first the array part, then the nodes.
//!
//! A cursor is a place in a table: below [`NODES`] an array index, from there on a node's. It stays
//! good while entries are removed or overwritten, and a removed key still leads to its place.
//!
//! Unsafe invariant: a cursor is only a number, compared with the sizes of both parts at each use; nodes are
//! read while nothing else has the table in its hands.

use std::fmt;

use piccolo_derive::Collect;

use crate::object::{
    callback::Action,
    context::Context,
    error::Error,
    sequence::{BoxSequence, Sequence, SequencePoll},
    stack::Stack,
    table::{
        Table, integral,
        key::{Hashing, ready_key},
        nodes::{INTEGER_TAG, Key, Nodes},
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

/// The fuel of a place that is looked at on the way to the next entry.
const LOOKED_AT: usize = 3;

/// A search through a table, entry by entry, which charges fuel for what it looks at.
pub(crate) struct Search<'gc> {
    ctx: Context<'gc>,
    table: Table<'gc>,
    cursor: u64,
    left: usize,
}

impl<'gc> Search<'gc> {
    /// A search through `table` that has visited nothing. It looks at `limit` places at most.
    pub(crate) fn new(ctx: Context<'gc>, table: Table<'gc>, limit: usize) -> Self {
        Self { ctx, table, cursor: 0, left: limit }
    }

    /// How many places may still be looked at.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// The next entry; `None` after the last.
    pub(crate) fn next(&mut self) -> Option<(Value<'gc>, Value<'gc>)> {
        while self.left > 0 {
            let (advance, looked_at) = self.table.advance(self.cursor, self.left.min(MAX_SKIPPED));
            self.ctx.charge_fuel(LOOKED_AT * looked_at);
            self.left = self.left.saturating_sub(looked_at.max(1));
            match advance {
                Advance::Entry((cursor, key, value)) => {
                    self.cursor = cursor;
                    return Some((key, value));
                }
                Advance::End => return None,
                Advance::Further(cursor) => self.cursor = cursor,
            }
        }
        None
    }
}

/// The cursor behind an entry, its key and its value.
type Entry<'gc> = (u64, Value<'gc>, Value<'gc>);

/// How many empty places are skipped in one go.
const MAX_SKIPPED: usize = 1 << 14;

/// The same in the interpreter loop, where it is not charged.
const MAX_SKIPPED_IN_LOOP: usize = 64;

/// What a search for the next entry came to.
enum Advance<'gc> {
    Entry(Entry<'gc>),
    End,
    /// There was none up to this cursor.
    Further(u64),
}

/// The `next` function: goes on from an entry, past as many empty places as there are.
pub(crate) fn next_function<'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let Value::Table(table) = stack.get(0) else {
        let got = if stack.is_empty() { "no value" } else { stack.get(0).type_name() };
        return Err(Error::argument(0, format!("table expected, got {got}")));
    };
    let key = match ready_key(ctx, stack.get(1)) {
        Ok(key) => key,
        Err(key) => return Ok(Action::Sequence(BoxSequence::new(Start { key: Hashing::new(ctx, key) }))),
    };
    let Some(cursor) = table.cursor_of(key) else {
        return Err(Error::Value(Value::String(ctx.intern(b"invalid key to 'next'"))));
    };
    let mut traversal = Traversal { table, cursor };
    if traversal.go_on(ctx, &mut stack)? {
        return Ok(Action::Return);
    }
    Ok(Action::Sequence(BoxSequence::new(traversal)))
}

/// A traversal that goes on from a key that is still being hashed.
#[derive(Collect)]
#[collect(no_drop)]
struct Start<'gc> {
    key: Hashing<'gc>,
}

impl<'gc> Sequence<'gc> for Start<'gc> {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if self.key.go_on(ctx).is_none() {
            return Ok(SequencePoll::Pause);
        }
        // With the key hashed, it is a call like any other.
        stack.truncate(2);
        Ok(SequencePoll::TailCall(ctx.next_function().into()))
    }
}

/// The search for the entry at or after a cursor.
#[derive(Collect)]
#[collect(no_drop)]
struct Traversal<'gc> {
    table: Table<'gc>,
    cursor: u64,
}

impl<'gc> Traversal<'gc> {
    /// Puts the entry on the stack, or nil if there is none. False: there are more places to look at.
    #[inline(always)]
    fn go_on(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<bool, Error<'gc>> {
        let (advance, looked_at) = self.table.advance(self.cursor, MAX_SKIPPED);
        ctx.charge_fuel(LOOKED_AT * looked_at);
        match advance {
            Advance::Entry((_, key, value)) => {
                stack.replace(key);
                stack.push(value)?;
            }
            Advance::End => stack.replace(Value::Nil),
            Advance::Further(cursor) => {
                self.cursor = cursor;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'gc> Sequence<'gc> for Traversal<'gc> {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(if self.go_on(ctx, &mut stack)? { SequencePoll::Return } else { SequencePoll::Pause })
    }
}

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
        let mut cursor = self.cursor_of(key).ok_or(InvalidKey)?;
        loop {
            let (advance, looked_at) = self.advance(cursor, MAX_SKIPPED);
            ctx.charge_fuel(LOOKED_AT * looked_at);
            match advance {
                Advance::Entry((_, key, value)) => return Ok(Some((key, value))),
                Advance::End => return Ok(None),
                Advance::Further(further) => cursor = further,
            }
        }
    }

    /// [`Self::next`] for the interpreter loop: nil after the last entry, `None` for an invalid key, and where
    /// too many places are empty.
    #[inline]
    pub(crate) fn next_in_loop(self, key: Value<'gc>) -> Option<(Value<'gc>, Value<'gc>)> {
        match self.advance(self.cursor_of(key)?, MAX_SKIPPED_IN_LOOP).0 {
            Advance::Entry((_, key, value)) => Some((key, value)),
            Advance::End => Some((Value::Nil, Value::Nil)),
            Advance::Further(_) => None,
        }
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
            // SAFETY: the nodes are alive.
            None if unsafe { nodes.has_old() } => self.cursor_in_old_nodes(key),
            // An element that was removed from the end.
            None if key.is_positive_integer() && key.payload <= u64::from(state.capacity()) => {
                Some(key.payload)
            }
            None => None,
        }
    }

    /// The cursor behind a key that is not in the nodes, while they replace others.
    #[cold]
    fn cursor_in_old_nodes(self, key: Key) -> Option<u64> {
        let nodes = self.state().nodes();
        // SAFETY: the nodes are alive, and so is the key, a value of the caller.
        let index = unsafe { nodes.old().find_removed(key).map(|node| nodes.old().index_of(node)) };
        match index {
            Some(index) => Some(NODES + (nodes.size() + index) as u64 + 1),
            None if key.is_positive_integer() && key.payload <= u64::from(self.state().capacity()) => {
                Some(key.payload)
            }
            None => None,
        }
    }

    /// The first entry at or after a cursor, 0 being the start, with the cursor behind it.
    #[inline]
    pub fn next_from(self, mut cursor: u64) -> Option<(u64, Value<'gc>, Value<'gc>)> {
        loop {
            match self.advance(cursor, MAX_SKIPPED).0 {
                Advance::Entry(entry) => return Some(entry),
                Advance::End => return None,
                Advance::Further(further) => cursor = further,
            }
        }
    }

    /// The first entry at or after a cursor, if it is among about `limit` places, and how many were looked at.
    #[inline]
    fn advance(self, cursor: u64, limit: usize) -> (Advance<'gc>, usize) {
        if cursor >= NODES {
            return self.advance_in_nodes((cursor - NODES) as usize, limit);
        }
        let state = self.state();
        let (cursor, len) = (cursor as usize, state.len.get() as usize);
        let start = state.first_used();
        let from = if cursor > start { cursor } else { start };
        let end = len.min(from.saturating_add(limit));
        for index in from..end {
            // SAFETY: the element exists.
            let value = unsafe { state.element(index) };
            if !value.is_nil() {
                if cursor <= start {
                    state.set_first_used(index);
                }
                let entry = (index as u64 + 1, Value::Integer(index as i64 + 1), value);
                return (Advance::Entry(entry), index - from + 1);
            }
        }
        if cursor <= start {
            state.set_first_used(end);
        }
        let looked_at = end.saturating_sub(from);
        if end < len {
            return (Advance::Further(end as u64), looked_at);
        }
        let (advance, looked_at_nodes) = self.advance_in_nodes(0, limit);
        (advance, looked_at_nodes + looked_at)
    }

    fn advance_in_nodes(self, cursor: usize, limit: usize) -> (Advance<'gc>, usize) {
        let nodes = self.state().nodes();
        let (advance, looked_at) = advance_in_part(nodes, NODES, cursor, limit);
        // SAFETY: the nodes are alive.
        let old = unsafe { nodes.old() };
        if old.is_empty() || !matches!(advance, Advance::End) {
            return (advance, looked_at);
        }
        let (from, cursor) = (NODES + nodes.size() as u64, cursor.saturating_sub(nodes.size()));
        let (advance, looked_at_old) =
            advance_in_part(old, from, cursor, limit.max(looked_at + 1) - looked_at);
        (advance, looked_at + looked_at_old)
    }
}

/// The same for some nodes of the table; `from` is the cursor of the first one.
#[inline]
fn advance_in_part<'gc>(nodes: Nodes, from: u64, cursor: usize, limit: usize) -> (Advance<'gc>, usize) {
    let size = nodes.size();
    // SAFETY: the nodes are alive, the indices less than their number, and a node with a value has
    // a live key.
    unsafe {
        let start = nodes.first_used();
        let first = cursor.max(start);
        let end = size.min(first.saturating_add(limit));
        for index in first..end {
            let node = nodes.get(index);
            if node.has_value() {
                if cursor <= start {
                    nodes.set_first_used(index);
                }
                let entry = (from + index as u64 + 1, node.key_value(), node.value());
                return (Advance::Entry(entry), index - first + 1);
            }
        }
        if cursor <= start {
            nodes.set_first_used(end);
        }
        let advance = if end < size { Advance::Further(from + end as u64) } else { Advance::End };
        (advance, end.saturating_sub(first))
    }
}
