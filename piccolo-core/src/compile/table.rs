//! Table constructors.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::expression::{Next, Step};
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{ExprId, FieldKind, Position};
use crate::syntax::strings::StringId;

/// How many list items are stored at once.
const BATCH: u8 = 50;

/// A table constructor under way.
pub(super) struct TableState {
    id: ExprId,
    /// The instruction that makes the table.
    pc: u32,
    register: u8,
    /// How many list items are stored.
    stored: i32,
    /// How many list items wait in registers behind the table.
    waiting: u8,
    /// The last list item, not yet in a register.
    last: Option<(Value, Position)>,
    /// How many fields have keys.
    records: usize,
    /// The field that a value is being computed for.
    target: Value,
    /// The first register free before the current field.
    free: u8,
}

impl FunctionCompiler {
    pub(super) fn begin_table(&mut self, id: ExprId, index: u32) -> Result<Next> {
        let table = self.tree.tables[index as usize];
        self.position = table.start;
        let pc = self.emit(Opcode::NewTable, 0, 0, 0, 0);
        let register = self.reserve(1)?;
        self.tables.push(TableState {
            id,
            pc,
            register,
            stored: 0,
            waiting: 0,
            last: None,
            records: 0,
            target: Kind::Nil.into(),
            free: 0,
        });
        self.next_field(table.first)
    }

    fn table_state(&mut self) -> &mut TableState {
        self.tables.last_mut().expect("a table is under way")
    }

    /// Goes on with a field, or ends the constructor if there is none.
    fn next_field(&mut self, index: u32) -> Result<Next> {
        let Some(&field) = self.tree.fields.get(index as usize) else {
            return self.finish_table();
        };
        self.place_item()?;
        let free = self.registers.free;
        self.table_state().free = free;
        match field.kind {
            FieldKind::Item { value, .. } => {
                self.steps.push(Step::Field(index));
                Ok(Next::Evaluate(value))
            }
            FieldKind::Named { name, key_end, value } => {
                self.named_field(name, key_end)?;
                self.steps.push(Step::Field(index));
                Ok(Next::Evaluate(value))
            }
            FieldKind::Keyed { key, .. } => {
                self.steps.push(Step::Key(index));
                Ok(Next::Evaluate(key))
            }
        }
    }

    fn named_field(&mut self, name: StringId, key_end: Position) -> Result<()> {
        self.position = key_end;
        self.set_field_target(Kind::String(name).into())
    }

    fn set_field_target(&mut self, key: Value) -> Result<()> {
        let table = self.table_state().register;
        let target = self.indexed(Kind::Register(table).into(), key)?;
        let state = self.table_state();
        state.target = target;
        state.records += 1;
        Ok(())
    }

    pub(super) fn take_key(&mut self, index: u32, key: Value) -> Result<Next> {
        let key = self.make_plain(key)?;
        let FieldKind::Keyed { key_end, value, .. } = self.tree.fields[index as usize].kind else {
            unreachable!("the field has a key")
        };
        self.position = key_end;
        self.set_field_target(key)?;
        self.steps.push(Step::Field(index));
        Ok(Next::Evaluate(value))
    }

    pub(super) fn take_field(&mut self, index: u32, value: Value) -> Result<Next> {
        let field = self.tree.fields[index as usize];
        if let FieldKind::Item { end, .. } = field.kind {
            let state = self.table_state();
            state.last = Some((value, end));
            state.waiting += 1;
        } else {
            let target = self.table_state().target;
            self.store(&target, value)?;
            self.registers.free = self.table_state().free;
        }
        self.next_field(field.next)
    }

    /// Puts the last list item in a register, and stores a batch if it is full.
    fn place_item(&mut self) -> Result<()> {
        let Some((value, end)) = self.table_state().last.take() else { return Ok(()) };
        self.position = end;
        self.place_next(value)?;
        if self.table_state().waiting == BATCH {
            self.store_items(BATCH);
            let state = self.table_state();
            state.stored += i32::from(BATCH);
            state.waiting = 0;
        }
        Ok(())
    }

    fn store_items(&mut self, count: u8) {
        let state = self.table_state();
        let (register, stored) = (state.register, state.stored);
        self.emit(Opcode::SetList, register, count, 0, stored);
        self.registers.free = register + 1;
    }

    fn finish_table(&mut self) -> Result<Next> {
        self.place_last_items()?;
        let state = self.tables.pop().expect("a table is under way");
        let hash_size = if state.records == 0 { 0 } else { ceil_log2(state.records) + 1 };
        self.set_a(state.pc, state.register);
        self.set_b(state.pc, hash_size);
        self.set_d(state.pc, state.stored);
        self.position = self.tree.expression(state.id).end;
        Ok(Next::Ready(Kind::Register(state.register).into()))
    }

    /// Stores the items left when the constructor ends. The last one may give several values.
    fn place_last_items(&mut self) -> Result<()> {
        let state = self.table_state();
        let (waiting, last) = (state.waiting, state.last);
        if waiting == 0 {
            return Ok(());
        }
        let mut stored = waiting;
        match last {
            Some((value, end)) if value.is_multiple() => {
                self.position = end;
                self.set_results(&value, None)?;
                self.store_items(0);
                // Stored at once with an unknown number of values, the items need no room before.
                stored = if self.table_state().stored == 0 { 0 } else { stored - 1 };
            }
            last => {
                if let Some((value, end)) = last {
                    self.position = end;
                    self.place_next(value)?;
                }
                self.store_items(waiting);
            }
        }
        self.table_state().stored += i32::from(stored);
        Ok(())
    }
}

/// The least `n` with `2^n >= size`, for a `size` of at least 1.
fn ceil_log2(size: usize) -> u8 {
    size.next_power_of_two().trailing_zeros() as u8
}
