//! Values that are not placed yet.
//!
//! An expression yields a [`Value`]: a constant, a variable, an instruction whose result register is
//! still to be chosen, or a test that jumps. The user of the value decides where it goes. Apart from
//! its kind, a value has jumps that leave the expression early with a true or a false result.
//!
//! A captured local ([`Kind::Cell`]) is read when its value is used, as a local in a register is.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::constants::Key;
use crate::compile::function::FunctionCompiler;
use crate::syntax::strings::StringId;

/// Strings up to this length are short: tables find them by identity.
const MAX_SHORT_STRING: usize = 40;

#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) when_true: JumpList,
    pub(super) when_false: JumpList,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(StringId),
    /// In a register.
    Register(u8),
    /// In the cell that is in a register.
    Cell(u8),
    Upvalue(u8),
    Indexed(Table, Index),
    /// The result of an instruction whose `A` is to be set.
    Pending(u32),
    Call(u32),
    Vararg(u32),
    /// A test that jumps when it is true.
    Test(u32),
}

/// A table that is indexed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Table {
    Register(u8),
    Cell(u8),
    Upvalue(u8),
}

/// What a table is indexed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Index {
    Register(u8),
    Cell(u8),
    /// A constant that is a short string.
    Field(i32),
    Integer(i32),
}

/// What an instruction takes where it takes a register or a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    Register(u8),
    Constant(i32),
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind, when_true: JumpList::EMPTY, when_false: JumpList::EMPTY }
    }
}

impl Value {
    pub(super) fn has_jumps(&self) -> bool {
        !self.when_true.is_empty() || !self.when_false.is_empty()
    }

    /// Whether it is a number known at compile time.
    pub(super) fn is_numeral(&self) -> bool {
        matches!(self.kind, Kind::Integer(_) | Kind::Float(_)) && !self.has_jumps()
    }

    /// The integer that it is known to be.
    pub(super) fn integer(&self) -> Option<i64> {
        match self.kind {
            Kind::Integer(value) if !self.has_jumps() => Some(value),
            _ => None,
        }
    }

    pub(super) fn is_multiple(&self) -> bool {
        matches!(self.kind, Kind::Call(_) | Kind::Vararg(_))
    }
}

impl FunctionCompiler {
    /// Emits what reads a variable or field, and fixes calls to one result.
    pub(super) fn load(&mut self, value: &mut Value) -> Result<()> {
        value.kind = match value.kind {
            Kind::Upvalue(index) => Kind::Pending(self.emit(Opcode::GetUpvalue, 0, index, 0, 0)),
            Kind::Indexed(table, index) => Kind::Pending(self.get_indexed(table, index)?),
            Kind::Call(pc) => Kind::Register(self.instruction(pc).a()),
            Kind::Vararg(pc) => {
                self.set_c(pc, 2);
                Kind::Pending(pc)
            }
            kind => kind,
        };
        Ok(())
    }

    fn get_indexed(&mut self, table: Table, index: Index) -> Result<u32> {
        let mark = self.registers.free;
        if let (Table::Upvalue(upvalue), Index::Field(name)) = (table, index) {
            return Ok(self.emit(Opcode::GetUpvalueField, 0, upvalue, 0, name));
        }
        let register = self.table_register(table)?;
        let pc = match index {
            Index::Field(name) => self.emit(Opcode::GetField, 0, register, 0, name),
            Index::Integer(number) => self.emit(Opcode::GetInteger, 0, register, 0, number),
            Index::Register(_) | Index::Cell(_) => {
                let key = self.index_register(index)?;
                self.emit(Opcode::GetIndex, 0, register, key, 0)
            }
        };
        self.registers.free = mark;
        self.release_index(index);
        if let Table::Register(register) = table {
            self.release(register);
        }
        Ok(pc)
    }

    fn release_index(&mut self, index: Index) {
        if let Index::Register(register) = index {
            self.release(register);
        }
    }

    /// The register of a table, loaded if necessary.
    pub(super) fn table_register(&mut self, table: Table) -> Result<u8> {
        match table {
            Table::Register(register) => Ok(register),
            Table::Cell(register) => self.read_cell(register),
            Table::Upvalue(index) => {
                let register = self.reserve(1)?;
                self.emit(Opcode::GetUpvalue, register, index, 0, 0);
                Ok(register)
            }
        }
    }

