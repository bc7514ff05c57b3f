//! Blocks and statements.

use crate::ast::{ExprId, ExprKind, List, StatementKind};
use crate::error::Result;
use crate::lexer::Part;
use crate::parser::Parser;
use crate::parser::frame::{BlockKind, Frame, Items, Mode, Purpose};
use crate::segments::Segments;
use crate::strings::StringId;
use crate::token::Token;

impl Parser {
    /// Reads a statement up to its first expression or block, or finds the end of the block.
    pub(super) fn statement(&mut self) -> Result<()> {
        let token = self.token();
        if token.ends_block() {
            return self.end_block();
        }
        self.enter_level()?;
        let line = self.lexer.line();
        match token {
            Token::Symbol(b';') => {
                self.lexer.next()?;
                self.end_statement();
                Ok(())
            }
            Token::DoubleColon => {
                self.frames.push(Frame::Labels { run: Segments::default(), is_complete: false });
                self.mode = Mode::Labels;
                Ok(())
            }
            Token::Local => self.local(),
            Token::Return => self.return_statement(),
            Token::If => self.arm(line, true),
            Token::While => self.while_loop(line),
            Token::Do => self.do_block(line),
            Token::For => self.for_loop(line),
            Token::Repeat => self.repeat_loop(line),
            Token::Function => self.function_statement(line),
            Token::Break => self.break_statement(line),
            Token::Goto => self.goto(),
            _ => {
                self.frames.push(Frame::ExpressionStatement);
                self.primary_expression()
            }
        }
    }

    /// Goes on behind a statement.
    pub(super) fn end_statement(&mut self) {
        self.leave_level();
        self.mode = Mode::Statement;
    }

    /// Adds a statement that ends at the current position, and goes on behind it.
    pub(super) fn finish_statement(&mut self, kind: StatementKind) {
        self.push(kind);
        self.end_statement();
    }

    /// Consumes the `end` that matches `opening` in line `line`.
    pub(super) fn expect_end(&mut self, opening: Token, line: u32) -> Result<()> {
        self.expect_match(Token::End, opening, line)
    }

    /// Ends the innermost block.
    pub(super) fn end_block(&mut self) -> Result<()> {
        let Some(Frame::Block(kind)) = self.frames.pop() else { unreachable!("statements are in blocks") };
        match kind {
            BlockKind::Main => {
                self.check(Token::Eof)?;
                self.is_finished = true;
                self.close_function()
            }
            BlockKind::Function => self.end_function(),
            BlockKind::Do { line } => {
                self.scope().leave_block();
                self.expect_end(Token::Do, line)?;
                self.finish_statement(StatementKind::DoEnd);
                Ok(())
            }
            BlockKind::While { line } => self.end_while(line),
            BlockKind::Repeat { line } => self.end_repeat(line),
            BlockKind::For { line } => self.end_for(line),
            BlockKind::Arm { line } => self.end_arm(line),
            BlockKind::Else { line } => {
                self.scope().leave_block();
                self.push(StatementKind::ElseEnd);
                self.end_if(line)
            }
        }
    }

    fn do_block(&mut self, line: u32) -> Result<()> {
        self.lexer.next()?;
        self.push(StatementKind::Do);
        self.scope().enter_block(false);
        self.begin_block(BlockKind::Do { line });
        Ok(())
    }

    /// `if` or `elseif` and the condition behind it. The statement is in line `line`.
    fn arm(&mut self, line: u32, is_first: bool) -> Result<()> {
        self.lexer.next()?;
        self.frames.push(Frame::ArmCondition { line, is_first });
        self.begin_expression()
    }

    pub(super) fn arm_body(&mut self, condition: ExprId) -> Result<()> {
        let Some(Frame::ArmCondition { line, is_first }) = self.frames.pop() else {
            unreachable!("a condition is read")
        };
        self.expect(Token::Then)?;
        self.push(StatementKind::Arm { condition, is_first });
        self.scope().enter_block(false);
        self.begin_block(BlockKind::Arm { line });
        Ok(())
    }

    fn end_arm(&mut self, line: u32) -> Result<()> {
        self.scope().leave_block();
        let is_followed = matches!(self.token(), Token::Else | Token::Elseif);
        self.push(StatementKind::ArmEnd { is_followed });
        match self.token() {
            Token::Elseif => self.arm(line, false),
            Token::Else => {
                self.lexer.next()?;
                self.push(StatementKind::Else);
                self.scope().enter_block(false);
                self.begin_block(BlockKind::Else { line });
                Ok(())
            }
            _ => self.end_if(line),
        }
    }

    fn end_if(&mut self, line: u32) -> Result<()> {
        self.expect_end(Token::If, line)?;
        self.finish_statement(StatementKind::IfEnd);
        Ok(())
    }

    fn break_statement(&mut self, line: u32) -> Result<()> {
        self.lexer.next()?;
        self.scope().note_break(line);
        self.finish_statement(StatementKind::Break);
        Ok(())
    }

    fn goto(&mut self) -> Result<()> {
        self.lexer.next()?;
        let line = self.lexer.line();
        let name = self.expect_name()?;
        let goto = self.scope().goto(name, line);
        self.finish_statement(StatementKind::Goto(goto));
        Ok(())
    }

