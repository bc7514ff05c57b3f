//! Random operations on a table and on a map, with many mixtures of keys.

use std::collections::BTreeMap;

use super::{Random, arena, collect, enter, entries, string, with_vm};
use crate::object::{
    context::Context,
    string::String,
    table::{Table, TableError},
    value::Value,
};

/// A key that can be made again and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ModelKey {
    Boolean(bool),
    Integer(i64),
    /// A multiple of a half that is no integer.
    Half(i64),
    Short(u64),
    Long(u64),
}

impl ModelKey {
    fn random(random: &mut Random, span: u64) -> Self {
        match random.below(16) {
            0 => ModelKey::Boolean(random.below(2) == 0),
            1 => ModelKey::Half(random.below(span) as i64 - 5),
            2 => ModelKey::Integer(-(random.below(span) as i64)),
            3 => ModelKey::Integer(1 << random.below(63)),
            4 => ModelKey::Long(random.below(span)),
            5..=8 => ModelKey::Short(random.below(span)),
            _ => ModelKey::Integer(random.below(span) as i64),
        }
    }

    fn value<'gc>(self, ctx: Context<'gc>, random: &mut Random) -> Value<'gc> {
        match self {
            ModelKey::Boolean(b) => Value::boolean(b),
            ModelKey::Integer(i) if i.unsigned_abs() < 1 << 50 && random.below(4) == 0 => {
                Value::float(i as f64)
            }
            ModelKey::Integer(i) => Value::Integer(i),
            ModelKey::Half(i) => Value::float(i as f64 + 0.5),
            ModelKey::Short(i) => string(ctx, &format!("k{i}")),
            ModelKey::Long(i) => string(ctx, &format!("{i:060}")),
        }
    }

    fn of(key: Value<'_>) -> Self {
        match key {
            Value::False | Value::True => ModelKey::Boolean(!key.is_falsy()),
            Value::Integer(i) => ModelKey::Integer(i),
            Value::Float(f) => ModelKey::Half((f.get() - 0.5) as i64),
            Value::String(s) if s.is_short() => {
                ModelKey::Short(s.to_str().expect("ASCII")[1..].parse().expect("a number"))
            }
            Value::String(s) => ModelKey::Long(s.to_str().expect("ASCII").parse().expect("a number")),
            _ => panic!("a key of another type"),
        }
    }
}

fn integer(value: Value<'_>) -> Option<i64> {
    value.as_integer()
}

fn check_all<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    model: &BTreeMap<ModelKey, i64>,
    random: &mut Random,
) {
    let found: BTreeMap<_, _> =
        entries(table).into_iter().map(|(k, v)| (ModelKey::of(k), integer(v).expect("a number"))).collect();
    assert_eq!(&found, model);
    assert_eq!(entries(table).len(), model.len());
    for (key, value) in model {
        assert_eq!(integer(table.raw_get(key.value(ctx, random))), Some(*value), "{key:?}");
    }
    check_border(table);
}

fn check_border(table: Table<'_>) {
    let border = table.raw_len();
    assert!(border >= 0);
    assert!(border == 0 || !table.raw_get_integer(border).is_nil(), "border {border}");
    assert!(border == i64::MAX || table.raw_get_integer(border + 1).is_nil(), "border {border}");
}

fn step<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    model: &mut BTreeMap<ModelKey, i64>,
    random: &mut Random,
    span: u64,
) {
    let key = match random.below(8) {
        0 => ModelKey::Integer(table.raw_len().wrapping_add(1)),
        1 => ModelKey::Integer(table.raw_len()),
        _ => ModelKey::random(random, span),
    };
    let value = random.below(1000) as i64;
    let remove = random.below(3) == 0;
    let lua_value = if remove { Value::Nil } else { Value::Integer(value) };
    let lua_key = key.value(ctx, random);
    let done = match lua_key {
        Value::Integer(i) => table.set_existing_integer(ctx, i, lua_value),
        Value::String(s) if s.is_short() => table.set_existing_short_string(ctx, s, lua_value),
        _ => false,
    };
    if !done {
        table.raw_set(ctx, lua_key, lua_value).expect("no limit");
    }
    if remove {
        model.remove(&key);
    } else {
        model.insert(key, value);
    }
    assert_eq!(integer(table.raw_get(key.value(ctx, random))), model.get(&key).copied(), "{key:?}");
    check_border(table);
}

#[test]
fn behaves_like_a_map() {
    for seed in 0..300 {
        with_vm(|ctx| {
            let mut random = Random(seed << 32);
            let span = 1 << random.below(10);
            let table = match random.below(3) {
                0 => Table::new(ctx),
                1 => Table::with_capacity(ctx, random.below(40) as usize, 0).expect("no limit"),
                _ => Table::with_capacity(ctx, 3, random.below(40) as usize).expect("no limit"),
            };
            let mut model = BTreeMap::new();
            for i in 0..2000 {
                step(ctx, table, &mut model, &mut random, span);
                if i % 101 == 0 {
                    check_all(ctx, table, &model, &mut random);
                }
            }
            check_all(ctx, table, &model, &mut random);
        });
    }
}

