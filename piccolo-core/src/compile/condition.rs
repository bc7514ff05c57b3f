//! Values as conditions.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};

impl FunctionCompiler {
    /// Goes on if the value is true; returns the jumps taken if it is false.
    pub(super) fn jumps_when_false(&mut self, mut value: Value) -> Result<JumpList> {
        self.load(&mut value)?;
        let jump = match value.kind {
            Kind::Test(pc) => {
                self.negate_test(pc);
                self.single(pc)
            }
            Kind::Boolean(true) | Kind::Integer(_) | Kind::Float(_) | Kind::String(_) => JumpList::EMPTY,
            Kind::Boolean(false) => self.jump(),
            kind => self.jump_when(kind, false)?,
        };
        let mut jumps = value.when_false;
        self.append(&mut jumps, jump);
        self.patch_here(value.when_true);
        Ok(jumps)
    }

    /// Goes on if the value is false; returns the jumps taken if it is true.
    pub(super) fn jumps_when_true(&mut self, mut value: Value) -> Result<JumpList> {
        self.load(&mut value)?;
        let jump = match value.kind {
            Kind::Test(pc) => self.single(pc),
            Kind::Nil | Kind::Boolean(false) => JumpList::EMPTY,
            Kind::Boolean(true) => self.jump(),
            kind => self.jump_when(kind, true)?,
        };
        let mut jumps = value.when_true;
        self.append(&mut jumps, jump);
        self.patch_here(value.when_false);
        Ok(jumps)
    }

    /// Emits a test that jumps when a loaded value's truth is `truth`. A `not` is absorbed.
    fn jump_when(&mut self, kind: Kind, truth: bool) -> Result<JumpList> {
        if let Kind::Pending(pc) = kind {
            let instruction = self.instruction(pc);
            if instruction.op() == Opcode::Not {
                self.remove_last();
                let test = self.emit(Opcode::Test, instruction.b(), 0, u8::from(!truth), 0);
                return Ok(self.single(test));
            }
        }
        let register = self.place_any_ignoring_jumps(kind)?;
        self.release(register);
        let test = self.emit(Opcode::TestSet, register, register, u8::from(truth), 0);
        Ok(self.single(test))
    }

    fn negate_test(&mut self, pc: u32) {
        let truth = self.instruction(pc).c();
        self.set_c(pc, truth ^ 1);
    }

    /// `not value`
    pub(super) fn negate(&mut self, mut value: Value) -> Result<Value> {
        self.load(&mut value)?;
        let kind = match value.kind {
            Kind::Nil | Kind::Boolean(false) => Kind::Boolean(true),
            Kind::Boolean(true) | Kind::Integer(_) | Kind::Float(_) | Kind::String(_) => Kind::Boolean(false),
            Kind::Test(pc) => {
                self.negate_test(pc);
                value.kind
            }
            kind => {
                let register = self.place_any_ignoring_jumps(kind)?;
                self.release(register);
                Kind::Pending(self.emit(Opcode::Not, 0, register, 0, 0))
            }
        };
        self.drop_values(&mut value.when_true);
        self.drop_values(&mut value.when_false);
        Ok(Value { kind, when_true: value.when_false, when_false: value.when_true })
    }
}

/// A value of which only the truth matters.
pub(super) fn truth(value: Value) -> Value {
    let kind = match value.kind {
        Kind::Nil => Kind::Boolean(false),
        Kind::Integer(_) | Kind::Float(_) | Kind::String(_) => Kind::Boolean(true),
        kind => kind,
    };
    Value { kind, ..value }
}
