//! Expressions.
//!
//! An expression is evaluated step by step, not by recursion: what remains to be done with a value is
//! on a stack of [`Step`]s, so neither chains of operators nor nested calls and tables need Rust's
//! stack.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{ExprId, ExprKind, LocalId, Position};

/// What to do with the value that is evaluated next.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// It is the first operand of this expression.
    First(ExprId),
    /// It is the second operand of this expression; the first one is on the stack of operands.
    Second(ExprId),
    /// It is this argument of a call, whose function is in register `base`; with it, `left` are left.
    Argument { call: ExprId, item: u32, left: u32, base: u8 },
    /// It is the key of this field of the innermost table.
    Key(u32),
    /// It is the value of this field of the innermost table.
    Field(u32),
}

/// How code generation goes on.
pub(super) enum Next {
    /// With another expression.
    Evaluate(ExprId),
    /// With a value for the last step.
    Ready(Value),
    /// With the next statement.
    Statement,
}

impl FunctionCompiler {
    /// Evaluates an expression that has no operands, or begins with the first operand.
    pub(super) fn begin(&mut self, id: ExprId) -> Result<Next> {
        let expression = self.tree.expression(id);
        let kind = match expression.kind {
            ExprKind::Nil => Kind::Nil,
            ExprKind::Boolean(value) => Kind::Boolean(value),
            ExprKind::Integer(value) => Kind::Integer(value),
            ExprKind::Float(value) => Kind::Float(value),
            ExprKind::String(id) => Kind::String(id),
            ExprKind::Vararg => {
                // In front of the dots.
                self.position = Position(expression.end.0 - 1);
                Kind::Vararg(self.emit(Opcode::Vararg, 0, 0, 2, 0))
            }
            ExprKind::Local(id) => self.local(id),
            ExprKind::Upvalue(index) => Kind::Upvalue(index),
            ExprKind::Function(index) => {
                self.position = expression.end;
                Kind::Pending(self.emit(Opcode::Closure, 0, 0, 0, index as i32))
            }
            ExprKind::Table(index) => return self.begin_table(id, index),
            ExprKind::Field { table: first, .. }
            | ExprKind::Index { table: first, .. }
            | ExprKind::Call { function: first, .. }
            | ExprKind::Method { object: first, .. }
            | ExprKind::Binary { left: first, .. }
            | ExprKind::Unary { operand: first, .. }
            | ExprKind::Parenthesized(first) => {
                self.steps.push(Step::First(id));
                return Ok(Next::Evaluate(first));
            }
        };
        self.position = expression.end;
        Ok(Next::Ready(kind.into()))
    }

    pub(super) fn local(&self, id: LocalId) -> Kind {
        let local = self.tree.locals[id.0 as usize];
        if local.is_captured { Kind::Cell(local.register) } else { Kind::Register(local.register) }
    }

    pub(super) fn take(&mut self, step: Step, value: Value) -> Result<Next> {
        match step {
            Step::First(id) => self.take_first(id, value),
            Step::Second(id) => self.take_second(id, value),
            Step::Argument { call, item, left, base } => self.take_argument(call, (item, left), base, value),
            Step::Key(field) => self.take_key(field, value),
            Step::Field(field) => self.take_field(field, value),
        }
    }

    fn take_first(&mut self, id: ExprId, value: Value) -> Result<Next> {
        let expression = self.tree.expression(id);
        let result = match expression.kind {
            ExprKind::Field { name, .. } => {
                let table = self.ready_table(value)?;
                self.position = expression.end;
                self.indexed(table, Kind::String(name).into())?
            }
            ExprKind::Index { key, .. } => {
                let table = self.ready_table(value)?;
                return Ok(self.second(id, table, key));
            }
            ExprKind::Call { .. } => {
                let base = self.place_next(value)?;
                return Ok(self.arguments(id, base));
            }
            ExprKind::Method { name, call, .. } => {
                let base = self.method(value, name, call)?;
                return Ok(self.arguments(id, base));
            }
            ExprKind::Binary { operator, right, position, .. } => {
                self.position = position;
                let left = self.left_operand(operator, value)?;
                return Ok(self.second(id, left, right));
            }
            ExprKind::Unary { operator, position, .. } => self.unary(operator, value, position)?,
            _ => self.parenthesized(value, expression.end)?,
        };
        self.position = expression.end;
        Ok(Next::Ready(result))
    }

    /// Keeps the first operand and goes on with the second.
    fn second(&mut self, id: ExprId, first: Value, second: ExprId) -> Next {
        self.operands.push(first);
        self.steps.push(Step::Second(id));
        Next::Evaluate(second)
    }

    fn take_second(&mut self, id: ExprId, second: Value) -> Result<Next> {
        let first = self.operands.pop().expect("the first operand is kept");
        let expression = self.tree.expression(id);
        let result = match expression.kind {
            ExprKind::Binary { operator, position, .. } => self.binary(operator, first, second, position)?,
            _ => {
                let key = self.make_plain(second)?;
                self.position = expression.end;
                self.indexed(first, key)?
            }
        };
        self.position = expression.end;
        Ok(Next::Ready(result))
    }
}
