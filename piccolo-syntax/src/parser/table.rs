//! Table constructors.

use crate::ast::{ExprId, ExprKind, Field, FieldKind, NO_FIELD, Position, Table};
use crate::error::Result;
use crate::parser::Parser;
use crate::parser::frame::{Frame, Mode, Part};
use crate::token::Token;

impl Parser {
    /// Reads the opening of a constructor.
    pub(super) fn begin_table(&mut self) -> Result<()> {
        let start = self.position();
        let line = self.lexer.line();
        self.expect_symbol(b'{')?;
        self.frames.push(Frame::Table { start, line, first: NO_FIELD, last: NO_FIELD, part: Part::Item });
        self.mode = Mode::Field;
        Ok(())
    }

    /// Reads a field up to its first expression, or the end of the constructor.
    pub(super) fn table_field(&mut self) -> Result<()> {
        let part = match self.token() {
            Token::Symbol(b'}') => return self.end_table(),
            Token::Name(name) => match self.lexer.peek()? {
                Token::Symbol(b'=') => {
                    self.lexer.next()?;
                    self.lexer.next()?;
                    Part::Named { name, key_end: self.position() }
                }
                _ => Part::Item,
            },
            Token::Symbol(b'[') => {
                self.lexer.next()?;
                Part::Key
            }
            _ => Part::Item,
        };
        self.set_part(part);
        self.begin_expression()
    }

    fn set_part(&mut self, next: Part) {
        if let Some(Frame::Table { part, .. }) = self.frames.last_mut() {
            *part = next;
        }
    }

    pub(super) fn take_field(&mut self, value: ExprId) -> Result<()> {
        let Some(&Frame::Table { part, .. }) = self.frames.last() else { unreachable!("a table is read") };
        let kind = match part {
            Part::Item => FieldKind::Item { value, end: Position(0) },
            Part::Named { name, key_end } => FieldKind::Named { name, key_end, value },
            Part::Key => {
                self.expect_symbol(b']')?;
                self.expect_symbol(b'=')?;
                let key_end = self.position();
                self.set_part(Part::Keyed { key: value, key_end });
                return self.begin_expression();
            }
            Part::Keyed { key, key_end } => match self.kind(key) {
                ExprKind::String(name) => FieldKind::Named { name, key_end, value },
                _ => FieldKind::Keyed { key, key_end, value },
            },
        };
        self.push_field(kind);
        let is_separated = self.accept_symbol(b',')? || self.accept_symbol(b';')?;
        if is_separated {
            self.end_item();
            self.mode = Mode::Field;
            return Ok(());
        }
        self.end_table()
    }

    fn push_field(&mut self, kind: FieldKind) {
        let fields = &mut self.functions.last_mut().expect("a function is open").tree.fields;
        let index = fields.len() as u32;
        fields.push(Field { kind, next: NO_FIELD });
        if let Some(Frame::Table { first, last, .. }) = self.frames.last_mut() {
            match fields.get_mut(*last as usize) {
                Some(previous) => previous.next = index,
                None => *first = index,
            }
            *last = index;
        }
    }

    /// Notes the current position as the end of the last field, if there is one and it is a list item.
    fn end_item(&mut self) {
        let now = self.position();
        let Some(&Frame::Table { last, .. }) = self.frames.last() else { unreachable!("a table is read") };
        if let Some(Field { kind: FieldKind::Item { end, .. }, .. }) =
            self.scope().tree.fields.get_mut(last as usize)
        {
            *end = now;
        }
    }

    fn end_table(&mut self) -> Result<()> {
        let Some(&Frame::Table { start, line, first, .. }) = self.frames.last() else {
            unreachable!("a table is read")
        };
        self.expect_match(Token::Symbol(b'}'), Token::Symbol(b'{'), line)?;
        self.end_item();
        self.frames.pop();
        let tables = &mut self.scope().tree.tables;
        tables.push(Table { first, start });
        let index = tables.len() as u32 - 1;
        let value = self.add_here(ExprKind::Table(index));
        self.mode = Mode::Value(value);
        Ok(())
    }
}
