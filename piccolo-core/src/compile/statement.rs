//! Statements.
//!
//! They come in a row, each after the other: a statement with a block is known by what its begin leaves on the stack
//! of [`Control`]s. A statement that needs values says what is to be done [`After`] each.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::condition::truth;
use crate::compile::expression::Next;
use crate::compile::function::{FunctionCompiler, Outside};
use crate::compile::loops::{ForLoop, While};
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{ExprId, GotoId, LabelId, List, LocalId, Position, Statement, StatementKind};

/// A statement whose block is under way.
pub(super) enum Control {
    Do(Outside),
    While(While),
    Repeat {
        start: u32,
        outside: Outside,
    },
    NumericFor(ForLoop),
    GenericFor(ForLoop),
    /// An `if` statement; `outside` is that of the arm under way.
    If {
        exits: JumpList,
        skip: JumpList,
        outside: Outside,
    },
}

/// What is done with the value of an expression that is no part of another one.
#[derive(Clone, Copy)]
pub(super) enum After {
    Nothing,
    /// It is the call that a statement is.
    Call,
    /// It is an item of a list; with it, `left` are left.
    Item {
        item: u32,
        left: u32,
        goal: Goal,
    },
    SingleTarget {
        values: List,
    },
    SingleValue {
        place: Value,
        end: Position,
    },
    Target {
        item: u32,
        left: u32,
        values: List,
    },
    FunctionTarget {
        function: ExprId,
        line: u32,
    },
    /// It is the condition of the innermost loop.
    While,
    Until,
    Arm,
    /// It is a value of a numeric `for`; with it, `left` are left.
    ForValue {
        item: u32,
        left: u32,
    },
}

/// What a list of expressions is for.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    Local { first: LocalId, count: u8, to_close: Option<u8>, values: u32 },
    Return { values: u32 },
    Assign { values: u32 },
    GenericFor { values: u32 },
}

impl FunctionCompiler {
    /// Generates the next statement, or begins with it.
    pub(super) fn statement(&mut self) -> Result<Next> {
        let Some(&statement) = self.tree.statements.get(self.next_statement) else {
            self.is_complete = true;
            return Ok(Next::Statement);
        };
        self.next_statement += 1;
        self.end = statement.end;
        match statement.kind {
            StatementKind::Call(call) => Ok(self.evaluate(call, After::Call)),
            StatementKind::Local { first, count, to_close, values } => {
                self.list(values, Goal::Local { first, count, to_close, values: values.len })
            }
            StatementKind::LocalFunction { local, function } => {
                self.local_function(local, function)?;
                Ok(self.end_statement())
            }
            StatementKind::Assign { targets, values } => Ok(self.assignment(targets, values)),
            StatementKind::Function { target, function, line } => {
                Ok(self.evaluate(target, After::FunctionTarget { function, line }))
            }
            StatementKind::Return(values) => {
                if values.len == 0 {
                    self.position = self.end;
                }
                self.list(values, Goal::Return { values: values.len })
            }
            StatementKind::Label(_) | StatementKind::Goto(_) | StatementKind::Break => {
                self.position = self.end;
                self.label_or_jump(&statement.kind);
                Ok(self.end_statement())
            }
            _ => self.block_statement(statement),
        }
    }

    /// The begin or end of a statement with blocks.
    fn block_statement(&mut self, statement: Statement) -> Result<Next> {
        match statement.kind {
            StatementKind::Do => {
                let outside = self.outside();
                self.controls.push(Control::Do(outside));
            }
            StatementKind::DoEnd => {
                let Some(Control::Do(outside)) = self.controls.pop() else { unreachable!("a block ends") };
                self.leave_block(outside);
                return Ok(self.end_statement());
            }
            StatementKind::While { condition } => self.begin_while(condition),
            StatementKind::Repeat => self.begin_repeat(),
            StatementKind::Until { condition } => return Ok(self.evaluate(condition, After::Until)),
            StatementKind::LoopEnd { body_end } => return self.end_loop(body_end),
            StatementKind::NumericFor { first, values, line } => {
                return Ok(self.numeric_for(first, values, line));
            }
            StatementKind::GenericFor { first, count, values, line } => {
                return self.generic_for(first, count, values, line);
            }
            StatementKind::Arm { condition, is_first } => {
                if is_first {
                    self.charge_before_branches();
                    let (exits, skip) = (JumpList::EMPTY, JumpList::EMPTY);
                    self.controls.push(Control::If { exits, skip, outside: self.outside() });
                }
                return Ok(self.evaluate(condition, After::Arm));
            }
            StatementKind::ArmEnd { is_followed } => self.end_arm(is_followed),
            StatementKind::Else => {
                let now = self.outside();
                *self.arm().2 = now;
            }
            StatementKind::ElseEnd => {
                let outside = *self.arm().2;
                self.leave_block(outside);
            }
            _ => {
                let exits = *self.arm().0;
                self.controls.pop();
                self.patch_here(exits);
                return Ok(self.end_statement());
            }
        }
        Ok(Next::Statement)
    }

