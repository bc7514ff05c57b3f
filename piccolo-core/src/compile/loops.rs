//! Loops.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::condition::truth;
use crate::compile::expression::Next;
use crate::compile::function::{FunctionCompiler, Loop, Outside};
use crate::compile::statement::{After, Control, Goal};
use crate::compile::value::Value;
use crate::syntax::ast::{ExprId, ExprKind, List, LocalId, Position};

/// A `while` loop under way.
#[derive(Clone, Copy)]
pub(super) struct While {
    condition: ExprId,
    /// Where the body begins.
    start: u32,
    /// The jump to the condition. There is none if that is always true.
    entry: Option<JumpList>,
    outside: Outside,
}

/// A `for` loop under way.
#[derive(Clone, Copy)]
pub(super) struct ForLoop {
    /// The first of the hidden variables, and its register.
    first: LocalId,
    base: u8,
    /// How many visible variables there are.
    count: u8,
    prepare: u32,
    /// How long the way to `prepare` is as far as it is not paid for.
    unpaid: u32,
    line: u32,
    /// What holds outside of the loop, of its visible variables, and of its body.
    outside: Outside,
    variables: Outside,
    body: Outside,
}

impl FunctionCompiler {
    fn enter_loop(&mut self) {
        let closing = self.closing.len();
        let start = self.code.len();
        self.loops.push(Loop { start, breaks: JumpList::EMPTY, closing, needs_close: false });
    }

    /// Lets breaks out of the innermost loop come here. Tells whether they leave the scope of a
    /// to-be-closed variable.
    fn leave_loop(&mut self) -> bool {
        let innermost = self.loops.pop().expect("loops are entered before they are left");
        self.patch_here(innermost.breaks);
        innermost.needs_close
    }

    /// The condition is behind the body, so that one jump per iteration is enough.
    pub(super) fn begin_while(&mut self, id: ExprId) {
        let condition = self.tree.expression(id);
        self.position = condition.end;
        self.charge_before_loop();
        let entry = if is_always_true(condition.kind) { None } else { Some(self.jump()) };
        let start = self.here();
        self.enter_loop();
        let outside = self.outside();
        self.controls.push(Control::While(While { condition: id, start, entry, outside }));
    }

    /// The end of a loop's body.
    pub(super) fn end_loop(&mut self, body_end: Position) -> Result<Next> {
        match self.controls.pop() {
            Some(Control::While(tree)) => return Ok(self.end_while(tree, body_end)),
            Some(Control::NumericFor(tree)) => self.end_numeric_for(tree, body_end),
            Some(Control::GenericFor(tree)) => self.end_generic_for(tree, body_end),
            _ => unreachable!("a loop ends"),
        }
        Ok(self.end_statement())
    }

    fn end_while(&mut self, tree: While, body_end: Position) -> Next {
        self.leave_block(tree.outside);
        self.position = body_end;
        match tree.entry {
            Some(entry) => {
                self.patch_here(entry);
                self.controls.push(Control::While(tree));
                self.evaluate(tree.condition, After::While)
            }
            None => {
                // Nothing but the body's start is jumped to.
                self.patch_here(JumpList::EMPTY);
                let again = self.jump();
                self.patch(again, tree.start);
                self.finish_loop();
                self.end_statement()
            }
        }
    }

    /// The condition behind the body of the innermost loop.
    pub(super) fn repeat_while(&mut self, condition: Value) -> Result<()> {
        let Some(Control::While(tree)) = self.controls.pop() else { unreachable!("a loop ends") };
        let again = self.jumps_when_true(truth(condition))?;
        self.patch(again, tree.start);
        self.finish_loop();
        Ok(())
    }

    /// Ends a loop whose variables are out of scope.
    fn finish_loop(&mut self) {
        self.position = self.end;
        if self.leave_loop() {
            self.emit(Opcode::Close, self.registers.active, 0, 0, 0);
        }
    }

    pub(super) fn begin_repeat(&mut self) {
        self.charge_before_loop();
        let start = self.here();
        self.enter_loop();
        let outside = self.outside();
        self.controls.push(Control::Repeat { start, outside });
    }

