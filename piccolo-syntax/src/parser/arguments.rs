//! Calls, and lists of expressions.

use crate::ast::{Arguments, ExprId, ExprKind};
use crate::error::Result;
use crate::parser::Parser;
use crate::parser::frame::{Callee, Frame, Items, Mode, Purpose};
use crate::token::Token;

impl Parser {
    pub(super) fn method_call(&mut self, object: ExprId) -> Result<()> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        self.arguments(Callee::Method { object, name })
    }

    pub(super) fn call(&mut self, function: ExprId) -> Result<()> {
        self.arguments(Callee::Function(function))
    }

    /// Reads arguments, or begins to.
    fn arguments(&mut self, callee: Callee) -> Result<()> {
        let line = self.lexer.line();
        let name_end = self.position();
        let is_parenthesized = self.is_symbol(b'(');
        self.frames.push(Frame::Arguments {
            callee,
            line,
            name_end,
            items: Items::default(),
            is_parenthesized,
        });
        match self.token() {
            Token::Symbol(b'(') => {
                self.lexer.next()?;
                if self.is_symbol(b')') { self.close_arguments() } else { self.begin_expression() }
            }
            Token::Symbol(b'{') => self.begin_table(),
            Token::String(id) => {
                self.lexer.next()?;
                let value = self.add_here(ExprKind::String(id));
                self.take_argument(value)
            }
            _ => Err(self.lexer.error_near("function arguments expected")),
        }
    }

    pub(super) fn take_argument(&mut self, value: ExprId) -> Result<()> {
        let Some(&Frame::Arguments { is_parenthesized, items, .. }) = self.frames.last() else {
            unreachable!("arguments are read")
        };
        let is_last = !is_parenthesized || !self.accept_symbol(b',')?;
        let mut read = items;
        self.push_item(&mut read, value);
        if let Some(Frame::Arguments { items, .. }) = self.frames.last_mut() {
            *items = read;
        }
        if !is_last {
            return self.begin_expression();
        }
        if is_parenthesized { self.close_arguments() } else { self.finish_arguments() }
    }

    /// The end of parenthesized arguments.
    fn close_arguments(&mut self) -> Result<()> {
        let Some(&Frame::Arguments { line, .. }) = self.frames.last() else {
            unreachable!("arguments are read")
        };
        self.expect_match(Token::Symbol(b')'), Token::Symbol(b'('), line)?;
        self.finish_arguments()
    }

    fn finish_arguments(&mut self) -> Result<()> {
        let Some(Frame::Arguments { callee, line, name_end, items, .. }) = self.frames.pop() else {
            unreachable!("arguments are read")
        };
        // The last argument is put in place behind the parenthesis.
        let end = self.position();
        let tree = &mut self.scope().tree;
        if items.list.len > 0 {
            tree.items[items.last as usize].end = end;
        }
        let call = tree.calls.len() as u32;
        tree.calls.push(Arguments { values: items.list, line, name_end });
        let value = self.add_here(match callee {
            Callee::Function(function) => ExprKind::Call { function, call },
            Callee::Method { object, name } => ExprKind::Method { object, name, call },
        });
        self.mode = Mode::Suffix(value);
        Ok(())
    }

    /// Lets a list of expressions follow.
    pub(super) fn begin_list(&mut self, purpose: Purpose) -> Result<()> {
        self.frames.push(Frame::List { items: Items::default(), purpose });
        self.begin_expression()
    }

    pub(super) fn take_list_item(&mut self, value: ExprId) -> Result<()> {
        let Some(&Frame::List { items, purpose }) = self.frames.last() else {
            unreachable!("a list is read")
        };
        let is_last = !self.accept_symbol(b',')?;
        let mut read = items;
        self.push_item(&mut read, value);
        if is_last {
            self.frames.pop();
            return self.finish_list(read, purpose);
        }
        if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
            *items = read;
        }
        self.begin_expression()
    }
}
