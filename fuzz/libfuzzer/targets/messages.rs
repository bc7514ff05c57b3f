//! What does not compile is refused with the reference implementation's message.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use piccolo::compile::compile;
use piccolo_fuzz_targets::reference::Reference;

thread_local! {
    static REFERENCE: RefCell<Reference> = RefCell::new(Reference::start());
}

fuzz_target!(|source: &[u8]| {
    // Precompiled chunks have messages of their own; nothing is run.
    if source.starts_with(b"\x1b") {
        return;
    }
    let ours = match compile(source, b"=input") {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    };
    let chunk = format!("local _, message = load({}, '=input', 't') return message or ''", quoted(source));
    let theirs = REFERENCE.with_borrow_mut(|reference| reference.run(chunk.as_bytes()));
    assert_eq!(ours, String::from_utf8_lossy(&theirs));
});

/// `bytes` as a Lua string.
fn quoted(bytes: &[u8]) -> String {
    let codes: Vec<String> = bytes.iter().map(|byte| format!("\\{byte:03}")).collect();
    format!("\"{}\"", codes.concat())
}
