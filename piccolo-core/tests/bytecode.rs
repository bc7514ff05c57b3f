//! What the verifier and the messages' names make of compiled code.

use piccolo_core::bytecode::disassemble::disassemble;
use piccolo_core::bytecode::instruction::Opcode;
use piccolo_core::bytecode::names::{Name, called_name, register_name, upvalue_name};
use piccolo_core::bytecode::prototype::Prototype;
use piccolo_core::bytecode::verify::verify;
use piccolo_core::compile::compile;

/// Compiles and verifies `source`.
fn compiled(source: &str) -> Prototype {
    let prototype = compile(source.as_bytes(), b"=test").unwrap_or_else(|error| panic!("{source}: {error}"));
    if let Err(error) = verify(&prototype) {
        panic!("{source}: {error}\n{}", disassemble(&prototype));
    }
    prototype
}

/// The innermost function that was defined last.
fn innermost(prototype: &Prototype) -> &Prototype {
    prototype.prototypes.last().map_or(prototype, |child| innermost(child))
}

/// What the table of the last read from a table, or the function of the last call, is called.
fn last_operand(function: &Prototype) -> Option<Name<'_>> {
    use Opcode::*;
    let interesting =
        |op| matches!(op, Call | TailCall | TForCall | GetField | GetInteger | GetIndex | SelfField);
    let pc = function.code.iter().rposition(|instruction| interesting(instruction.op())).expect("an access");
    match function.code[pc].op() {
        Call | TailCall | TForCall => called_name(function, pc),
        _ => register_name(function, pc, function.code[pc].b()),
    }
}

#[track_caller]
fn check(source: &str, expected: &str) {
    let prototype = compiled(source);
    let name = last_operand(innermost(&prototype)).map(|name| name.to_string());
    assert_eq!(name.as_deref().unwrap_or("none"), expected, "{source}\n{}", disassemble(&prototype));
}

#[test]
fn called_functions_are_named() {
    check("f()", "global 'f'");
    check("local f; f()", "local 'f'");
    check("local f; f(1, 2, ...)", "local 'f'");
    check("local f; local function g() f() end", "upvalue 'f'");
    check("t.f()", "field 'f'");
    check("t.u.f()", "field 'f'");
    check("t:m()", "method 'm'");
    check("return t:m()", "method 'm'");
    check("local t, k; t[k]()", "field '?'");
    check("local t = {}; t['k']()", "field 'k'");
    check("local t = {}; t[1]()", "field 'integer index'");
    check("for i in x do end", "for iterator 'for iterator'");
    check("local _ENV = {}; f()", "global 'f'");
    check("('x')()", "constant 'x'");
    check("(f or g)()", "none");
    check("local f; (f and f or f)()", "none");
}

#[test]
fn indexed_values_are_named() {
    check("return x.y", "global 'x'");
    check("local x; return x.y", "local 'x'");
    check("local x; return x[1]", "local 'x'");
    check("local x; return x.y.z", "field 'y'");
    check("local x; local function f() return x.y.z end", "field 'y'");
    check("return (x or y).z", "none");
    check("return f().x", "none");
}

#[test]
fn captured_locals_are_named_as_locals_where_they_are_declared() {
    let prototype = compiled("local x; function f() x = 1 end return x.y");
    assert_eq!(last_operand(&prototype).unwrap().to_string(), "local 'x'");
}

#[test]
fn the_environment_is_an_upvalue() {
    let prototype = compiled("x = 1");
    assert_eq!(upvalue_name(&prototype, 0).to_string(), "upvalue '_ENV'");
}

#[test]
fn the_widest_functions_are_accepted() {
    let locals = |name: &str, count| (0..count).map(|i| format!("{name}{i}")).collect::<Vec<_>>();
    let names = locals("a", 190).join(", ");
    compiled(&format!("local {names} = ..."));
    compiled(&format!("local {names} = f()"));
    compiled(&format!("for {names} in f() do g() end"));
    compiled(&format!("return f({names}, ...)"));
    compiled(&format!("return {{{names}, f()}}"));
    compiled(&format!("return {{{}, ...}}", vec!["x"; 5000].join(", ")));
    let outer = locals("a", 199);
    let inner = locals("b", 54);
    let sum = [outer.join(" + "), inner.join(" + ")].join(" + ");
    compiled(&format!(
        "local {} return function() local {} return function() return {sum} end end",
        outer.join(", "),
        inner.join(", "),
    ));
    compiled(&format!("local x {}return x{}", "do function f() ".repeat(97), " end end".repeat(97)));
    compiled(&format!("local x return {}x{}", "function() return ".repeat(97), " end".repeat(97)));
}
