//! Times suspending host functions in nanoseconds per operation: written with `#[sequence]`, by hand as state
//! machines, and (with the feature `mlua`) as mlua's async functions. All take turns in one run; the fastest
//! of several rounds counts.

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
    let filter = std::env::args().nth(1).unwrap_or_default();
    print!("{:<22}", "ns");
    CONTESTANTS.iter().for_each(|(name, _)| print!("{name:>14}"));
    println!("{:>12}{:>12}", "by hand = 1", "mlua = 1");
    for case in CASES.iter().filter(|case| case.name.contains(&filter)) {
        report(case, &measure(case));
    }
}

/// Nanoseconds per operation of each contestant.
fn measure(case: &Case) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; CONTESTANTS.len()];
    let mut expected = None;
    for _ in 0..ROUNDS {
        for ((name, run), best) in CONTESTANTS.iter().zip(&mut best) {
            let start = Instant::now();
            let result = run(case);
            let elapsed = start.elapsed().as_nanos() as f64;
            // The program for sorting counts by itself.
            let operations = if case.name == "sort" { result } else { f64::from(case.operations) };
            assert_eq!(result, *expected.get_or_insert(result), "{name} differs in {}", case.name);
            *best = best.min(elapsed / operations);
        }
    }
    best
}

fn report(case: &Case, best: &[f64]) {
    print!("{:<22}", format!("{} (per {})", case.name, case.unit));
    best.iter().for_each(|nanoseconds| print!("{nanoseconds:>14.1}"));
    print!("{:>12.2}", best[0] / best[1]);
    match best.get(2) {
        Some(mlua) => println!("{:>12.2}", best[0] / mlua),
        None => println!("{:>12}", "-"),
    }
}
