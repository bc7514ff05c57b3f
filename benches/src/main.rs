//! Runs the benchmark programs on any number of Lua interpreters and compares them.
//!
//! Every program runs on every interpreter once per round, in an order that is random in each round, so
//! that drifts of the machine hit all alike. What counts is the child's CPU time, as the minimum over the
//! rounds, and its peak resident memory. All interpreters have to print the same.
#![forbid(unsafe_code)]

use std::process::ExitCode;

mod arguments;
mod callgrind;
mod programs;
mod report;
mod sampling;

fn main() -> ExitCode {
    match run() {
        Ok(failures) if failures.is_empty() => ExitCode::SUCCESS,
        Ok(failures) => {
            for failure in failures {
                eprintln!("failed: {failure}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("piccolo-bench: {error}\n\n{}", arguments::USAGE);
            ExitCode::FAILURE
        }
    }
}

/// The failures of the runs asked for, or why nothing could run.
fn run() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let Some(arguments) = arguments::parse(lexopt::Parser::from_env())? else {
        println!("{}", arguments::USAGE);
        return Ok(Vec::new());
    };
    let programs = programs::list(&arguments.programs, &arguments.filters, &arguments.callgrind)?;
    if arguments.callgrind.is_empty() {
        let results = sampling::sample(&programs, &arguments.interpreters, arguments.runs)?;
        print!("{}", report::table(&programs, &arguments.interpreters, &results));
        Ok(results.failures)
    } else {
        Ok(callgrind::count(&programs, &arguments.interpreters))
    }
}
