//! `Interner`: the set of all short strings of a VM.
//!
//! Its entries are weak: it is not traced, and `Interner::prune_part` takes out the strings that marking
//! did not reach. That has to be the last thing that happens between marking and sweeping; then every
//! entry outlives the sweep, and no string that is about to be freed is ever handed out.
//!
//! A large set consists of many small ones, so that it grows, and is pruned, in small pieces. Scripts may run between
//! these; then strings that are handed out are marked. Other strings that they get at are marked already, since
//! whatever they reach is.
//!
//! The names of metamethods are known, so that they are found in metatables without a look at their bytes. They
//! are made when they first come up; until then no table has them, and a string that no table has stands for each.
//!
//! Unsafe invariants: every entry is a live short string of this arena, and no reference into the set
//! is kept beyond the method that made it.

use std::cell::{Cell, UnsafeCell};

use gc_arena::{Finalization, Gc, Mutation, collect::Trace};
use hashbrown::HashTable;

use crate::{
    object::{
        metamethod::Metamethod,
        string::{SHORT_LIMIT, String, short_bytes},
        table::{canonical::CanonicalKeys, hash_bytes, mix_seed},
    },
    support::account::{MemoryAccount, MemoryExceeded},
};

/// The short strings of a VM, and the seed of its hashes.
pub(crate) struct Interner<'gc> {
    /// Sets of about [`SHARD_SIZE`] strings each: linear hashing.
    shards: UnsafeCell<Vec<Shard<'gc>>>,
    /// How many strings there are.
    count: Cell<usize>,
    /// The next of them to be pruned, while that is under way.
    next_to_prune: Cell<Option<usize>>,
    seed: u64,
    /// The names of metamethods, or `no_name`.
    events: [Cell<String<'gc>>; Metamethod::COUNT],
    /// A string that is not in the set.
    no_name: String<'gc>,
    canonical_keys: CanonicalKeys<'gc>,
}

type Shard<'gc> = HashTable<String<'gc>>;

/// The room that the set starts with: enough for the names of the whole standard library.
const MIN_CAPACITY: usize = 224;

/// How many strings there are for each set.
const SHARD_SIZE: usize = 850;

/// From how many shards on strings and their places are not in the cache of one core, and from how many in none; and the fuel
/// that it takes then to make a string, and to find one that is there.
const MANY_SHARDS: usize = 48;
const FAR_STRING: usize = 24;
const FOUND_FAR: usize = 14;
const VERY_MANY_SHARDS: usize = 128;
const UNCACHED_STRING: usize = 60;
const FOUND_UNCACHED: usize = 44;

/// Strings that are looked at in one piece of pruning, at least.
const PRUNED_AT_ONCE: usize = 2048;

/// Which of `count` sets has strings with this hash. The bits are neither those that select the bucket nor, unless there
/// are many sets, the tag. The sets before `count` less the next lower power of two are divided already.
#[inline(always)]
fn shard_of(hash: u32, count: usize) -> usize {
    let (bits, mask) = ((hash >> 15) as usize, usize::MAX >> ((count - 1) | 1).leading_zeros());
    let index = if count == 1 { 0 } else { bits & mask };
    if index < count { index } else { index & (mask >> 1) }
}

/// Whether marking, as far as it got, did not reach an object.
pub(crate) fn is_unmarked<'gc>(mutation: &Mutation<'gc>, object: Gc<'gc, ()>) -> bool {
    // SAFETY: both types are transparent wrappers of the collector's context, in which this only reads the object's
    // colour.
    let finalization = unsafe { &*core::ptr::from_ref(mutation).cast::<Finalization<'gc>>() };
    Gc::is_dead(finalization, object)
}

