//! Keys that were chosen to collide cost no more than three times what random ones cost: by the nodes that are looked
//! at to find them.

use crate::object::{
    context::Context,
    string::String,
    table::{
        Table,
        hash::{hash_bytes, mix_seed},
        tests::arena,
    },
    value::Value,
};

/// How many keys of each kind.
const KEYS: u64 = 100_000;

/// How many that have to be searched for.
const SEARCHED: usize = 10_000;

/// A sequence of numbers without pattern.
fn random(n: u64) -> u64 {
    mix_seed(n)
}

/// The nodes looked at for each of some keys, on average, in a VM with the given seed.
fn probes<'a>(
    seed: u64,
    keys: impl for<'gc> FnOnce(Context<'gc>) -> Box<dyn Iterator<Item = Value<'gc>> + 'gc> + 'a,
) -> f64 {
    arena(seed).mutate(|mutation, state| {
        let ctx = Context::new(mutation, state);
        let table = Table::new(ctx);
        let keys: Vec<_> = keys(ctx).collect();
        for &key in &keys {
            table.raw_set(ctx, key, Value::True).expect("no limit");
        }
        let looked_at: usize = keys.iter().map(|&key| table.probes(key)).sum();
        looked_at as f64 / keys.len() as f64
    })
}

/// The same for random integers.
fn usual() -> f64 {
    probes(1, |_| Box::new((0..KEYS).map(|n| Value::Integer(random(n) as i64))))
}

#[track_caller]
fn check(kind: &str, looked_at: f64) {
    let usual = usual();
    assert!(looked_at <= 3.0 * usual, "{kind}: {looked_at:.2} nodes instead of {usual:.2}");
}

fn check_integers(kind: &str, key: impl Fn(u64) -> i64) {
    check(
        kind,
        probes(7, |_| Box::new((1..=KEYS).map(|n| Value::Integer(key(n))).collect::<Vec<_>>().into_iter())),
    );
}

fn check_floats(kind: &str, key: impl Fn(u64) -> f64) {
    check(
        kind,
        probes(7, |_| Box::new((1..=KEYS).map(|n| Value::float(key(n))).collect::<Vec<_>>().into_iter())),
    );
}

#[test]
fn integers_in_steps() {
    for shift in (0..48).step_by(3) {
        check_integers(&format!("multiples of 2^{shift}"), |n| (n << shift) as i64);
        check_integers(&format!("negative multiples of 2^{shift}"), |n| -((n << shift) as i64) - 3);
    }
    for factor in [3, 1_000_003, 0x9E37_79B9_7F4A_7C15, u64::MAX / 100_000] {
        check_integers(&format!("multiples of {factor}"), |n| n.wrapping_mul(factor) as i64);
    }
}

#[test]
fn floats_of_all_sizes() {
    for exponent in [-1074, -1000, -500, -40, -3, -1, 30, 60, 300, 900] {
        check_floats(&format!("multiples of 2^{exponent}"), |n| (n as f64 + 0.5) * 2f64.powi(exponent));
    }
    check_floats("fractions", |n| 1.0 / (n as f64 + 1.5));
    check_floats("floats with high bits", |n| f64::from_bits(0x4340_0000_0000_0000 | n << 32));
}

#[test]
fn strings_that_differ_little() {
    for (position, len) in [(0, 16), (8, 32), (30, 40), (150, 300), (292, 300), (2000, 4000)] {
        let looked_at = probes(7, move |ctx| {
            Box::new((0..SEARCHED as u64).map(move |n| {
                let mut bytes = vec![b'x'; len];
                bytes[position..position + 8].copy_from_slice(&n.to_le_bytes());
                Value::String(String::try_new(ctx, &bytes).expect("no limit"))
            }))
        });
        check(&format!("strings of {len} bytes that differ at {position}"), looked_at);
    }
}

/// Strings whose hashes under a seed end in zeros.
fn colliding(seed: u64) -> Vec<[u8; 12]> {
    let text = |n: u64| {
        let mut bytes = *b"key-........";
        bytes[4..].copy_from_slice(&n.to_le_bytes());
        bytes
    };
    (0..).map(text).filter(|bytes| hash_bytes(seed, bytes) & 0x3ff == 0).take(SEARCHED).collect()
}

#[test]
fn strings_that_collide_under_another_seed() {
    let known = mix_seed(1);
    let strings = colliding(known);
    let of = |seed| {
        let strings = strings.clone();
        probes(seed, move |ctx| {
            Box::new(strings.into_iter().map(move |bytes| Value::String(ctx.intern(&bytes))))
        })
    };
    // Who knows the seed finds such strings, and sees that they collide.
    assert!(of(1) > 3.0 * usual(), "{:.2}", of(1));
    check("strings that collide under another seed", of(2));
}

#[test]
fn objects() {
    check("tables", probes(7, |ctx| Box::new((0..KEYS).map(move |_| Value::Table(Table::new(ctx))))));
    let mixed = probes(7, |ctx| {
        Box::new((0..KEYS).map(move |n| match n % 3 {
            0 => Value::Table(Table::new(ctx)),
            1 => Value::Integer(n as i64),
            _ => Value::float(n as f64 + 0.5),
        }))
    });
    check("keys of all kinds", mixed);
}