#[test]
fn behaves_like_a_map_across_collections() {
    for seed in 0..60 {
        let mut arena = arena(seed);
        let mut random = Random(seed << 40);
        let span = 1 << random.below(9);
        let mut model = BTreeMap::new();
        for round in 0..60 {
            enter(&mut arena, |ctx| {
                for _ in 0..50 {
                    step(ctx, ctx.globals(), &mut model, &mut random, span);
                }
                check_all(ctx, ctx.globals(), &model, &mut random);
            });
            match round % 3 {
                0 => collect(&mut arena),
                // Stops somewhere in the middle of a cycle; scripts go on from there.
                1 => {
                    arena.metrics().adjust_debt(random.below(300) as f64);
                    let _ = arena.mark_debt();
                }
                _ => {}
            }
        }
    }
}

#[test]
fn traversal_survives_removal_of_every_entry() {
    for seed in 0..200 {
        with_vm(|ctx| {
            let mut random = Random(seed << 20);
            let span = 1 + random.below(200);
            let table = Table::new(ctx);
            let mut model = BTreeMap::new();
            for _ in 0..span * 2 {
                step(ctx, table, &mut model, &mut random, span);
            }
            let expected = entries(table).len();
            let (mut key, mut seen) = (Value::Nil, 0);
            while let Some((k, _)) = table.next(key).expect("removed keys lead on") {
                table.raw_set(ctx, k, Value::Nil).expect("no limit");
                if random.below(3) == 0 {
                    table.raw_len();
                }
                key = k;
                seen += 1;
            }
            assert_eq!(seen, expected);
            assert!(table.next(Value::Nil).expect("nil starts").is_none());
            assert_eq!(table.raw_len(), 0);
        });
    }
}

#[test]
fn traversal_goes_on_from_removed_keys_after_a_collection() {
    let mut arena = arena(3);
    enter(&mut arena, |ctx| {
        for i in 0..100 {
            let key = Table::new(ctx);
            ctx.globals().raw_set(ctx, Value::Table(key), Value::Integer(i)).expect("no limit");
            ctx.registry().raw_set_integer(ctx, i + 1, Value::Table(key)).expect("no limit");
        }
    });
    let mut position = Value::Nil.as_integer();
    for _ in 0..100 {
        position = Some(enter(&mut arena, |ctx| {
            let key = match position {
                None => Value::Nil,
                Some(i) => ctx.registry().raw_get_integer(i + 1),
            };
            let (key, value) = ctx.globals().next(key).expect("dead keys lead on").expect("one more");
            ctx.globals().raw_set(ctx, key, Value::Nil).expect("no limit");
            value.as_integer().expect("a number")
        }));
        collect(&mut arena);
    }
}

#[test]
fn unknown_keys_are_invalid_for_next() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        table.raw_set_integer(ctx, 1, Value::True).expect("no limit");
        assert!(table.next(Value::Integer(1000)).is_err());
        assert!(table.next(string(ctx, "x")).is_err());
        assert!(table.next(Value::Table(table)).is_err());
        assert!(table.next(Value::float(1.0)).expect("the same as 1").is_none());
    });
}

#[test]
fn nil_and_nan_are_no_keys() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        assert_eq!(table.raw_set(ctx, Value::Nil, Value::True), Err(TableError::NilKey));
        assert_eq!(table.raw_set(ctx, Value::float(f64::NAN), Value::True), Err(TableError::NanKey));
        assert!(table.raw_get(Value::Nil).is_nil());
        assert!(table.raw_get(Value::float(f64::NAN)).is_nil());
    });
}

#[test]
fn floats_with_integral_values_are_integers() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        table.raw_set(ctx, Value::float(-0.0), Value::Integer(7)).expect("no limit");
        assert_eq!(table.raw_get_integer(0).as_integer(), Some(7));
        table.raw_set(ctx, Value::float(2f64.powi(63)), Value::Integer(8)).expect("no limit");
        assert!(table.raw_get_integer(i64::MAX).is_nil());
        assert_eq!(table.raw_get(Value::float(2f64.powi(63))).as_integer(), Some(8));
        table.raw_set(ctx, Value::float(-(2f64.powi(63))), Value::Integer(9)).expect("no limit");
        assert_eq!(table.raw_get_integer(i64::MIN).as_integer(), Some(9));
        assert!(matches!(table.next(Value::Nil), Ok(Some((Value::Integer(_) | Value::Float(_), _)))));
    });
}

#[test]
fn equal_long_strings_are_one_key() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        let text = "x".repeat(100);
        let (first, second) = (String::new(ctx, text.as_bytes()), String::new(ctx, text.as_bytes()));
        assert_ne!(first.as_ptr(), second.as_ptr());
        table.raw_set_string(ctx, first, Value::Integer(1)).expect("no limit");
        table.raw_set_string(ctx, second, Value::Integer(2)).expect("no limit");
        assert_eq!(table.raw_get_string(first).as_integer(), Some(2));
        assert_eq!(entries(table).len(), 1);
    });
}

#[test]
fn a_metamethod_that_appears_is_found() {
    use crate::object::metamethod::Metamethod;
    with_vm(|ctx| {
        let table = Table::new(ctx);
        for metamethod in Metamethod::ALL {
            let name = ctx.metamethod_name(metamethod);
            for round in 0..3 {
                assert!(table.metamethod(ctx, metamethod).is_nil());
                table.raw_set_string(ctx, name, Value::Integer(round)).expect("no limit");
                assert_eq!(table.metamethod(ctx, metamethod).as_integer(), Some(round));
                assert!(table.set_existing_short_string(ctx, name, Value::Nil));
            }
        }
    });
}
