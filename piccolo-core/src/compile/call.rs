//! Calls.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::constants::Key;
use crate::compile::expression::{Next, Step};
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{Arguments, ExprId, ExprKind, Position};
use crate::syntax::strings::StringId;

impl FunctionCompiler {
    /// Puts the method `name` of `object` in the next register and the object behind it.
    pub(super) fn method(&mut self, object: Value, name: StringId, call: u32) -> Result<u8> {
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
        Ok(base)
    }

    fn arguments_of(&self, call: ExprId) -> Arguments {
        match self.tree.expression(call).kind {
            ExprKind::Call { call, .. } | ExprKind::Method { call, .. } => self.tree.calls[call as usize],
            _ => unreachable!("only calls have arguments"),
        }
    }

    /// Goes on with the first argument, or with the call if there is none.
    pub(super) fn arguments(&mut self, call: ExprId, base: u8) -> Next {
        let values = self.arguments_of(call).values;
        self.argument(call, values.first, values.len, base)
    }

    /// Goes on with an argument, with which `left` are left, or with the call if there are none.
    fn argument(&mut self, call: ExprId, item: u32, left: u32, base: u8) -> Next {
        if left == 0 {
            let count = self.registers.free - base;
            return self.finish_call(call, base, count);
        }
        self.steps.push(Step::Argument { call, item, left, base });
        Next::Evaluate(self.tree.item(item).value)
    }

    pub(super) fn take_argument(
        &mut self,
        call: ExprId,
        (item, left): (u32, u32),
        base: u8,
        value: Value,
    ) -> Result<Next> {
        let item = self.tree.item(item);
        self.position = item.end;
        if left == 1 && value.is_multiple() {
            self.set_results(&value, None)?;
            return Ok(self.finish_call(call, base, 0));
        }
        self.place_next(value)?;
        Ok(self.argument(call, item.next, left - 1, base))
    }

    /// Calls the function in register `base`; `count` is the number of arguments plus 1, or 0.
    fn finish_call(&mut self, call: ExprId, base: u8, count: u8) -> Next {
        let line = self.arguments_of(call).line;
        let pc = self.emit_in_line(line, Opcode::Call, base, count, 2, 0);
        self.registers.free = base + 1;
        self.position = self.tree.expression(call).end;
        Next::Ready(Kind::Call(pc).into())
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

    /// The one value of an expression in parentheses that end at `end`.
    pub(super) fn parenthesized(&mut self, mut value: Value, end: Position) -> Result<Value> {
        self.position = end;
        self.load(&mut value)?;
        Ok(value)
    }
}
