//! Growth, memory and cost under hostile use.

use super::{Random, string, with_vm};
use crate::object::{
    table::{
        Table, TableError,
        hash::hash_word,
        mix_seed,
        nodes::Nodes,
        segment::{SEGMENT_BYTES, segment_count},
        state,
    },
    value::Value,
};

#[test]
fn appending_keeps_everything_in_the_array_part() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for i in 1..=100_000 {
            table.raw_set_integer(ctx, table.raw_len() + 1, Value::Integer(i)).expect("no limit");
        }
        assert_eq!(table.raw_len(), 100_000);
        assert_eq!(table.state().len.get(), 100_000);
        assert!(table.state().nodes().is_empty());
        assert!(table.state().capacity() <= 1 << 17);
    });
}

#[test]
fn filling_backwards_ends_in_the_array_part() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for i in (1..=10_000).rev() {
            table.raw_set_integer(ctx, i, Value::Integer(i)).expect("no limit");
        }
        assert_eq!(table.raw_len(), 10_000);
        assert_eq!(table.state().len.get(), 10_000);
    });
}

#[test]
fn a_queue_does_not_grow() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        let before = ctx.memory().used();
        for i in 1..=300_000 {
            table.raw_set_integer(ctx, i, Value::True).expect("no limit");
            if i > 100 {
                table.raw_set_integer(ctx, i - 100, Value::Nil).expect("no limit");
            }
        }
        assert!(ctx.memory().used() - before < 32 * 1024, "{}", ctx.memory().used() - before);
    });
}

#[test]
fn churn_of_string_keys_does_not_grow_nor_rehash_often() {
    for live in [1, 3, 7, 8, 100, 127, 128, 129] {
        with_vm(|ctx| {
            let table = Table::new(ctx);
            let key = |i: i64| string(ctx, &format!("key {i}"));
            let mut layouts = 0;
            let mut nodes = std::ptr::null();
            for i in 0..20_000 {
                table.raw_set(ctx, key(i), Value::True).expect("no limit");
                if i >= live {
                    table.raw_set(ctx, key(i - live), Value::Nil).expect("no limit");
                }
                let current = table.state().nodes().first.as_ptr().cast_const();
                layouts += usize::from(current != nodes);
                nodes = current;
            }
            assert!(table.state().nodes().size() <= (live as usize + 1).next_power_of_two() * 2);
            let allowed = 20_000 * 5 / (live as usize + 1) + 20;
            assert!(layouts <= allowed, "{layouts} layouts for {live} live keys");
        });
    }
}

#[test]
fn churn_in_the_nodes_leaves_a_big_array_alone() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for i in 1..=1 << 20 {
            table.raw_set_integer(ctx, i, Value::True).expect("no limit");
        }
        // With a hole, one more key would tempt a rehash to count the elements.
        table.raw_set_integer(ctx, 5, Value::Nil).expect("no limit");
        for i in 0..300_000_i64 {
            table.raw_set_integer(ctx, (1 << 20) + 100 + i, Value::True).expect("no limit");
            table.raw_set_integer(ctx, (1 << 20) + 100 + i, Value::Nil).expect("no limit");
        }
        assert_eq!(table.state().len.get(), 1 << 20);
    });
}