    /// The register of an index that is no constant.
    pub(super) fn index_register(&mut self, index: Index) -> Result<u8> {
        match index {
            Index::Cell(register) => self.read_cell(register),
            Index::Register(register) => Ok(register),
            Index::Field(_) | Index::Integer(_) => unreachable!("constant indices have instructions"),
        }
    }

    fn read_cell(&mut self, cell: u8) -> Result<u8> {
        let register = self.reserve(1)?;
        self.emit(Opcode::GetCell, register, cell, 0, 0);
        Ok(register)
    }

    /// Puts a loaded value in `register`, its jumps left as they are.
    fn put(&mut self, kind: Kind, register: u8) {
        match kind {
            Kind::Nil => self.load_nil(register, 1),
            Kind::Boolean(value) => {
                let op = if value { Opcode::LoadTrue } else { Opcode::LoadFalse };
                self.emit(op, register, 0, 0, 0);
            }
            Kind::Integer(value) => self.load_integer(register, value),
            Kind::Float(value) => self.load_float(register, value),
            Kind::String(id) => self.load_constant(register, Key::String(id)),
            Kind::Register(from) => {
                if from != register {
                    self.emit(Opcode::Move, register, from, 0, 0);
                }
            }
            Kind::Cell(from) => {
                self.emit(Opcode::GetCell, register, from, 0, 0);
            }
            Kind::Pending(pc) => self.set_a(pc, register),
            Kind::Test(_) => {}
            Kind::Upvalue(_) | Kind::Indexed(..) | Kind::Call(_) | Kind::Vararg(_) => {
                unreachable!("the value was loaded")
            }
        }
    }

    pub(super) fn load_integer(&mut self, register: u8, value: i64) {
        match i32::try_from(value) {
            Ok(value) => {
                self.emit(Opcode::LoadInteger, register, 0, 0, value);
            }
            Err(_) => self.load_constant(register, Key::Integer(value)),
        }
    }

    fn load_float(&mut self, register: u8, value: f64) {
        let truncated = value as i32;
        if f64::from(truncated).to_bits() == value.to_bits() {
            self.emit(Opcode::LoadFloat, register, 0, 0, truncated);
        } else {
            self.load_constant(register, Key::Float(value.to_bits()));
        }
    }

    fn load_constant(&mut self, register: u8, key: Key) {
        let index = self.constant(key);
        self.emit(Opcode::LoadConstant, register, 0, 0, index);
    }

    pub(super) fn constant(&mut self, key: Key) -> i32 {
        self.constants.index(key)
    }

    /// Puts a value in `register`, however its jumps end.
    pub(super) fn settle(&mut self, mut value: Value, register: u8) -> Result<()> {
        self.load(&mut value)?;
        self.put(value.kind, register);
        if let Kind::Test(pc) = value.kind {
            let test = self.single(pc);
            self.append(&mut value.when_true, test);
        }
        if value.has_jumps() {
            self.settle_jumps(value, register);
        }
        Ok(())
    }

    fn settle_jumps(&mut self, value: Value, register: u8) {
        let (mut load_false, mut load_true) = (0, 0);
        if self.lacks_values(value.when_true) || self.lacks_values(value.when_false) {
            let is_test = matches!(value.kind, Kind::Test(_));
            let skip = if is_test { JumpList::EMPTY } else { self.jump() };
            load_false = self.emit(Opcode::LoadFalseSkip, register, 0, 0, 0);
            load_true = self.emit(Opcode::LoadTrue, register, 0, 0, 0);
            self.patch_here(skip);
        }
        let end = self.here();
        self.patch_values(value.when_false, register, end, load_false);
        self.patch_values(value.when_true, register, end, load_true);
    }

    /// Puts a value in the next register.
    pub(super) fn place_next(&mut self, mut value: Value) -> Result<u8> {
        self.load(&mut value)?;
        if let Kind::Register(register) = value.kind {
            self.release(register);
        }
        let register = self.reserve(1)?;
        self.settle(value, register)?;
        Ok(register)
    }

