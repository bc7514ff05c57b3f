//! Listings of prototypes for people.
//!
//! A function's listing has a heading, one line per instruction, and its constants, local variables
//! and upvalues; the functions inside follow. Instructions are numbered from 0, as in
//! [`Prototype`]. Operands read `R` register, `K` constant, `U` upvalue, `P` prototype; jumps are
//! signed, and other numbers are plain. Any prototype can be listed, also one that
//! [`crate::bytecode::verify::verify`] rejects.

use std::collections::HashSet;
use std::fmt::{self, Write};

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::operands::{Use, jump_target, uses};
use crate::bytecode::prototype::{Capture, Constant, Prototype};
use crate::support::chunk_name::short_source;
use crate::support::numeral::float_text;

/// The listing of `prototype` and of all functions inside.
pub fn disassemble(prototype: &Prototype) -> String {
    let mut listing = String::new();
    write_listing(&mut listing, prototype).expect("strings grow");
    listing
}

/// Writes the listing of `prototype` and of all functions inside, each once.
///
/// # Errors
/// Those of `out`.
pub fn write_listing(out: &mut impl Write, prototype: &Prototype) -> fmt::Result {
    let mut listed = HashSet::new();
    let mut pending = vec![prototype];
    while let Some(function) = pending.pop() {
        if !listed.insert(std::ptr::from_ref(function)) {
            continue;
        }
        if listed.len() > 1 {
            writeln!(out)?;
        }
        write_function(out, function)?;
        pending.extend(function.prototypes.iter().rev().map(|child| &**child));
    }
    Ok(())
}

fn write_function(out: &mut impl Write, function: &Prototype) -> fmt::Result {
    write_heading(out, function)?;
    for (pc, instruction) in function.code.iter().enumerate() {
        write_instruction(out, function, pc, *instruction)?;
    }
    write_constants(out, function)?;
    write_locals(out, function)?;
    write_upvalues(out, function)
}

fn write_heading(out: &mut impl Write, function: &Prototype) -> fmt::Result {
    let kind = if function.line_defined == 0 { "main" } else { "function" };
    writeln!(out, "{kind} {} ({})", Place(function), Plural(function.code.len(), "instruction"))?;
    writeln!(
        out,
        "{}{} {}, {}, {}, {}, {}, {}",
        function.parameters,
        if function.is_vararg { "+" } else { "" },
        if function.parameters == 1 { "parameter" } else { "parameters" },
        Plural(usize::from(function.max_stack), "slot"),
        Plural(function.upvalues.len(), "upvalue"),
        Plural(function.locals.len(), "local"),
        Plural(function.constants.len(), "constant"),
        Plural(function.prototypes.len(), "function"),
    )
}

/// Where a function is defined: `<name:first line,last line>`.
struct Place<'p>(&'p Prototype);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Prototype { source, line_defined, last_line_defined, .. } = self.0;
        let name = short_source(source);
        write!(f, "<{}:{line_defined},{last_line_defined}>", String::from_utf8_lossy(&name))
    }
}

/// A number of things.
struct Plural(usize, &'static str);

impl fmt::Display for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plural(count, noun) = self;
        write!(f, "{count} {noun}{}", if *count == 1 { "" } else { "s" })
    }
}

fn write_instruction(
    out: &mut impl Write,
    function: &Prototype,
    pc: usize,
    instruction: Instruction,
) -> fmt::Result {
    match function.line(pc) {
        Some(line) => write!(out, "\t{pc}\t[{line}]\t")?,
        None => write!(out, "\t{pc}\t[-]\t")?,
    }
    let uses = uses(instruction);
    let mut line = format!("{:<15}", format!("{:?}", instruction.op()));
    for operand in &uses {
        write_operand(&mut line, operand)?;
    }
    write!(out, "{}", line.trim_end())?;
    let mut comment = String::new();
    for operand in &uses {
        explain_operand(&mut comment, function, pc, operand)?;
    }
    explain_counts(&mut comment, instruction)?;
    if comment.is_empty() { writeln!(out) } else { writeln!(out, "\t;{comment}") }
}

