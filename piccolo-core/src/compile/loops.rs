//! Loops.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::function::{FunctionCompiler, Loop, Outside};
use crate::syntax::ast::{Block, ExprId, ExprKind, GenericFor, LocalId, NumericFor, Position, Repeat, While};

impl FunctionCompiler<'_> {
    fn enter_loop(&mut self) {
        let closing = self.closing.len();
        self.loops.push(Loop { breaks: JumpList::EMPTY, closing, needs_close: false });
    }

    /// Lets breaks out of the innermost loop come here. Tells whether they leave the scope of a
    /// to-be-closed variable.
    fn leave_loop(&mut self) -> bool {
        let innermost = self.loops.pop().expect("loops are entered before they are left");
        self.patch_here(innermost.breaks);
        innermost.needs_close
    }

    /// The condition is behind the body, so that one jump per iteration is enough.
    pub(super) fn while_loop(&mut self, tree: &While, end: Position) -> Result<()> {
        let condition = self.tree.expression(tree.condition);
        self.position = condition.end;
        let is_endless = is_always_true(condition.kind);
        let entry = if is_endless { JumpList::EMPTY } else { self.jump() };
        let start = self.here();
        self.enter_loop();
        self.block(&tree.body)?;
        self.position = tree.body_end;
        self.patch_here(entry);
        if is_endless {
            let again = self.jump();
            self.patch(again, start);
        } else {
            self.repeat_while(tree.condition, start)?;
        }
        self.end_loop(end);
        Ok(())
    }

    fn repeat_while(&mut self, condition: ExprId, start: u32) -> Result<()> {
        let condition = self.condition(condition)?;
        let again = self.jumps_when_true(condition)?;
        self.patch(again, start);
        Ok(())
    }

    /// Ends a loop whose variables are out of scope.
    fn end_loop(&mut self, end: Position) {
        self.position = end;
        if self.leave_loop() {
            self.emit(Opcode::Close, self.registers.active, 0, 0, 0);
        }
    }

    pub(super) fn repeat_loop(&mut self, tree: &Repeat, end: Position) -> Result<()> {
        let start = self.here();
        self.enter_loop();
        let outside = self.outside();
        self.statements(&tree.body)?;
        self.repeat_until(tree.condition, start, outside)?;
        self.end_loop(end);
        Ok(())
    }

    /// The condition of a `repeat` loop, which is still in the scope of the body's variables.
    fn repeat_until(&mut self, condition: ExprId, start: u32, outside: Outside) -> Result<()> {
        let condition = self.condition(condition)?;
        let again = self.jumps_when_false(condition)?;
        if self.leave(outside) {
            self.close_and_repeat(outside, again, start);
        } else {
            self.patch(again, start);
        }
        Ok(())
    }

    /// Closes the body's variables both where the loop ends and before it runs `again`.
    fn close_and_repeat(&mut self, outside: Outside, again: JumpList, start: u32) {
        self.emit(Opcode::Close, outside.active, 0, 0, 0);
        let exit = self.jump();
        self.patch_here(again);
        self.emit(Opcode::Close, outside.active, 0, 0, 0);
        let back = self.jump();
        self.patch(back, start);
        self.patch_here(exit);
    }

    pub(super) fn numeric_for(&mut self, tree: &NumericFor, end: Position) -> Result<()> {
        let outside = self.outside();
        let base = self.registers.free;
        for value in tree.values {
            match value {
                Some(item) => {
                    let value = self.expression(item.value)?;
                    self.position = item.end;
                    self.place_next(value)?;
                }
                None => {
                    let register = self.reserve(1)?;
                    self.load_integer(register, 1);
                }
            }
        }
        self.activate(tree.first, 3);
        self.enter_loop();
        self.position = tree.body_start;
        let prepare = self.emit(Opcode::ForPrep, base, 0, 0, 0);
        self.for_body(LocalId(tree.first.0 + 3), 1, &tree.body)?;
        self.position = tree.body_end;
        let step = self.emit_in_line(tree.line, Opcode::ForLoop, base, 0, 0, 0);
        self.set_target(step, prepare + 1);
        self.set_target(prepare, step + 1);
        self.leave(outside);
        self.end_loop(end);
        Ok(())
    }

    /// The body of a `for` loop with its visible variables. Each iteration starts here.
    fn for_body(&mut self, first: LocalId, count: u32, body: &Block) -> Result<()> {
        self.here();
        let outside = self.outside();
        self.reserve(count)?;
        self.activate(first, count);
        self.block(body)?;
        self.leave(outside);
        Ok(())
    }

    pub(super) fn generic_for(&mut self, tree: &GenericFor, end: Position) -> Result<()> {
        let outside = self.outside();
        let base = self.registers.free;
        let last = self.all_but_last(tree.values)?;
        self.adjust(4, tree.values.len, last)?;
        self.activate(tree.first, 4);
        self.closing.push(base + 3);
        self.need(3)?;
        self.enter_loop();
        self.position = tree.body_start;
        let prepare = self.emit(Opcode::TForPrep, base, 0, 0, 0);
        self.for_body(LocalId(tree.first.0 + 4), tree.count, &tree.body)?;
        self.position = tree.body_end;
        let call = self.here();
        self.set_target(prepare, call);
        self.emit_in_line(tree.line, Opcode::TForCall, base, 0, tree.count as u8, 0);
        let step = self.emit_in_line(tree.line, Opcode::TForLoop, base, 0, 0, 0);
        self.set_target(step, prepare + 1);
        self.position = end;
        self.leave(outside);
        self.leave_loop();
        self.emit(Opcode::Close, base, 0, 0, 0);
        Ok(())
    }
}

/// Whether a condition is a constant that is true.
fn is_always_true(condition: ExprKind) -> bool {
    matches!(
        condition,
        ExprKind::Boolean(true) | ExprKind::Integer(_) | ExprKind::Float(_) | ExprKind::String(_)
    )
}