    /// The register of a value, which is put in the next one if it is in none.
    pub(super) fn place_any(&mut self, mut value: Value) -> Result<u8> {
        self.load(&mut value)?;
        if let Kind::Register(register) = value.kind {
            if !value.has_jumps() {
                return Ok(register);
            }
            if register >= self.registers.active {
                self.settle(value, register)?;
                return Ok(register);
            }
        }
        self.place_next(value)
    }

    /// The register of a value without regard to its jumps.
    pub(super) fn place_any_ignoring_jumps(&mut self, kind: Kind) -> Result<u8> {
        if let Kind::Register(register) = kind {
            return Ok(register);
        }
        let register = self.reserve(1)?;
        self.put(kind, register);
        Ok(register)
    }

    /// Puts a value in a register unless it is in a cell.
    pub(super) fn place_unless_cell(&mut self, mut value: Value) -> Result<Value> {
        self.load(&mut value)?;
        if matches!(value.kind, Kind::Cell(_)) && !value.has_jumps() {
            return Ok(value);
        }
        self.place_any(value).map(|register| Kind::Register(register).into())
    }

    /// Loads a value; one with jumps, or a test, is put in a register.
    pub(super) fn make_plain(&mut self, mut value: Value) -> Result<Value> {
        if value.has_jumps() || matches!(value.kind, Kind::Test(_)) {
            return self.place_any(value).map(|register| Kind::Register(register).into());
        }
        self.load(&mut value)?;
        Ok(value)
    }

    /// Gives back the register of a value, if it has one.
    pub(super) fn release_value(&mut self, value: &Value) {
        if let Kind::Register(register) = value.kind {
            self.release(register);
        }
    }

    /// The constant that a value is.
    pub(super) fn constant_key(&self, value: &Value) -> Option<Key> {
        if value.has_jumps() {
            return None;
        }
        match value.kind {
            Kind::Nil => Some(Key::Nil),
            Kind::Boolean(value) => Some(Key::Boolean(value)),
            Kind::Integer(value) => Some(Key::Integer(value)),
            Kind::Float(value) => Some(Key::Float(value.to_bits())),
            Kind::String(id) => Some(Key::String(id)),
            _ => None,
        }
    }

    /// A value as an operand: a constant whose index is at most `limit`, or any register.
    pub(super) fn register_or_constant(&mut self, value: Value, limit: i32) -> Result<Operand> {
        if let Some(key) = self.constant_key(&value) {
            let index = self.constant(key);
            if index <= limit {
                return Ok(Operand::Constant(index));
            }
        }
        self.place_any(value).map(Operand::Register)
    }

    pub(super) fn is_short(&self, id: StringId) -> bool {
        self.chunk.strings.get(id).len() <= MAX_SHORT_STRING
    }

    /// Readies a table before its key is computed: it is in a register, a cell or an upvalue.
    pub(super) fn ready_table(&mut self, value: Value) -> Result<Value> {
        if matches!(value.kind, Kind::Upvalue(_)) && !value.has_jumps() {
            return Ok(value);
        }
        self.place_unless_cell(value)
    }

    /// `table[key]`, where `table` is the result of [`Self::ready_table`] and `key` is plain.
    pub(super) fn indexed(&mut self, table: Value, key: Value) -> Result<Value> {
        let field = match key.kind {
            Kind::String(id) if self.is_short(id) => Some(Index::Field(self.constant(Key::String(id)))),
            Kind::Integer(value) => i32::try_from(value).ok().map(Index::Integer),
            _ => None,
        };
        let table = match (table.kind, field) {
            (Kind::Upvalue(index), Some(Index::Field(_))) => Table::Upvalue(index),
            (Kind::Cell(register), _) => Table::Cell(register),
            _ => Table::Register(self.place_any(table)?),
        };
        let index = match field {
            Some(index) => index,
            None => match self.place_unless_cell(key)?.kind {
                Kind::Cell(register) => Index::Cell(register),
                Kind::Register(register) => Index::Register(register),
                _ => unreachable!("a placed value is in a register or a cell"),
            },
        };
        Ok(Kind::Indexed(table, index).into())
    }
}
