//! [`Table`]: Lua's one data structure.
//!
//! The array part holds the values of the keys 1 to its length (which may be nil), the node part all
//! other keys. The parts, their growth, traversal and garbage collection each have a module; here is
//! what others use.
//!
//! Unsafe invariants: whoever stores a value or key into a table issues the table's barrier first; no
//! Rust reference into a part is ever made, only copies in and out; see also the modules' own.

#[forbid(unsafe_code)]
pub(crate) mod canonical;
mod growth;
mod hash;
#[forbid(unsafe_code)]
pub(crate) mod key;
mod moving;
mod nodes;
mod relocation;
mod segment;
mod state;
#[cfg(test)]
mod tests;
mod traversal;
mod weak;

use std::fmt;

use gc_arena::{Collect, Finalization, Gc, Mutation, collect::Trace};

pub(crate) use self::hash::{PartialHash, hash_bytes, mix_seed};
pub(crate) use self::relocation::Relocation;
pub use self::traversal::InvalidKey;
pub(crate) use self::traversal::{Search, next_function};
pub(crate) use self::weak::{Seen, WeakMode, is_dead, mark};
use self::{
    nodes::{Key, NodeRef},
    segment::Part,
    state::{ABSENT, HAS_MODE, POSITIVE_NODES, TABLE_BYTES, TableState, absence_bit},
};
use crate::{
    object::{context::Context, metamethod::Metamethod, serial::Serial, string::String, value::Value},
    support::account::MemoryAccount,
};

/// The fuel of storing at an integer key that is not in the array part.
const OUTSIDE: usize = 4;

/// Why a table cannot take an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableError {
    /// nil is no key.
    NilKey,
    /// NaN is no key.
    NanKey,
    /// The table would have more entries than are supported.
    Overflow,
    /// The memory limit does not allow the table to grow.
    Memory,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TableError::NilKey => "table index is nil",
            TableError::NanKey => "table index is NaN",
            TableError::Overflow => "table overflow",
            TableError::Memory => "not enough memory",
        })
    }
}

impl std::error::Error for TableError {}

/// A Lua table.
#[derive(Clone, Copy)]
pub struct Table<'gc>(Gc<'gc, TableState<'gc>>);

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for Table<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({:p})", self.as_ptr())
    }
}

impl PartialEq for Table<'_> {
    fn eq(&self, other: &Self) -> bool {
        Gc::ptr_eq(self.0, other.0)
    }
}

impl Eq for Table<'_> {}

/// Integral floats as integers, as Lua normalises keys.
#[inline]
fn integral(float: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let integer = float as i64;
    (integer as f64 == float && (-LIMIT..LIMIT).contains(&float)).then_some(integer)
}

impl<'gc> Table<'gc> {
    /// An empty table.
    #[inline]
    pub fn new(ctx: Context<'gc>) -> Self {
        Self::allocate(ctx.mutation(), ctx.memory())
    }

    /// An empty table, for a VM in the making.
    #[inline]
    pub fn allocate(mutation: &Mutation<'gc>, memory: &MemoryAccount) -> Self {
        let serial = Serial::new(memory.charge_traceable(TABLE_BYTES));
        Self(Gc::new(mutation, TableState::new(serial)))
    }

    /// An empty table with room for `array` elements and `hash` other entries.
    ///
    /// # Errors
    /// If the memory limit, or the greatest size, does not allow it.
    pub fn with_capacity(ctx: Context<'gc>, array: usize, hash: usize) -> Result<Self, TableError> {
        let table = Self::new(ctx);
        table.resize(ctx, array, hash)?;
        Ok(table)
    }

