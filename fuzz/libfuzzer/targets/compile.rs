//! What compiles is verified, listed, and the same after it was dumped and loaded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piccolo::{
    bytecode::{disassemble::disassemble, dump, verify::verify},
    compile::compile,
};

fuzz_target!(|source: &[u8]| {
    let Ok(prototype) = compile(source, b"=input") else { return };
    assert_eq!(verify(&prototype), Ok(()));
    assert!(!disassemble(&prototype).is_empty());
    assert_eq!(dump::load(&dump::dump(&prototype, false)), Ok(prototype.clone()));
    assert!(dump::load(&dump::dump(&prototype, true)).is_ok());
});
