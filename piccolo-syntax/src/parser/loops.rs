//! Loops.

use crate::ast::{
    Block, ExprId, GenericFor, Item, LocalId, NumericFor, Position, Repeat, Statement, StatementKind, While,
};
use crate::error::Result;
use crate::parser::Parser;
use crate::strings::StringId;
use crate::token::Token;

impl Parser<'_> {
    pub(super) fn while_loop(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        let mut tree = self.while_head()?;
        self.statements(&mut tree.body)?;
        tree.body_end = self.position();
        self.finish_loop(Token::While, line, statements, StatementKind::While(tree))
    }

    fn while_head(&mut self) -> Result<Box<While>> {
        self.lexer.next()?;
        let condition = self.expression()?;
        self.scope().enter_block(true);
        self.expect(Token::Do)?;
        Ok(Box::new(While { condition, body: Block::default(), body_end: Position(0) }))
    }

    /// Ends a loop at its `end`.
    fn finish_loop(
        &mut self,
        opening: Token,
        line: u32,
        statements: &mut Vec<Statement>,
        kind: StatementKind,
    ) -> Result<()> {
        self.finish(opening, line, statements, kind)?;
        self.scope().leave_block();
        Ok(())
    }

    pub(super) fn repeat_loop(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        self.scope().enter_block(true);
        self.lexer.next()?;
        let mut tree = Box::new(Repeat { body: Block::default(), condition: ExprId(0) });
        self.statements(&mut tree.body)?;
        self.until(line, tree, statements)
    }

    fn until(&mut self, line: u32, mut tree: Box<Repeat>, statements: &mut Vec<Statement>) -> Result<()> {
        self.expect_match(Token::Until, Token::Repeat, line)?;
        tree.condition = self.expression()?;
        self.scope().leave_block();
        self.push(statements, StatementKind::Repeat(tree));
        Ok(())
    }

    pub(super) fn for_loop(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        self.scope().enter_block(true);
        self.lexer.next()?;
        let name = self.expect_name()?;
        match self.token() {
            Token::Symbol(b'=') => self.numeric_for(name, line, statements),
            Token::Symbol(b',') | Token::In => self.generic_for(name, line, statements),
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

    fn numeric_for(&mut self, name: StringId, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        let mut tree = self.numeric_head(name, line)?;
        self.for_body(1, &mut tree.body)?;
        tree.body_end = self.position();
        self.finish_loop(Token::For, line, statements, StatementKind::NumericFor(tree))
    }

    fn numeric_head(&mut self, name: StringId, line: u32) -> Result<Box<NumericFor>> {
        let first = self.for_state(3)?;
        self.declare(name)?;
        self.lexer.next()?;
        let initial = self.for_value()?;
        self.expect_symbol(b',')?;
        let limit = self.for_value()?;
        let step = if self.accept_symbol(b',')? { Some(self.for_value()?) } else { None };
        self.scope().activate(3);
        self.expect(Token::Do)?;
        let values = [Some(initial), Some(limit), step];
        let (body, body_start) = (Block::default(), self.position());
        Ok(Box::new(NumericFor { first, values, body_start, body, body_end: body_start, line }))
    }

    /// The body of a loop with `count` visible variables.
    fn for_body(&mut self, count: usize, body: &mut Block) -> Result<()> {
        self.scope().enter_block(false);
        self.scope().activate(count);
        self.block(body)?;
        self.scope().leave_block();
        Ok(())
    }

    fn for_value(&mut self) -> Result<Item> {
        let value = self.expression()?;
        Ok(Item { value, end: self.position() })
    }

    fn generic_for(&mut self, name: StringId, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        let mut tree = self.generic_head(name)?;
        self.for_body(tree.count as usize, &mut tree.body)?;
        tree.body_end = self.position();
        self.finish_loop(Token::For, line, statements, StatementKind::GenericFor(tree))
    }

    fn generic_head(&mut self, name: StringId) -> Result<Box<GenericFor>> {
        let first = self.for_state(4)?;
        self.declare(name)?;
        let mut count = 1;
        while self.accept_symbol(b',')? {
            let name = self.expect_name()?;
            self.declare(name)?;
            count += 1;
        }
        self.expect(Token::In)?;
        let line = self.lexer.line();
        let values = self.expression_list()?;
        self.scope().activate(4);
        self.expect(Token::Do)?;
        let (body, body_start) = (Block::default(), self.position());
        Ok(Box::new(GenericFor { first, count, values, body_start, body, body_end: body_start, line }))
    }
}