    /// The condition of a `repeat` loop, which is still in the scope of the body's variables.
    pub(super) fn repeat_until(&mut self, condition: Value) -> Result<()> {
        let Some(Control::Repeat { start, outside }) = self.controls.pop() else {
            unreachable!("a loop ends")
        };
        let again = self.jumps_when_false(truth(condition))?;
        if self.leave(outside) {
            self.close_and_repeat(outside, again, start);
        } else {
            self.patch(again, start);
        }
        self.finish_loop();
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

    pub(super) fn numeric_for(&mut self, first: LocalId, values: List, line: u32) -> Next {
        let outside = self.outside();
        let base = self.registers.free;
        self.begin_for(first, 1, base, line, outside);
        let value = self.tree.item(values.first).value;
        self.evaluate(value, After::ForValue { item: values.first, left: values.len })
    }

    /// Keeps what is known of a loop while its values are computed.
    fn begin_for(&mut self, first: LocalId, count: u8, base: u8, line: u32, outside: Outside) {
        let (variables, body) = (outside, outside);
        self.for_loop =
            Some(ForLoop { first, base, count, prepare: 0, unpaid: 0, line, outside, variables, body });
    }

    pub(super) fn take_for_value(&mut self, item: u32, left: u32, value: Value) -> Result<Next> {
        let item = self.tree.item(item);
        self.position = item.end;
        self.place_next(value)?;
        if left > 1 {
            let next = self.tree.item(item.next).value;
            return Ok(self.evaluate(next, After::ForValue { item: item.next, left: left - 1 }));
        }
        let tree = self.for_loop.take().expect("a loop begins");
        if self.registers.free - tree.base == 2 {
            let register = self.reserve(1)?;
            self.load_integer(register, 1);
        }
        self.activate(tree.first, 3);
        self.charge_before_loop();
        self.enter_loop();
        self.position = self.end;
        let prepare = self.emit(Opcode::ForPrep, tree.base, 0, 0, 0);
        let body = self.for_body(ForLoop { prepare, ..tree }, 3)?;
        self.controls.push(Control::NumericFor(body));
        Ok(Next::Statement)
    }

    /// Begins the body of a `for` loop with its visible variables behind the `hidden` ones. Each iteration starts
    /// here.
    fn for_body(&mut self, tree: ForLoop, hidden: u32) -> Result<ForLoop> {
        self.here();
        let unpaid = self.unpaid.way();
        let variables = self.outside();
        let count = u32::from(tree.count);
        self.reserve(count)?;
        self.activate(LocalId(tree.first.0 + hidden), count);
        Ok(ForLoop { unpaid, variables, body: self.outside(), ..tree })
    }

    fn end_for_body(&mut self, tree: ForLoop, body_end: Position) {
        self.leave_block(tree.body);
        self.leave(tree.variables);
        self.position = body_end;
    }

    fn end_numeric_for(&mut self, tree: ForLoop, body_end: Position) {
        self.end_for_body(tree, body_end);
        let step = self.emit_in_line(tree.line, Opcode::ForLoop, tree.base, 0, 0, 0);
        self.set_target(step, tree.prepare + 1);
        self.set_target(tree.prepare, step + 1);
        self.unpaid.join(tree.unpaid);
        self.leave(tree.outside);
        self.finish_loop();
    }

    pub(super) fn generic_for(&mut self, first: LocalId, count: u8, values: List, line: u32) -> Result<Next> {
        let outside = self.outside();
        let base = self.registers.free;
        self.begin_for(first, count, base, line, outside);
        self.list(values, Goal::GenericFor { values: values.len })
    }

    /// Begins a loop over `values` values, all but the last of which are in registers.
    pub(super) fn begin_generic_for(&mut self, values: u32, last: Option<Value>) -> Result<()> {
        let tree = self.for_loop.take().expect("a loop begins");
        self.adjust(4, values, last)?;
        self.activate(tree.first, 4);
        self.closing.push(tree.base + 3);
        self.need(3)?;
        self.charge_before_loop();
        self.enter_loop();
        self.position = self.end;
        let prepare = self.emit(Opcode::TForPrep, tree.base, 0, 0, 0);
        let body = self.for_body(ForLoop { prepare, ..tree }, 4)?;
        self.controls.push(Control::GenericFor(body));
        Ok(())
    }

    fn end_generic_for(&mut self, tree: ForLoop, body_end: Position) {
        self.end_for_body(tree, body_end);
        let call = self.here();
        self.set_target(tree.prepare, call);
        self.unpaid.join(tree.unpaid);
        self.emit_in_line(tree.line, Opcode::TForCall, tree.base, 0, tree.count, 0);
        let step = self.emit_in_line(tree.line, Opcode::TForLoop, tree.base, 0, 0, 0);
        self.set_target(step, tree.prepare + 1);
        self.position = self.end;
        self.leave(tree.outside);
        self.leave_loop();
        self.emit(Opcode::Close, tree.base, 0, 0, 0);
    }
}

/// Whether a condition is a constant that is true.
fn is_always_true(condition: ExprKind) -> bool {
    matches!(
        condition,
        ExprKind::Boolean(true) | ExprKind::Integer(_) | ExprKind::Float(_) | ExprKind::String(_)
    )
}
