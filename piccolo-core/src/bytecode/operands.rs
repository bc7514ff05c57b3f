//! What the operands of each instruction mean.
//!
//! [`operands`] is the table; [`uses`] applies it to one instruction. The verifier and the
//! disassembler read operands only through these, so that an instruction's operands are described in
//! one place besides the prose of [`crate::bytecode::instruction`].

use std::ops::{Range, RangeInclusive};

use crate::bytecode::instruction::{Instruction, Opcode};

/// What the field of an instruction stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Nothing.
    Unused,
    /// A register that is read.
    Read,
    /// A register that is written.
    Write,
    /// A register that is read and written.
    Update,
    /// A register that holds a captured variable's cell.
    Cell,
    /// The first of several registers; [`span`] says how many.
    First,
    /// A register if the field `D` is 0; ignored otherwise.
    RegisterUnlessD,
    /// In `D`: 0, or the index of a constant plus 1.
    ConstantPlusOne,
    /// In `B`: whether the field `C` is a register (0) or a constant (1).
    Selector,
    /// In `C`: a register or a constant, as the field `B` says.
    Selected,
    /// The index of a constant.
    Constant,
    /// The index of a number constant.
    NumberConstant,
    /// The index of a short string constant.
    StringConstant,
    /// The index of an upvalue.
    Upvalue,
    /// The index of a child prototype.
    Prototype,
    /// A jump, relative to the next instruction.
    Offset,
    /// An integer.
    Integer,
    /// A byte, read as a signed integer.
    SignedByte,
    /// 0 or 1.
    Flag,
    /// How an [`Opcode::AddI`] reads in the source: 0, 1 or 2.
    Form,
    /// A number of registers, or of values plus 1; the smallest that makes sense.
    Count(u8),
    /// A number of array elements, an offset into an array, or a number of units of fuel.
    Size,
    /// 0, or the binary logarithm of a number of entries plus 1.
    SizeLog,
}

/// The fields of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operands {
    /// The field `A`.
    pub a: Operand,
    /// The field `B`.
    pub b: Operand,
    /// The field `C`.
    pub c: Operand,
    /// The field `D`.
    pub d: Operand,
}

/// The meaning of the fields of `op`'s instructions.
pub const fn operands(op: Opcode) -> Operands {
    use Opcode::*;
    use Operand::*;
    let (a, b, c, d) = match op {
        Move | Neg | BNot | Not | Len => (Write, Read, Unused, Unused),
        LoadInteger | LoadFloat => (Write, Unused, Unused, Integer),
        LoadConstant => (Write, Unused, Unused, Constant),
        LoadNil => (First, Count(0), Unused, Unused),
        LoadFalse | LoadTrue | LoadFalseSkip => (Write, Unused, Unused, Unused),

        GetUpvalue => (Write, Upvalue, Unused, Unused),
        SetUpvalue => (Upvalue, RegisterUnlessD, Unused, ConstantPlusOne),
        NewCell => (Update, Unused, Unused, Unused),
        GetCell => (Write, Cell, Unused, Unused),
        SetCell => (Cell, RegisterUnlessD, Unused, ConstantPlusOne),

        GetUpvalueField => (Write, Upvalue, Unused, StringConstant),
        SetUpvalueField => (Upvalue, Selector, Selected, StringConstant),
        GetIndex => (Write, Read, Read, Unused),
        GetField => (Write, Read, Unused, StringConstant),
        GetInteger => (Write, Read, Unused, Integer),
        SetIndex => (Read, Read, RegisterUnlessD, ConstantPlusOne),
        SetField => (Read, Selector, Selected, StringConstant),
        SetInteger => (Read, Selector, Selected, Integer),
        NewTable => (Write, SizeLog, Unused, Size),
        SetList => (First, Count(0), Unused, Size),
        SelfField => (First, Read, Unused, StringConstant),

        Add | Sub | Mul | Mod | Pow | Div | IDiv | BAnd | BOr | BXor | Shl | Shr => {
            (Write, Read, Read, Unused)
        }
        AddK | SubK | MulK | ModK | PowK | DivK | IDivK | BAndK | BOrK | BXorK | ShlK | ShrK => {
            (Write, Read, Flag, NumberConstant)
        }
        AddI => (Write, Read, Form, Integer),
        Concat => (First, Count(2), Unused, Unused),

        Jump => (Unused, Unused, Unused, Offset),
        Close | ToBeClosed | Return1 => (Read, Unused, Unused, Unused),
        Eq | Lt | Le => (Read, Read, Flag, Offset),
        EqK => (Read, Constant, Flag, Offset),
        EqI | LtI | LeI | GtI | GeI => (Read, SignedByte, Flag, Offset),
        Test => (Read, Unused, Flag, Offset),
        TestSet => (Write, Read, Flag, Offset),

        Call => (First, Count(0), Count(0), Unused),
        TailCall | Return => (First, Count(0), Flag, Unused),
        Return0 => (Unused, Unused, Unused, Unused),
        ForPrep | ForLoop | TForPrep | TForLoop => (First, Unused, Unused, Offset),
        TForCall => (First, Unused, Count(1), Unused),
        Closure => (Write, Unused, Unused, Prototype),
        Vararg => (First, Unused, Count(0), Unused),
        Charge => (Unused, Unused, Unused, Size),
    };
    Operands { a, b, c, d }
}

