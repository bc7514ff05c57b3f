//! Expressions.

use crate::ast::{BinaryOperator, ExprId, ExprKind, UnaryOperator};
use crate::error::Result;
use crate::fold;
use crate::parser::Parser;
use crate::parser::frame::{Frame, FunctionPurpose, Mode, Then};
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

impl Parser {
    /// Lets an expression follow, whose value the innermost frame gets.
    pub(super) fn begin_expression(&mut self) -> Result<()> {
        self.begin_operators(0, Then::Nothing)
    }

    /// Lets operators follow that bind their left operand tighter than `limit`.
    fn begin_operators(&mut self, limit: u8, then: Then) -> Result<()> {
        self.enter_level()?;
        self.frames.push(Frame::Expression { limit, then });
        self.mode = Mode::Operand;
        Ok(())
    }

    pub(super) fn operand(&mut self) -> Result<()> {
        let token = self.token();
        let kind = match token {
            Token::Name(_) => return self.primary_expression(),
            Token::Integer(value) => ExprKind::Integer(value),
            Token::Float(value) => ExprKind::Float(value),
            Token::String(id) => ExprKind::String(id),
            Token::Nil => ExprKind::Nil,
            Token::True => ExprKind::Boolean(true),
            Token::False => ExprKind::Boolean(false),
            Token::Dots if self.scope().tree.is_vararg => ExprKind::Vararg,
            Token::Dots => {
                return Err(self.lexer.error_near("cannot use '...' outside a vararg function"));
            }
            Token::Symbol(b'{') => return self.begin_table(),
            Token::Function => return self.function_literal(),
            _ => match unary_operator(token) {
                Some(operator) => return self.unary(operator),
                None => return self.primary_expression(),
            },
        };
        self.lexer.next()?;
        let value = self.add_here(kind);
        self.operator(value)
    }

    fn unary(&mut self, operator: UnaryOperator) -> Result<()> {
        self.lexer.next()?;
        let position = self.position();
        self.begin_operators(UNARY_PRIORITY, Then::Unary { operator, position })
    }

    /// Goes on behind an operand: with an operator, or by giving the value to the frames that wait for it.
    pub(super) fn operator(&mut self, value: ExprId) -> Result<()> {
        let mut value = value;
        let token = self.token();
        let following = binary_operator(token);
        loop {
            let Some(&Frame::Expression { limit, then }) = self.frames.last() else {
                unreachable!("operands are in expressions")
            };
            if let Some(operator) = following
                && priorities(operator).0 > limit
            {
                self.lexer.next()?;
                let position = self.position();
                let then = Then::Binary { operator, left: value, position };
                return self.begin_operators(priorities(operator).1, then);
            }
            self.frames.pop();
            self.leave_level();
            value = match then {
                Then::Nothing => return self.take_value(value),
                Then::Unary { operator, position } => {
                    let folded = fold::unary(operator, self.kind(value));
                    let operand = value;
                    self.add_here(folded.unwrap_or(ExprKind::Unary { operator, operand, position }))
                }
                Then::Binary { operator, left, position } => {
                    let (left_kind, right_kind) = (self.kind(left), self.kind(value));
                    let folded = fold::binary(operator, left_kind, right_kind);
                    let right = value;
                    self.add_here(folded.unwrap_or(ExprKind::Binary { operator, left, right, position }))
                }
            };
        }
    }

    /// Gives a value that nothing can follow to what waits for it.
    pub(super) fn finish_operand(&mut self, value: ExprId) -> Result<()> {
        match self.frames.last() {
            Some(Frame::Expression { .. }) => self.operator(value),
            _ => self.take_value(value),
        }
    }

    /// Gives a value to the innermost frame.
    fn take_value(&mut self, value: ExprId) -> Result<()> {
        match self.frames.last() {
            Some(Frame::Arguments { .. }) => self.take_argument(value),
            Some(Frame::List { .. }) => self.take_list_item(value),
            Some(Frame::Table { .. }) => self.take_field(value),
            Some(Frame::Parentheses { .. }) => self.take_parenthesized(value),
            Some(Frame::Index { .. }) => self.take_index(value),
            Some(Frame::ExpressionStatement) => self.expression_statement(value),
            Some(Frame::Targets { .. }) => self.take_target(value),
            Some(Frame::WhileCondition { .. }) => self.while_body(value),
            Some(Frame::UntilCondition) => self.until(value),
            Some(Frame::ArmCondition { .. }) => self.arm_body(value),
            Some(Frame::ForValues { .. }) => self.take_for_value(value),
            _ => unreachable!("no other frames wait for values"),
        }
    }

    fn function_literal(&mut self) -> Result<()> {
        self.lexer.next()?;
        let line = self.lexer.line();
        self.begin_function(line, false, FunctionPurpose::Literal)
    }

    /// A name or an expression in parentheses, behind which there may be suffixes.
    pub(super) fn primary_expression(&mut self) -> Result<()> {
        match self.token() {
            Token::Name(name) => {
                self.lexer.next()?;
                let variable = self.variable(name)?;
                self.suffix(variable)
            }
            Token::Symbol(b'(') => {
                let line = self.lexer.line();
                self.lexer.next()?;
                self.frames.push(Frame::Parentheses { line });
                self.begin_expression()
            }
            _ => Err(self.lexer.error_near("unexpected symbol")),
        }
    }

    fn take_parenthesized(&mut self, inside: ExprId) -> Result<()> {
        let Some(Frame::Parentheses { line }) = self.frames.pop() else {
            unreachable!("a parenthesis is open")
        };
        self.expect_match(Token::Symbol(b')'), Token::Symbol(b'('), line)?;
        let kind = match self.kind(inside) {
            constant @ (ExprKind::Nil
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Float(_)
            | ExprKind::String(_)) => constant,
            _ => ExprKind::Parenthesized(inside),
        };
        let value = self.add_here(kind);
        self.mode = Mode::Suffix(value);
        Ok(())
    }

    /// Reads a field, index or call, or goes on behind the last one.
    pub(super) fn suffix(&mut self, left: ExprId) -> Result<()> {
        match self.token() {
            Token::Symbol(b'.') => {
                let field = self.field(left)?;
                self.mode = Mode::Suffix(field);
                Ok(())
            }
            Token::Symbol(b'[') => {
                self.lexer.next()?;
                self.frames.push(Frame::Index { table: left });
                self.begin_expression()
            }
            Token::Symbol(b':') => self.method_call(left),
            Token::Symbol(b'(' | b'{') | Token::String(_) => self.call(left),
            _ => self.finish_operand(left),
        }
    }

    /// `.name` behind `table`, or `:name` in the name of a method.
    pub(super) fn field(&mut self, table: ExprId) -> Result<ExprId> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        Ok(self.add_here(ExprKind::Field { table, name }))
    }

    fn take_index(&mut self, key: ExprId) -> Result<()> {
        let Some(Frame::Index { table }) = self.frames.pop() else { unreachable!("a bracket is open") };
        self.expect_symbol(b']')?;
        let kind = match self.kind(key) {
            ExprKind::String(name) => ExprKind::Field { table, name },
            _ => ExprKind::Index { table, key },
        };
        let value = self.add_here(kind);
        self.mode = Mode::Suffix(value);
        Ok(())
    }
}
