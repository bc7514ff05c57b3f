//! The instruction set.
//!
//! An instruction is one 64-bit word: opcode in bits 0-7, `A` in 8-15, `B` in 16-23, `C` in 24-31,
//! and the signed 32-bit operand `D` in 32-63. Registers, small counts and upvalue indices are
//! bytes; constants, jumps, integers and prototypes use `D`, so none of them needs a second word.
//!
//! Notation: `R[x]` register, `K[x]` constant, `U[x]` upvalue, `P[x]` child prototype, `pc` the
//! index of the *next* instruction. "Value(B, C)" is `R[C]` when `B` is 0 and `K[C]` when `B` is 1.
//! "Value(C, D)" is `R[C]` when `D` is 0 and `K[D - 1]` otherwise (likewise "Value(B, D)").
//!
//! Captured variables: a local that some closure captures lives in a heap cell. `NewCell` wraps the
//! register's value in a fresh cell when the variable comes to life, `GetCell` and `SetCell` access
//! it in the declaring function, and [`Opcode::Closure`] copies the cell's pointer. So no upvalue ever points
//! into a stack, and leaving a scope has nothing to close but to-be-closed variables.
//!
//! A metamethod that an instruction needs is called with one wanted result; when it returns, the
//! interrupted instruction is finished with that result.

