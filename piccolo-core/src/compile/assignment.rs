//! Assignments.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::expression::Next;
use crate::compile::function::FunctionCompiler;
use crate::compile::statement::{After, Goal};
use crate::compile::value::{Index, Kind, Operand, Table, Value};
use crate::syntax::ast::{ExprId, List};

impl FunctionCompiler {
    /// Stores `value` in the variable or indexed expression `target`.
    pub(super) fn store(&mut self, target: &Value, value: Value) -> Result<()> {
        match target.kind {
            Kind::Register(register) => {
                self.release_value(&value);
                self.settle(value, register)?;
            }
            Kind::Cell(register) => self.store_operand(Opcode::SetCell, register, value)?,
            Kind::Upvalue(index) => self.store_operand(Opcode::SetUpvalue, index, value)?,
            Kind::Indexed(table, index) => self.store_indexed(table, index, value)?,
            _ => unreachable!("not assignable"),
        }
        Ok(())
    }

    /// Stores with an instruction that takes a register in `B` or a constant in `D`.
    fn store_operand(&mut self, op: Opcode, a: u8, value: Value) -> Result<()> {
        let (b, d) = self.register_or_constant(value, i32::MAX - 1)?.in_register_or_d();
        self.emit(op, a, b, 0, d);
        self.release_operand(b, d);
        Ok(())
    }

    fn release_operand(&mut self, register: u8, d: i32) {
        if d == 0 {
            self.release(register);
        }
    }

    fn store_indexed(&mut self, table: Table, index: Index, value: Value) -> Result<()> {
        let limit = match index {
            Index::Register(_) | Index::Cell(_) => i32::MAX - 1,
            Index::Field(_) | Index::Integer(_) => i32::from(u8::MAX),
        };
        let operand = self.register_or_constant(value, limit)?;
        let mark = self.registers.free;
        match (table, index) {
            (Table::Upvalue(upvalue), Index::Field(name)) => {
                let (b, c) = operand.in_flag_and_byte();
                self.emit(Opcode::SetUpvalueField, upvalue, b, c, name);
            }
            (_, Index::Field(d) | Index::Integer(d)) => {
                let register = self.table_register(table)?;
                let (b, c) = operand.in_flag_and_byte();
                let is_field = matches!(index, Index::Field(_));
                let op = if is_field { Opcode::SetField } else { Opcode::SetInteger };
                self.emit(op, register, b, c, d);
            }
            (_, Index::Register(_) | Index::Cell(_)) => {
                let register = self.table_register(table)?;
                let key = self.index_register(index)?;
                let (c, d) = operand.in_register_or_d();
                self.emit(Opcode::SetIndex, register, key, c, d);
            }
        }
        self.registers.free = mark;
        if let Operand::Register(register) = operand {
            self.release(register);
        }
        Ok(())
    }

    pub(super) fn assignment(&mut self, targets: List, values: List) -> Next {
        let first = self.tree.item(targets.first).value;
        if targets.len == 1 && values.len == 1 {
            return self.evaluate(first, After::SingleTarget { values });
        }
        self.places.clear();
        self.evaluate(first, After::Target { item: targets.first, left: targets.len, values })
    }

    /// The one value of an assignment to `place` is to be evaluated.
    pub(super) fn single_value(&mut self, place: Value, values: List) -> Next {
        let item = self.tree.item(values.first);
        self.evaluate(item.value, After::SingleValue { place, end: item.end })
    }

    /// Keeps a target, whose table and key are evaluated, and goes on with the next one or the values.
    pub(super) fn take_target(&mut self, place: Value, item: u32, left: u32, values: List) -> Result<Next> {
        if !matches!(place.kind, Kind::Indexed(..)) {
            self.save_from_conflict(place.kind)?;
        }
        self.places.push(place);
        if left > 1 {
            let item = self.tree.item(item).next;
            let target = self.tree.item(item).value;
            return Ok(self.evaluate(target, After::Target { item, left: left - 1, values }));
        }
        self.list(values, Goal::Assign { values: values.len })
    }

