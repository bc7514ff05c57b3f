//! Blocks and statements.

use crate::ast::{
    Arm, Block, ExprId, ExprKind, If, Item, List, LocalId, LocalStatement, Statement, StatementKind,
};
use crate::error::Result;
use crate::parser::Parser;
use crate::scope::Attribute;
use crate::strings::StringId;
use crate::token::Token;

impl Parser<'_> {
    /// A block with a scope of its own.
    pub(super) fn block(&mut self, block: &mut Block) -> Result<()> {
        self.scope().enter_block(false);
        self.statements(block)?;
        self.scope().leave_block();
        Ok(())
    }

    /// Statements up to the end of the block, or to a `return`.
    pub(super) fn statements(&mut self, block: &mut Block) -> Result<()> {
        while !self.token().ends_block() {
            let is_return = self.token() == Token::Return;
            self.statement(&mut block.statements)?;
            if is_return {
                break;
            }
        }
        Ok(())
    }

    fn statement(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        self.enter_level()?;
        let line = self.lexer.line();
        let result = match self.token() {
            Token::Symbol(b';') => self.lexer.next(),
            Token::DoubleColon => self.labels(statements),
            Token::Local => self.local(statements),
            Token::Return => self.return_values(statements),
            Token::If => self.if_statement(line, statements),
            Token::While => self.while_loop(line, statements),
            Token::Do => self.do_block(line, statements),
            Token::For => self.for_loop(line, statements),
            Token::Repeat => self.repeat_loop(line, statements),
            Token::Function => self.function_statement(line, statements),
            Token::Break => self.break_statement(line, statements),
            Token::Goto => self.goto(statements),
            _ => self.expression_statement(statements),
        };
        self.leave_level();
        result
    }

    /// Adds a statement that ends at the current position.
    pub(super) fn push(&self, statements: &mut Vec<Statement>, kind: StatementKind) {
        statements.push(Statement { kind, end: self.position() });
    }

    /// Consumes the `end` of an `opening` in line `line`, and adds the statement that it completes.
    pub(super) fn finish(
        &mut self,
        opening: Token,
        line: u32,
        statements: &mut Vec<Statement>,
        kind: StatementKind,
    ) -> Result<()> {
        self.expect_match(Token::End, opening, line)?;
        self.push(statements, kind);
        Ok(())
    }

    fn do_block(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        self.lexer.next()?;
        let mut block = Block::default();
        self.block(&mut block)?;
        self.finish(Token::Do, line, statements, StatementKind::Do(block))
    }

    fn if_statement(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        let mut tree = Box::<If>::default();
        self.arms(&mut tree)?;
        self.finish(Token::If, line, statements, StatementKind::If(tree))
    }

    fn arms(&mut self, tree: &mut If) -> Result<()> {
        loop {
            match self.token() {
                Token::Else => {
                    self.lexer.next()?;
                    return self.block(tree.otherwise.insert(Block::default()));
                }
                Token::If if tree.arms.is_empty() => self.arm(tree)?,
                Token::Elseif => self.arm(tree)?,
                _ => return Ok(()),
            }
        }
    }

    fn arm(&mut self, tree: &mut If) -> Result<()> {
        self.arm_head(tree)?;
        let arm = tree.arms.last_mut().expect("an arm was added");
        self.block(&mut arm.body)?;
        arm.end = self.position();
        Ok(())
    }

    fn arm_head(&mut self, tree: &mut If) -> Result<()> {
        self.lexer.next()?;
        let condition = self.expression()?;
        self.expect(Token::Then)?;
        let then = self.position();
        tree.arms.push(Arm { condition, then, body: Block::default(), end: then });
        Ok(())
    }

    fn break_statement(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        self.lexer.next()?;
        self.scope().note_break(line);
        self.push(statements, StatementKind::Break);
        Ok(())
    }

    fn goto(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        self.lexer.next()?;
        let line = self.lexer.line();
        let name = self.expect_name()?;
        let goto = self.scope().goto(name, line);
        self.push(statements, StatementKind::Goto(goto));
        Ok(())
    }

    /// A run of labels and semicolons. The last label of a run comes into being first.
    fn labels(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        let mut run = Vec::new();
        loop {
            let line = self.lexer.line();
            if self.accept(Token::DoubleColon)? {
                let name = self.expect_name()?;
                self.expect(Token::DoubleColon)?;
                run.push((name, line));
            } else if !self.accept_symbol(b';')? {
                break;
            }
        }
        for (name, line) in run.into_iter().rev() {
            self.label(name, line, statements)?;
        }
        Ok(())
    }

    fn label(&mut self, name: StringId, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        if let Some(first) = self.scope().label_line(name) {
            return Err(self.error_with_name(
                "label '",
                name,
                format!("' already defined on line {first}").as_bytes(),
            ));
        }
        let is_last = self.token().ends_block() && self.token() != Token::Until;
        match self.scope().add_label(name, line, is_last) {
            Ok(id) => {
                self.push(statements, StatementKind::Label(id));
                Ok(())
            }
            Err(jump) => {
                let local = self.lexer.strings().get(jump.local).to_vec();
                let mut after =
                    format!("> at line {} jumps into the scope of local '", jump.line).into_bytes();
                after.extend_from_slice(&local);
                after.push(b'\'');
                Err(self.error_with_name("<goto ", name, &after))
            }
        }
    }

    fn return_values(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        self.lexer.next()?;
        let has_values = !self.token().ends_block() && !self.is_symbol(b';');
        let values = if has_values { self.expression_list()? } else { List::default() };
        self.push(statements, StatementKind::Return(values));
        self.accept_symbol(b';')?;
        Ok(())
    }

    fn local(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        self.lexer.next()?;
        if self.accept(Token::Function)? {
            self.local_function(statements)
        } else {
            self.local_variables(statements)
        }
    }

    fn local_function(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        let name = self.expect_name()?;
        let local = self.declare(name)?;
        self.scope().activate(1);
        let line = self.lexer.line();
        let function = self.function_body(line, false)?;
        self.push(statements, StatementKind::LocalFunction { local, function });
        Ok(())
    }

    fn local_variables(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        let first = LocalId(self.scope().tree.locals.len() as u32);
        let (count, to_close) = self.local_names()?;
        let has_values = self.accept_symbol(b'=')?;
        let values = if has_values { self.expression_list()? } else { List::default() };
        let mut statement = Box::new(LocalStatement { first, count, values, to_close });
        self.take_constant(&mut statement);
        self.scope().activate(count as usize);
        if statement.count > 0 {
            self.push(statements, StatementKind::Local(statement));
        }
        Ok(())
    }

    /// Makes the last variable a compile-time constant if it can be one.
    fn take_constant(&mut self, statement: &mut LocalStatement) {
        let last = LocalId(statement.first.0 + statement.count - 1);
        if statement.values.len == statement.count
            && self.scope().attribute(last) == Attribute::Const
            && let Some(constant) = self.last_constant(statement.values)
        {
            self.scope().set_attribute(last, Attribute::CompileTime(constant));
            statement.count -= 1;
            statement.values.len -= 1;
        }
    }

    /// Reads the names of a `local` statement: how many, and which one is to be closed.
    fn local_names(&mut self) -> Result<(u32, Option<LocalId>)> {
        let mut count = 0;
        let mut to_close = None;
        loop {
            let name = self.expect_name()?;
            let local = self.declare(name)?;
            let attribute = self.attribute()?;
            self.scope().set_attribute(local, attribute);
            if attribute == Attribute::Close && to_close.replace(local).is_some() {
                return Err(self.lexer.error(b"multiple to-be-closed variables in local list"));
            }
            count += 1;
            if !self.accept_symbol(b',')? {
                return Ok((count, to_close));
            }
        }
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
            _ => Err(self.error_with_name("unknown attribute '", name, b"'")),
        }
    }

    /// The last value of a list if it is a constant.
    fn last_constant(&mut self, values: List) -> Option<ExprKind> {
        let tree = &self.scope().tree;
        let last = tree.list(values).last()?.value;
        match tree.expression(last).kind {
            constant @ (ExprKind::Nil
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Float(_)
            | ExprKind::String(_)) => Some(constant),
            _ => None,
        }
    }

    fn function_statement(&mut self, line: u32, statements: &mut Vec<Statement>) -> Result<()> {
        let (target, is_method) = self.function_name()?;
        let constant = self.constant.filter(|(id, _)| *id == target);
        let function = self.function_body(line, is_method)?;
        self.constant = constant;
        self.check_assignable(target)?;
        self.push(statements, StatementKind::Function { target, function, line });
        Ok(())
    }

    /// Reads the name of a function, and whether it is a method's.
    fn function_name(&mut self) -> Result<(ExprId, bool)> {
        self.lexer.next()?;
        let name = self.expect_name()?;
        let mut target = self.variable(name)?;
        while self.is_symbol(b'.') {
            target = self.field(target)?;
        }
        let is_method = self.is_symbol(b':');
        if is_method {
            target = self.field(target)?;
        }
        Ok((target, is_method))
    }

    fn expression_statement(&mut self, statements: &mut Vec<Statement>) -> Result<()> {
        let first = self.suffixed_expression()?;
        if self.is_symbol(b'=') || self.is_symbol(b',') {
            return self.assignment(first, statements);
        }
        match self.kind(first) {
            ExprKind::Call { .. } | ExprKind::Method { .. } => {
                self.push(statements, StatementKind::Call(first));
                Ok(())
            }
            _ => Err(self.lexer.error_near("syntax error")),
        }
    }

    /// An assignment whose first target is read. Each further target is one level deeper.
    fn assignment(&mut self, first: ExprId, statements: &mut Vec<Statement>) -> Result<()> {
        let levels = self.levels;
        let targets = self.targets(first)?;
        let values = self.expression_list()?;
        self.levels = levels;
        self.push(statements, StatementKind::Assign { targets, values });
        Ok(())
    }

    /// The targets of an assignment, up to and including `=`.
    fn targets(&mut self, first: ExprId) -> Result<List> {
        let first_item = self.pending_items.len();
        self.target(first)?;
        while self.accept_symbol(b',')? {
            let target = self.suffixed_expression()?;
            self.enter_level()?;
            self.target(target)?;
        }
        self.expect_symbol(b'=')?;
        Ok(self.finish_list(first_item))
    }

    fn target(&mut self, target: ExprId) -> Result<()> {
        let is_constant = self.constant.is_some_and(|(id, _)| id == target);
        let is_variable = matches!(
            self.kind(target),
            ExprKind::Local(_) | ExprKind::Upvalue(_) | ExprKind::Field { .. } | ExprKind::Index { .. }
        );
        if !is_constant && !is_variable {
            return Err(self.lexer.error_near("syntax error"));
        }
        self.check_assignable(target)?;
        let end = self.position();
        self.pending_items.push(Item { value: target, end });
        Ok(())
    }

    /// Fails if `target` is a variable that may not change.
    fn check_assignable(&mut self, target: ExprId) -> Result<()> {
        let kind = self.kind(target);
        let read_only = match self.constant {
            Some((id, name)) if id == target => Some(name),
            _ => self.scope().read_only_name(kind),
        };
        match read_only {
            Some(name) => Err(self.error_with_name("attempt to assign to const variable '", name, b"'")),
            None => Ok(()),
        }
    }
}
