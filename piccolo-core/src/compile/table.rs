//! Table constructors.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{ExprId, Item, Position, TableField};

/// How many list items are stored at once.
const BATCH: u8 = 50;

/// The list items of a constructor.
struct Items {
    table: u8,
    /// How many are stored.
    stored: i32,
    /// How many wait in registers behind the table.
    waiting: u8,
    /// The last one, not yet in a register.
    last: Option<(Value, Position)>,
}

impl FunctionCompiler<'_> {
    pub(super) fn table(&mut self, index: u32) -> Result<Value> {
        let tree = &self.tree.tables[index as usize];
        self.position = tree.start;
        let pc = self.emit(Opcode::NewTable, 0, 0, 0, 0);
        let table = self.reserve(1)?;
        let mut items = Items { table, stored: 0, waiting: 0, last: None };
        let mut records = 0_usize;
        for field in &tree.fields {
            self.place_item(&mut items)?;
            match *field {
                TableField::Item(item) => self.item(&mut items, item)?,
                TableField::Named { name, key_end, value } => {
                    records += 1;
                    self.position = key_end;
                    self.record(table, Kind::String(name).into(), value)?;
                }
                TableField::Keyed { key, key_end, value } => {
                    records += 1;
                    self.keyed_record(table, key, key_end, value)?;
                }
            }
        }
        self.last_items(&mut items)?;
        let hash_size = if records == 0 { 0 } else { ceil_log2(records) + 1 };
        self.set_a(pc, table);
        self.set_b(pc, hash_size);
        self.set_target_size(pc, items.stored);
        Ok(Kind::Register(table).into())
    }

    fn set_target_size(&mut self, pc: u32, size: i32) {
        self.code[pc as usize] = self.instruction(pc).with_d(size);
    }

    fn item(&mut self, items: &mut Items, item: Item) -> Result<()> {
        let value = self.expression(item.value)?;
        items.last = Some((value, item.end));
        items.waiting += 1;
        Ok(())
    }

    /// Puts the last item in a register, and stores a batch if it is full.
    fn place_item(&mut self, items: &mut Items) -> Result<()> {
        let Some((value, end)) = items.last.take() else { return Ok(()) };
        self.position = end;
        self.place_next(value)?;
        if items.waiting == BATCH {
            self.store_items(items, BATCH);
            items.stored += i32::from(BATCH);
            items.waiting = 0;
        }
        Ok(())
    }

    fn store_items(&mut self, items: &Items, count: u8) {
        self.emit(Opcode::SetList, items.table, count, 0, items.stored);
        self.registers.free = items.table + 1;
    }

    /// Stores the items left when the constructor ends. The last one may give several values.
    fn last_items(&mut self, items: &mut Items) -> Result<()> {
        if items.waiting == 0 {
            return Ok(());
        }
        match items.last {
            Some((value, end)) if value.is_multiple() => {
                self.position = end;
                self.set_results(&value, None)?;
                self.store_items(items, 0);
                items.stored += i32::from(items.waiting) - 1;
            }
            last => {
                if let Some((value, end)) = last {
                    self.position = end;
                    self.place_next(value)?;
                }
                self.store_items(items, items.waiting);
                items.stored += i32::from(items.waiting);
            }
        }
        Ok(())
    }

    fn keyed_record(&mut self, table: u8, key: ExprId, key_end: Position, value: ExprId) -> Result<()> {
        let free = self.registers.free;
        let key = self.expression(key)?;
        let key = self.make_plain(key)?;
        self.position = key_end;
        self.record(table, key, value)?;
        self.registers.free = free;
        Ok(())
    }

    fn record(&mut self, table: u8, key: Value, value: ExprId) -> Result<()> {
        let free = self.registers.free;
        let target = self.indexed(Kind::Register(table).into(), key)?;
        let value = self.expression(value)?;
        self.store(&target, value)?;
        self.registers.free = free;
        Ok(())
    }
}

/// The least `n` with `2^n >= size`, for a `size` of at least 1.
fn ceil_log2(size: usize) -> u8 {
    size.next_power_of_two().trailing_zeros() as u8
}