/// What `hashbrown` makes of 32 bits: its low bits select the bucket, its top bits the tag.
#[inline(always)]
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// The bytes of a set that can hold `capacity` strings, rounded up.
fn table_bytes(capacity: usize) -> usize {
    let buckets = (capacity * 8).div_ceil(7).next_power_of_two();
    buckets * (size_of::<String<'_>>() + 1) + 16
}

impl<'gc> Interner<'gc> {
    /// An empty interner. All hashes of the VM depend on `seed`.
    pub(crate) fn new(mutation: &Mutation<'gc>, memory: &MemoryAccount, seed: u64) -> Self {
        let strings = HashTable::with_capacity(MIN_CAPACITY);
        memory.charge_object(strings.allocation_size() + short_bytes(0));
        let no_name = String::allocate_short(mutation, b"", 0);
        Self {
            shards: UnsafeCell::new(vec![strings]),
            count: Cell::new(0),
            next_to_prune: Cell::new(None),
            seed: mix_seed(seed),
            events: Metamethod::ALL.map(|_| Cell::new(no_name)),
            no_name,
            canonical_keys: CanonicalKeys::default(),
        }
    }

    /// What stands for the huge strings that are used as keys.
    pub(crate) fn canonical_keys(&self) -> &CanonicalKeys<'gc> {
        &self.canonical_keys
    }

    /// The name of a metamethod as a key to look up. It is no key of any table if the name never came up.
    #[inline(always)]
    pub(crate) fn event_key(&self, event: Metamethod) -> String<'gc> {
        self.events[event as usize].get()
    }

    /// The name of a metamethod, if it came up already.
    pub(crate) fn event_name(&self, event: Metamethod) -> Option<String<'gc>> {
        let name = self.event_key(event);
        (name.as_ptr() != self.no_name.as_ptr()).then_some(name)
    }

    /// Keeps a new string if it is the name of a metamethod.
    #[cold]
    #[inline(never)]
    fn note_event(&self, string: String<'gc>) {
        let event = Metamethod::ALL.iter().find(|event| event.name().as_bytes() == string.as_bytes());
        if let Some(&event) = event {
            self.events[event as usize].set(string);
        }
    }

    /// Traces the names of metamethods; all other strings have to be held by others.
    pub(crate) fn trace_events<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.no_name);
        self.events.iter().for_each(|name| cc.trace(&name.get()));
    }

    /// The seed of all hashes, already mixed.
    #[inline(always)]
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// How many strings there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        // SAFETY: a short-lived reference; nothing runs meanwhile.
        unsafe { (*self.shards.get()).iter().map(HashTable::len).sum() }
    }

    /// The string with these bytes. What it takes is charged without regard to the limit.
    #[inline]
    pub(crate) fn intern(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        bytes: &[u8],
    ) -> String<'gc> {
        if bytes.len() > SHORT_LIMIT {
            return String::new_long(mutation, memory, bytes);
        }
        let hash = hash_bytes(self.seed, bytes);
        // SAFETY: the reference is used before anything else is.
        let strings = unsafe { self.shard(hash) };
        if let Some(found) = self.find(mutation, memory, strings, hash, bytes) {
            return found;
        }
        if let Some(capacity) = needed_capacity(strings) {
            let bytes = table_bytes(capacity);
            memory.charge_object(bytes);
            self.grow(memory, hash, bytes);
        }
        memory.charge_object(short_bytes(bytes.len()));
        self.insert(mutation, memory, hash, bytes)
    }

    /// The short string with these bytes.
    ///
    /// # Errors
    /// If the memory limit does not allow it.
    #[inline]
    pub(crate) fn try_intern(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        bytes: &[u8],
    ) -> Result<String<'gc>, MemoryExceeded> {
        debug_assert!(bytes.len() <= SHORT_LIMIT);
        let hash = hash_bytes(self.seed, bytes);
        // SAFETY: the reference is used before anything else is.
        let strings = unsafe { self.shard(hash) };
        if let Some(found) = self.find(mutation, memory, strings, hash, bytes) {
            return Ok(found);
        }
        if let Some(capacity) = needed_capacity(strings) {
            let bytes = table_bytes(capacity);
            memory.charge(bytes)?;
            self.grow(memory, hash, bytes);
        }
        memory.charge(short_bytes(bytes.len()))?;
        Ok(self.insert(mutation, memory, hash, bytes))
    }

    /// The set that has strings with this hash.
    ///
    /// # Safety
    /// The reference is the only one into the sets.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    unsafe fn shard(&self, hash: u32) -> &mut Shard<'gc> {
        // SAFETY: passed on to the caller; there are as many sets as that is masked with.
        unsafe {
            let shards = &mut *self.shards.get();
            let index = shard_of(hash, shards.len());
            shards.get_unchecked_mut(index)
        }
    }

    #[inline]
    fn find(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        strings: &Shard<'gc>,
        hash: u32,
        bytes: &[u8],
    ) -> Option<String<'gc>> {
        let found =
            strings.find(spread(hash), |s| s.short_hash() == hash && s.as_bytes() == bytes).copied()?;
        self.charge_distance(memory, FOUND_FAR, FOUND_UNCACHED);
        if self.is_pruning() {
            self.keep(mutation, found);
        }
        Some(found)
    }

    /// Marks a string that is handed out while the set is being pruned.
    #[cold]
    fn keep(&self, mutation: &Mutation<'gc>, string: String<'gc>) {
        mutation.forward_barrier(None, string.erase());
    }

    /// Doubles the room, or only drops the marks that removed strings left if there are many of them.
    /// `charged` bytes are paid for; what was not needed, and the old set's bytes, are credited.
    #[cold]
    fn grow(&self, memory: &MemoryAccount, hash: u32, charged: usize) {
        // SAFETY: the only reference; rehashing reads the entries' headers only.
        let strings = unsafe { self.shard(hash) };
        let old = strings.allocation_size();
        strings.reserve(1, |s| spread(s.short_hash()));
        memory.credit((charged + old).saturating_sub(strings.allocation_size()));
    }

    /// Divides the set whose turn it is.
    #[cold]
    #[inline(never)]
    fn divide(&self, memory: &MemoryAccount) {
        // SAFETY: the only reference; hashing reads the entries' headers only.
        let shards = unsafe { &mut *self.shards.get() };
        let count = shards.len() + 1;
        let index = shards.len() - (1 << shards.len().ilog2());
        let is_moved = |s: &String<'gc>| shard_of(s.short_hash(), count) != index;
        let moved = shards[index].iter().filter(|s| is_moved(s)).count();
        let mut strings = HashTable::with_capacity(moved);
        for string in shards[index].extract_if(|s| is_moved(s)) {
            strings.insert_unique(spread(string.short_hash()), string, |s| spread(s.short_hash()));
        }
        let old = shards.capacity();
        memory.charge_object(strings.allocation_size());
        shards.push(strings);
        memory.charge_object((shards.capacity() - old) * size_of::<Shard<'_>>());
    }

    #[inline]
    fn insert(
        &self,
        mutation: &Mutation<'gc>,
        memory: &MemoryAccount,
        hash: u32,
        bytes: &[u8],
    ) -> String<'gc> {
        let string = String::allocate_short(mutation, bytes, hash);
        // SAFETY: the only reference; there is room, so nothing else runs.
        let strings = unsafe { self.shard(hash) };
        strings.insert_unique(spread(hash), string, |s| spread(s.short_hash()));
        self.count.set(self.count.get() + 1);
        if self.is_pruning() {
            self.keep(mutation, string);
        }
        if bytes.starts_with(b"__") {
            self.note_event(string);
        }
        self.charge_distance(memory, FAR_STRING, UNCACHED_STRING);
        // SAFETY: a short-lived reference.
        let shards = unsafe { &*self.shards.get() }.len();
        if self.count.get() > SHARD_SIZE * shards {
            self.divide(memory);
        }
        string
    }

    /// Charges for memory that is in other caches than the nearest, or in none, where there are so many strings.
    #[inline(always)]
    fn charge_distance(&self, memory: &MemoryAccount, far: usize, uncached: usize) {
        // SAFETY: a short-lived reference.
        let shards = unsafe { &*self.shards.get() }.len();
        if shards >= MANY_SHARDS {
            memory.charge_work(if shards >= VERY_MANY_SHARDS { uncached } else { far });
        }
    }

    /// Whether pruning is under way.
    #[inline(always)]
    pub(crate) fn is_pruning(&self) -> bool {
        self.next_to_prune.get().is_some()
    }

    /// Starts pruning. To be called when all is marked and nothing will be resurrected that scripts can not reach.
    pub(crate) fn begin_pruning(&self) {
        self.next_to_prune.set(Some(0));
    }

    /// Forgets long keys that marking did not reach. To be called directly before sweeping starts.
    pub(crate) fn prune_keys(&self, finalization: &Finalization<'gc>, memory: &MemoryAccount) {
        self.canonical_keys.prune(finalization, memory);
    }

    /// Ends pruning. To be called directly before sweeping starts: until then strings that are handed out are marked.
    pub(crate) fn end_pruning(&self) {
        self.next_to_prune.set(None);
    }

    /// Takes out some of the strings that marking did not reach. To be called while all is marked, until it gives
    /// `None`. Otherwise gives how many strings were looked at.
    pub(crate) fn prune_part(
        &self,
        finalization: &Finalization<'gc>,
        memory: &MemoryAccount,
    ) -> Option<usize> {
        // SAFETY: the only reference; looking at an entry's colour does not touch the set.
        let shards = unsafe { &mut *self.shards.get() };
        let mut next = self.next_to_prune.get()?;
        let mut looked_at = 0;
        while looked_at < PRUNED_AT_ONCE {
            let Some(strings) = shards.get_mut(next) else { break };
            looked_at += strings.len();
            self.count.set(self.count.get() - strings.len());
            prune(strings, finalization, memory);
            self.count.set(self.count.get() + strings.len());
            next += 1;
        }
        self.next_to_prune.set(Some(next));
        (looked_at > 0).then_some(looked_at)
    }
}

