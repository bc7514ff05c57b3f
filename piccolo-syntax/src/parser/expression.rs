//! Expressions.

use crate::ast::{
    Arguments, BinaryOperator, Block, ExprId, ExprKind, Item, List, Position, Table, TableField,
    UnaryOperator,
};
use crate::error::Result;
use crate::fold;
use crate::parser::Parser;
use crate::strings::StringId;
use crate::token::Token;

/// How tightly unary operators bind.
const UNARY_PRIORITY: u8 = 12;

fn unary_operator(token: Token) -> Option<UnaryOperator> {
    match token {
        Token::Not => Some(UnaryOperator::Not),
        Token::Symbol(b'-') => Some(UnaryOperator::Negate),
        Token::Symbol(b'~') => Some(UnaryOperator::BitNot),
        Token::Symbol(b'#') => Some(UnaryOperator::Length),
        _ => None,
    }
}

fn binary_operator(token: Token) -> Option<BinaryOperator> {
    use BinaryOperator as Op;
    Some(match token {
        Token::Symbol(b'+') => Op::Add,
        Token::Symbol(b'-') => Op::Subtract,
        Token::Symbol(b'*') => Op::Multiply,
        Token::Symbol(b'%') => Op::Modulo,
        Token::Symbol(b'^') => Op::Power,
        Token::Symbol(b'/') => Op::Divide,
        Token::FloorDivide => Op::FloorDivide,
        Token::Symbol(b'&') => Op::BitAnd,
        Token::Symbol(b'|') => Op::BitOr,
        Token::Symbol(b'~') => Op::BitXor,
        Token::ShiftLeft => Op::ShiftLeft,
        Token::ShiftRight => Op::ShiftRight,
        Token::Concat => Op::Concat,
        Token::Equal => Op::Equal,
        Token::NotEqual => Op::NotEqual,
        Token::Symbol(b'<') => Op::Less,
        Token::LessEqual => Op::LessEqual,
        Token::Symbol(b'>') => Op::Greater,
        Token::GreaterEqual => Op::GreaterEqual,
        Token::And => Op::And,
        Token::Or => Op::Or,
        _ => return None,
    })
}

