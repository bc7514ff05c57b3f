//! Listings of small programs, kept beside them. `UPDATE=1` rewrites them.

use std::fs;
use std::path::Path;

use crate::bytecode::disassemble::disassemble;
use crate::bytecode::verify::verify;
use crate::compile::compile;

fn check(name: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compile/tests/golden");
    let source = fs::read(directory.join(name).with_extension("lua")).expect("the program is there");
    let prototype = compile(&source, format!("@{name}").as_bytes()).expect("the program compiles");
    verify(&prototype).expect("the code is valid");
    let listing = disassemble(&prototype);
    let golden = directory.join(name).with_extension("txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(golden, listing).expect("the listing is writable");
        return;
    }
    let expected = fs::read_to_string(golden).expect("the listing is there");
    assert!(listing == expected, "{name} compiles to\n{listing}");
}

macro_rules! listings {
    ($($name:ident)*) => { $(#[test] fn $name() { check(stringify!($name)); })* };
}

listings! { arithmetic conditions loops closures tables calls assignments closing lines }