/// How many registers, from `A` on, an instruction whose `A` is [`Operand::First`] needs; 1 for all
/// others. Registers that hold open-ended values are not counted.
pub fn span(instruction: Instruction) -> usize {
    let (b, c) = (usize::from(instruction.b()), usize::from(instruction.c()));
    match instruction.op() {
        Opcode::LoadNil | Opcode::SetList => b + 1,
        Opcode::SelfField => 2,
        Opcode::Concat => b,
        Opcode::Call => b.max(c.saturating_sub(1)).max(1),
        Opcode::TailCall => b.max(1),
        Opcode::Return if b > 0 => b - 1,
        Opcode::Vararg if c > 0 => c - 1,
        Opcode::ForPrep | Opcode::ForLoop | Opcode::TForPrep => 4,
        // The iterator is called with copies of itself, the state and the control variable.
        Opcode::TForCall => (4 + c).max(7),
        Opcode::TForLoop => 5,
        _ => 1,
    }
}

/// The registers whose values from before the instruction are gone after it.
///
/// A call uses all registers from its function on.
pub fn written(instruction: Instruction) -> Range<usize> {
    const ALL: usize = 256;
    let (a, c) = (usize::from(instruction.a()), usize::from(instruction.c()));
    match instruction.op() {
        Opcode::LoadNil | Opcode::SelfField | Opcode::ForPrep | Opcode::ForLoop => a..a + span(instruction),
        Opcode::Concat => a..a + 1,
        Opcode::Call | Opcode::TailCall => a..ALL,
        Opcode::TForCall => a + 2..ALL,
        Opcode::TForLoop => a + 2..a + 3,
        Opcode::Vararg => a..if c == 0 { ALL } else { a + c - 1 },
        op => match operands(op).a {
            Operand::Write | Operand::Update => a..a + 1,
            _ => 0..0,
        },
    }
}

/// What an instruction demands of a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstantKind {
    /// Any constant will do.
    Any,
    /// An integer or a float.
    Number,
    /// A string of at most [`SHORT_STRING`] bytes.
    ShortString,
}

/// The greatest length of a short string.
pub const SHORT_STRING: usize = 40;

/// What a field of one instruction refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// Nothing.
    Nothing,
    /// Registers, of which the first is `first`; none if `count` is 0.
    Registers {
        /// The first register.
        first: u8,
        /// How many.
        count: usize,
    },
    /// A constant.
    Constant {
        /// Its index, perhaps out of range.
        index: i32,
        /// What it must be.
        kind: ConstantKind,
    },
    /// The upvalue with this index.
    Upvalue(u8),
    /// The child prototype with this index, perhaps out of range.
    Prototype(i32),
    /// A jump by this many instructions.
    Jump(i32),
    /// A plain number.
    Number {
        /// The number.
        value: i32,
        /// What it may be.
        valid: RangeInclusive<i32>,
    },
}

/// What the fields `A`, `B`, `C` and `D` of an instruction refer to.
pub fn uses(instruction: Instruction) -> [Use; 4] {
    let Operands { a, b, c, d } = operands(instruction.op());
    [
        resolve(a, i32::from(instruction.a()), instruction),
        resolve(b, i32::from(instruction.b()), instruction),
        resolve(c, i32::from(instruction.c()), instruction),
        resolve(d, instruction.d(), instruction),
    ]
}