    /// Ends the statement whose end was noted.
    pub(super) fn end_statement(&mut self) -> Next {
        self.position = self.end;
        self.registers.free = self.registers.active;
        Next::Statement
    }

    /// Ends a block, and closes its variables.
    pub(super) fn leave_block(&mut self, outside: Outside) {
        if self.leave(outside) {
            self.emit(Opcode::Close, outside.active, 0, 0, 0);
        }
    }

    /// Evaluates an expression that is no part of another one.
    pub(super) fn evaluate(&mut self, expression: ExprId, after: After) -> Next {
        self.after = after;
        Next::Evaluate(expression)
    }

    /// Goes on with the value of an expression that is no part of another one.
    pub(super) fn take_value(&mut self, value: Value) -> Result<Next> {
        match self.after {
            After::Nothing => unreachable!("a value is wanted"),
            After::Call => self.set_results(&value, Some(0))?,
            After::Item { item, left, goal } => return self.take_item(item, left, goal, value),
            After::SingleTarget { values } => return Ok(self.single_value(value, values)),
            After::SingleValue { place, end } => {
                self.position = end;
                self.store(&place, value)?;
            }
            After::Target { item, left, values } => return self.take_target(value, item, left, values),
            After::FunctionTarget { function, line } => self.function_statement(value, function, line)?,
            After::While => self.repeat_while(value)?,
            After::Until => self.repeat_until(value)?,
            After::Arm => {
                self.arm_condition(value)?;
                return Ok(Next::Statement);
            }
            After::ForValue { item, left } => return self.take_for_value(item, left, value),
        }
        Ok(self.end_statement())
    }

    /// Puts all values of a list but the last in the next registers, and goes on with the last one.
    pub(super) fn list(&mut self, list: List, goal: Goal) -> Result<Next> {
        if list.len == 0 {
            return self.finish_list(goal, None);
        }
        let value = self.tree.item(list.first).value;
        Ok(self.evaluate(value, After::Item { item: list.first, left: list.len, goal }))
    }

    fn take_item(&mut self, item: u32, left: u32, goal: Goal, value: Value) -> Result<Next> {
        let item = self.tree.item(item);
        self.position = item.end;
        if left == 1 {
            return self.finish_list(goal, Some(value));
        }
        self.place_next(value)?;
        let next = self.tree.item(item.next).value;
        Ok(self.evaluate(next, After::Item { item: item.next, left: left - 1, goal }))
    }

    /// Goes on behind a list whose last value, if it has one, is not placed.
    fn finish_list(&mut self, goal: Goal, last: Option<Value>) -> Result<Next> {
        match goal {
            Goal::Local { first, count, to_close, values } => {
                self.position = self.end;
                self.adjust(u32::from(count), values, last)?;
                self.activate(first, u32::from(count));
                if let Some(index) = to_close {
                    let register = self.tree.locals[first.0 as usize + usize::from(index)].register;
                    self.closing.push(register);
                    self.emit(Opcode::ToBeClosed, register, 0, 0, 0);
                }
            }
            Goal::Return { values } => self.return_list(values, last)?,
            Goal::Assign { values } => self.finish_assignment(values, last)?,
            Goal::GenericFor { values } => {
                self.begin_generic_for(values, last)?;
                return Ok(Next::Statement);
            }
        }
        Ok(self.end_statement())
    }

    fn label_or_jump(&mut self, kind: &StatementKind) {
        match *kind {
            StatementKind::Label(label) => self.label_statement(label),
            StatementKind::Goto(goto) => self.goto_statement(goto, kind),
            _ => {
                let jump = self.jump();
                self.jump_away(kind, jump);
            }
        }
    }

    /// The variable is in scope before the function is made, so that the function can capture it.
    fn local_function(&mut self, local: LocalId, function: ExprId) -> Result<()> {
        self.reserve(1)?;
        self.activate(local, 1);
        let place = Value::from(self.local(local));
        let value = self.function_value(function)?;
        self.store(&place, value)?;
        self.delay_name();
        Ok(())
    }

    /// The value of a function literal, which is ready at once.
    pub(super) fn function_value(&mut self, function: ExprId) -> Result<Value> {
        match self.begin(function)? {
            Next::Ready(value) => Ok(value),
            _ => unreachable!("function literals have no operands"),
        }
    }

    /// The `if` statement under way: its exits, the jumps over the arm, and what holds outside of that.
    fn arm(&mut self) -> (&mut JumpList, &mut JumpList, &mut Outside) {
        match self.controls.last_mut() {
            Some(Control::If { exits, skip, outside }) => (exits, skip, outside),
            _ => unreachable!("an `if` statement is under way"),
        }
    }