#[test]
fn hostile_integers_collide_no_more_than_random_ones() {
    let collisions = |keys: &[u64]| {
        let seed = mix_seed(42);
        let mut slots = vec![0_u64; 1 << 17];
        for &key in keys {
            slots[(hash_word(seed, key) & ((1 << 17) - 1)) as usize] += 1;
        }
        // What it costs to insert each key into its slot's chain.
        slots.iter().map(|n| n * (n + 1) / 2).sum::<u64>()
    };
    const COUNT: u64 = 100_000;
    let mut random = Random(9);
    let baseline = collisions(&(0..COUNT).map(|_| random.next()).collect::<Vec<_>>());
    for shift in 0..47 {
        let cost = collisions(&(0..COUNT).map(|i| i << shift).collect::<Vec<_>>());
        assert!(cost < baseline * 3 / 2, "shift {shift}: {cost} instead of {baseline}");
    }
    for stride in [3, 7, 0xFFFF, 0x1_0000_0001, 0x9E37_79B9_7F4A_7C15_u64] {
        let cost = collisions(&(0..COUNT).map(|i| i.wrapping_mul(stride)).collect::<Vec<_>>());
        assert!(cost < baseline * 3 / 2, "stride {stride}: {cost} instead of {baseline}");
    }
    let floats: Vec<_> = (0..COUNT).map(|i| (i as f64 + 0.5).to_bits()).collect();
    assert!(collisions(&floats) < baseline * 3 / 2);
    let tiny: Vec<_> = (0..COUNT).map(|i| f64::from_bits(i + 1).to_bits()).collect();
    assert!(collisions(&tiny) < baseline * 3 / 2);
}

#[test]
fn a_refused_growth_changes_nothing() {
    for limit in (0..6000).step_by(97) {
        with_vm(|ctx| {
            let table = Table::new(ctx);
            ctx.memory().set_limit(ctx.memory().taken() + limit);
            let mut stored = Vec::new();
            for i in 0..100 {
                let key = if i % 3 == 0 { Value::Integer(i / 3 + 1) } else { Value::Integer(i * 1000) };
                match table.raw_set(ctx, key, Value::Integer(i)) {
                    Ok(()) => stored.push((key, i)),
                    Err(error) => assert_eq!(error, TableError::Memory),
                }
            }
            assert!(!ctx.memory().is_exceeded());
            for (key, i) in stored {
                assert_eq!(table.raw_get(key).as_integer(), Some(i));
            }
        });
    }
}

#[test]
fn a_table_is_charged_what_it_takes() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        let mut random = Random(1);
        for i in 0..5000 {
            let key = Value::Integer(random.below(3000) as i64);
            let value = if random.below(2) == 0 { Value::Nil } else { Value::Integer(i) };
            table.raw_set(ctx, key, value).expect("no limit");
            let state = table.state();
            let (capacity, nodes) = (state.capacity() as usize, state.nodes().size());
            let parts = state::array_bytes(capacity) + Nodes::bytes(nodes);
            // Segments that are no longer needed are garbage.
            let segments = segment_count(capacity) + segment_count(nodes);
            let least = state::TABLE_BYTES + parts + segments * SEGMENT_BYTES;
            let used = ctx.memory().used() - before;
            assert!((least..least + 16 * SEGMENT_BYTES).contains(&used), "{used} instead of {least}");
        }
    });
}

#[test]
fn draining_by_next_looks_at_each_place_once() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for i in 1..=200_000 {
            table.raw_set_integer(ctx, i, Value::True).expect("no limit");
            table.raw_set(ctx, Value::float(i as f64 + 0.5), Value::True).expect("no limit");
        }
        // Quadratic behaviour would take minutes.
        while let Some((key, _)) = table.next(Value::Nil).expect("nil starts") {
            table.raw_set(ctx, key, Value::Nil).expect("no limit");
        }
    });
}

#[test]
fn empty_places_on_the_way_cost_fuel() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for i in 1..=100_000 {
            table.raw_set_integer(ctx, i, Value::True).expect("no limit");
        }
        for i in 1..100_000 {
            table.raw_set_integer(ctx, i, Value::Nil).expect("no limit");
        }
        ctx.take_fuel_debt();
        let entry = table.next_charged(ctx, Value::Nil).expect("nil starts").expect("the last one");
        assert_eq!(entry.0.as_integer(), Some(100_000));
        assert!(ctx.take_fuel_debt() > 5000);
        table.next_charged(ctx, Value::Nil).expect("nil starts").expect("the last one");
        assert!(ctx.take_fuel_debt() < 10);
    });
}