    /// Makes room for `array` elements and for `hash` other entries at least. The entries stay.
    ///
    /// # Errors
    /// If the memory limit, or the greatest size, does not allow it.
    #[inline]
    pub fn resize(self, ctx: Context<'gc>, array: usize, hash: usize) -> Result<(), TableError> {
        let state = self.state();
        if array > state.room() {
            state.resize_with_slack(ctx, array)?;
        } else if array > state.capacity() as usize {
            state.release_slack();
        }
        let nodes = state.nodes();
        if hash <= nodes.size() {
            return Ok(());
        }
        let size = nodes::Nodes::size_for(hash).ok_or(TableError::Overflow)?;
        if !nodes.is_empty() {
            return state.lay_out(ctx, None, size);
        }
        state.set_nodes(state.charge_nodes(ctx, size)?);
        self.barrier_everywhere(ctx);
        Ok(())
    }

    /// Makes room for `count` elements.
    ///
    /// # Errors
    /// If the memory limit, or the greatest size, does not allow it.
    #[inline]
    pub fn ensure_array(self, ctx: Context<'gc>, count: usize) -> Result<(), TableError> {
        self.state().reserve_array(ctx, count)
    }

    /// How many nodes are looked at to find a key that is in none of the elements.
    #[cfg(test)]
    fn probes(self, key: Value<'gc>) -> usize {
        // SAFETY: the nodes are alive, and so is the key, a value of the caller.
        unsafe { self.state().nodes().probes(Key::of(key)) }
    }

    #[inline(always)]
    fn state(self) -> &'gc TableState<'gc> {
        self.0.as_ref()
    }

    #[inline(always)]
    fn barrier(self, ctx: Context<'gc>) {
        if ctx.is_marking() {
            ctx.mutation().backward_barrier(Gc::erase(self.0), None);
            ctx.note_barrier();
        }
    }