/// How many strings there has to be room for in a set that has none for one more.
#[inline]
fn needed_capacity(strings: &Shard<'_>) -> Option<usize> {
    let capacity = strings.capacity();
    (strings.len() == capacity).then_some((capacity * 2).max(4))
}

fn prune<'gc>(strings: &mut Shard<'gc>, finalization: &Finalization<'gc>, memory: &MemoryAccount) {
    strings.retain(|s| !Gc::is_dead(finalization, s.erase()));
    let bytes = strings.allocation_size();
    if table_bytes(strings.len() * 8) < bytes && bytes > table_bytes(MIN_CAPACITY) {
        strings.shrink_to((strings.len() * 2).max(MIN_CAPACITY / 2), |s| spread(s.short_hash()));
        memory.credit(bytes - strings.allocation_size());
    }
}

#[cfg(test)]
mod tests {
    use gc_arena::{Arena, Rootable, arena::CollectionPhase};

    use super::*;
    use crate::object::{
        context::{Context, State},
        value::Value,
    };

    type TestArena = Arena<Rootable![State<'_>]>;

    fn enter<T>(arena: &mut TestArena, step: impl for<'gc> FnOnce(Context<'gc>) -> T) -> T {
        arena.mutate_root(|mutation, state| step(Context::new(mutation, state)))
    }