/// What the field with this meaning and `value` refers to.
fn resolve(operand: Operand, value: i32, instruction: Instruction) -> Use {
    /// More hash entries than this are no literal.
    const MAX_SIZE_LOG: i32 = 32;
    let byte = value as u8;
    let register = |count| Use::Registers { first: byte, count };
    let constant = |index, kind| Use::Constant { index, kind };
    let number = |valid| Use::Number { value, valid };
    match operand {
        Operand::Unused => Use::Nothing,
        Operand::Read | Operand::Write | Operand::Update | Operand::Cell => register(1),
        Operand::First => register(span(instruction)),
        Operand::RegisterUnlessD if instruction.d() == 0 => register(1),
        Operand::RegisterUnlessD => Use::Nothing,
        Operand::ConstantPlusOne if value == 0 => Use::Nothing,
        Operand::ConstantPlusOne => constant(value.wrapping_sub(1), ConstantKind::Any),
        Operand::Selector => number(0..=1),
        Operand::Selected if instruction.b() == 0 => register(1),
        Operand::Selected | Operand::Constant => constant(value, ConstantKind::Any),
        Operand::NumberConstant => constant(value, ConstantKind::Number),
        Operand::StringConstant => constant(value, ConstantKind::ShortString),
        Operand::Upvalue => Use::Upvalue(byte),
        Operand::Prototype => Use::Prototype(value),
        Operand::Offset => Use::Jump(value),
        Operand::Integer => number(i32::MIN..=i32::MAX),
        Operand::SignedByte => Use::Number { value: i32::from(byte as i8), valid: -128..=127 },
        Operand::Flag => number(0..=1),
        Operand::Form => number(0..=2),
        Operand::Count(least) => number(i32::from(least)..=255),
        Operand::Size => number(0..=i32::MAX),
        Operand::SizeLog => number(0..=MAX_SIZE_LOG),
    }
}

/// The first register of open-ended values that an instruction leaves for the next one.
pub fn open_results(instruction: Instruction) -> Option<u8> {
    match instruction.op() {
        Opcode::Call | Opcode::Vararg if instruction.c() == 0 => Some(instruction.a()),
        _ => None,
    }
}

/// The first register of the values, up to the top of the stack, that an instruction takes over from
/// the one before.
pub fn open_arguments(instruction: Instruction) -> Option<usize> {
    let a = usize::from(instruction.a());
    match instruction.op() {
        Opcode::Call | Opcode::TailCall | Opcode::SetList if instruction.b() == 0 => Some(a + 1),
        Opcode::Return if instruction.b() == 0 => Some(a),
        _ => None,
    }
}

/// The index of the instruction that a jump by `offset` at `pc` reaches; it may lie outside the code.
pub fn jump_target(pc: usize, offset: i32) -> i64 {
    pc as i64 + 1 + i64::from(offset)
}

/// How far an instruction may jump, if it may.
pub fn jump(instruction: Instruction) -> Option<i32> {
    match operands(instruction.op()).d {
        Operand::Offset => Some(instruction.d()),
        _ if instruction.op() == Opcode::LoadFalseSkip => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operand_forms_resolve_to_registers_or_constants() {
        let any = |index| Use::Constant { index, kind: ConstantKind::Any };
        let register = |first| Use::Registers { first, count: 1 };
        let field = |b| uses(Instruction::new(Opcode::SetField, 1, b, 7, 2))[2].clone();
        assert_eq!(field(0), register(7));
        assert_eq!(field(1), any(7));
        let cell = |d| uses(Instruction::new(Opcode::SetCell, 1, 7, 0, d));
        assert_eq!(cell(0)[1..], [register(7), Use::Nothing, Use::Nothing]);
        assert_eq!(cell(4)[1..], [Use::Nothing, Use::Nothing, any(3)]);
        let index = uses(Instruction::new(Opcode::SetIndex, 1, 2, 3, 0));
        assert_eq!(index[2..], [register(3), Use::Nothing]);
    }

    #[test]
    fn spans_cover_arguments_and_results() {
        let span = |op, b, c| span(Instruction::new(op, 0, b, c, 0));
        assert_eq!(span(Opcode::Call, 3, 2), 3);
        assert_eq!(span(Opcode::Call, 1, 6), 5);
        assert_eq!(span(Opcode::Call, 0, 0), 1);
        assert_eq!(span(Opcode::Return, 1, 0), 0);
        assert_eq!(span(Opcode::Return, 4, 0), 3);
        assert_eq!(span(Opcode::Vararg, 0, 1), 0);
        assert_eq!(span(Opcode::TForCall, 0, 1), 7);
        assert_eq!(span(Opcode::TForCall, 0, 9), 13);
        assert_eq!(span(Opcode::LoadNil, 0, 0), 1);
    }

    #[test]
    fn stores_write_no_register() {
        for op in [Opcode::SetField, Opcode::SetCell, Opcode::SetUpvalue, Opcode::Jump, Opcode::Return1] {
            assert!(written(Instruction::new(op, 3, 0, 0, 0)).is_empty(), "{op:?}");
        }
        assert_eq!(written(Instruction::new(Opcode::Vararg, 3, 0, 3, 0)), 3..5);
        assert_eq!(written(Instruction::new(Opcode::SelfField, 3, 0, 0, 0)), 3..5);
    }
}
