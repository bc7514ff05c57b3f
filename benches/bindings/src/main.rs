//! Times what crosses the border between Rust and Lua, in nanoseconds per operation: calls both ways, methods,
//! fields, new userdata, and whole VMs. All contestants take turns in one run; the fastest of several rounds counts.
//! The time of an empty loop is taken off where a program has one. At the end, the bytes that a userdata takes: how
//! much more memory a process needs at its peak that keeps many of them than one that keeps as many integers.
//!
//! Arguments: parts of the names of cases and of contestants, to run only those, and the number of rounds. Or `once`,
//! such names, and how often the operation is done: the case is run and nothing timed, for tools that count
//! instructions (see `instructions` beside this crate); what is printed is the peak of the process's memory.

mod cases;
#[cfg(feature = "luars")]
mod luars_vm;
#[cfg(feature = "luna")]
mod luna_vm;
#[cfg(any(feature = "lua54", feature = "luau"))]
mod mlua_vm;
mod piccolo_vm;

use std::{process::Command, time::Instant};

use crate::cases::{CASES, Case, EMPTY, LIVE};

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
    if LIVE[0].name.contains(&case) {
        println!();
        print!("{:<24}", "bytes of a live userdata");
        for (name, _) in contestants {
            print!("{:>12}", bytes_of_userdata(name).map_or("?".to_owned(), |bytes| format!("{bytes:.0}")));
        }
        println!();
    }
}

/// Does the operation of a case as often as said, and prints the peak of the process's memory, in KiB.
fn run_once(case: &str, contestants: &[&Contestant], rounds: u32) {
    let all = std::iter::once(&EMPTY).chain(CASES).chain(&LIVE);
    for case in all.filter(|known| known.name.contains(case)) {
        for (_, run) in contestants {
            run(&Case { rounds, ..*case });
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or_default().trim().trim_end_matches(" kB"));
}

/// How many bytes a userdata takes, without the place where it is kept.
fn bytes_of_userdata(contestant: &str) -> Option<f64> {
    let peak = |case: &Case| {
        let mut command = Command::new(std::env::current_exe().ok()?);
        let output = command.args(["once", case.name, contestant, &case.rounds.to_string()]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok()
    };
    Some((peak(&LIVE[0])? - peak(&LIVE[1])?) * 1024.0 / f64::from(LIVE[0].rounds))
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
