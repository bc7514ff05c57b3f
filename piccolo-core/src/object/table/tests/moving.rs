//! Large nodes that are replaced step by step.

use std::collections::BTreeSet;

use super::{Random, TestArena, arena, collect, enter, entries, string, with_vm};
use crate::object::{
    context::Context,
    metamethod::Metamethod,
    table::{
        Table,
        nodes::Nodes,
        segment::{SEGMENT_BYTES, segment_count},
        state,
    },
    value::Value,
};

fn set<'gc>(ctx: Context<'gc>, table: Table<'gc>, key: i64, value: Value<'gc>) {
    table.raw_set_integer(ctx, key * 1001, value).expect("no limit");
}

/// Adds keys until `size` nodes that were full are being replaced. Gives how many there are.
fn fill<'gc>(ctx: Context<'gc>, table: Table<'gc>, size: i64) -> i64 {
    for key in 1..=size + 1 {
        set(ctx, table, key, Value::Integer(key));
    }
    assert!(table.has_old_nodes());
    size + 1
}

fn old_left(table: Table<'_>) -> usize {
    table.state().old_left()
}

#[test]
fn an_insertion_moves_few_nodes() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        let (mut nodes, mut left, mut replaced) = (std::ptr::null_mut(), 0, 0);
        for key in 1..=2_000_000 {
            set(ctx, table, key, Value::True);
            let now = table.state().nodes();
            if now.first.as_ptr() != nodes {
                assert_eq!(left, 0);
                replaced += usize::from(now.size() >= 16384);
                left = if now.size() >= 16384 { now.size() / 2 } else { 0 };
                nodes = now.first.as_ptr();
            }
            assert!(left - old_left(table) <= 64);
            left = old_left(table);
        }
        assert_eq!(replaced, 8);
        for key in 1..=2_000_000 {
            assert!(!table.raw_get_integer(key * 1001).is_nil());
        }
    });
}

#[test]
fn what_is_charged_is_what_there_is() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        fill(ctx, table, 8192);
        let bytes = |size| Nodes::bytes(size) + segment_count(size) * SEGMENT_BYTES;
        let garbage = (segment_count(2048) + segment_count(4096)) * SEGMENT_BYTES;
        let used = ctx.memory().used() - before - garbage - state::TABLE_BYTES;
        assert_eq!(used, bytes(8192) + bytes(16384));
        for key in 10_000..11_000 {
            set(ctx, table, key, Value::True);
        }
        assert!(!table.has_old_nodes());
        let used = ctx.memory().used() - before - garbage - state::TABLE_BYTES;
        assert_eq!(used, bytes(16384) + segment_count(8192) * SEGMENT_BYTES);
    });
}

#[test]
fn a_growth_that_is_refused_changes_nothing() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for key in 1..=8192 {
            set(ctx, table, key, Value::Integer(key));
        }
        let used = ctx.memory().used();
        ctx.memory().set_limit(used + 100_000);
        table.raw_set_integer(ctx, 0, Value::True).expect_err("too much");
        assert_eq!(ctx.memory().used(), used);
        ctx.memory().set_limit(usize::MAX);
        table.raw_set_integer(ctx, 0, Value::True).expect("no limit");
        assert_eq!(entries(table).len(), 8193);
    });
}

#[test]
fn a_traversal_may_change_and_remove_what_is_there() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        let count = fill(ctx, table, 8192);
        let left = old_left(table);
        let (mut seen, mut key) = (BTreeSet::new(), Value::Nil);
        while let Some((next, value)) = table.next(key).expect("the key is from the table") {
            assert!(seen.insert(value.as_integer().expect("an integer")));
            let remove = seen.len() % 3 == 0;
            table.raw_set(ctx, next, if remove { Value::Nil } else { Value::True }).expect("no limit");
            key = next;
        }
        assert_eq!(seen.len(), count as usize);
        assert_eq!(old_left(table), left);
        assert!(entries(table).iter().all(|(_, value)| matches!(value, Value::True)));
    });
}

#[test]
fn removing_everything_and_filling_again() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        let count = fill(ctx, table, 16384);
        // Quadratic behaviour would take minutes.
        while let Some((key, _)) = table.next(Value::Nil).expect("nil starts") {
            table.raw_set(ctx, key, Value::Nil).expect("no limit");
        }
        assert!((1..=count).all(|key| table.raw_get_integer(key * 1001).is_nil()));
        for key in 1..=count {
            set(ctx, table, key, Value::Integer(-key));
        }
        assert_eq!(entries(table).len(), count as usize);
    });
}

#[test]
fn keys_that_come_and_go_do_not_make_nodes_grow() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for key in 1..=600_000 {
            set(ctx, table, key, Value::True);
            if key > 20_000 {
                set(ctx, table, key - 20_000, Value::Nil);
            }
        }
        assert!(table.state().nodes().size() <= 65536);
    });
}

#[test]
fn a_sparse_long_array_part_gets_shorter_by_and_by() {
    with_vm(|ctx| {
        const LIVE: i64 = 100_000;
        let table = Table::new(ctx);
        let mut longest = 0;
        let mut len = 0;
        for key in 1..=2_000_000 {
            table.raw_set_integer(ctx, key, Value::Integer(key)).expect("no limit");
            if key > LIVE {
                table.raw_set_integer(ctx, key - LIVE, Value::Nil).expect("no limit");
            }
            let now = table.state().len.get();
            assert!(now + 256 >= len, "{now} after {len}");
            len = now;
            longest = longest.max(len);
            if key % 1000 == 0 {
                for key in (key - LIVE).max(0) + 1..=key {
                    assert_eq!(table.raw_get_integer(key).as_integer(), Some(key));
                    if key % 64 != 0 {
                        break;
                    }
                }
            }
        }
        assert!(longest <= 1 << 19, "{longest}");
        let found: BTreeSet<_> = entries(table).iter().filter_map(|(key, _)| key.as_integer()).collect();
        assert!(found.into_iter().eq(2_000_000 - LIVE + 1..=2_000_000));
    });
}

