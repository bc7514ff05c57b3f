//! Chunks of any length compile in linear time and without deep recursion.

use std::fmt::Write;

use crate::bytecode::prototype::Prototype;
use crate::bytecode::verify::verify;
use crate::compile::compile;

/// Compiles on a stack that is small, also for instrumented code.
fn compile_long(source: String) -> Prototype {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let compiled = thread.spawn(move || compile(source.as_bytes(), b"=long")).expect("threads start");
    let prototype = compiled.join().expect("the compiler does not overflow its stack").expect("it compiles");
    verify(&prototype).expect("the code is valid");
    prototype
}

fn repeat(before: &str, piece: &str, count: usize, after: &str) -> String {
    [before, &piece.repeat(count), after].concat()
}

#[test]
fn chains_of_operators() {
    for operator in ["+", "-", "*", "/", "//", "%", "&", "|", "~", "<<", "and", "or", "==", "<"] {
        let prototype = compile_long(repeat("local a; return a", &format!(" {operator} a"), 10_000, ""));
        assert!(prototype.max_stack < 10, "{operator}");
    }
    compile_long(repeat("local a; return a", " + a", 200_000, ""));
    compile_long(repeat("local a; if a", " and a or a", 100_000, " then a() end"));
    compile_long(repeat("local a; while a == 1", " or a == 2", 100_000, " do a() end"));
    compile_long(repeat("return 1", " + 1", 200_000, ""));
}

#[test]
fn chains_of_suffixes() {
    compile_long(repeat("local a; return a", ".b", 200_000, ""));
    compile_long(repeat("local a; return a", "[1]", 200_000, ""));
    compile_long(repeat("local a; return a", "()", 200_000, ""));
    compile_long(repeat("local a; return a", ":m()", 100_000, ""));
    compile_long(repeat("local a; a", ".b", 200_000, " = 1"));
}

#[test]
fn arms_of_an_if() {
    compile_long(repeat("local a; if a then a() ", "elseif a == 7 then a() ", 100_000, "else a() end"));
}

#[test]
fn table_constructors() {
    let prototype = compile_long(repeat("return {", "1,", 1_000_000, "}"));
    assert_eq!(prototype.code[0].d(), 1_000_000);
    let mut records = String::from("return {");
    for index in 0..200_000 {
        write!(records, "k{index} = {index}.5,").expect("strings take all");
    }
    records.push('}');
    assert_eq!(compile_long(records).constants.len(), 400_000);
}

#[test]
fn labels_and_gotos() {
    let mut source = String::new();
    for index in 0..60_000 {
        write!(source, "goto l{index} ::l{index}:: ").expect("strings take all");
    }
    compile_long(source);
    let mut source = String::new();
    for index in 0..60_000 {
        write!(source, "do goto l{index} end ").expect("strings take all");
    }
    for index in 0..60_000 {
        write!(source, "::l{index}:: ").expect("strings take all");
    }
    compile_long(source);
    compile_long(repeat("::top:: ", "goto top ", 60_000, ""));
    compile_long(repeat("", "goto done ", 60_000, "::done::"));
}

#[test]
fn statements() {
    compile_long(repeat("", "do local a = 1; local b = a end ", 200_000, ""));
    compile_long(repeat("", "x = 1 ", 200_000, ""));
    compile_long(repeat("", "f() ", 200_000, ""));
    compile_long(repeat("while x do ", "if y then break end ", 100_000, "end"));
    compile_long(repeat("", ";", 500_000, ""));
    compile_long(repeat("", "function f() end ", 50_000, ""));
}

#[test]
fn long_tokens() {
    let long = "x".repeat(2_000_000);
    compile_long(format!("return '{long}', [[{long}]], {long}"));
    compile_long(format!("--[[{long}]] --{long}"));
    compile_long(repeat("return '", "\\65\\n\\z   \\u{48}", 100_000, "'"));
}