    /// Reads a label or semicolon of a run of them. The last label of a run comes into being first.
    pub(super) fn labels(&mut self) -> Result<()> {
        if let Some(&Frame::Labels { is_complete: true, .. }) = self.frames.last() {
            return self.make_label();
        }
        let line = self.lexer.line();
        if self.accept(Token::DoubleColon)? {
            let name = self.expect_name()?;
            self.expect(Token::DoubleColon)?;
            if let Some(Frame::Labels { run, .. }) = self.frames.last_mut() {
                run.push((name, line));
            }
        } else if !self.accept_symbol(b';')?
            && let Some(Frame::Labels { is_complete, .. }) = self.frames.last_mut()
        {
            *is_complete = true;
        }
        Ok(())
    }

    fn make_label(&mut self) -> Result<()> {
        if self.scope().is_resolving() {
            return self.resolve_gotos();
        }
        let Some(Frame::Labels { run, .. }) = self.frames.last_mut() else { unreachable!("labels are read") };
        match run.pop() {
            Some((name, line)) => self.label(name, line),
            None => {
                self.frames.pop();
                self.end_statement();
                Ok(())
            }
        }
    }

    fn label(&mut self, name: StringId, line: u32) -> Result<()> {
        if let Some(first) = self.scope().label_line(name) {
            let after = format!("' already defined on line {first}");
            return Err(self.error_with_name("label '", name, &after));
        }
        let is_last = self.token().ends_block() && self.token() != Token::Until;
        self.scope().add_label(name, line, is_last);
        self.resolve_gotos()
    }

    /// Has some more gotos go to the label that was added last.
    fn resolve_gotos(&mut self) -> Result<()> {
        match self.scope().resolve_pending() {
            Ok(label) => {
                label.into_iter().for_each(|label| self.push(StatementKind::Label(label)));
                Ok(())
            }
            Err(jump) => {
                let scope = format!("> at line {} jumps into the scope of local '", jump.line);
                let (name, local) = (Part::Name(jump.label), Part::Name(jump.local));
                Err(self.lexer.error(vec!["<goto ".into(), name, Part::Text(scope), local, "'".into()]))
            }
        }
    }

    fn return_statement(&mut self) -> Result<()> {
        self.lexer.next()?;
        if self.token().ends_block() || self.is_symbol(b';') {
            return self.finish_return(List::default());
        }
        self.begin_list(Purpose::Return)
    }

    /// Nothing may follow a `return` in its block.
    fn finish_return(&mut self, values: List) -> Result<()> {
        self.push(StatementKind::Return(values));
        self.accept_symbol(b';')?;
        self.leave_level();
        self.mode = Mode::BlockEnd;
        Ok(())
    }

    /// Goes on behind a list of expressions.
    pub(super) fn finish_list(&mut self, items: Items, purpose: Purpose) -> Result<()> {
        match purpose {
            Purpose::Return => return self.finish_return(items.list),
            Purpose::Local { first, count, to_close } => self.finish_local(first, count, to_close, items),
            Purpose::Assign { targets, levels } => {
                self.levels = levels;
                self.finish_statement(StatementKind::Assign { targets, values: items.list });
            }
            Purpose::GenericFor { first, count, line, values_line } => {
                return self.generic_body(first, count, items.list, (line, values_line));
            }
        }
        Ok(())
    }

    /// A statement that begins with this expression.
    pub(super) fn expression_statement(&mut self, first: ExprId) -> Result<()> {
        self.frames.pop();
        if self.is_symbol(b'=') || self.is_symbol(b',') {
            let levels = self.levels;
            self.frames.push(Frame::Targets { items: Items::default(), levels });
            return self.add_target(first);
        }
        match self.kind(first) {
            ExprKind::Call { .. } | ExprKind::Method { .. } => {
                self.finish_statement(StatementKind::Call(first));
                Ok(())
            }
            _ => Err(self.lexer.error_near("syntax error")),
        }
    }

    /// A further target, which is one level deeper than the one before.
    pub(super) fn take_target(&mut self, target: ExprId) -> Result<()> {
        self.enter_level()?;
        self.add_target(target)
    }

    fn add_target(&mut self, target: ExprId) -> Result<()> {
        self.check_target(target)?;
        let Some(&Frame::Targets { items, levels }) = self.frames.last() else {
            unreachable!("targets are read")
        };
        let mut read = items;
        self.push_item(&mut read, target);
        if self.accept_symbol(b',')? {
            if let Some(Frame::Targets { items, .. }) = self.frames.last_mut() {
                *items = read;
            }
            self.mode = Mode::Target;
            return Ok(());
        }
        self.expect_symbol(b'=')?;
        self.frames.pop();
        self.begin_list(Purpose::Assign { targets: read.list, levels })
    }

    fn check_target(&mut self, target: ExprId) -> Result<()> {
        let is_constant = self.constant.is_some_and(|(id, _)| id == target);
        let is_variable = matches!(
            self.kind(target),
            ExprKind::Local(_) | ExprKind::Upvalue(_) | ExprKind::Field { .. } | ExprKind::Index { .. }
        );
        if !is_constant && !is_variable {
            return Err(self.lexer.error_near("syntax error"));
        }
        self.check_assignable(target)
    }

    /// Fails if `target` is a variable that may not change.
    pub(super) fn check_assignable(&mut self, target: ExprId) -> Result<()> {
        let kind = self.kind(target);
        let read_only = match self.constant {
            Some((id, name)) if id == target => Some(name),
            _ => self.scope().read_only_name(kind),
        };
        match read_only {
            Some(name) => Err(self.error_with_name("attempt to assign to const variable '", name, "'")),
            None => Ok(()),
        }
    }
}
