//! The table of results.

use std::fmt::Write;

use crate::{
    arguments::Interpreter,
    programs::{Program, groups},
    sampling::{Results, Sample},
};

/// Ratios of CPU time above this one are listed by name.
const SLOW: f64 = 1.3;

/// The least number of columns for an interpreter's two ratios.
const LEAST_WIDTH: usize = 13;

/// One line per program with the baseline's time and memory and the ratios of the other interpreters to
/// it, then, for each group of programs, the geometric means and the programs that are slower than the baseline by
/// too much.
pub(crate) fn table(programs: &[Program], interpreters: &[Interpreter], results: &Results) -> String {
    let groups = groups(programs);
    let names = programs.iter().map(|program| program.name.len());
    let names = names.chain(groups.iter().map(|group| title(*group).len())).max().unwrap_or(0);
    let (baseline, others) = (&interpreters[0], &interpreters[1..]);
    let mut text = format!("{:names$}  {:>20}", "", baseline.name);
    for other in others {
        let _ = write!(text, "  {:>width$}", other.name, width = width(other));
    }
    let _ = write!(text, "\n{:names$}  {:>11} {:>8}", "", "ms", "MiB");
    for other in others {
        let _ = write!(text, "  {:>width$} {:>6}", "time", "rss", width = width(other) - 7);
    }
    text.push('\n');
    for (program, samples) in programs.iter().zip(&results.samples) {
        let _ = write!(text, "{:names$}  ", program.name);
        text.push_str(&baseline_columns(samples[0]));
        for (other, &sample) in others.iter().zip(&samples[1..]) {
            let ratios = sample.zip(samples[0]).map(|(sample, base)| ratios(sample, base));
            text.push_str(&ratio_columns(ratios, width(other)));
        }
        text.push('\n');
    }
    for group in groups {
        text.push_str(&summary(programs, group, interpreters, results, names));
    }
    text
}

/// What the line with a group's geometric mean starts with.
fn title(group: Option<&str>) -> String {
    group.map_or("geometric mean".to_owned(), |group| format!("geometric mean of {group}"))
}

fn width(interpreter: &Interpreter) -> usize {
    interpreter.name.len().max(LEAST_WIDTH)
}

fn baseline_columns(sample: Option<Sample>) -> String {
    sample.map_or(format!("{:>11} {:>8}", "failed", "-"), |sample| {
        let (milliseconds, mebibytes) = (sample.cpu.as_secs_f64() * 1e3, sample.peak as f64 / 1048576.0);
        format!("{milliseconds:>11.1} {mebibytes:>8.1}")
    })
}

fn ratio_columns(ratios: Option<(f64, f64)>, width: usize) -> String {
    let width = width - 7;
    ratios.map_or(format!("  {:>width$} {:>6}", "-", "-"), |(time, peak)| {
        format!("  {time:>width$.2} {peak:>6.2}")
    })
}

/// The ratios of CPU time and of peak memory.
fn ratios(sample: Sample, base: Sample) -> (f64, f64) {
    (sample.cpu.as_secs_f64() / base.cpu.as_secs_f64(), sample.peak as f64 / base.peak as f64)
}

fn summary(
    programs: &[Program],
    group: Option<&str>,
    interpreters: &[Interpreter],
    results: &Results,
    names: usize,
) -> String {
    let mut means = format!("{:names$}  {:20}", title(group), "");
    let mut slow = String::new();
    for (i, interpreter) in interpreters.iter().enumerate().skip(1) {
        let all: Vec<(&str, (f64, f64))> = programs
            .iter()
            .zip(&results.samples)
            .filter(|(program, _)| program.group() == group)
            .filter_map(|(program, samples)| Some((&*program.name, ratios(samples[i]?, samples[0]?))))
            .collect();
        let mean = geometric_mean(all.iter().map(|&(_, (time, _))| time))
            .zip(geometric_mean(all.iter().map(|&(_, (_, peak))| peak)));
        means.push_str(&ratio_columns(mean, width(interpreter)));
        let _ = write!(slow, "{}: {} of {} above {SLOW}", interpreter.name, slowest(&all).len(), all.len());
        for (position, (name, time)) in slowest(&all).into_iter().enumerate() {
            let _ = write!(slow, "{} {name} {time:.2}", if position == 0 { ":" } else { "," });
        }
        slow.push('\n');
    }
    if interpreters.len() == 1 { String::new() } else { format!("{means}\n{slow}") }
}

/// The programs above the limit, slowest first.
fn slowest<'a>(all: &[(&'a str, (f64, f64))]) -> Vec<(&'a str, f64)> {
    let mut slow: Vec<(&str, f64)> =
        all.iter().map(|&(name, (time, _))| (name, time)).filter(|&(_, time)| time > SLOW).collect();
    slow.sort_by(|a, b| b.1.total_cmp(&a.1));
    slow
}

pub(crate) fn geometric_mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value.ln(), count + 1));
    (count > 0).then(|| (sum / f64::from(count)).exp())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn geometric_mean_of_opposite_ratios_is_one() {
        let mean = geometric_mean([0.5, 2.0].into_iter()).unwrap();
        assert!((mean - 1.0).abs() < 1e-12);
        assert_eq!(geometric_mean([].into_iter()), None);
    }

    #[test]
    fn the_table_shows_ratios_means_and_slow_programs() {
        let program = |name: &str| Program { name: name.into(), path: name.into() };
        let interpreter = |name: &str| Interpreter { name: name.into(), path: name.into() };
        let sample = |ms, peak| Some(Sample { cpu: Duration::from_millis(ms), peak });
        let results = Results {
            samples: vec![
                vec![sample(100, 2 << 20), sample(50, 2 << 20)],
                vec![sample(100, 2 << 20), sample(200, 8 << 20)],
                vec![sample(100, 2 << 20), None],
                vec![sample(100, 2 << 20), sample(300, 2 << 20)],
            ],
            failures: Vec::new(),
        };
        let table = table(
            &[program("a"), program("b"), program("c"), program("g/d")],
            &[interpreter("lua"), interpreter("piccolo")],
            &results,
        );
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[2], ["a", "100.0", "2.0", "0.50", "1.00"]);
        assert_eq!(lines[4], ["c", "100.0", "2.0", "-", "-"]);
        assert_eq!(lines[6], ["geometric", "mean", "1.00", "2.00"]);
        assert_eq!(lines[7].join(" "), "piccolo: 1 of 2 above 1.3: b 2.00");
        assert_eq!(lines[8], ["geometric", "mean", "of", "g", "3.00", "1.00"]);
        assert_eq!(lines[9].join(" "), "piccolo: 1 of 1 above 1.3: g/d 3.00");
    }
}
