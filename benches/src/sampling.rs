//! Runs programs and keeps the best of what was measured.

use std::{
    io::{self, IsTerminal, Read, Write},
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getuid, setrlimit};
use wait4::Wait4;

use crate::{arguments::Interpreter, programs::Program};

/// CPU seconds after which a child is killed.
const CPU_LIMIT: u64 = 120;

/// What is kept of the runs of one program on one interpreter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// The least user and system time of a run.
    pub(crate) cpu: Duration,
    /// The least of the peaks of resident memory, in bytes.
    pub(crate) peak: u64,
}

/// All that was measured.
pub(crate) struct Results {
    /// By program, then by interpreter; `None` where a run failed.
    pub(crate) samples: Vec<Vec<Option<Sample>>>,
    /// What went wrong, one line each.
    pub(crate) failures: Vec<String>,
}

/// Runs each program `runs` times on each interpreter, in random order within each round.
///
/// Errors when the limit on the children's CPU time cannot be set.
pub(crate) fn sample(programs: &[Program], interpreters: &[Interpreter], runs: usize) -> io::Result<Results> {
    // Children inherit the limit; it counts for each process on its own.
    setrlimit(Resource::Cpu, Rlimit { current: Some(CPU_LIMIT), maximum: Some(CPU_LIMIT) })?;
    let mut results =
        Results { samples: vec![vec![None; interpreters.len()]; programs.len()], failures: Vec::new() };
    let mut outputs: Vec<Option<Vec<u8>>> = vec![None; programs.len()];
    let mut pairs: Vec<(usize, usize)> =
        (0..programs.len()).flat_map(|program| (0..interpreters.len()).map(move |i| (program, i))).collect();
    let total = pairs.len() * runs;
    let mut done = 0;
    for _ in 0..runs {
        fastrand::shuffle(&mut pairs);
        pairs.retain(|&(program, interpreter)| {
            done += 1;
            progress(done, total);
            let run = run(&interpreters[interpreter], &programs[program])
                .and_then(|run| same_output(run, &mut outputs[program]));
            let slot = &mut results.samples[program][interpreter];
            match run {
                Ok(sample) => *slot = Some(slot.map_or(sample, |best| better(best, sample))),
                Err(reason) => {
                    *slot = None;
                    let (program, interpreter) = (&programs[program].name, &interpreters[interpreter].name);
                    results.failures.push(format!("{program} on {interpreter}: {reason}"));
                    return false;
                }
            }
            true
        });
    }
    Ok(results)
}

fn progress(done: usize, total: usize) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        let end = if done == total { "\n" } else { "" };
        // A progress line that cannot be shown is no reason to stop.
        let _ = write!(stderr, "\r{done} of {total} runs{end}");
    }
}

fn better(best: Sample, sample: Sample) -> Sample {
    Sample { cpu: best.cpu.min(sample.cpu), peak: best.peak.min(sample.peak) }
}

/// The sample, if its output equals that of the program's earlier runs on any interpreter.
fn same_output(run: (Sample, Vec<u8>), expected: &mut Option<Vec<u8>>) -> Result<Sample, String> {
    let (sample, output) = run;
    let expected = expected.get_or_insert_with(|| output.clone());
    if *expected == output {
        return Ok(sample);
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("printed {:?} where another run printed {:?}", text(&output), text(expected)))
}

/// One run: what it took and what it printed.
fn run(interpreter: &Interpreter, program: &Program) -> Result<(Sample, Vec<u8>), String> {
    let describe = |error: io::Error| format!("{}: {error}", interpreter.path.display());
    let mut child = Command::new(&interpreter.path)
        .arg(&program.path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // Setting an id, be it the same, makes the library fork instead of sharing its memory with the
        // child until it executes: else the child's peak would never be below this process's own.
        .uid(getuid().as_raw())
        .spawn()
        .map_err(describe)?;
    let mut output = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut output).map_err(describe)?;
    }
    let used = child.wait4().map_err(describe)?;
    if !used.status.success() {
        return Err(used.status.to_string());
    }
    Ok((Sample { cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss }, output))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Sample = Sample { cpu: Duration::from_millis(3), peak: 7 };

    #[test]
    fn the_best_of_each_measure_is_kept() {
        let slower = Sample { cpu: Duration::from_millis(4), peak: 5 };
        assert_eq!(better(SAMPLE, slower), Sample { cpu: SAMPLE.cpu, peak: 5 });
    }

    #[test]
    fn another_output_is_a_failure() {
        let mut expected = None;
        assert_eq!(same_output((SAMPLE, b"1\n".to_vec()), &mut expected), Ok(SAMPLE));
        assert_eq!(same_output((SAMPLE, b"1\n".to_vec()), &mut expected), Ok(SAMPLE));
        assert!(same_output((SAMPLE, b"2\n".to_vec()), &mut expected).is_err());
    }
}
