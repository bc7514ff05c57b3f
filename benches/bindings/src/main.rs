//! Times what crosses the border between Rust and Lua, in nanoseconds per operation: calls both ways, methods,
//! fields, new userdata, and whole VMs. All contestants take turns in one run; the fastest of several rounds counts.
//! The time of an empty loop is taken off where a program has one. At the end, the bytes that a userdata takes: how
//! much more memory a process needs at its peak that keeps many of them than one that keeps as many integers.
//!
//! Arguments: parts of the names of cases and of contestants, to run only those, and the number of rounds. Before them,
//! `with` and the path of another build of this program, whose contestants take part. Or `once`, such names, and how
//! often the operation is done: the case is run and nothing timed, for tools that count instructions (see
//! `instructions` beside this crate); what is printed is the peak of the process's memory.

mod cases;
mod contestant;
#[cfg(feature = "kyren")]
mod kyren_vm;
#[cfg(feature = "luars")]
mod luars_vm;
#[cfg(feature = "luna")]
mod luna_vm;
#[cfg(any(feature = "lua54", feature = "luau"))]
mod mlua_vm;
mod piccolo_vm;

use std::{path::Path, process::Command};

use crate::{
    cases::{CASES, CREATE, Case, EMPTY, LIVE},
    contestant::{Contestant, NAMES, Run, SERVE, serve},
};

const OWN: &[(&str, Run)] = &[
    ("piccolo", piccolo_vm::run),
    #[cfg(feature = "lua54")]
    ("mlua 5.4", mlua_vm::run),
    #[cfg(feature = "luau")]
    ("mlua Luau", mlua_vm::run),
    #[cfg(feature = "kyren")]
    ("kyren's", kyren_vm::run),
    #[cfg(feature = "luars")]
    ("luars", luars_vm::run),
    #[cfg(feature = "luna")]
    ("luna", luna_vm::run),
];

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let mut contestants: Vec<_> = OWN.iter().map(|(name, run)| Contestant::here(name, *run)).collect();
    match arguments.peek().map(String::as_str) {
        Some(SERVE) => return serve(&contestants),
        Some(NAMES) => return contestants.iter().for_each(|contestant| println!("{}", contestant.name)),
        _ => {}
    }
    while arguments.next_if(|argument| argument == "with").is_some() {
        let path = arguments.next().expect("`with` has the path of a program after it");
        let there = Contestant::there(Path::new(&path), &contestants);
        contestants.extend(there);
    }
    let is_once = arguments.next_if(|argument| argument == "once").is_some();
    let case = arguments.next().unwrap_or_default();
    let name = arguments.next().unwrap_or_default();
    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(15);
    contestants.retain(|contestant| contestant.name.contains(&name));
    match is_once {
        true => run_once(&case, &contestants, rounds),
        false => compare(&case, &contestants, rounds),
    }
}

/// Prints the table.
fn compare(part: &str, contestants: &[Contestant], rounds: u32) {
    print!("{:<26}", "ns");
    contestants.iter().for_each(|contestant| print!("{:>11}", contestant.name));
    println!();
    let empty = measure(&EMPTY, contestants, rounds);
    for case in CASES.iter().filter(|known| known.name.contains(part)) {
        print!("{:<26}", case.name);
        for (nanoseconds, empty) in measure(case, contestants, rounds).into_iter().zip(&empty) {
            match if case.in_loop { nanoseconds - empty } else { nanoseconds } {
                f64::INFINITY => print!("{:>11}", "-"),
                own => print!("{own:>11.1}"),
            }
        }
        println!();
    }
    if LIVE[0].name.contains(part) {
        print!("{:<26}", "bytes of a live userdata");
        for contestant in contestants {
            print!(
                "{:>11}",
                bytes_of_userdata(contestant).map_or("?".to_owned(), |bytes| format!("{bytes:.0}"))
            );
        }
        println!();
    }
}

/// Does the operation of a case as often as said, and prints the peak of the process's memory, in KiB.
fn run_once(part: &str, contestants: &[Contestant], rounds: u32) {
    let all = std::iter::once(&EMPTY).chain(CASES).chain(&LIVE);
    for case in all.filter(|known| known.name.contains(part)) {
        for contestant in contestants {
            contestant.run(&Case { rounds, ..*case });
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or_default().trim().trim_end_matches(" kB"));
}

/// How many bytes a userdata takes, without the place where it is kept.
fn bytes_of_userdata(contestant: &Contestant) -> Option<f64> {
    let peak = |case: &Case| {
        let mut command = Command::new(contestant.program()?);
        command.args(["once", case.name, &contestant.name, &case.rounds.to_string()]);
        let output = command.output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok()
    };
    Some((peak(&LIVE[0])? - peak(&LIVE[1])?) * 1024.0 / f64::from(LIVE[0].rounds))
}

/// Whether a contestant does what the case is about. kyren's libraries are a part of the others': no `utf8`, and of
/// `string` five functions.
fn takes_part(contestant: &Contestant, case: &Case) -> bool {
    contestant.name != "kyren's" || case.name != CREATE
}

/// Nanoseconds per operation of each contestant; infinite for those that do not take part.
fn measure(case: &Case, contestants: &[Contestant], rounds: u32) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; contestants.len()];
    let mut expected = None;
    for _ in 0..rounds {
        for (contestant, best) in contestants.iter().zip(&mut best) {
            if !takes_part(contestant, case) {
                continue;
            }
            let (elapsed, result) = contestant.run(case);
            assert_eq!(
                result,
                *expected.get_or_insert(result),
                "{} differs in {}",
                contestant.name,
                case.name
            );
            *best = best.min(elapsed / f64::from(case.rounds));
        }
    }
    best
}