/// How tightly an operator binds to its left and to its right operand.
fn priorities(operator: BinaryOperator) -> (u8, u8) {
    use BinaryOperator as Op;
    match operator {
        Op::Or => (1, 1),
        Op::And => (2, 2),
        Op::Equal | Op::NotEqual | Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => (3, 3),
        Op::BitOr => (4, 4),
        Op::BitXor => (5, 5),
        Op::BitAnd => (6, 6),
        Op::ShiftLeft | Op::ShiftRight => (7, 7),
        Op::Concat => (9, 8),
        Op::Add | Op::Subtract => (10, 10),
        Op::Multiply | Op::Modulo | Op::Divide | Op::FloorDivide => (11, 11),
        Op::Power => (14, 13),
    }
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<ExprId> {
        self.subexpression(0)
    }

    /// Reads operators that bind their left operand tighter than `limit`.
    fn subexpression(&mut self, limit: u8) -> Result<ExprId> {
        self.enter_level()?;
        let mut left = match unary_operator(self.token()) {
            Some(operator) => self.unary(operator),
            None => self.simple_expression(),
        }?;
        while let Some(operator) = binary_operator(self.token())
            && priorities(operator).0 > limit
        {
            left = self.binary(operator, left)?;
        }
        self.leave_level();
        Ok(left)
    }

    fn unary(&mut self, operator: UnaryOperator) -> Result<ExprId> {
        self.lexer.next()?;
        let position = self.position();
        let operand = self.subexpression(UNARY_PRIORITY)?;
        let kind = self.kind(operand);
        let folded = fold::unary(operator, kind);
        Ok(self.add_here(folded.unwrap_or(ExprKind::Unary { operator, operand, position })))
    }

    fn binary(&mut self, operator: BinaryOperator, left: ExprId) -> Result<ExprId> {
        self.lexer.next()?;
        let position = self.position();
        let right = self.subexpression(priorities(operator).1)?;
        let (left_kind, right_kind) = (self.kind(left), self.kind(right));
        let folded = fold::binary(operator, left_kind, right_kind);
        Ok(self.add_here(folded.unwrap_or(ExprKind::Binary { operator, left, right, position })))
    }

    fn simple_expression(&mut self) -> Result<ExprId> {
        let kind = match self.token() {
            Token::Integer(value) => ExprKind::Integer(value),
            Token::Float(value) => ExprKind::Float(value),
            Token::String(id) => ExprKind::String(id),
            Token::Nil => ExprKind::Nil,
            Token::True => ExprKind::Boolean(true),
            Token::False => ExprKind::Boolean(false),
            Token::Dots => return self.vararg(),
            Token::Symbol(b'{') => return self.table(),
            Token::Function => return self.function_literal(),
            _ => return self.suffixed_expression(),
        };
        self.lexer.next()?;
        Ok(self.add_here(kind))
    }

    fn vararg(&mut self) -> Result<ExprId> {
        if !self.scope().tree.is_vararg {
            return Err(self.lexer.error_near("cannot use '...' outside a vararg function"));
        }
        self.lexer.next()?;
        Ok(self.add_here(ExprKind::Vararg))
    }

    fn function_literal(&mut self) -> Result<ExprId> {
        self.lexer.next()?;
        let line = self.lexer.line();
        self.function_body(line, false)
    }

    /// Reads parameters and body of a function whose `function` is in line `line`.
    pub(super) fn function_body(&mut self, line: u32, is_method: bool) -> Result<ExprId> {
        self.function_head(line, is_method)?;
        let mut body = Block::default();
        self.statements(&mut body)?;
        self.scope().tree.last_line_defined = self.lexer.line();
        self.expect_match(Token::End, Token::Function, line)?;
        self.add_function(body)
    }

    fn function_head(&mut self, line: u32, is_method: bool) -> Result<()> {
        self.open_function(line);
        self.expect_symbol(b'(')?;
        if is_method {
            let this = self.names.this;
            self.declare(this)?;
        }
        self.parameters()?;
        self.expect_symbol(b')')
    }

    fn add_function(&mut self, body: Block) -> Result<ExprId> {
        let function = self.close_function(body)?;
        let functions = &mut self.scope().tree.functions;
        functions.push(function);
        let index = functions.len() as u32 - 1;
        Ok(self.add_here(ExprKind::Function(index)))
    }

    fn parameters(&mut self) -> Result<()> {
        if !self.is_symbol(b')') {
            loop {
                match self.token() {
                    Token::Name(name) => {
                        self.lexer.next()?;
                        self.declare(name)?;
                    }
                    Token::Dots => {
                        self.lexer.next()?;
                        self.scope().tree.is_vararg = true;
                        break;
                    }
                    _ => return Err(self.lexer.error_near("<name> or '...' expected")),
                }
                if !self.accept_symbol(b',')? {
                    break;
                }
            }
        }
        let scope = self.scope();
        let count = scope.tree.locals.len();
        scope.activate(count);
        scope.tree.parameters = count as u8;
        Ok(())
    }

    fn primary_expression(&mut self) -> Result<ExprId> {
        match self.token() {
            Token::Name(name) => {
                self.lexer.next()?;
                self.variable(name)
            }
            Token::Symbol(b'(') => self.parenthesized(),
            _ => Err(self.lexer.error_near("unexpected symbol")),
        }
    }

    fn parenthesized(&mut self) -> Result<ExprId> {
        let line = self.lexer.line();
        self.lexer.next()?;
        let inside = self.expression()?;
        self.expect_match(Token::Symbol(b')'), Token::Symbol(b'('), line)?;
        let kind = match self.kind(inside) {
            constant @ (ExprKind::Nil
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Float(_)
            | ExprKind::String(_)) => constant,
            _ => ExprKind::Parenthesized(inside),
        };
        Ok(self.add_here(kind))
    }

    /// A primary expression and its fields, indices and calls.
    pub(super) fn suffixed_expression(&mut self) -> Result<ExprId> {
        let mut left = self.primary_expression()?;
        loop {
            left = match self.token() {
                Token::Symbol(b'.') => self.field(left),
                Token::Symbol(b'[') => self.index(left),
                Token::Symbol(b':') => self.method_call(left),
                Token::Symbol(b'(' | b'{') | Token::String(_) => self.call(left),
                _ => return Ok(left),
            }?;
        }
    }

    /// `.name` behind `table`, or `:name` in the name of a method.
    pub(super) fn field(&mut self, table: ExprId) -> Result<ExprId> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        Ok(self.add_here(ExprKind::Field { table, name }))
    }

    fn index(&mut self, table: ExprId) -> Result<ExprId> {
        self.lexer.next()?;
        let key = self.expression()?;
        self.expect_symbol(b']')?;
        let kind = match self.kind(key) {
            ExprKind::String(name) => ExprKind::Field { table, name },
            _ => ExprKind::Index { table, key },
        };
        Ok(self.add_here(kind))
    }

    fn method_call(&mut self, object: ExprId) -> Result<ExprId> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        let call = self.arguments()?;
        Ok(self.add_here(ExprKind::Method { object, name, call }))
    }

    fn call(&mut self, function: ExprId) -> Result<ExprId> {
        let call = self.arguments()?;
        Ok(self.add_here(ExprKind::Call { function, call }))
    }

    /// Reads arguments and returns their index in the function's calls.
    fn arguments(&mut self) -> Result<u32> {
        let line = self.lexer.line();
        let name_end = self.position();
        let first = self.pending_items.len();
        match self.token() {
            Token::Symbol(b'(') => self.parenthesized_arguments(line),
            Token::Symbol(b'{') => self.table_argument(),
            Token::String(id) => self.string_argument(id),
            _ => Err(self.lexer.error_near("function arguments expected")),
        }?;
        Ok(self.finish_arguments(first, line, name_end))
    }

    fn finish_arguments(&mut self, first: usize, line: u32, name_end: Position) -> u32 {
        // The last argument is put in place behind the parenthesis.
        let end = self.position();
        if let Some(last) = self.pending_items[first..].last_mut() {
            last.end = end;
        }
        let values = self.finish_list(first);
        let calls = &mut self.scope().tree.calls;
        calls.push(Arguments { values, line, name_end });
        calls.len() as u32 - 1
    }

    fn table_argument(&mut self) -> Result<()> {
        let value = self.table()?;
        self.pending_items.push(Item { value, end: Position(0) });
        Ok(())
    }

    fn string_argument(&mut self, id: StringId) -> Result<()> {
        self.lexer.next()?;
        let value = self.add_here(ExprKind::String(id));
        self.pending_items.push(Item { value, end: Position(0) });
        Ok(())
    }

    fn parenthesized_arguments(&mut self, line: u32) -> Result<()> {
        self.lexer.next()?;
        if !self.is_symbol(b')') {
            self.expressions()?;
        }
        self.expect_match(Token::Symbol(b')'), Token::Symbol(b'('), line)
    }

    /// Reads expressions separated by commas into the pending items.
    pub(super) fn expressions(&mut self) -> Result<()> {
        loop {
            let value = self.expression()?;
            let is_last = !self.accept_symbol(b',')?;
            let end = self.position();
            self.pending_items.push(Item { value, end });
            if is_last {
                return Ok(());
            }
        }
    }

    /// Reads a list of expressions.
    pub(super) fn expression_list(&mut self) -> Result<List> {
        let first = self.pending_items.len();
        self.expressions()?;
        Ok(self.finish_list(first))
    }

    fn table(&mut self) -> Result<ExprId> {
        let start = self.position();
        let line = self.lexer.line();
        let first = self.pending_fields.len();
        self.table_fields()?;
        self.expect_match(Token::Symbol(b'}'), Token::Symbol(b'{'), line)?;
        self.end_item(first);
        Ok(self.finish_table(first, start))
    }

    fn finish_table(&mut self, first: usize, start: Position) -> ExprId {
        let fields = self.pending_fields.drain(first..).collect();
        let tables = &mut self.scope().tree.tables;
        tables.push(Table { fields, start });
        let index = tables.len() as u32 - 1;
        self.add_here(ExprKind::Table(index))
    }

    fn table_fields(&mut self) -> Result<()> {
        let first = self.pending_fields.len();
        self.expect_symbol(b'{')?;
        while !self.is_symbol(b'}') {
            match self.token() {
                Token::Name(_) => self.named_field_or_item(),
                Token::Symbol(b'[') => self.keyed_field(),
                _ => self.item_field(),
            }?;
            if !self.end_field(first)? {
                break;
            }
        }
        Ok(())
    }

    /// Consumes the separator behind a field. Tells whether there was one.
    fn end_field(&mut self, first: usize) -> Result<bool> {
        let is_separated = self.accept_symbol(b',')? || self.accept_symbol(b';')?;
        self.end_item(first);
        Ok(is_separated)
    }

    /// Notes the current position as the end of the last field, if there is one behind `first` and it
    /// is a list item.
    fn end_item(&mut self, first: usize) {
        let end = self.position();
        if let Some(TableField::Item(item)) = self.pending_fields[first..].last_mut() {
            item.end = end;
        }
    }

    fn named_field_or_item(&mut self) -> Result<()> {
        match self.lexer.peek()? {
            Token::Symbol(b'=') => self.named_field(),
            _ => self.item_field(),
        }
    }

    fn item_field(&mut self) -> Result<()> {
        let value = self.expression()?;
        self.pending_fields.push(TableField::Item(Item { value, end: Position(0) }));
        Ok(())
    }

    fn named_field(&mut self) -> Result<()> {
        let name = self.expect_name()?;
        self.expect_symbol(b'=')?;
        let key_end = self.position();
        let value = self.expression()?;
        self.pending_fields.push(TableField::Named { name, key_end, value });
        Ok(())
    }

    fn keyed_field(&mut self) -> Result<()> {
        let key = self.key()?;
        let key_end = self.position();
        let value = self.expression()?;
        let field = match self.kind(key) {
            ExprKind::String(name) => TableField::Named { name, key_end, value },
            _ => TableField::Keyed { key, key_end, value },
        };
        self.pending_fields.push(field);
        Ok(())
    }

    /// `[key] =`
    fn key(&mut self) -> Result<ExprId> {
        self.lexer.next()?;
        let key = self.expression()?;
        self.expect_symbol(b']')?;
        self.expect_symbol(b'=')?;
        Ok(key)
    }
}
