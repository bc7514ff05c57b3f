//! Prototypes by hand, for tests.

use std::sync::Arc;

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::prototype::{Capture, ChunkName, Constant, LocalVariable, Prototype, Upvalue};

/// The fields of an instruction.
pub(crate) fn op(op: Opcode, a: u8, b: u8, c: u8, d: i32) -> Instruction {
    Instruction::new(op, a, b, c, d)
}

/// A function with this code, one instruction per line, and 10 registers.
pub(crate) fn function(code: &[Instruction]) -> Prototype {
    Prototype {
        source: Arc::new(ChunkName::from(&b"@test.lua"[..])),
        line_defined: 0,
        last_line_defined: 0,
        parameters: 0,
        is_vararg: true,
        max_stack: 10,
        code: code.into(),
        constants: Box::new([]),
        upvalues: Box::new([upvalue("_ENV", Capture::Register(0))]),
        prototypes: Box::new([]),
        lines: (1..).take(code.len()).collect(),
        locals: Box::new([]),
    }
}

/// A string constant.
pub(crate) fn string(text: &str) -> Constant {
    Constant::String(text.as_bytes().into())
}

/// A captured variable.
pub(crate) fn upvalue(name: &str, capture: Capture) -> Upvalue {
    Upvalue { name: name.as_bytes().into(), capture }
}

/// A local variable that is alive at the instructions of `range`.
pub(crate) fn local(name: &str, register: u8, range: std::ops::Range<u32>) -> LocalVariable {
    LocalVariable { name: name.as_bytes().into(), register, start_pc: range.start, end_pc: range.end }
}
