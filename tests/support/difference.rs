//! Describes how two texts differ.

use std::fmt::Write as _;

/// Lines of a difference that are shown.
const SHOWN_LINES: usize = 12;

/// A description of where two lists of lines differ; empty when they do not.
pub(crate) fn difference(name: &str, expected: &[String], actual: &[String]) -> String {
    if expected == actual {
        return String::new();
    }
    let shorter = expected.len().min(actual.len());
    let same_at = |&i: &usize| expected[i] == actual[i];
    let prefix = (0..shorter).take_while(same_at).count();
    let same_from_end = |&i: &usize| expected[expected.len() - 1 - i] == actual[actual.len() - 1 - i];
    let suffix = (0..shorter - prefix).take_while(same_from_end).count();
    let mut text = format!("{name} differs from line {}:\n", prefix + 1);
    if let Some(line) = prefix.checked_sub(1).and_then(|i| expected.get(i)) {
        let _ = writeln!(text, "  {line}");
    }
    describe(&mut text, "- ", &expected[prefix..expected.len() - suffix]);
    describe(&mut text, "+ ", &actual[prefix..actual.len() - suffix]);
    text
}

fn describe(text: &mut String, sign: &str, lines: &[String]) {
    for line in lines.iter().take(SHOWN_LINES) {
        let _ = writeln!(text, "{sign}{line}");
    }
    if let Some(more) = lines.len().checked_sub(SHOWN_LINES + 1) {
        let _ = writeln!(text, "{sign}... and {} more lines", more + 1);
    }
}
