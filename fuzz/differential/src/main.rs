//! Runs random programs with piccolo and with the reference implementation and compares what they do.
//!
//! The number of a program determines all of it, so a divergence is shown again by its number alone. Diverging
//! programs are shrunk before they are reported.
#![forbid(unsafe_code)]

use std::{process::ExitCode, thread};

use arguments::Arguments;
use interpreter::{Behaviour, Interpreter};
use tree::Node;

mod areas;
mod arguments;
mod generator;
mod interpreter;
mod programs;
mod shrink;
mod tree;

/// The lines of differing outputs that are shown.
const SHOWN_LINES: usize = 8;

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("piccolo-fuzz: {error}\n\n{}", arguments::USAGE);
            ExitCode::FAILURE
        }
    }
}

/// The two interpreters.
struct Interpreters {
    reference: Interpreter,
    piccolo: Interpreter,
}

/// The number of divergences, or why nothing could run.
fn run() -> Result<usize, Box<dyn std::error::Error>> {
    let Some(arguments) = arguments::parse(lexopt::Parser::from_env())? else {
        println!("{}", arguments::USAGE);
        return Ok(0);
    };
    if arguments.print {
        for seed in arguments.seed..arguments.seed.saturating_add(arguments.count) {
            println!("-- {seed}\n{}", generator::program(seed).source());
        }
        return Ok(0);
    }
    let interpreters = Interpreters {
        reference: Interpreter::new(programs::reference(arguments.reference.as_deref())?),
        piccolo: Interpreter::new(programs::piccolo(arguments.piccolo.as_deref())?),
    };
    Ok(compare_all(&interpreters, &arguments)?)
}

/// Compares the interpreters on all programs, and says how many diverge.
fn compare_all(interpreters: &Interpreters, arguments: &Arguments) -> Result<usize, String> {
    let end = arguments.seed.saturating_add(arguments.count);
    let mut diverging = 0;
    let mut seed = arguments.seed;
    while seed < end && diverging < arguments.stop_after {
        let seeds: Vec<u64> = (seed..end.min(seed.saturating_add(arguments.batch))).collect();
        seed += seeds.len() as u64;
        for seed in compare(interpreters, &seeds)? {
            if diverging < arguments.stop_after && report(interpreters, seed, arguments.shrink)? {
                diverging += 1;
            }
        }
    }
    println!("{} programs from {}: {diverging} diverge", seed - arguments.seed, arguments.seed);
    Ok(diverging)
}

/// The numbers of those of `seeds` whose programs behave differently in one process with all the others.
fn compare(interpreters: &Interpreters, seeds: &[u64]) -> Result<Vec<u64>, String> {
    let programs: Vec<String> = seeds.iter().map(|&seed| generator::program(seed).source()).collect();
    let (expected, actual) = interpreters.run(&programs)?;
    let differ = |&(index, _): &(usize, &u64)| expected[index] != actual[index];
    Ok(seeds.iter().enumerate().filter(differ).map(|(_, &seed)| seed).collect())
}

impl Interpreters {
    /// What both make of `programs`, the reference first.
    fn run(&self, programs: &[String]) -> Result<(Vec<Behaviour>, Vec<Behaviour>), String> {
        thread::scope(|scope| {
            let expected = scope.spawn(|| self.reference.run(programs));
            let actual = self.piccolo.run(programs);
            Ok((expected.join().expect("running does not panic")?, actual?))
        })
    }

    /// What both make of one program, if that differs.
    fn divergence(&self, program: &Node) -> Result<Option<(Behaviour, Behaviour)>, String> {
        let (mut expected, mut actual) = self.run(&[program.source()])?;
        let pair = expected.pop().zip(actual.pop());
        Ok(pair.filter(|(expected, actual)| expected != actual || expected.is_endless()))
    }
}

/// Prints how the program number `seed` differs when it runs alone; `false` if it does not.
fn report(interpreters: &Interpreters, seed: u64, shrink: bool) -> Result<bool, String> {
    let mut program = generator::program(seed);
    let Some((mut expected, mut actual)) = interpreters.divergence(&program)? else {
        // It was cut off by a program before it, or shows what that one has left.
        return Ok(false);
    };
    if shrink && !expected.is_endless() {
        program = shrink::shrink(program, &mut |variant| {
            // Without some statements, a program may run for ever.
            let found = interpreters.divergence(variant).ok().flatten();
            let Some(found) = found.filter(|(expected, _)| !expected.is_endless()) else { return false };
            (expected, actual) = found;
            true
        });
    }
    println!("== program {seed}\n{}", program.source().trim_end());
    let same = text(&expected).lines().zip(text(&actual).lines()).take_while(|(a, b)| a == b).count();
    println!("-- reference, from line {same}:\n{}", excerpt(&expected, same));
    println!("-- piccolo:\n{}", excerpt(&actual, same));
    Ok(true)
}

/// Some lines of what a program wrote, and how it ended.
fn excerpt(behaviour: &Behaviour, from: usize) -> String {
    text(behaviour).lines().skip(from).take(SHOWN_LINES).collect::<Vec<_>>().join("\n")
}

fn text(behaviour: &Behaviour) -> String {
    let output = behaviour.output.as_deref().unwrap_or(b"(nothing)");
    let end = behaviour.end.as_deref().map(|end| format!("({end})")).unwrap_or_default();
    match std::str::from_utf8(output) {
        Ok(output) => format!("{output}{end}"),
        Err(_) => format!("{}{end}", output.escape_ascii().to_string().replace("\\n", "\n")),
    }
}
