//! Calls.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::constants::Key;
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::strings::StringId;

impl FunctionCompiler<'_> {
    pub(super) fn call(&mut self, function: Value, call: u32) -> Result<Value> {
        let base = self.place_next(function)?;
        self.arguments(base, call)
    }

    pub(super) fn method_call(&mut self, object: Value, name: StringId, call: u32) -> Result<Value> {
        self.position = self.tree.calls[call as usize].name_end;
        let object = self.place_any(object)?;
        self.release(object);
        let base = self.reserve(2)?;
        let constant = self.constant(Key::String(name));
        if self.is_short(name) {
            self.emit(Opcode::SelfField, base, object, 0, constant);
        } else {
            let key = self.reserve(1)?;
            self.emit(Opcode::LoadConstant, key, 0, 0, constant);
            self.emit(Opcode::Move, base + 1, object, 0, 0);
            self.emit(Opcode::GetIndex, base, object, key, 0);
            self.release(key);
        }
        self.arguments(base, call)
    }

    /// Evaluates arguments and calls the function in register `base`, which is followed by `self` if
    /// the call is a method's.
    fn arguments(&mut self, base: u8, call: u32) -> Result<Value> {
        let arguments = self.tree.calls[call as usize];
        let last = self.all_but_last(arguments.values)?;
        let count = match last {
            Some(value) if value.is_multiple() => {
                self.set_results(&value, None)?;
                0
            }
            last => {
                if let Some(value) = last {
                    self.place_next(value)?;
                }
                self.registers.free - base
            }
        };
        let pc = self.emit_in_line(arguments.line, Opcode::Call, base, count, 2, 0);
        self.registers.free = base + 1;
        Ok(Kind::Call(pc).into())
    }

    /// Makes a call or `...` give `count` results, or all.
    pub(super) fn set_results(&mut self, value: &Value, count: Option<u8>) -> Result<()> {
        let c = count.map_or(0, |count| count + 1);
        match value.kind {
            Kind::Call(pc) => self.set_c(pc, c),
            Kind::Vararg(pc) => {
                self.set_c(pc, c);
                self.set_a(pc, self.registers.free);
                self.reserve(1)?;
            }
            _ => unreachable!("only calls and varargs give several results"),
        }
        Ok(())
    }
}