fn the_table<'gc>(ctx: Context<'gc>) -> Table<'gc> {
    match ctx.globals().raw_get_integer(1) {
        Value::Table(table) => table,
        _ => panic!("the table is gone"),
    }
}

/// A table in a global variable, its keys strings and its values tables.
fn objects<'gc>(ctx: Context<'gc>, mode: &str) -> Table<'gc> {
    let (table, metatable) = (Table::new(ctx), Table::new(ctx));
    if !mode.is_empty() {
        let name = ctx.metamethod_name(Metamethod::Mode);
        metatable.raw_set_string(ctx, name, string(ctx, mode)).expect("no limit");
    }
    table.set_metatable(ctx, Some(metatable));
    ctx.globals().raw_set_integer(ctx, 1, Value::Table(table)).expect("no limit");
    for i in 0..8192 + 10 {
        add(ctx, table, i);
    }
    assert!(table.has_old_nodes());
    table
}

fn add<'gc>(ctx: Context<'gc>, table: Table<'gc>, i: i64) {
    let value = Table::new(ctx);
    value.raw_set_integer(ctx, 1, Value::Integer(i)).expect("no limit");
    table.raw_set(ctx, string(ctx, &format!("key {i}")), Value::Table(value)).expect("no limit");
}

fn check(arena: &mut TestArena, count: i64) {
    enter(arena, |ctx| {
        let table = the_table(ctx);
        assert_eq!(entries(table).len(), count as usize);
        for i in 0..count {
            let Value::Table(value) = table.raw_get(string(ctx, &format!("key {i}"))) else {
                panic!("key {i} is gone")
            };
            assert_eq!(value.raw_get_integer(1).as_integer(), Some(i));
        }
    });
}

#[test]
fn a_table_survives_collections_while_its_nodes_are_replaced() {
    let mut arena = arena(3);
    let mut count = enter(&mut arena, |ctx| {
        objects(ctx, "");
        8192 + 10
    });
    for _ in 0..8 {
        collect(&mut arena);
        check(&mut arena, count);
        // In the middle of marking, entries move from nodes that were not traced to some that were.
        for _ in 0..3 {
            arena.mark_debt();
            enter(&mut arena, |ctx| (0..5).for_each(|i| add(ctx, the_table(ctx), count + i)));
            count += 5;
        }
    }
    check(&mut arena, count);
}

#[test]
fn a_table_goes_while_its_nodes_are_replaced() {
    let mut arena = arena(3);
    enter(&mut arena, |ctx| {
        objects(ctx, "");
        ctx.globals().raw_set_integer(ctx, 1, Value::Nil).expect("no limit");
    });
    crate::support::account::take_freed();
    collect(&mut arena);
    assert!(crate::support::account::take_freed().bytes > Nodes::bytes(8192) + Nodes::bytes(16384));
}

#[test]
fn weak_tables_are_cleared_while_their_nodes_are_replaced() {
    let mut arena = arena(3);
    enter(&mut arena, |ctx| {
        let table = objects(ctx, "v");
        for i in 0..100 {
            let value = table.raw_get(string(ctx, &format!("key {}", i * 80)));
            ctx.registry().raw_set_integer(ctx, i + 1, value).expect("no limit");
        }
    });
    collect(&mut arena);
    enter(&mut arena, |ctx| {
        assert!(the_table(ctx).has_old_nodes());
        assert_eq!(entries(the_table(ctx)).len(), 100);
        (0..1000).for_each(|i| set(ctx, the_table(ctx), i, Value::True));
        assert!(!the_table(ctx).has_old_nodes());
        assert_eq!(entries(the_table(ctx)).len(), 1100);
    });
}

#[test]
fn a_metatable_is_read_while_its_nodes_are_replaced() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        table.raw_set_string(ctx, ctx.metamethod_name(Metamethod::Index), Value::True).expect("no limit");
        for i in 1..=8192 {
            set(ctx, table, i, Value::True);
        }
        assert!(table.has_old_nodes());
        assert!(matches!(table.metamethod(ctx, Metamethod::Index), Value::True));
        assert!(table.metamethod(ctx, Metamethod::NewIndex).is_nil());
    });
}

#[test]
fn random_changes_of_large_tables() {
    for seed in 0..4 {
        with_vm(|ctx| {
            let mut random = Random(seed);
            let table = Table::new(ctx);
            let mut model = vec![0; 60_000];
            for round in 1..400_000 {
                let key = random.below(model.len() as u64) as usize;
                let removes = random.below(8) < if round / 100_000 % 2 == 0 { 2 } else { 6 };
                let value = if removes { 0 } else { round };
                let lua_value = if removes { Value::Nil } else { Value::Integer(value) };
                let lua_key = match seed % 2 {
                    0 => Value::Integer(key as i64),
                    _ => Value::float(key as f64 / 2.0),
                };
                table.raw_set(ctx, lua_key, lua_value).expect("no limit");
                model[key] = value;
            }
            for (key, value) in model.iter().enumerate() {
                let lua_key =
                    if seed % 2 == 0 { Value::Integer(key as i64) } else { Value::float(key as f64 / 2.0) };
                assert_eq!(table.raw_get(lua_key).as_integer().unwrap_or(0), *value);
            }
            assert_eq!(entries(table).len(), model.iter().filter(|value| **value != 0).count());
        });
    }
}
