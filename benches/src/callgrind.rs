//! Counts instructions under valgrind.

use std::process::{Command, Stdio};

use crate::{
    arguments::Interpreter,
    programs::{Program, groups},
    report::geometric_mean,
};

/// Prints one line per program with the instructions each interpreter executes, in millions, and the ratio
/// to the first, then the geometric means of the groups' ratios; returns what failed.
pub(crate) fn count(programs: &[Program], interpreters: &[Interpreter]) -> Vec<String> {
    let mut failures = Vec::new();
    let mut ratios: Vec<(Option<&str>, usize, f64)> = Vec::new();
    for program in programs {
        let mut baseline = None;
        for (i, interpreter) in interpreters.iter().enumerate() {
            let name = &interpreter.name;
            match instructions(interpreter, program) {
                Ok(count) => {
                    let ratio = count as f64 / *baseline.get_or_insert(count) as f64;
                    let millions = count as f64 / 1e6;
                    ratios.push((program.group(), i, ratio));
                    println!("{:25}  {name:20} {millions:>10.1} M instructions  {ratio:>6.3}", program.name);
                }
                Err(reason) => failures.push(format!("{} on {name}: {reason}", program.name)),
            }
        }
    }
    for group in groups(programs) {
        for (i, interpreter) in interpreters.iter().enumerate().skip(1) {
            let of_group = ratios.iter().filter(|(g, other, _)| (*g, *other) == (group, i));
            if let Some(mean) = geometric_mean(of_group.map(|(_, _, ratio)| *ratio)) {
                println!(
                    "geometric mean of {}  {}  {mean:.3}",
                    group.unwrap_or("programs"),
                    interpreter.name
                );
            }
        }
    }
    failures
}

fn instructions(interpreter: &Interpreter, program: &Program) -> Result<u64, String> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(&interpreter.path)
        .arg(&program.path)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&run.stderr);
    if !run.status.success() {
        return Err(format!("{}\n{report}", run.status));
    }
    collected(&report).ok_or_else(|| format!("valgrind reports no count:\n{report}"))
}

/// The count in the line `==PID== Collected : COUNT` of valgrind's report.
fn collected(report: &str) -> Option<u64> {
    let (_, count) = report.lines().find_map(|line| line.split_once("Collected : "))?;
    count.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_in_the_report() {
        let report = "==7== Events    : Ir\n==7== Collected : 123456\n==7== \n";
        assert_eq!(collected(report), Some(123_456));
        assert_eq!(collected("==7== Events    : Ir"), None);
    }
}
