//! Statements.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::{JumpList, Result};
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{
    Arm, Block, ExprId, GotoId, If, LabelId, List, LocalId, LocalStatement, Position, Statement,
    StatementKind,
};

impl FunctionCompiler<'_> {
    /// A block with a scope of its own.
    pub(super) fn block(&mut self, block: &Block) -> Result<()> {
        let outside = self.outside();
        self.statements(block)?;
        if self.leave(outside) {
            self.emit(Opcode::Close, outside.active, 0, 0, 0);
        }
        Ok(())
    }

    pub(super) fn statements(&mut self, block: &Block) -> Result<()> {
        for statement in &block.statements {
            self.statement(statement)?;
            self.registers.free = self.registers.active;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Result<()> {
        let end = statement.end;
        if let StatementKind::Return(List { len: 0, .. }) = statement.kind {
            self.position = end;
        }
        let result = match &statement.kind {
            StatementKind::Call(call) => self.call_statement(*call),
            StatementKind::Local(local) => self.local_statement(local, end),
            StatementKind::LocalFunction { local, function } => self.local_function(*local, *function),
            StatementKind::Assign { targets, values } => self.assignment(*targets, *values),
            StatementKind::Function { target, function, line } => {
                self.function_statement(*target, *function, *line)
            }
            StatementKind::Do(block) => self.block(block),
            StatementKind::While(tree) => self.while_loop(tree, end),
            StatementKind::Repeat(tree) => self.repeat_loop(tree, end),
            StatementKind::If(tree) => self.if_statement(tree),
            StatementKind::NumericFor(tree) => self.numeric_for(tree, end),
            StatementKind::GenericFor(tree) => self.generic_for(tree, end),
            StatementKind::Return(values) => self.return_statement(*values),
            jump => {
                self.position = end;
                self.label_or_jump(jump);
                Ok(())
            }
        };
        self.position = end;
        result
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

    fn call_statement(&mut self, call: ExprId) -> Result<()> {
        let value = self.expression(call)?;
        self.set_results(&value, Some(0))
    }

    fn local_statement(&mut self, tree: &LocalStatement, end: Position) -> Result<()> {
        let last = self.all_but_last(tree.values)?;
        self.position = end;
        self.adjust(tree.count, tree.values.len, last)?;
        self.activate(tree.first, tree.count);
        if let Some(id) = tree.to_close {
            let register = self.tree.locals[id.0 as usize].register;
            self.closing.push(register);
            self.emit(Opcode::ToBeClosed, register, 0, 0, 0);
        }
        Ok(())
    }

    /// The variable is in scope before the function is made, so that the function can capture it.
    fn local_function(&mut self, local: LocalId, function: ExprId) -> Result<()> {
        self.reserve(1)?;
        self.activate(local, 1);
        let place = Value::from(self.local(local));
        let value = self.expression(function)?;
        self.store(&place, value)?;
        self.delay_name();
        Ok(())
    }

    fn if_statement(&mut self, tree: &If) -> Result<()> {
        let mut exits = JumpList::EMPTY;
        let last = if tree.otherwise.is_some() { tree.arms.len() } else { tree.arms.len() - 1 };
        for (index, arm) in tree.arms.iter().enumerate() {
            self.arm(arm, index < last, &mut exits)?;
        }
        if let Some(block) = &tree.otherwise {
            self.block(block)?;
        }
        self.patch_here(exits);
        Ok(())
    }

    /// A condition and its block. If something follows, the block's end joins `exits`.
    fn arm(&mut self, arm: &Arm, is_followed: bool, exits: &mut JumpList) -> Result<()> {
        let Some(skip) = self.arm_condition(arm)? else { return Ok(()) };
        self.block(&arm.body)?;
        self.position = arm.end;
        if is_followed && !ends_with_jump(&arm.body) {
            let exit = self.jump();
            self.append(exits, exit);
        }
        self.patch_here(skip);
        Ok(())
    }

    /// The jumps over an arm's block. There are none if the block is just a jump, which the
    /// condition then does itself.
    fn arm_condition(&mut self, arm: &Arm) -> Result<Option<JumpList>> {
        let condition = self.condition(arm.condition)?;
        self.position = arm.then;
        if let [Statement { kind: kind @ (StatementKind::Break | StatementKind::Goto(_)), .. }] =
            arm.body.statements.as_slice()
            && self.is_plain_jump(kind)
        {
            let jumps = self.jumps_when_true(condition)?;
            self.jump_away(kind, jumps);
            return Ok(None);
        }
        self.jumps_when_false(condition).map(Some)
    }

    fn return_statement(&mut self, values: List) -> Result<()> {
        let first = self.registers.active;
        match self.all_but_last(values)? {
            None => self.return_registers(first, 0),
            Some(value) if value.is_multiple() => {
                self.set_results(&value, None)?;
                match value.kind {
                    Kind::Call(pc) if values.len == 1 && self.closing.is_empty() => {
                        self.set_op(pc, Opcode::TailCall);
                        self.set_c(pc, 0);
                    }
                    _ => self.return_values(first, 0),
                }
            }
            Some(value) if values.len == 1 => {
                let register = self.place_any(value)?;
                self.return_registers(register, 1);
            }
            Some(value) => {
                self.place_next(value)?;
                self.return_registers(first, values.len as u8);
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
        if let StatementKind::Goto(goto) = *kind {
            let (label, level) = self.label_of(goto);
            let closes = self.closes_above(level);
            let mut state = self.labels[label];
            match state.target {
                Some(target) => self.patch(jumps, target),
                None => {
                    self.drop_values(jumps);
                    self.append(&mut state.pending, jumps);
                    state.needs_close |= closes;
                    self.labels[label] = state;
                }
            }
            return;
        }
        self.drop_values(jumps);
        let closing = self.closing.len();
        let target = self.loops.last().expect("the parser rejects breaks outside loops");
        let mut breaks = target.breaks;
        self.append(&mut breaks, jumps);
        let target = self.loops.last_mut().expect("a loop was there");
        target.breaks = breaks;
        target.needs_close |= closing > target.closing;
    }

    fn label_statement(&mut self, label: LabelId) {
        let target = self.here();
        let index = label.0 as usize;
        let state = self.labels[index];
        self.labels[index].target = Some(target);
        self.patch(state.pending, target);
        if state.needs_close {
            self.emit(Opcode::Close, self.tree.labels[index].level, 0, 0, 0);
        }
    }
}

/// Whether control cannot come to the end of a block through its last statement.
fn ends_with_jump(block: &Block) -> bool {
    matches!(
        block.statements.last().map(|statement| &statement.kind),
        Some(StatementKind::Return(_) | StatementKind::Break | StatementKind::Goto(_))
    )
}
