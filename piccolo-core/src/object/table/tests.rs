//! What scripts and the collector may do to tables, checked against a map.

mod churn;
mod flooding;
mod model;
mod moving;
mod relocation;
mod weakness;

use gc_arena::{Arena, Rootable, arena::CollectionPhase};

use crate::object::{
    context::{Context, State},
    string::String,
    table::Table,
    value::Value,
};

type TestArena = Arena<Rootable![State<'_>]>;

fn arena(seed: u64) -> TestArena {
    Arena::new(|mutation| State::new(mutation, seed))
}

/// Runs `test` with a VM that is thrown away.
fn with_vm<T>(test: impl for<'gc> FnOnce(Context<'gc>) -> T) -> T {
    arena(1).mutate(|mutation, state| test(Context::new(mutation, state)))
}

/// Enters a VM between collections.
fn enter<T>(arena: &mut TestArena, step: impl for<'gc> FnOnce(Context<'gc>) -> T) -> T {
    arena.mutate_root(|mutation, state| step(Context::new(mutation, state)))
}

/// A whole collection, in the order in which the collection driver does it.
fn collect(arena: &mut TestArena) {
    if arena.collection_phase() == CollectionPhase::Sweeping {
        arena.finish_cycle();
    }
    let mut is_settled = false;
    while !is_settled {
        let marked = arena.finish_marking().expect("not sweeping");
        is_settled = marked.finalize(|fc, state| state.settling.go_on(fc, state, 64));
    }
    arena.finish_marking().expect("not sweeping").finalize(|fc, state| {
        state.interner.begin_pruning();
        while state.interner.prune_part(fc, &state.memory).is_some() {}
        state.begin_sweeping(fc);
    });
    arena.finish_cycle();
}

/// A small generator of reproducible numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        super::mix_seed(self.0)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

fn string<'gc>(ctx: Context<'gc>, text: &str) -> Value<'gc> {
    Value::String(String::new(ctx, text.as_bytes()))
}

/// All entries, by `next`.
fn entries<'gc>(table: Table<'gc>) -> Vec<(Value<'gc>, Value<'gc>)> {
    let mut found = Vec::new();
    let mut key = Value::Nil;
    while let Some(entry) = table.next(key).expect("the key is from the table") {
        found.push(entry);
        key = entry.0;
    }
    found
}