/// The operation of an [`Instruction`].
///
/// Comparisons and tests carry their jump: they jump by `D` when the condition's truth equals `C`
/// (0 or 1), and fall through otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Opcode {
    /// `R[A] := R[B]`
    Move,
    /// `R[A] := D` (an integer)
    LoadInteger,
    /// `R[A] := D` (converted to a float)
    LoadFloat,
    /// `R[A] := K[D]`
    LoadConstant,
    /// `R[A], ..., R[A + B] := nil`
    LoadNil,
    /// `R[A] := false`
    LoadFalse,
    /// `R[A] := true`
    LoadTrue,
    /// `R[A] := false; pc += 1`
    LoadFalseSkip,

    /// `R[A] := U[B]`
    GetUpvalue,
    /// `U[A] := Value(B, D)`
    SetUpvalue,
    /// `R[A] := cell holding R[A]`
    NewCell,
    /// `R[A] := content of the cell in R[B]`
    GetCell,
    /// `content of the cell in R[A] := Value(B, D)`
    SetCell,

    /// `R[A] := U[B][K[D]]` (`K[D]` is a short string)
    GetUpvalueField,
    /// `U[A][K[D]] := Value(B, C)` (`K[D]` is a short string)
    SetUpvalueField,
    /// `R[A] := R[B][R[C]]`
    GetIndex,
    /// `R[A] := R[B][K[D]]` (`K[D]` is a short string)
    GetField,
    /// `R[A] := R[B][D]` (`D` an integer)
    GetInteger,
    /// `R[A][R[B]] := Value(C, D)`
    SetIndex,
    /// `R[A][K[D]] := Value(B, C)` (`K[D]` is a short string)
    SetField,
    /// `R[A][D] := Value(B, C)` (`D` an integer)
    SetInteger,
    /// `R[A] := {}` with room for `D` array elements and, when `B > 0`, `2^(B-1)` hash entries
    NewTable,
    /// `R[A][D + i] := R[A + i]` for `1 <= i <= B`; when `B` is 0, up to the top of the stack
    SetList,
    /// `R[A + 1] := R[B]; R[A] := R[B][K[D]]` (`K[D]` is a short string)
    SelfField,

    /// `R[A] := R[B] + R[C]`
    Add,
    /// `R[A] := R[B] - R[C]`
    Sub,
    /// `R[A] := R[B] * R[C]`
    Mul,
    /// `R[A] := R[B] % R[C]`
    Mod,
    /// `R[A] := R[B] ^ R[C]`
    Pow,
    /// `R[A] := R[B] / R[C]`
    Div,
    /// `R[A] := R[B] // R[C]`
    IDiv,
    /// `R[A] := R[B] & R[C]`
    BAnd,
    /// `R[A] := R[B] | R[C]`
    BOr,
    /// `R[A] := R[B] ~ R[C]`
    BXor,
    /// `R[A] := R[B] << R[C]`
    Shl,
    /// `R[A] := R[B] >> R[C]`
    Shr,

    /// `R[A] := R[B] + K[D]`; the operands are swapped when `C` is 1 (all `..K` arithmetic). `K[D]` is a number.
    AddK,
    /// `R[A] := R[B] - K[D]`
    SubK,
    /// `R[A] := R[B] * K[D]`
    MulK,
    /// `R[A] := R[B] % K[D]`
    ModK,
    /// `R[A] := R[B] ^ K[D]`
    PowK,
    /// `R[A] := R[B] / K[D]`
    DivK,
    /// `R[A] := R[B] // K[D]`
    IDivK,
    /// `R[A] := R[B] & K[D]` (swapped when `C` is 1)
    BAndK,
    /// `R[A] := R[B] | K[D]` (swapped when `C` is 1)
    BOrK,
    /// `R[A] := R[B] ~ K[D]` (swapped when `C` is 1)
    BXorK,
    /// `R[A] := R[B] << K[D]` (swapped when `C` is 1)
    ShlK,
    /// `R[A] := R[B] >> K[D]` (swapped when `C` is 1)
    ShrK,
    /// `R[A] := R[B] + D` (`D` an integer). `C` tells how the source reads, for metamethods and
    /// messages: 0 `R[B] + D`, 1 `D + R[B]`, 2 `R[B] - (-D)`.
    AddI,

    /// `R[A] := -R[B]`
    Neg,
    /// `R[A] := ~R[B]`
    BNot,
    /// `R[A] := not R[B]`
    Not,
    /// `R[A] := #R[B]`
    Len,
    /// `R[A] := R[A] .. ... .. R[A + B - 1]`, `B >= 2`
    Concat,

    /// `pc += D`
    Jump,
    /// Close all to-be-closed variables in `R[A]` and above.
    Close,
    /// Mark the variable in `R[A]` as to be closed.
    ToBeClosed,
    /// `if (R[A] == R[B]) == C then pc += D`
    Eq,
    /// `if (R[A] < R[B]) == C then pc += D`
    Lt,
    /// `if (R[A] <= R[B]) == C then pc += D`
    Le,
    /// `if (R[A] == K[B]) == C then pc += D` (raw equality: `K[B]` is no table or userdata)
    EqK,
    /// `if (R[A] == sB) == C then pc += D`, `sB` is `B` as a signed byte (also the next four)
    EqI,
    /// `if (R[A] < sB) == C then pc += D`
    LtI,
    /// `if (R[A] <= sB) == C then pc += D`
    LeI,
    /// `if (R[A] > sB) == C then pc += D`
    GtI,
    /// `if (R[A] >= sB) == C then pc += D`
    GeI,
    /// `if truth(R[A]) == C then pc += D`
    Test,
    /// `if truth(R[B]) == C then R[A] := R[B]; pc += D`
    TestSet,

    /// `R[A], ... := R[A](R[A + 1], ..., R[A + B - 1])`. `B` is the number of arguments plus 1, or 0
    /// for "up to the top of the stack"; `C` is the number of results plus 1, or 0 for "all, and set
    /// the top of the stack".
    Call,
    /// `return R[A](R[A + 1], ..., R[A + B - 1])`, `B` as in [`Opcode::Call`]. Never emitted where
    /// to-be-closed variables are in scope.
    TailCall,
    /// `return R[A], ..., R[A + B - 2]`; `B` is the number of values plus 1, or 0 for "up to the top".
    /// When `C` is 1, to-be-closed variables of the frame are closed first.
    Return,
    /// `return`
    Return0,
    /// `return R[A]`
    Return1,
    /// Numeric loop: prepares `R[A]` (initial value), `R[A + 1]` (limit), `R[A + 2]` (step); the
    /// visible variable is `R[A + 3]`. If the loop does not run, `pc += D`.
    ForPrep,
    /// Steps the loop of [`Opcode::ForPrep`]; while it runs, sets `R[A + 3]` and does `pc += D`.
    ForLoop,
    /// Generic loop: marks `R[A + 3]` (the closing value) as to be closed; `pc += D` (to the
    /// `TForCall`).
    TForPrep,
    /// `R[A + 4], ..., R[A + 3 + C] := R[A](R[A + 1], R[A + 2])`, `C >= 1`. Always followed by its
    /// `TForLoop` with the same `A`.
    TForCall,
    /// `if R[A + 4] ~= nil then R[A + 2] := R[A + 4]; pc += D`
    TForLoop,

    /// `R[A] := closure of P[D]`; captured registers of this function must hold cells.
    Closure,
    /// `R[A], ... := varargs`; `C` is the number wanted plus 1, or 0 for "all, and set the top".
    Vararg,

    /// Takes `D` units off the fuel, for the code before it. Stands where that is long and has no jumps back.
    Charge,
}

