//! Times suspending host functions in nanoseconds per operation: written with `#[sequence]`, by hand as state
//! machines, and (with the feature `mlua`) as mlua's async functions. All take turns in one run; the fastest
//! of several rounds counts.
//!
//! Arguments: parts of the names of cases and of contestants, to run only those.

mod cases;
mod hand;
#[cfg(feature = "mlua")]
mod peer;
mod straight;
mod vm;
mod work;

use std::time::Instant;

use crate::cases::{CASES, Case};

/// Runs a case and gives what its program returned.
type Contestant = (&'static str, fn(&Case) -> f64);

const CONTESTANTS: &[Contestant] = &[
    ("#[sequence]", |case| vm::run(case, straight::install)),
    ("by hand", |case| vm::run(case, hand::install)),
    #[cfg(feature = "mlua")]
    ("mlua", peer::run),
];

const ROUNDS: usize = 15;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    let name = arguments.next().unwrap_or_default();
    let contestants: Vec<_> = CONTESTANTS.iter().filter(|contestant| contestant.0.contains(&name)).collect();
    print!("{:<24}", "ns");
    contestants.iter().for_each(|(name, _)| print!("{name:>14}"));
    println!("{:>12}{:>12}", "by hand = 1", "mlua = 1");
    for case in CASES.iter().filter(|known| known.name.contains(&case)) {
        report(case, &measure(case, &contestants));
    }
}

/// Nanoseconds per operation of each contestant.
fn measure(case: &Case, contestants: &[&Contestant]) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; contestants.len()];
    let mut expected = None;
    for _ in 0..ROUNDS {
        for ((name, run), best) in contestants.iter().zip(&mut best) {
            let start = Instant::now();
            let result = run(case);
            let elapsed = start.elapsed().as_nanos() as f64;
            assert_eq!(result, *expected.get_or_insert(result), "{name} differs in {}", case.name);
            // The program for sorting counts by itself.
            let operations = if case.name == "sort" { result } else { f64::from(case.operations) };
            *best = best.min(elapsed / operations);
        }
    }
    best
}

fn report(case: &Case, best: &[f64]) {
    print!("{:<24}", format!("{} (per {})", case.name, case.unit));
    best.iter().for_each(|nanoseconds| print!("{nanoseconds:>14.1}"));
    let ratio = |other: usize| best.get(other).map_or("-".into(), |other| format!("{:.2}", best[0] / other));
    println!("{:>12}{:>12}", ratio(1), ratio(2));
}