    fn mark_and_prune(arena: &mut TestArena) {
        let marked = arena.finish_marking().expect("not sweeping");
        marked.finalize(|fc, state| {
            state.interner.begin_pruning();
            while state.interner.prune_part(fc, &state.memory).is_some() {}
            state.interner.end_pruning();
        });
    }

    fn text(i: u32) -> std::string::String {
        format!("text number {i}")
    }

    #[test]
    fn equal_short_strings_are_one_object() {
        let mut arena = Arena::new(|mutation| State::new(mutation, 0));
        enter(&mut arena, |ctx| {
            for len in 0..=SHORT_LIMIT {
                let bytes: Vec<u8> = (0..len as u8).collect();
                let string = String::new(ctx, &bytes);
                assert_eq!(string.as_bytes(), bytes);
                assert!(string.is_short());
                assert_eq!(String::try_new(ctx, &bytes).expect("no limit").as_ptr(), string.as_ptr());
                assert_eq!(String::from_boxed(ctx, bytes.into()).as_ptr(), string.as_ptr());
            }
        });
    }

    #[test]
    fn equal_long_strings_compare_by_their_bytes() {
        let mut arena = Arena::new(|mutation| State::new(mutation, 0));
        enter(&mut arena, |ctx| {
            let bytes = [7; SHORT_LIMIT + 1];
            let (first, second) = (String::new(ctx, &bytes), String::from_boxed(ctx, Box::new(bytes)));
            assert!(!first.is_short());
            assert_ne!(first.as_ptr(), second.as_ptr());
            assert_eq!(first, second);
            assert_eq!(first.hash(1), second.hash(1));
            assert!(Value::String(first).raw_equals(Value::String(second)));
            assert_ne!(first, String::new(ctx, &[7; SHORT_LIMIT + 2]));
            assert_ne!(first, String::new(ctx, &bytes[1..]));
        });
    }

