//! Any bytes are parsed, or refused at a line that they have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piccolo::syntax::parser::check;

fuzz_target!(|source: &[u8]| {
    if let Err(error) = check(source, b"=input") {
        let lines = 1 + source.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        let text = error.to_string();
        // The reference names no line either.
        if text == "C stack overflow" {
            return;
        }
        let line = text.strip_prefix("input:").and_then(|rest| rest.split(':').next());
        let line: usize = line.and_then(|line| line.parse().ok()).expect("messages begin with a line");
        assert!((1..=lines).contains(&line), "{text}");
    }
});