fn write_operand(out: &mut impl Write, operand: &Use) -> fmt::Result {
    match operand {
        Use::Nothing => Ok(()),
        Use::Registers { first, .. } => write!(out, " R{first}"),
        Use::Constant { index, .. } => write!(out, " K{index}"),
        Use::Upvalue(index) => write!(out, " U{index}"),
        Use::Prototype(index) => write!(out, " P{index}"),
        Use::Jump(offset) => write!(out, " {offset:+}"),
        Use::Number { value, .. } => write!(out, " {value}"),
    }
}

/// What an index stands for, or where a jump leads.
fn explain_operand(out: &mut impl Write, function: &Prototype, pc: usize, operand: &Use) -> fmt::Result {
    match operand {
        Use::Constant { index, .. } => match element(&function.constants, *index) {
            Some(constant) => write!(out, " {}", Literal(constant)),
            None => write!(out, " ?"),
        },
        Use::Upvalue(index) => match function.upvalues.get(usize::from(*index)) {
            Some(upvalue) => write!(out, " {}", Shown(&upvalue.name)),
            None => write!(out, " ?"),
        },
        Use::Prototype(index) => match element(&function.prototypes, *index) {
            Some(child) => write!(out, " {}", Place(child)),
            None => write!(out, " ?"),
        },
        Use::Jump(offset) => write!(out, " to {}", jump_target(pc, *offset)),
        Use::Nothing | Use::Registers { .. } | Use::Number { .. } => Ok(()),
    }
}

fn element<T>(list: &[T], index: i32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}

/// How many values go in and come out, where they are encoded with "all" as 0.
fn explain_counts(out: &mut impl Write, instruction: Instruction) -> fmt::Result {
    let count = |field: u8| match field.checked_sub(1) {
        Some(count) => count.to_string(),
        None => "all".to_owned(),
    };
    let (b, c) = (instruction.b(), instruction.c());
    match instruction.op() {
        Opcode::Call => write!(out, " {} in {} out", count(b), count(c)),
        Opcode::TailCall => write!(out, " {} in", count(b)),
        Opcode::Return => write!(out, " {} out", count(b)),
        Opcode::Vararg => write!(out, " {} out", count(c)),
        Opcode::LoadFalseSkip => write!(out, " skip next"),
        _ => Ok(()),
    }
}

/// A constant as it is written in source.
struct Literal<'p>(&'p Constant);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Constant::Nil => f.write_str("nil"),
            Constant::Boolean(value) => write!(f, "{value}"),
            Constant::Integer(value) => write!(f, "{value}"),
            Constant::Float(value) => write!(f, "{}", float_text(*value)),
            Constant::String(text) => write!(f, "\"{}\"", Shown(text)),
        }
    }
}

/// Bytes with escapes for all but printable ASCII characters.
struct Shown<'p>(&'p [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            match byte {
                b'"' => f.write_str("\\\"")?,
                b'\\' => f.write_str("\\\\")?,
                b'\n' => f.write_str("\\n")?,
                b'\r' => f.write_str("\\r")?,
                b'\t' => f.write_str("\\t")?,
                b' '..=b'~' => f.write_char(char::from(*byte))?,
                _ => write!(f, "\\{byte:03}")?,
            }
        }
        Ok(())
    }
}

fn write_constants(out: &mut impl Write, function: &Prototype) -> fmt::Result {
    writeln!(out, "constants ({})", function.constants.len())?;
    for (index, constant) in function.constants.iter().enumerate() {
        let kind = match constant {
            Constant::Nil => "nil",
            Constant::Boolean(_) => "boolean",
            Constant::Integer(_) => "integer",
            Constant::Float(_) => "float",
            Constant::String(_) => "string",
        };
        writeln!(out, "\t{index}\t{kind}\t{}", Literal(constant))?;
    }
    Ok(())
}

fn write_locals(out: &mut impl Write, function: &Prototype) -> fmt::Result {
    writeln!(out, "locals ({})", function.locals.len())?;
    for (index, local) in function.locals.iter().enumerate() {
        let name = Shown(&local.name);
        writeln!(out, "\t{index}\t{name}\tR{}\t{}\t{}", local.register, local.start_pc, local.end_pc)?;
    }
    Ok(())
}

