//! Precompiled chunks: what is dumped comes back, and damaged bytes are refused.

use piccolo_core::{
    bytecode::dump::{dump, load},
    compile::compile,
};

const SOURCE: &[u8] = b"local a <const> = 1.5
    local function f(x, ...) local t = { x, 'y', [-0.0] = nil, ... } return function() return a, t, x end end
    return f(true, false, nil, 9007199254740993)";

#[test]
fn a_loaded_chunk_equals_the_dumped_one() {
    let prototype = compile(SOURCE, b"@file.lua").expect("valid source");
    assert_eq!(load(&dump(&prototype, false)), Ok(prototype));
}

#[test]
fn stripping_removes_lines_and_names() {
    let prototype = compile(SOURCE, b"@file.lua").expect("valid source");
    let stripped = load(&dump(&prototype, true)).expect("verified");
    assert_eq!(**stripped.source, *b"=?");
    assert!(stripped.lines.is_empty() && stripped.locals.is_empty());
    assert!(stripped.prototypes[0].upvalues.iter().all(|upvalue| upvalue.name.is_empty()));
    assert_eq!(stripped.code, prototype.code);
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = dump(&compile(SOURCE, b"@file.lua").expect("valid source"), false);
    for len in 0..bytes.len() {
        assert!(load(&bytes[..len]).is_err(), "cut at {len}");
    }
}

#[test]
fn no_change_of_a_byte_panics() {
    let bytes = dump(&compile(SOURCE, b"@file.lua").expect("valid source"), false);
    for index in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[index] ^= change;
            let _ = load(&changed);
        }
    }
}
