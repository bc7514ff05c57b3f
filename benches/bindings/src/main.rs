//! Times what crosses the border between Rust and Lua, in nanoseconds per operation: calls both ways, methods,
//! fields, new userdata, and whole VMs. All contestants take turns in one run; the fastest of several rounds counts.
//! The time of an empty loop is taken off where a program has one.
//!
//! Arguments: parts of the names of cases and of contestants, to run only those, and the number of rounds. Or `once`,
//! such names, and how often the operation is done: the case is run and nothing timed, for tools that count.

mod cases;
#[cfg(feature = "luars")]
mod luars_vm;
#[cfg(feature = "luna")]
mod luna_vm;
#[cfg(any(feature = "lua54", feature = "luau"))]
mod mlua_vm;
mod piccolo_vm;

use std::time::Instant;

use crate::cases::{CASES, Case, EMPTY};

/// Runs a case and gives what its program returned.
type Contestant = (&'static str, fn(&Case) -> i64);

const CONTESTANTS: &[Contestant] = &[
    ("piccolo", piccolo_vm::run),
    #[cfg(feature = "lua54")]
    ("mlua 5.4", mlua_vm::run),
    #[cfg(feature = "luau")]
    ("mlua Luau", mlua_vm::run),
    #[cfg(feature = "luars")]
    ("luars", luars_vm::run),
    #[cfg(feature = "luna")]
    ("luna", luna_vm::run),
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut case = arguments.next().unwrap_or_default();
    let is_once = case == "once";
    if is_once {
        case = arguments.next().unwrap_or_default();
    }
    let name = arguments.next().unwrap_or_default();
    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(15);
    let contestants: Vec<_> = CONTESTANTS.iter().filter(|contestant| contestant.0.contains(&name)).collect();
    if is_once {
        return run_once(&case, &contestants, rounds);
    }
    print!("{:<24}", "ns");
    contestants.iter().for_each(|(name, _)| print!("{name:>12}"));
    println!();
    let empty = measure(&EMPTY, &contestants, rounds);
    for case in CASES.iter().filter(|known| known.name.contains(&case)) {
        print!("{:<24}", case.name);
        for (nanoseconds, empty) in measure(case, &contestants, rounds).into_iter().zip(&empty) {
            print!("{:>12.1}", if case.in_loop { nanoseconds - empty } else { nanoseconds });
        }
        println!();
    }
}

/// Does the operation of a case as often as said.
fn run_once(case: &str, contestants: &[&Contestant], rounds: u32) {
    for case in std::iter::once(&EMPTY).chain(CASES).filter(|known| known.name.contains(case)) {
        for (_, run) in contestants {
            run(&Case { rounds, ..*case });
        }
    }
}

/// Nanoseconds per operation of each contestant.
fn measure(case: &Case, contestants: &[&Contestant], rounds: u32) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; contestants.len()];
    let mut expected = None;
    for _ in 0..rounds {
        for ((name, run), best) in contestants.iter().zip(&mut best) {
            let start = Instant::now();
            let result = run(case);
            let elapsed = start.elapsed().as_nanos() as f64;
            assert_eq!(result, *expected.get_or_insert(result), "{name} differs in {}", case.name);
            *best = best.min(elapsed / f64::from(case.rounds));
        }
    }
    best
}