    /// Stores values, all but the last of which are in registers, in the targets.
    pub(super) fn finish_assignment(&mut self, values: u32, last: Option<Value>) -> Result<()> {
        let mut rest = self.places.len();
        match last {
            Some(mut value) if rest == values as usize => {
                self.load(&mut value)?;
                rest -= 1;
                let place = self.places[rest];
                self.store(&place, value)?;
            }
            last => self.adjust(rest as u32, values, last)?,
        }
        for index in (0..rest).rev() {
            let register = self.registers.free - 1;
            let place = self.places[index];
            self.store(&place, Kind::Register(register).into())?;
        }
        Ok(())
    }

    /// Lets earlier targets use a copy of a variable if they index it or index with it, for it is
    /// assigned before them.
    fn save_from_conflict(&mut self, variable: Kind) -> Result<()> {
        let copy = self.registers.free;
        let mut is_used = false;
        for place in &mut self.places {
            let Kind::Indexed(table, index) = &mut place.kind else { continue };
            let holds_table = match *table {
                Table::Register(register) => variable == Kind::Register(register),
                Table::Cell(register) => variable == Kind::Cell(register),
                Table::Upvalue(upvalue) => variable == Kind::Upvalue(upvalue),
            };
            if holds_table {
                *table = Table::Register(copy);
                is_used = true;
            }
            let holds_index = match *index {
                Index::Register(register) => variable == Kind::Register(register),
                Index::Cell(register) => variable == Kind::Cell(register),
                Index::Field(_) | Index::Integer(_) => false,
            };
            if holds_index {
                *index = Index::Register(copy);
                is_used = true;
            }
        }
        if is_used {
            match variable {
                Kind::Register(register) => self.emit(Opcode::Move, copy, register, 0, 0),
                Kind::Cell(register) => self.emit(Opcode::GetCell, copy, register, 0, 0),
                Kind::Upvalue(index) => self.emit(Opcode::GetUpvalue, copy, index, 0, 0),
                _ => unreachable!("only variables are used in place"),
            };
            self.reserve(1)?;
        }
        Ok(())
    }

    /// Makes `values` values, all but the last of which are in registers, into `wanted` registers.
    pub(super) fn adjust(&mut self, wanted: u32, values: u32, last: Option<Value>) -> Result<()> {
        let missing = i64::from(wanted) - i64::from(values);
        match last {
            Some(value) if value.is_multiple() => {
                let count = (missing + 1).clamp(0, 254) as u8;
                self.set_results(&value, Some(count))?;
            }
            last => {
                if let Some(value) = last {
                    self.place_next(value)?;
                }
                if missing > 0 {
                    self.need(missing as u32)?;
                    self.load_nil(self.registers.free, missing as u8);
                }
            }
        }
        if missing > 0 {
            self.reserve(missing as u32)?;
        } else {
            self.registers.free = (i64::from(self.registers.free) + missing) as u8;
        }
        Ok(())
    }

    /// `function target() end`
    pub(super) fn function_statement(&mut self, place: Value, function: ExprId, line: u32) -> Result<()> {
        let value = self.function_value(function)?;
        self.store(&place, value)?;
        *self.lines.last_mut().expect("a store was emitted") = line;
        Ok(())
    }
}

impl Operand {
    /// For instructions that take a register, or a constant in `D` counted from 1.
    fn in_register_or_d(self) -> (u8, i32) {
        match self {
            Operand::Register(register) => (register, 0),
            Operand::Constant(index) => (0, index + 1),
        }
    }

    /// For instructions that take a flag for constants, and a register or constant in one byte.
    fn in_flag_and_byte(self) -> (u8, u8) {
        match self {
            Operand::Register(register) => (0, register),
            Operand::Constant(index) => (1, index as u8),
        }
    }
}