    /// Jumps over an arm's block. If the block is just a jump, the condition does that itself.
    fn arm_condition(&mut self, condition: Value) -> Result<()> {
        let condition = truth(condition);
        self.position = self.end;
        let inside = |ahead| self.tree.statements.get(self.next_statement + ahead).map(|s| s.kind);
        if let (
            Some(kind @ (StatementKind::Break | StatementKind::Goto(_))),
            Some(StatementKind::ArmEnd { .. }),
        ) = (inside(0), inside(1))
            && self.is_plain_jump(&kind)
        {
            let jumps = self.jumps_when_true(condition)?;
            self.jump_away(&kind, jumps);
            self.next_statement += 2;
            return Ok(());
        }
        let jumps = self.jumps_when_false(condition)?;
        let now = self.outside();
        let (_, skip, outside) = self.arm();
        (*skip, *outside) = (jumps, now);
        Ok(())
    }

    /// Ends an arm's block. If something follows, that joins the exits.
    fn end_arm(&mut self, is_followed: bool) {
        let (exits, skip, outside) = self.arm();
        let (mut exits, skip, outside) = (*exits, *skip, *outside);
        self.leave_block(outside);
        self.position = self.end;
        let last = self.tree.statements.get(self.next_statement - 2).map(|statement| statement.kind);
        let ends_with_jump =
            matches!(last, Some(StatementKind::Return(_) | StatementKind::Break | StatementKind::Goto(_)));
        if is_followed && !ends_with_jump {
            let exit = self.jump();
            self.append(&mut exits, exit);
            *self.arm().0 = exits;
        }
        self.patch_here(skip);
    }

    /// Returns values, all but the last of which are in registers.
    fn return_list(&mut self, values: u32, last: Option<Value>) -> Result<()> {
        let first = self.registers.active;
        match last {
            None => self.return_registers(first, 0),
            Some(value) if value.is_multiple() => {
                self.set_results(&value, None)?;
                match value.kind {
                    Kind::Call(pc) if values == 1 && self.closing.is_empty() => {
                        self.set_op(pc, Opcode::TailCall);
                        self.set_c(pc, 0);
                    }
                    _ => self.return_values(first, 0),
                }
            }
            Some(value) if values == 1 => {
                let register = self.place_any(value)?;
                self.return_registers(register, 1);
            }
            Some(value) => {
                self.place_next(value)?;
                self.return_registers(first, values as u8);
            }
        }
        Ok(())
    }

    fn goto_statement(&mut self, goto: GotoId, kind: &StatementKind) {
        let (label, level) = self.label_of(goto);
        if self.labels[label].target.is_some() && self.closes_above(level) {
            self.emit(Opcode::Close, level, 0, 0, 0);
        }
        let jump = self.jump();
        self.jump_away(kind, jump);
    }

    /// The index of the label that a goto leads to, and how many registers hold locals there.
    fn label_of(&self, goto: GotoId) -> (usize, u8) {
        let label = self.tree.gotos[goto.0 as usize].0 as usize;
        (label, self.tree.labels[label].level)
    }

    /// Whether a variable in a register from `level` on is to be closed.
    fn closes_above(&self, level: u8) -> bool {
        self.closing.last().is_some_and(|&register| register >= level)
    }

    /// Whether a `break` or `goto` needs nothing but a jump.
    fn is_plain_jump(&self, kind: &StatementKind) -> bool {
        match *kind {
            StatementKind::Goto(goto) => {
                let (label, level) = self.label_of(goto);
                self.labels[label].target.is_none() || !self.closes_above(level)
            }
            _ => true,
        }
    }

    /// Makes `jumps` go where the `break` or `goto` goes.
    fn jump_away(&mut self, kind: &StatementKind, jumps: JumpList) {
        let mut jumps = jumps;
        if let StatementKind::Goto(goto) = *kind {
            let (label, level) = self.label_of(goto);
            let closes = self.closes_above(level);
            let mut state = self.labels[label];
            match state.target {
                Some(target) => self.patch(jumps, target),
                None => {
                    self.drop_values(&mut jumps);
                    self.append(&mut state.pending, jumps);
                    if closes {
                        state.closing = state.closing.max(self.closing.len());
                    }
                    self.labels[label] = state;
                }
            }
            return;
        }
        self.drop_values(&mut jumps);
        let closing = self.closing.len();
        let target = self.loops.last().expect("the parser rejects breaks outside loops");
        let mut breaks = target.breaks;
        self.append(&mut breaks, jumps);
        let target = self.loops.last_mut().expect("a loop was there");
        target.breaks = breaks;
        target.needs_close |= closing > target.closing;
    }

    pub(super) fn label_statement(&mut self, label: LabelId) {
        self.charge_before_loop();
        let target = self.here();
        let index = label.0 as usize;
        let state = self.labels[index];
        self.labels[index].target = Some(target);
        self.patch(state.pending, target);
        // At the end of a block, whose variables are out of scope for the label, the block's end closes them.
        if state.closing > self.closing.len() {
            self.emit(Opcode::Close, self.tree.labels[index].level, 0, 0, 0);
        }
    }
}
