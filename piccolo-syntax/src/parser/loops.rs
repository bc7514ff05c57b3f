//! Loops.

use crate::ast::{ExprId, List, LocalId, StatementKind};
use crate::error::Result;
use crate::parser::Parser;
use crate::parser::frame::{BlockKind, Frame, Items, Mode, Purpose};
use crate::strings::StringId;
use crate::token::Token;

impl Parser {
    pub(super) fn while_loop(&mut self, line: u32) -> Result<()> {
        self.lexer.next()?;
        self.frames.push(Frame::WhileCondition { line });
        self.begin_expression()
    }

    pub(super) fn while_body(&mut self, condition: ExprId) -> Result<()> {
        let Some(Frame::WhileCondition { line }) = self.frames.pop() else {
            unreachable!("a condition is read")
        };
        self.scope().enter_block(true);
        self.expect(Token::Do)?;
        self.push(StatementKind::While { condition });
        self.begin_block(BlockKind::While { line });
        Ok(())
    }

    pub(super) fn end_while(&mut self, line: u32) -> Result<()> {
        self.end_loop(Token::While, line)
    }

    /// Ends a loop at its `end`.
    fn end_loop(&mut self, opening: Token, line: u32) -> Result<()> {
        let body_end = self.position();
        self.expect_end(opening, line)?;
        self.push(StatementKind::LoopEnd { body_end });
        self.scope().leave_block();
        self.end_statement();
        Ok(())
    }

    pub(super) fn repeat_loop(&mut self, line: u32) -> Result<()> {
        self.scope().enter_block(true);
        self.lexer.next()?;
        self.push(StatementKind::Repeat);
        self.begin_block(BlockKind::Repeat { line });
        Ok(())
    }

    pub(super) fn end_repeat(&mut self, line: u32) -> Result<()> {
        self.expect_match(Token::Until, Token::Repeat, line)?;
        self.frames.push(Frame::UntilCondition);
        self.begin_expression()
    }

    pub(super) fn until(&mut self, condition: ExprId) -> Result<()> {
        self.frames.pop();
        self.scope().leave_block();
        self.finish_statement(StatementKind::Until { condition });
        Ok(())
    }

    pub(super) fn for_loop(&mut self, line: u32) -> Result<()> {
        self.scope().enter_block(true);
        self.lexer.next()?;
        let name = self.expect_name()?;
        match self.token() {
            Token::Symbol(b'=') => self.numeric_for(name, line),
            Token::Symbol(b',') | Token::In => self.generic_for(name, line),
            _ => Err(self.lexer.error_near("'=' or 'in' expected")),
        }
    }

    /// Declares the hidden variables of a loop and returns the first.
    fn for_state(&mut self, count: u32) -> Result<LocalId> {
        let name = self.names.for_state;
        let first = self.declare(name)?;
        for _ in 1..count {
            self.declare(name)?;
        }
        Ok(first)
    }

    fn numeric_for(&mut self, name: StringId, line: u32) -> Result<()> {
        let first = self.for_state(3)?;
        self.declare(name)?;
        self.lexer.next()?;
        self.frames.push(Frame::ForValues { first, items: Items::default(), line });
        self.begin_expression()
    }

    pub(super) fn take_for_value(&mut self, value: ExprId) -> Result<()> {
        let Some(&Frame::ForValues { first, items, line }) = self.frames.last() else {
            unreachable!("values are read")
        };
        let mut read = items;
        self.push_item(&mut read, value);
        let goes_on = match read.list.len {
            1 => self.expect_symbol(b',').map(|()| true)?,
            2 => self.accept_symbol(b',')?,
            _ => false,
        };
        if goes_on {
            if let Some(Frame::ForValues { items, .. }) = self.frames.last_mut() {
                *items = read;
            }
            return self.begin_expression();
        }
        self.frames.pop();
        self.scope().activate(3);
        self.expect(Token::Do)?;
        self.push(StatementKind::NumericFor { first, values: read.list, line });
        self.begin_for_body(1, line);
        Ok(())
    }

    /// Lets the body of a loop with `count` visible variables follow.
    fn begin_for_body(&mut self, count: u8, line: u32) {
        let scope = self.scope();
        scope.enter_block(false);
        scope.activate(usize::from(count));
        scope.enter_block(false);
        self.begin_block(BlockKind::For { line });
    }

    pub(super) fn end_for(&mut self, line: u32) -> Result<()> {
        let scope = self.scope();
        scope.leave_block();
        scope.leave_block();
        self.end_loop(Token::For, line)
    }

    fn generic_for(&mut self, name: StringId, line: u32) -> Result<()> {
        let first = self.for_state(4)?;
        self.declare(name)?;
        self.frames.push(Frame::LoopNames { first, count: 1, line });
        self.mode = Mode::LoopName;
        Ok(())
    }

    pub(super) fn loop_name(&mut self) -> Result<()> {
        if self.accept_symbol(b',')? {
            let name = self.expect_name()?;
            self.declare(name)?;
            if let Some(Frame::LoopNames { count, .. }) = self.frames.last_mut() {
                *count += 1;
            }
            return Ok(());
        }
        self.expect(Token::In)?;
        let values_line = self.lexer.line();
        let Some(Frame::LoopNames { first, count, line }) = self.frames.pop() else {
            unreachable!("names are read")
        };
        self.begin_list(Purpose::GenericFor { first, count, line, values_line })
    }

    pub(super) fn generic_body(
        &mut self,
        first: LocalId,
        count: u8,
        values: List,
        (line, values_line): (u32, u32),
    ) -> Result<()> {
        self.scope().activate(4);
        self.expect(Token::Do)?;
        self.push(StatementKind::GenericFor { first, count, values, line: values_line });
        self.begin_for_body(count, line);
        Ok(())
    }
}
