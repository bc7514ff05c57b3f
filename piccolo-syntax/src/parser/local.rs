//! Functions and `local` statements.

use crate::ast::{ExprId, ExprKind, LocalId, StatementKind};
use crate::error::Result;
use crate::parser::Parser;
use crate::parser::frame::{BlockKind, Frame, FunctionPurpose, Items, Mode, Purpose};
use crate::scope::Attribute;
use crate::token::Token;

impl Parser {
    /// Begins a function whose `function` is in line `line`: its parameters follow.
    pub(super) fn begin_function(
        &mut self,
        line: u32,
        is_method: bool,
        purpose: FunctionPurpose,
    ) -> Result<()> {
        self.open_function(line);
        self.expect_symbol(b'(')?;
        if is_method {
            let this = self.names.this;
            self.declare(this)?;
        }
        self.frames.push(Frame::Function { line, purpose });
        if self.is_symbol(b')') {
            return self.end_parameters();
        }
        self.mode = Mode::Parameter;
        Ok(())
    }

    pub(super) fn parameter(&mut self) -> Result<()> {
        match self.token() {
            Token::Name(name) => {
                self.lexer.next()?;
                self.declare(name)?;
                if self.accept_symbol(b',')? {
                    return Ok(());
                }
            }
            Token::Dots => {
                self.lexer.next()?;
                self.scope().tree.is_vararg = true;
            }
            _ => return Err(self.lexer.error_near("<name> or '...' expected")),
        }
        self.end_parameters()
    }

    fn end_parameters(&mut self) -> Result<()> {
        let scope = self.scope();
        let count = scope.tree.locals.len();
        scope.activate(count);
        scope.tree.parameters = count as u8;
        self.expect_symbol(b')')?;
        self.begin_block(BlockKind::Function);
        Ok(())
    }

    /// The end of a function's body.
    pub(super) fn end_function(&mut self) -> Result<()> {
        let Some(&Frame::Function { line, .. }) = self.frames.last() else {
            unreachable!("a function is read")
        };
        self.scope().tree.last_line_defined = self.lexer.line();
        self.expect_end(Token::Function, line)?;
        self.mode = Mode::Function;
        self.close_function()
    }

    /// Goes on behind a function that is complete.
    pub(super) fn use_function(&mut self) -> Result<()> {
        let Some(Frame::Function { purpose, .. }) = self.frames.pop() else {
            unreachable!("a function was read")
        };
        let count = &mut self.scope().tree.functions;
        let index = *count;
        *count += 1;
        let function = self.add_here(ExprKind::Function(index));
        match purpose {
            FunctionPurpose::Literal => return self.finish_operand(function),
            FunctionPurpose::Local(local) => {
                self.finish_statement(StatementKind::LocalFunction { local, function });
            }
            FunctionPurpose::Statement { target, line, constant } => {
                self.constant = constant;
                self.check_assignable(target)?;
                self.finish_statement(StatementKind::Function { target, function, line });
            }
        }
        Ok(())
    }

    pub(super) fn local(&mut self) -> Result<()> {
        self.lexer.next()?;
        if self.accept(Token::Function)? {
            let name = self.expect_name()?;
            let local = self.declare(name)?;
            self.scope().activate(1);
            let line = self.lexer.line();
            return self.begin_function(line, false, FunctionPurpose::Local(local));
        }
        let first = LocalId(self.scope().tree.locals.len() as u32);
        self.frames.push(Frame::LocalNames { first, count: 0, to_close: None });
        self.mode = Mode::LocalName;
        Ok(())
    }

    pub(super) fn local_name(&mut self) -> Result<()> {
        let name = self.expect_name()?;
        let local = self.declare(name)?;
        let attribute = self.attribute()?;
        self.scope().set_attribute(local, attribute);
        let Some(Frame::LocalNames { first, count, to_close }) = self.frames.last_mut() else {
            unreachable!("names are read")
        };
        let is_second = attribute == Attribute::Close && to_close.replace(*count).is_some();
        *count += 1;
        let (first, count, to_close) = (*first, *count, *to_close);
        if is_second {
            let message = "multiple to-be-closed variables in local list";
            return Err(self.lexer.error(vec![message.into()]));
        }
        if self.accept_symbol(b',')? {
            return Ok(());
        }
        self.frames.pop();
        if self.accept_symbol(b'=')? {
            return self.begin_list(Purpose::Local { first, count, to_close });
        }
        self.finish_local(first, count, to_close, Items::default());
        Ok(())
    }

    fn attribute(&mut self) -> Result<Attribute> {
        if !self.accept_symbol(b'<')? {
            return Ok(Attribute::Regular);
        }
        let name = self.expect_name()?;
        self.expect_symbol(b'>')?;
        match self.lexer.strings().get(name) {
            b"const" => Ok(Attribute::Const),
            b"close" => Ok(Attribute::Close),
            _ => Err(self.error_with_name("unknown attribute '", name, "'")),
        }
    }

    /// Ends a `local` statement. The last variable becomes a compile-time constant if it can be one.
    pub(super) fn finish_local(&mut self, first: LocalId, count: u8, to_close: Option<u8>, items: Items) {
        let declared = count;
        let (mut count, mut values) = (count, items.list);
        let last = LocalId(first.0 + u32::from(count) - 1);
        if values.len == u32::from(count)
            && self.scope().attribute(last) == Attribute::Const
            && let Some(constant) = self.constant_item(items.last)
        {
            self.scope().set_attribute(last, Attribute::CompileTime(constant));
            count -= 1;
            values.len -= 1;
        }
        self.scope().activate(usize::from(declared));
        if count > 0 {
            self.push(StatementKind::Local { first, count, to_close, values });
        }
        self.end_statement();
    }

    /// The value of an item if it is a constant.
    fn constant_item(&mut self, item: u32) -> Option<ExprKind> {
        let tree = &self.scope().tree;
        match tree.expression(tree.item(item).value).kind {
            constant @ (ExprKind::Nil
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Float(_)
            | ExprKind::String(_)) => Some(constant),
            _ => None,
        }
    }

    pub(super) fn function_statement(&mut self, line: u32) -> Result<()> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        let target = self.variable(name)?;
        self.frames.push(Frame::FunctionName { line });
        self.mode = Mode::FunctionName(target);
        Ok(())
    }

    /// Reads a field in the name of a function, or begins with the function.
    pub(super) fn function_name(&mut self, target: ExprId) -> Result<()> {
        if self.is_symbol(b'.') {
            let field = self.field(target)?;
            self.mode = Mode::FunctionName(field);
            return Ok(());
        }
        let is_method = self.is_symbol(b':');
        let target = if is_method { self.field(target)? } else { target };
        let Some(Frame::FunctionName { line }) = self.frames.pop() else { unreachable!("a name is read") };
        let constant = self.constant.filter(|(id, _)| *id == target);
        self.begin_function(line, is_method, FunctionPurpose::Statement { target, line, constant })
    }
}