    /// An address that identifies the table.
    #[inline(always)]
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }

    /// How many slots the array part has in use, and how many nodes there are.
    pub(crate) fn part_sizes(self) -> (usize, usize) {
        (self.state().len.get() as usize, self.state().nodes().size())
    }

    /// The value at `key`, or nil.
    #[inline]
    pub fn raw_get(self, key: Value<'gc>) -> Value<'gc> {
        match key {
            Value::Integer(i) => self.get_integer(i),
            Value::String(s) => self.raw_get_string(s),
            Value::Float(f) => match integral(f.get()) {
                Some(i) => self.get_integer(i),
                None => self.get_any(Key::of(key)),
            },
            Value::Nil => Value::Nil,
            _ => self.get_any(Key::of(key)),
        }
    }

    /// The value at an integer key, or nil.
    #[inline]
    pub fn raw_get_integer(self, key: i64) -> Value<'gc> {
        self.get_integer(key)
    }

    /// The value at a string key, or nil.
    #[inline]
    pub fn raw_get_string(self, key: String<'gc>) -> Value<'gc> {
        if key.is_short() { self.get_short_string(key) } else { self.get_any(Key::string(key)) }
    }

    #[inline(never)]
    fn get_any(self, key: Key) -> Value<'gc> {
        let nodes = self.state().nodes();
        // Without nodes there is no seed, and strings remember their hash.
        if nodes.is_empty() {
            return Value::Nil;
        }
        // SAFETY: the key was taken from a live value.
        self.value_of(unsafe { nodes.search(key, key.hash(nodes.seed())) })
    }

    #[inline(always)]
    fn value_of(self, node: Option<NodeRef>) -> Value<'gc> {
        match node {
            // SAFETY: the node was just found in this table.
            Some(node) => unsafe { node.value() },
            None => Value::Nil,
        }
    }

    /// The value at a key that is known to be a short string.
    #[inline(always)]
    pub(crate) fn get_short_string(self, key: String<'gc>) -> Value<'gc> {
        let value = self.get_short_string_in_loop(key);
        if value.is_nil() && self.has_old_nodes() { self.get_old_string(key) } else { value }
    }

    /// As [`Self::get_short_string`], for the interpreter loop. It may be nil where [`Self::has_old_nodes`].
    #[inline(always)]
    pub(crate) fn get_short_string_in_loop(self, key: String<'gc>) -> Value<'gc> {
        debug_assert!(key.is_short());
        // SAFETY: the table's current nodes are alive.
        self.value_of(unsafe { self.state().nodes().find(Key::string(key), key.short_hash()) })
    }

    /// Whether there are nodes that others replace step by step.
    #[inline(always)]
    pub(crate) fn has_old_nodes(self) -> bool {
        // SAFETY: the table's current nodes are alive.
        unsafe { self.state().nodes().has_old() }
    }

    #[cold]
    #[inline(never)]
    fn get_old_string(self, key: String<'gc>) -> Value<'gc> {
        // SAFETY: as above.
        self.value_of(unsafe { self.state().nodes().search_old(Key::string(key), key.short_hash()) })
    }

    /// The value at an integer key: fast in the array part.
    #[inline(always)]
    pub(crate) fn get_integer(self, key: i64) -> Value<'gc> {
        self.element(key).unwrap_or_else(|| self.get_integer_outside(key))
    }

    /// What is in the array part, if the key belongs there.
    #[inline(always)]
    pub(crate) fn element(self, key: i64) -> Option<Value<'gc>> {
        let state = self.state();
        let index = (key as u64).wrapping_sub(1);
        // SAFETY: just checked.
        (index < u64::from(state.len.get())).then(|| unsafe { state.element(index as usize) })
    }

    /// What is not in the array part.
    #[inline(always)]
    pub(crate) fn get_integer_outside(self, key: i64) -> Value<'gc> {
        if self.state().nodes().is_empty() { Value::Nil } else { self.get_integer_node(key) }
    }

    #[inline(never)]
    fn get_integer_node(self, key: i64) -> Value<'gc> {
        self.value_of(self.find_integer(key))
    }

    #[inline]
    fn find_integer(self, key: i64) -> Option<NodeRef> {
        let nodes = self.state().nodes();
        // SAFETY: the table's current nodes are alive.
        unsafe {
            let (key, hash) = (Key::integer(key), hash::hash_word(nodes.seed(), key as u64));
            match nodes.find(key, hash) {
                None if nodes.has_old() => nodes.search_old(key, hash),
                found => found,
            }
        }
    }

    /// Stores `value` at `key`; nil removes the entry.
    ///
    /// # Errors
    /// If the key is nil or NaN, or the table cannot grow.
    #[inline]
    pub fn raw_set(self, ctx: Context<'gc>, key: Value<'gc>, value: Value<'gc>) -> Result<(), TableError> {
        match key {
            Value::Integer(i) => self.raw_set_integer(ctx, i, value),
            Value::Float(f) => match integral(f.get()) {
                Some(i) => self.raw_set_integer(ctx, i, value),
                None if f.get().is_nan() => Err(TableError::NanKey),
                None => self.set_any(ctx, Key::of(key), value),
            },
            Value::Nil => Err(TableError::NilKey),
            _ => self.set_any(ctx, Key::of(key), value),
        }
    }

    /// Stores `value` at a string key.
    ///
    /// # Errors
    /// If the table cannot grow.
    #[inline]
    pub fn raw_set_string(
        self,
        ctx: Context<'gc>,
        key: String<'gc>,
        value: Value<'gc>,
    ) -> Result<(), TableError> {
        self.set_any(ctx, Key::string(key), value)
    }

    /// Stores `value` at any key but an integer.
    #[inline(never)]
    fn set_any(self, ctx: Context<'gc>, key: Key, value: Value<'gc>) -> Result<(), TableError> {
        let state = self.state();
        // SAFETY: the key was taken from a live value.
        let hash = unsafe { key.hash(ctx.state().interner.seed()) };
        // SAFETY: as above.
        if let Some(node) = unsafe { state.nodes().search(key, hash) } {
            self.set_node(ctx, node, key, value);
            return Ok(());
        }
        if value.is_nil() {
            return Ok(());
        }
        if key.tag == nodes::STRING_TAG {
            state.set_flag(ABSENT, false);
            if key == Key::string(ctx.event_key(Metamethod::Mode)) {
                state.set_flag(HAS_MODE, true);
            }
        }
        state.insert(ctx, key, hash, value)
    }

    /// Stores a value in the node of `key`.
    #[inline]
    fn set_node(self, ctx: Context<'gc>, node: NodeRef, key: Key, value: Value<'gc>) {
        self.barrier_at_node(ctx, node, value);
        let state = self.state();
        // SAFETY: the node was just found in this table.
        unsafe {
            if !value.is_nil() && !node.has_value() {
                state.nodes().note_value(node);
                if key.tag == nodes::STRING_TAG {
                    state.set_flag(ABSENT, false);
                }
            }
            node.set_value(value);
        }
    }

    /// Stores `value` at an integer key.
    ///
    /// # Errors
    /// If the table cannot grow.
    #[inline]
    pub fn raw_set_integer(self, ctx: Context<'gc>, key: i64, value: Value<'gc>) -> Result<(), TableError> {
        let state = self.state();
        let index = (key as u64).wrapping_sub(1);
        if index < u64::from(state.len.get()) {
            self.barrier_at(ctx, Part::Array, index as usize, value);
            // SAFETY: the slot is below the length.
            unsafe { state.slot(index as usize).write(value) };
            state.note_element(index as usize);
            return Ok(());
        }
        if self.append_fast(ctx, key, value) {
            return Ok(());
        }
        self.set_integer_outside(ctx, key, value, false)
    }

    /// Stores `value` as the element `key` of a list that the table was made for with
    /// [`Table::with_capacity`]. Elements before it may be nil and yet count to the length.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::{table::Table, value::Value}};
    ///
    /// Lua::new().enter(|ctx| {
    ///     let table = Table::with_capacity(ctx, 3, 0).expect("3 elements are not many");
    ///     table.raw_set_listed(ctx, 3, Value::True).expect("there is room");
    ///     assert_eq!(table.raw_len(), 3);
    /// });
    /// ```
    ///
    /// # Errors
    /// If the table cannot grow.
    pub fn raw_set_listed(self, ctx: Context<'gc>, key: i64, value: Value<'gc>) -> Result<(), TableError> {
        if (key as u64).wrapping_sub(1) < u64::from(self.state().len.get()) {
            return self.raw_set_integer(ctx, key, value);
        }
        if self.append_fast(ctx, key, value) {
            return Ok(());
        }
        self.set_integer_outside(ctx, key, value, true)
    }

    /// Stores `value` behind the last element, if that is where `key` leads and there is room.
    #[inline(always)]
    pub(crate) fn append_fast(self, ctx: Context<'gc>, key: i64, value: Value<'gc>) -> bool {
        let state = self.state();
        let len = state.len.get();
        let fits = (key as u64).wrapping_sub(1) == u64::from(len)
            && len < state.capacity()
            && !state.has(POSITIVE_NODES)
            && !value.is_nil();
        if fits {
            self.barrier_at(ctx, Part::Array, len as usize, value);
            // SAFETY: there is room.
            unsafe { state.push(value) };
            state.note_element(len as usize);
        }
        fits
    }

    /// Stores `value` at an integer key that is not in the array part.
    #[inline(never)]
    fn set_integer_outside(
        self,
        ctx: Context<'gc>,
        key: i64,
        value: Value<'gc>,
        is_listed: bool,
    ) -> Result<(), TableError> {
        let state = self.state();
        let hash = hash::hash_word(ctx.state().interner.seed(), key as u64);
        let key = Key::integer(key);
        ctx.memory().charge_work(OUTSIDE);
        // SAFETY: the table's current nodes are alive.
        let find = || unsafe { state.nodes().search(key, hash) };
        if let Some(node) = find() {
            // SAFETY: the node was just found in this table.
            if value.is_nil() || unsafe { node.has_value() } {
                self.set_node(ctx, node, key, value);
                return Ok(());
            }
        }
        if value.is_nil() {
            return Ok(());
        }
        if self.set_near_end(ctx, key.payload as i64, value, is_listed)? {
            if let Some(node) = find() {
                // SAFETY: the node was just found in this table; it has no value.
                unsafe { node.forget_key() };
            }
            return Ok(());
        }
        if let Some(node) = find() {
            self.set_node(ctx, node, key, value);
            return Ok(());
        }
        state.insert_integer(ctx, key, hash, value)
    }

    /// Stores `value` in the array part if `key`, which has no value, is right behind its end.
    fn set_near_end(
        self,
        ctx: Context<'gc>,
        key: i64,
        value: Value<'gc>,
        is_listed: bool,
    ) -> Result<bool, TableError> {
        /// A few nils are cheaper than a node.
        const MAX_GAP: u64 = 4;
        let state = self.state();
        let index = (key as u64).wrapping_sub(1);
        let len = u64::from(state.len.get());
        let gap = index.wrapping_sub(len);
        // Programs that ask for the length of a list with gaps mostly get the reference implementation's
        // answer, whose array part ends at a power of two.
        if gap > 0 && !is_listed && (gap > MAX_GAP || index >= len.next_power_of_two()) || key <= 0 {
            return Ok(false);
        }
        // Nils must not hide nodes.
        if state.has(POSITIVE_NODES)
            && (1..=gap).any(|back| !self.get_integer_node(key - back as i64).is_nil())
        {
            return Ok(false);
        }
        if gap == 0 && state.len.get() == state.capacity() {
            state.grow_array(ctx)?;
            if index > u64::from(state.len.get()) {
                return Ok(false);
            }
        }
        if index >= u64::from(state.capacity()) {
            return Ok(false);
        }
        let index = index as usize;
        state.pad_to(index + 1);
        self.barrier_at(ctx, Part::Array, index, value);
        // SAFETY: the slot is below the length; the barrier was issued.
        unsafe { state.slot(index).write(value) };
        state.note_element(index);
        Ok(true)
    }

    /// Overwrites the value at a key that is known to be a short string, if that has a value. False:
    /// nothing was done.
    #[inline(always)]
    pub(crate) fn set_existing_short_string(
        self,
        ctx: Context<'gc>,
        key: String<'gc>,
        value: Value<'gc>,
    ) -> bool {
        debug_assert!(key.is_short());
        // SAFETY: the nodes are alive, the node found is one of them, and the barrier comes first.
        unsafe {
            match self.state().nodes().find(Key::string(key), key.short_hash()) {
                Some(node) if node.has_value() => {
                    self.barrier_at_node(ctx, node, value);
                    node.set_value(value);
                    true
                }
                _ => false,
            }
        }
    }

    /// Overwrites the element at `key` if it has a value or there is no metatable, or appends it if
    /// there is room. False: nothing was done.
    #[inline(always)]
    pub(crate) fn set_existing_integer(self, ctx: Context<'gc>, key: i64, value: Value<'gc>) -> bool {
        let state = self.state();
        let index = (key as u64).wrapping_sub(1);
        if index >= u64::from(state.len.get()) {
            return state.metatable.get().is_none() && self.append_fast(ctx, key, value);
        }
        // SAFETY: the slot is below the length, and the barrier comes before the store.
        unsafe {
            if state.element(index as usize).is_nil() {
                if state.metatable.get().is_some() {
                    return false;
                }
                state.note_element(index as usize);
            }
            self.barrier_at(ctx, Part::Array, index as usize, value);
            state.slot(index as usize).write(value);
        }
        true
    }

    /// The length, a border (manual section 3.4.7): where there is more than one, usually the end of
    /// the array part.
    #[inline]
    pub fn raw_len(self) -> i64 {
        let state = self.state();
        let len = state.len.get();
        // SAFETY: the element exists.
        let is_end = len == 0 || unsafe { !state.element(len as usize - 1).is_nil() };
        if is_end && !state.has(POSITIVE_NODES) { i64::from(len) } else { self.search_border() }
    }

    #[inline(never)]
    fn search_border(self) -> i64 {
        let state = self.state();
        /// How many elements are dropped in one go.
        const MAX_DROPPED: u32 = 64;
        // Elements removed from the end are dropped.
        let least = state.len.get().saturating_sub(MAX_DROPPED);
        while let Some(last) = state.len.get().checked_sub(1) {
            // SAFETY: the element exists.
            if unsafe { !state.element(last as usize).is_nil() } {
                break;
            }
            if last < least {
                return self.search_border_in_array();
            }
            state.len.set(last);
        }
        let len = i64::from(state.len.get());
        if !state.has(POSITIVE_NODES) || self.get_integer_node(len + 1).is_nil() {
            return len;
        }
        // Where there are several borders, this order of looking finds the reference implementation's.
        let (mut low, mut high) = (len.max(1), len.max(1));
        loop {
            if high > i64::MAX / 2 {
                // The entries are far apart by design, not elements of a list.
                if !self.get_integer(i64::MAX).is_nil() {
                    return i64::MAX;
                }
                high = i64::MAX;
                break;
            }
            high *= 2;
            if self.get_integer(high).is_nil() {
                break;
            }
            low = high;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.get_integer(middle).is_nil() { high = middle } else { low = middle }
        }
        low
    }

    /// A border in the array part, which ends with nils.
    fn search_border_in_array(self) -> i64 {
        let (mut low, mut high) = (0, i64::from(self.state().len.get()));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.get_integer(middle).is_nil() { high = middle } else { low = middle }
        }
        low
    }

    /// The metatable.
    #[inline(always)]
    pub fn metatable(self) -> Option<Table<'gc>> {
        self.state().metatable.get()
    }

    /// Sets or removes the metatable. A `__gc` or `__mode` that it already has takes effect.
    pub fn set_metatable(self, ctx: Context<'gc>, metatable: Option<Table<'gc>>) {
        self.barrier(ctx);
        self.state().metatable.set(metatable);
        if let Some(metatable) = metatable {
            ctx.state().finalizers.register(ctx, Value::Table(self), metatable);
            if metatable.state().has(HAS_MODE) {
                self.list_as_weak(ctx);
            }
        }
    }

    /// The handler of an event in this metatable, or nil.
    #[inline]
    pub fn metamethod(self, ctx: Context<'gc>, metamethod: Metamethod) -> Value<'gc> {
        let state = self.state();
        let bit = absence_bit(metamethod);
        if state.has(bit) {
            return Value::Nil;
        }
        let handler = self.get_short_string(ctx.event_key(metamethod));
        if handler.is_nil() {
            state.set_flag(bit, true);
        }
        handler
    }

    /// [`Self::metamethod`] for `__index`, inlined into the interpreter loop.
    #[inline(always)]
    pub(crate) fn index_handler(self, ctx: Context<'gc>) -> Value<'gc> {
        if self.state().has(const { absence_bit(Metamethod::Index) }) {
            return Value::Nil;
        }
        self.metamethod(ctx, Metamethod::Index)
    }

    /// [`Self::metamethod`] for a metatable that mostly has the handler, so that its absence need not be noted.
    #[inline(always)]
    pub(crate) fn likely_handler(self, ctx: Context<'gc>, metamethod: Metamethod) -> Value<'gc> {
        self.get_short_string(ctx.event_key(metamethod))
    }

    /// Whether marking, as far as it got, did not reach it.
    pub(crate) fn is_dead(self, fc: &Finalization<'gc>) -> bool {
        Gc::is_dead(fc, self.0)
    }
}
