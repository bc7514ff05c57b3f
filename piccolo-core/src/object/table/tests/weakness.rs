//! Weak tables and collections.

use super::{TestArena, arena, collect, enter, entries, string};
use crate::object::{context::Context, metamethod::Metamethod, table::Table, value::Value};

fn weak_table<'gc>(ctx: Context<'gc>, mode: &str) -> Table<'gc> {
    let (table, metatable) = (Table::new(ctx), Table::new(ctx));
    metatable
        .raw_set_string(ctx, ctx.metamethod_name(Metamethod::Mode), mode_value(ctx, mode))
        .expect("no limit");
    table.set_metatable(ctx, Some(metatable));
    ctx.globals().raw_set_integer(ctx, 1, Value::Table(table)).expect("no limit");
    table
}

fn mode_value<'gc>(ctx: Context<'gc>, mode: &str) -> Value<'gc> {
    string(ctx, mode)
}

fn the_table<'gc>(ctx: Context<'gc>) -> Table<'gc> {
    match ctx.globals().raw_get_integer(1) {
        Value::Table(table) => table,
        _ => panic!("the table is gone"),
    }
}

fn keep<'gc>(ctx: Context<'gc>, value: Value<'gc>) {
    let list = ctx.registry();
    list.raw_set_integer(ctx, list.raw_len() + 1, value).expect("no limit");
}

fn forget_all(ctx: Context<'_>) {
    for i in 1..=ctx.registry().raw_len() {
        ctx.registry().raw_set_integer(ctx, i, Value::Nil).expect("no limit");
    }
}

fn count(arena: &mut TestArena) -> usize {
    enter(arena, |ctx| entries(the_table(ctx)).len())
}

#[test]
fn weak_values_go_and_strings_stay() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "v");
        for i in 1..=10 {
            let value = Value::Table(Table::new(ctx));
            table.raw_set_integer(ctx, i, value).expect("no limit");
            table.raw_set(ctx, string(ctx, &format!("k{i}")), value).expect("no limit");
            table.raw_set(ctx, Value::Integer(-i), string(ctx, &format!("only here {i}"))).expect("no limit");
            if i % 2 == 0 {
                keep(ctx, value);
            }
        }
    });
    assert_eq!(count(&mut arena), 30);
    collect(&mut arena);
    assert_eq!(count(&mut arena), 20);
    enter(&mut arena, |ctx| {
        for i in 1..=10 {
            let value = the_table(ctx).raw_get_integer(-i);
            assert!(value.raw_equals(string(ctx, &format!("only here {i}"))));
        }
        forget_all(ctx);
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 10);
}

#[test]
fn weak_keys_go_with_their_values() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "k");
        for i in 1..=10 {
            let key = Value::Table(Table::new(ctx));
            table.raw_set(ctx, key, Value::Table(Table::new(ctx))).expect("no limit");
            table
                .raw_set(ctx, string(ctx, &format!("k{i}")), Value::Table(Table::new(ctx)))
                .expect("no limit");
            if i % 2 == 0 {
                keep(ctx, key);
            }
        }
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 15);
    enter(&mut arena, forget_all);
    collect(&mut arena);
    assert_eq!(count(&mut arena), 10);
}

#[test]
fn an_ephemeron_whose_value_holds_its_key_goes() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "k");
        let (key, value) = (Table::new(ctx), Table::new(ctx));
        value.raw_set_integer(ctx, 1, Value::Table(key)).expect("no limit");
        table.raw_set(ctx, Value::Table(key), Value::Table(value)).expect("no limit");
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 0);
}

#[test]
fn a_chain_of_ephemerons_lives_while_its_first_key_does() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "k");
        let mut key = Value::Table(Table::new(ctx));
        keep(ctx, key);
        for _ in 0..50 {
            let value = Value::Table(Table::new(ctx));
            table.raw_set(ctx, key, value).expect("no limit");
            key = value;
        }
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 50);
    enter(&mut arena, |ctx| {
        let mut key = ctx.registry().raw_get_integer(1);
        for _ in 0..50 {
            key = the_table(ctx).raw_get(key);
            assert!(matches!(key, Value::Table(_)));
        }
        forget_all(ctx);
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 0);
}

#[test]
fn with_both_weak_an_entry_needs_both() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "kv");
        for i in 0..4 {
            let (key, value) = (Value::Table(Table::new(ctx)), Value::Table(Table::new(ctx)));
            table.raw_set(ctx, key, value).expect("no limit");
            if i & 1 != 0 {
                keep(ctx, key);
            }
            if i & 2 != 0 {
                keep(ctx, value);
            }
        }
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 1);
}

#[test]
fn a_changed_mode_counts_at_the_next_collection() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = weak_table(ctx, "");
        table.raw_set_integer(ctx, 1, Value::Table(Table::new(ctx))).expect("no limit");
        assert_eq!(table.weak_mode(), (false, false));
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 1);
    enter(&mut arena, |ctx| {
        let metatable = the_table(ctx).metatable().expect("has one");
        metatable
            .raw_set_string(ctx, ctx.metamethod_name(Metamethod::Mode), string(ctx, "v"))
            .expect("no limit");
        assert_eq!(the_table(ctx).weak_mode(), (false, true));
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 0);
}

#[test]
fn the_host_can_make_a_table_weak() {
    let mut arena = arena(1);
    enter(&mut arena, |ctx| {
        let table = Table::new(ctx);
        ctx.globals().raw_set_integer(ctx, 1, Value::Table(table)).expect("no limit");
        table.set_weak_mode(ctx, false, true);
        table.raw_set_integer(ctx, 1, Value::Table(Table::new(ctx))).expect("no limit");
    });
    collect(&mut arena);
    assert_eq!(count(&mut arena), 0);
}

#[test]
fn a_weak_table_filled_during_marking_is_cleared_too() {
    let mut arena = arena(1);
    for debt in 0..60 {
        enter(&mut arena, |ctx| {
            let table = weak_table(ctx, "v");
            for i in 1..=20 {
                table.raw_set_integer(ctx, i, Value::Table(Table::new(ctx))).expect("no limit");
            }
        });
        arena.metrics().adjust_debt(f64::from(debt));
        let _ = arena.mark_debt();
        enter(&mut arena, |ctx| {
            for i in 15..=30 {
                the_table(ctx).raw_set_integer(ctx, i, Value::Table(Table::new(ctx))).expect("no limit");
            }
        });
        collect(&mut arena);
        assert_eq!(count(&mut arena), 0);
    }
}

#[test]
fn everything_freed_is_noted() {
    use crate::support::account::{Freed, FreedBytes};
    let mut arena = arena(1);
    let before = enter(&mut arena, |ctx| ctx.memory().used());
    let freed = FreedBytes::count_from(Freed::default());
    enter(&mut arena, |ctx| {
        let table = Table::new(ctx);
        for i in 1..=1000 {
            table.raw_set_integer(ctx, i, string(ctx, &format!("value {i}"))).expect("no limit");
            table.raw_set(ctx, string(ctx, &format!("{i:0100}")), Value::True).expect("no limit");
        }
    });
    collect(&mut arena);
    let used = enter(&mut arena, |ctx| ctx.memory().used());
    let kept = used - freed.take().bytes - before;
    // What is left is the room of the interner.
    assert!(kept < 64 * 1024, "{kept}");
}