impl Opcode {
    /// Every opcode, in order of its number.
    pub const ALL: [Opcode; Opcode::COUNT] = {
        use Opcode::*;
        [
            Move,
            LoadInteger,
            LoadFloat,
            LoadConstant,
            LoadNil,
            LoadFalse,
            LoadTrue,
            LoadFalseSkip,
            GetUpvalue,
            SetUpvalue,
            NewCell,
            GetCell,
            SetCell,
            GetUpvalueField,
            SetUpvalueField,
            GetIndex,
            GetField,
            GetInteger,
            SetIndex,
            SetField,
            SetInteger,
            NewTable,
            SetList,
            SelfField,
            Add,
            Sub,
            Mul,
            Mod,
            Pow,
            Div,
            IDiv,
            BAnd,
            BOr,
            BXor,
            Shl,
            Shr,
            AddK,
            SubK,
            MulK,
            ModK,
            PowK,
            DivK,
            IDivK,
            BAndK,
            BOrK,
            BXorK,
            ShlK,
            ShrK,
            AddI,
            Neg,
            BNot,
            Not,
            Len,
            Concat,
            Jump,
            Close,
            ToBeClosed,
            Eq,
            Lt,
            Le,
            EqK,
            EqI,
            LtI,
            LeI,
            GtI,
            GeI,
            Test,
            TestSet,
            Call,
            TailCall,
            Return,
            Return0,
            Return1,
            ForPrep,
            ForLoop,
            TForPrep,
            TForCall,
            TForLoop,
            Closure,
            Vararg,
            Charge,
        ]
    };

    /// How many opcodes there are.
    pub const COUNT: usize = Opcode::Charge as usize + 1;
}

/// One instruction; see the [module](self) for its fields.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Instruction(u64);

impl Instruction {
    /// An instruction from its fields.
    pub const fn new(op: Opcode, a: u8, b: u8, c: u8, d: i32) -> Self {
        Self(op as u64 | (a as u64) << 8 | (b as u64) << 16 | (c as u64) << 24 | (d as u32 as u64) << 32)
    }

    /// The instruction with `word`'s bits, or `None` if they name no opcode.
    pub const fn from_word(word: u64) -> Option<Self> {
        if (word & 0xff) < Opcode::COUNT as u64 { Some(Self(word)) } else { None }
    }

    /// The bits of the instruction.
    #[inline(always)]
    pub const fn word(self) -> u64 {
        self.0
    }

    /// The operation.
    #[inline(always)]
    pub const fn op(self) -> Opcode {
        Opcode::ALL[(self.0 & 0xff) as usize]
    }

    /// The operand `A`.
    #[inline(always)]
    pub const fn a(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// The operand `B`.
    #[inline(always)]
    pub const fn b(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// The operand `C`.
    #[inline(always)]
    pub const fn c(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// The operand `D`.
    #[inline(always)]
    pub const fn d(self) -> i32 {
        (self.0 >> 32) as i32
    }

    /// The same instruction with another `D` (jumps are patched with it).
    #[must_use]
    pub const fn with_d(self, d: i32) -> Self {
        Self(self.0 & 0xffff_ffff | (d as u32 as u64) << 32)
    }
}

impl core::fmt::Debug for Instruction {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} {} {} {} {}", self.op(), self.a(), self.b(), self.c(), self.d())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_survive_encoding() {
        let i = Instruction::new(Opcode::AddI, 250, 7, 2, -5);
        assert_eq!((i.op(), i.a(), i.b(), i.c(), i.d()), (Opcode::AddI, 250, 7, 2, -5));
        assert_eq!(i.with_d(9).d(), 9);
        assert_eq!(i.with_d(9).a(), 250);
        assert!(Instruction::from_word(0xff).is_none());
    }

    #[test]
    fn opcodes_are_listed_in_order() {
        for (number, op) in Opcode::ALL.iter().enumerate() {
            assert_eq!(*op as usize, number);
        }
    }
}
