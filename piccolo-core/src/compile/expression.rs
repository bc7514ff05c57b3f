//! Expressions.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Value};
use crate::syntax::ast::{Expr, ExprId, ExprKind, List, LocalId};
use crate::syntax::strings::StringId;

/// The operand with which an expression starts, if it starts with one.
fn leftmost_operand(kind: ExprKind) -> Option<ExprId> {
    match kind {
        ExprKind::Field { table, .. } | ExprKind::Index { table, .. } => Some(table),
        ExprKind::Call { function, .. } => Some(function),
        ExprKind::Method { object, .. } => Some(object),
        ExprKind::Binary { left, .. } => Some(left),
        ExprKind::Parenthesized(operand) => Some(operand),
        _ => None,
    }
}

impl FunctionCompiler<'_> {
    /// Evaluates an expression. Chains of left operands are walked in a loop: first down to the
    /// leftmost operand, then back up.
    pub(super) fn expression(&mut self, id: ExprId) -> Result<Value> {
        let base = self.spine.len();
        let mut id = id;
        while let Some(operand) = leftmost_operand(self.tree.expression(id).kind) {
            self.spine.push(id);
            id = operand;
        }
        let mut value = self.leaf(id)?;
        self.position = self.tree.expression(id).end;
        while self.spine.len() > base {
            let id = self.spine.pop().expect("the spine is longer than at the start");
            let expression = self.tree.expression(id);
            value = self.extend(value, expression)?;
            self.position = expression.end;
        }
        Ok(value)
    }

    fn leaf(&mut self, id: ExprId) -> Result<Value> {
        let kind = match self.tree.expression(id).kind {
            ExprKind::Nil => Kind::Nil,
            ExprKind::Boolean(value) => Kind::Boolean(value),
            ExprKind::Integer(value) => Kind::Integer(value),
            ExprKind::Float(value) => Kind::Float(value),
            ExprKind::String(id) => Kind::String(id),
            ExprKind::Vararg => Kind::Vararg(self.emit(Opcode::Vararg, 0, 0, 2, 0)),
            ExprKind::Local(id) => self.local(id),
            ExprKind::Upvalue(index) => Kind::Upvalue(index),
            ExprKind::Function(index) => {
                self.position = self.tree.expression(id).end;
                Kind::Pending(self.emit(Opcode::Closure, 0, 0, 0, index as i32))
            }
            ExprKind::Table(index) => return self.table(index),
            ExprKind::Unary { operator, operand, position } => {
                let value = self.expression(operand)?;
                return self.unary(operator, value, position);
            }
            _ => unreachable!("the expression has a left operand"),
        };
        Ok(kind.into())
    }

    pub(super) fn local(&self, id: LocalId) -> Kind {
        let local = self.tree.locals[id.0 as usize];
        if local.is_captured { Kind::Cell(local.register) } else { Kind::Register(local.register) }
    }

    /// The value of an expression whose leftmost operand is evaluated.
    fn extend(&mut self, left: Value, expression: Expr) -> Result<Value> {
        match expression.kind {
            ExprKind::Field { name, .. } => {
                let table = self.ready_table(left)?;
                self.position = expression.end;
                self.field(table, name)
            }
            ExprKind::Index { key, .. } => {
                let table = self.ready_table(left)?;
                let key = self.expression(key)?;
                let key = self.make_plain(key)?;
                self.position = expression.end;
                self.indexed(table, key)
            }
            ExprKind::Call { call, .. } => self.call(left, call),
            ExprKind::Method { name, call, .. } => self.method_call(left, name, call),
            ExprKind::Binary { operator, right, position, .. } => {
                self.binary(operator, left, right, position)
            }
            ExprKind::Parenthesized(_) => {
                let mut value = left;
                self.position = expression.end;
                self.load(&mut value)?;
                Ok(value)
            }
            _ => unreachable!("the expression has no left operand"),
        }
    }

    pub(super) fn field(&mut self, table: Value, name: StringId) -> Result<Value> {
        self.indexed(table, Kind::String(name).into())
    }

    /// Puts all values of a list but the last in the next registers, and returns the last one.
    pub(super) fn all_but_last(&mut self, list: List) -> Result<Option<Value>> {
        let Some((last, others)) = self.tree.list(list).split_last() else { return Ok(None) };
        for item in others {
            let value = self.expression(item.value)?;
            self.position = item.end;
            self.place_next(value)?;
        }
        let value = self.expression(last.value)?;
        self.position = last.end;
        Ok(Some(value))
    }
}