fn write_upvalues(out: &mut impl Write, function: &Prototype) -> fmt::Result {
    writeln!(out, "upvalues ({})", function.upvalues.len())?;
    for (index, upvalue) in function.upvalues.iter().enumerate() {
        let name = Shown(&upvalue.name);
        match upvalue.capture {
            Capture::Register(register) => writeln!(out, "\t{index}\t{name}\tR{register}")?,
            Capture::Upvalue(outer) => writeln!(out, "\t{index}\t{name}\tU{outer}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::bytecode::assemble::{function, local, op, string, upvalue};
    use Opcode::*;

    const GOLDEN: &str = "\
main <test.lua:0,0> (12 instructions)
0+ parameters, 10 slots, 1 upvalue, 1 local, 5 constants, 1 function
\t0\t[1]\tGetUpvalueField R0 U0 K0\t; _ENV \"print\"
\t1\t[2]\tLoadConstant    R1 K1\t; 1.0
\t2\t[3]\tVararg          R2 0\t; all out
\t3\t[4]\tCall            R0 0 3\t; all in 2 out
\t4\t[5]\tEqI             R0 -1 1 +2\t; to 7
\t5\t[6]\tSetField        R0 1 K3 K0\t; nil \"print\"
\t6\t[7]\tSetCell         R0 K2\t; \"a\\\"\\n\\000\\255\"
\t7\t[8]\tSetCell         R0 R1
\t8\t[9]\tClosure         R1 P0\t; <test.lua:3,5>
\t9\t[10]\tLoadFalseSkip   R1\t; skip next
\t10\t[11]\tLoadConstant    R1 K9\t; ?
\t11\t[12]\tReturn          R0 3 0\t; 2 out
constants (5)
\t0\tstring\t\"print\"
\t1\tfloat\t1.0
\t2\tstring\t\"a\\\"\\n\\000\\255\"
\t3\tnil\tnil
\t4\tinteger\t-7
locals (1)
\t0\tx\tR0\t4\t12
upvalues (1)
\t0\t_ENV\tR0

function <test.lua:3,5> (1 instruction)
1 parameter, 10 slots, 2 upvalues, 0 locals, 0 constants, 0 functions
\t0\t[-]\tReturn0
constants (0)
locals (0)
upvalues (2)
\t0\ta\tR0
\t1\tb\tU0
";

    #[test]
    fn listing_of_a_function_and_its_child() {
        let mut child = function(&[op(Return0, 0, 0, 0, 0)]);
        (child.line_defined, child.last_line_defined) = (3, 5);
        (child.parameters, child.is_vararg) = (1, false);
        child.lines = Box::new([]);
        child.upvalues = Box::new([upvalue("a", Capture::Register(0)), upvalue("b", Capture::Upvalue(0))]);
        let mut main = function(&[
            op(GetUpvalueField, 0, 0, 0, 0),
            op(LoadConstant, 1, 0, 0, 1),
            op(Vararg, 2, 0, 0, 0),
            op(Call, 0, 0, 3, 0),
            op(EqI, 0, 255, 1, 2),
            op(SetField, 0, 1, 3, 0),
            op(SetCell, 0, 0, 0, 3),
            op(SetCell, 0, 1, 0, 0),
            op(Closure, 1, 0, 0, 0),
            op(LoadFalseSkip, 1, 0, 0, 0),
            op(LoadConstant, 1, 0, 0, 9),
            op(Return, 0, 3, 0, 0),
        ]);
        main.constants = Box::new([
            string("print"),
            Constant::Float(1.0),
            Constant::String(Box::new(*b"a\"\n\0\xff")),
            Constant::Nil,
            Constant::Integer(-7),
        ]);
        main.locals = Box::new([local("x", 0, 4..12)]);
        main.prototypes = Box::new([Arc::new(child)]);
        assert_eq!(disassemble(&main), GOLDEN);
    }
}