    #[test]
    fn strings_that_nobody_holds_go() {
        let mut arena = Arena::new(|mutation| State::new(mutation, 0));
        let names = enter(&mut arena, |ctx| ctx.state().interner.len());
        for round in 0..5 {
            enter(&mut arena, |ctx| {
                for i in 0..10_000 {
                    ctx.intern(text(round * 10_000 + i).as_bytes());
                }
            });
            mark_and_prune(&mut arena);
            arena.finish_cycle();
            assert_eq!(enter(&mut arena, |ctx| ctx.state().interner.len()), names);
        }
    }

    #[test]
    fn interning_never_hands_out_a_string_that_is_about_to_be_freed() {
        let mut arena = Arena::new(|mutation| State::new(mutation, 0));
        for round in 0..40 {
            enter(&mut arena, |ctx| {
                for i in 0..100 {
                    ctx.intern(text(i).as_bytes());
                }
            });
            // Strings that marking has not reached are stored meanwhile.
            arena.metrics().adjust_debt(f64::from(round));
            let _ = arena.mark_debt();
            store(&mut arena, 0, 30);
            mark_and_prune(&mut arena);
            arena.finish_marking().expect("marked").start_sweeping();
            store(&mut arena, 20, 60);
            while arena.collection_phase() == CollectionPhase::Sweeping {
                arena.metrics().adjust_debt(10.0);
                arena.cycle_debt();
                store(&mut arena, 50, 70);
            }
            mark_and_prune(&mut arena);
            arena.finish_cycle();
            check(&mut arena, 70);
        }
    }

    fn store(arena: &mut TestArena, from: u32, to: u32) {
        enter(arena, |ctx| {
            for i in from..to {
                let string = Value::String(ctx.intern(text(i).as_bytes()));
                ctx.globals().raw_set_integer(ctx, i64::from(i) + 1, string).expect("no limit");
            }
        });
    }

    fn check(arena: &mut TestArena, count: u32) {
        enter(arena, |ctx| {
            for i in 0..count {
                let Value::String(string) = ctx.globals().raw_get_integer(i64::from(i) + 1) else {
                    panic!("string {i} is gone");
                };
                assert_eq!(string.as_bytes(), text(i).as_bytes());
                assert_eq!(ctx.intern(text(i).as_bytes()).as_ptr(), string.as_ptr());
                ctx.globals().raw_set_integer(ctx, i64::from(i) + 1, Value::Nil).expect("no limit");
            }
        });
    }

    #[test]
    fn a_string_beyond_the_limit_is_refused() {
        let mut arena = Arena::new(|mutation| State::new(mutation, 0));
        enter(&mut arena, |ctx| {
            ctx.memory().set_limit(ctx.memory().taken() + 10_000);
            assert!(String::try_new(ctx, &[1; 20_000]).is_err());
            assert!(String::try_from_boxed(ctx, Box::new([1; 20_000])).is_err());
            assert!(String::try_new(ctx, &[1; 5000]).is_ok());
            let refused = (0..1000).find(|&i| String::try_new(ctx, text(i).as_bytes()).is_err());
            assert!(refused.is_some_and(|i| i < 200));
            assert!(!ctx.memory().is_exceeded());
        });
    }

    #[test]
    fn similar_strings_have_different_hashes() {
        const COUNT: u32 = 100_000;
        let mut patterns: Vec<Box<dyn Fn(u32) -> Vec<u8>>> = vec![
            Box::new(|i| i.to_string().into_bytes()),
            Box::new(|i| text(i).into_bytes()),
            Box::new(|i| format!("{i:038}").into_bytes()),
            Box::new(|i| i.to_le_bytes().to_vec()),
        ];
        for shift in 0..36 {
            patterns.push(Box::new(move |i| {
                let mut bytes = vec![0; 40];
                bytes[shift..shift + 4].copy_from_slice(&i.to_le_bytes());
                bytes
            }));
        }
        for (index, pattern) in patterns.iter().enumerate() {
            let mut slots = vec![0_u32; 1 << 17];
            for i in 0..COUNT {
                slots[(hash_bytes(mix_seed(3), &pattern(i)) % (1 << 17)) as usize] += 1;
            }
            let cost: u32 = slots.iter().map(|n| n * (n + 1) / 2).sum();
            // What random keys cost on average is COUNT + COUNT^2 / 2^18.
            assert!(cost < 145_000, "pattern {index}: {cost}");
        }
    }
}
