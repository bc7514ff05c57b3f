//! However long functions are, no way leads far through them past all that charges for it.

use crate::bytecode::cost::{CallCost, of_instructions};
use crate::bytecode::instruction::Opcode;
use crate::bytecode::prototype::Prototype;
use crate::compile::compile;

/// What is charged for together, if there are places for that.
const MOST: u32 = 3072;

/// The units that a call pays for: three quarters of a unit for an instruction of the longest way that is not charged for on it.
fn units_of_call(source: &str) -> u32 {
    let prototype = compile(source.as_bytes(), b"=long").expect("it compiles");
    assert!(prototype.code.len() > 20_000, "{} instructions are not many", prototype.code.len());
    units(&prototype)
}

fn units(prototype: &Prototype) -> u32 {
    let mut cost = CallCost::default();
    loop {
        if let Some(units) = cost.advance(&prototype.code, prototype.parameters) {
            return units;
        }
    }
}

/// So many assignments are so many instructions.
fn moves(count: usize) -> String {
    "a = b ".repeat(count)
}

fn function(body: &str, count: usize) -> String {
    format!("local a, b, c = 1, 2, 3 {}", body.repeat(count))
}

#[test]
fn straight_code() {
    let units = units_of_call(&function(&moves(100), 1000));
    assert!(units <= MOST + 30, "{units}");
}

#[test]
fn short_branches() {
    for body in [
        format!("{} if c then {} end ", moves(20), moves(80)),
        format!("if c then {} else {} end ", moves(50), moves(50)),
        format!("if c then {} elseif a then {} elseif b then {} end ", moves(30), moves(30), moves(30)),
        format!("do {} if c then goto done end {} ::done:: end ", moves(50), moves(50)),
        format!("for i = 1, c do {} end ", moves(100)),
        format!("for k in c do {} end ", moves(100)),
        format!("while c do {} end ", moves(100)),
        format!("repeat {} until c ", moves(100)),
        format!("repeat {} if c then break end {} until c ", moves(50), moves(50)),
        format!("a = b and c or {{}} {}", moves(20)),
    ] {
        let units = units_of_call(&function(&body, 1000));
        assert!(units <= MOST + 100, "{units} for {}", &body[..40]);
    }
}

/// In these some places where the way is long enough are in branches, or in loops that are still short.
#[test]
fn long_branches() {
    let straight = moves(4000);
    for body in [
        format!("{straight} if c then {} end ", moves(300)),
        format!("{straight} if c then {} else {} end ", moves(300), moves(10)),
        format!("{straight} if c then {} end {straight} while c do {} end ", moves(5000), moves(3000)),
        format!("if c then {straight} {straight} {straight} end "),
        format!("if c then {straight} elseif a then {straight} {straight} {straight} end "),
        format!("if c then for i = 1, 2 do {straight} {straight} {straight} end end "),
        format!("do {straight} if c then goto done end {straight} {straight} ::done:: end "),
        format!("for i = 1, c do {} for j = 1, c do {} end end ", moves(2000), moves(2000)),
        format!("while a do {straight} if c then break end {straight} {straight} end "),
    ] {
        let units = units_of_call(&function(&body, 20));
        assert!(units <= 2 * MOST + 1024, "{units} for {}", &body[..40]);
    }
}

#[test]
fn loops_in_loops() {
    let levels = 100;
    let source = format!(
        "local a, b, c = 1, 2, 3 {} {}",
        format!("repeat {} ", moves(2000)).repeat(levels),
        "until c ".repeat(levels)
    );
    let units = units_of_call(&source);
    assert!(units <= 2 * MOST + 1024, "{units}");
}

/// What follows a branch is paid for once, also where the branch is long enough to be charged for inside of it.
#[test]
fn charges_are_where_all_ways_lead() {
    let source = function(&format!("{} if c then {} end ", moves(10), moves(10)), 10_000);
    let prototype = compile(source.as_bytes(), b"=long").expect("it compiles");
    let charged: i32 = (0..prototype.code.len())
        .map(|pc| prototype.code[pc])
        .filter(|instruction| instruction.op() == Opcode::Charge)
        .map(|instruction| instruction.d())
        .sum();
    let all = of_instructions(prototype.code.len()) as i32;
    assert!(charged <= all && charged > all - 2 * MOST as i32, "{charged} of {all} units");
}
