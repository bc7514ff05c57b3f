//! Tokens to AST.

mod expression;
mod loops;
mod statement;

use crate::ast::{
    Block, Chunk, Expr, ExprId, ExprKind, Function, Item, List, LocalId, Position, TableField, UpvalueSource,
};
use crate::error::{CompileError, Failed, Result};
use crate::lexer::{self, Lexer};
use crate::scope::{self, Attribute, FunctionScope, MAX_LOCALS, MAX_UPVALUES, Variable};
use crate::strings::StringId;
use crate::token::Token;

/// How deep statements and expressions may nest, both counted together.
pub const MAX_LEVELS: u32 = 197;

/// Parses a chunk.
///
/// # Errors
/// The first mistake in the text.
pub fn parse(source: &[u8], chunk_name: &[u8]) -> std::result::Result<Chunk, CompileError> {
    let mut lexer = Lexer::new(source, chunk_name);
    let names = Names {
        environment: lexer.strings().intern(b"_ENV"),
        this: lexer.strings().intern(b"self"),
        for_state: lexer.strings().intern(b"(for state)"),
    };
    let mut parser = Parser {
        lexer,
        functions: Vec::new(),
        pending_items: Vec::new(),
        pending_fields: Vec::new(),
        levels: 0,
        names,
        constant: None,
    };
    match parser.main_function() {
        Ok(main) => {
            let (strings, lines) = parser.lexer.finish();
            Ok(Chunk { main, strings, lines })
        }
        Err(Failed) => Err(parser.lexer.into_failure()),
    }
}

/// An error found behind the parser, at the token after `position` of a chunk that parses.
#[cold]
pub fn error_at(source: &[u8], chunk_name: &[u8], position: Position, message: &str) -> CompileError {
    lexer::error_after(source, chunk_name, position.0, message)
}

/// Names that the grammar itself uses.
struct Names {
    environment: StringId,
    this: StringId,
    for_state: StringId,
}

struct Parser<'s> {
    lexer: Lexer<'s>,
    /// The functions around the current token, innermost last.
    functions: Vec<FunctionScope>,
    /// The items of lists that are not complete.
    pending_items: Vec<Item>,
    /// The fields of tables that are not complete.
    pending_fields: Vec<TableField>,
    levels: u32,
    names: Names,
    /// The expression of the current function made last from the name of a compile-time constant, and
    /// that name.
    constant: Option<(ExprId, StringId)>,
}

impl Parser<'_> {
    fn main_function(&mut self) -> Result<Box<Function>> {
        self.open_function(0);
        let environment = self.names.environment;
        let scope = self.scope();
        scope.tree.is_vararg = true;
        scope.add_upvalue(environment, UpvalueSource::Environment, Attribute::Regular);
        self.lexer.start()?;
        let mut body = Block::default();
        self.statements(&mut body)?;
        self.check(Token::Eof)?;
        self.close_function(body)
    }

    #[inline(never)]
    fn open_function(&mut self, line: u32) {
        self.constant = None;
        self.functions.push(FunctionScope::new(line));
    }

    /// Ends the innermost function, whose body this is.
    #[inline(never)]
    fn close_function(&mut self, body: Block) -> Result<Box<Function>> {
        let end = self.position();
        self.check_gotos()?;
        self.constant = None;
        let scope = self.functions.pop().expect("a function is open");
        let mut tree = Box::new(scope.tree);
        tree.body = body;
        tree.end = Some(end);
        Ok(tree)
    }

    fn check_gotos(&mut self) -> Result<()> {
        let Some((jump, name)) = self.scope().first_unresolved() else { return Ok(()) };
        let line = jump.line;
        let mut message = Vec::new();
        match name {
            None => message.extend_from_slice(b"break outside loop"),
            Some(name) => {
                message.extend_from_slice(b"no visible label '");
                message.extend_from_slice(self.lexer.strings().get(name));
                message.extend_from_slice(b"' for <goto>");
            }
        }
        message.extend_from_slice(format!(" at line {line}").as_bytes());
        Err(self.lexer.error(&message))
    }

    fn scope(&mut self) -> &mut FunctionScope {
        self.functions.last_mut().expect("a function is open")
    }

    /// How many tokens were consumed.
    fn position(&self) -> Position {
        Position(self.lexer.consumed())
    }

    fn token(&self) -> Token {
        self.lexer.token()
    }

    fn is_symbol(&self, symbol: u8) -> bool {
        self.token() == Token::Symbol(symbol)
    }

    /// Consumes the current token if it is `token`.
    fn accept(&mut self, token: Token) -> Result<bool> {
        let found = self.token() == token;
        if found {
            self.lexer.next()?;
        }
        Ok(found)
    }

    fn accept_symbol(&mut self, symbol: u8) -> Result<bool> {
        self.accept(Token::Symbol(symbol))
    }

    fn check(&mut self, token: Token) -> Result<()> {
        if self.token() == token { Ok(()) } else { Err(self.expected(token)) }
    }

    fn expect(&mut self, token: Token) -> Result<()> {
        self.check(token)?;
        self.lexer.next()
    }

    fn expect_symbol(&mut self, symbol: u8) -> Result<()> {
        self.expect(Token::Symbol(symbol))
    }

    /// Consumes `closing`, which matches an `opening` in line `line`.
    fn expect_match(&mut self, closing: Token, opening: Token, line: u32) -> Result<()> {
        if self.accept(closing)? {
            return Ok(());
        }
        if line == self.lexer.line() {
            return Err(self.expected(closing));
        }
        let (closing, opening) = (closing.describe(), opening.describe());
        let message = format!("{closing} expected (to close {opening} at line {line})");
        Err(self.lexer.error_near(&message))
    }

    fn expect_name(&mut self) -> Result<StringId> {
        match self.token() {
            Token::Name(name) => {
                self.lexer.next()?;
                Ok(name)
            }
            _ => Err(self.lexer.error_near("<name> expected")),
        }
    }

    #[cold]
    fn expected(&mut self, token: Token) -> Failed {
        self.lexer.error_near(&format!("{} expected", token.describe()))
    }

    /// An error whose message quotes `name` and that is not about the current token.
    #[cold]
    fn error_with_name(&mut self, before: &str, name: StringId, after: &[u8]) -> Failed {
        let mut message = before.as_bytes().to_vec();
        message.extend_from_slice(self.lexer.strings().get(name));
        message.extend_from_slice(after);
        self.lexer.error(&message)
    }

    #[cold]
    fn limit_error(&mut self, function: usize, limit: usize, what: &str) -> Failed {
        let place = match self.functions[function].tree.line_defined {
            0 => "main function".to_owned(),
            line => format!("function at line {line}"),
        };
        self.lexer.error_near(&format!("too many {what} (limit is {limit}) in {place}"))
    }

    /// Goes one level deeper. A level that fails is never left: the parse is over.
    fn enter_level(&mut self) -> Result<()> {
        self.levels += 1;
        if self.levels > MAX_LEVELS {
            let message = b"C stack overflow".to_vec();
            return Err(self.lexer.fail_with(message));
        }
        Ok(())
    }

    fn leave_level(&mut self) {
        self.levels -= 1;
    }

    fn declare(&mut self, name: StringId) -> Result<LocalId> {
        if !self.scope().has_room_for_local() {
            return Err(self.limit_error(self.functions.len() - 1, MAX_LOCALS, "local variables"));
        }
        Ok(self.scope().declare(name))
    }

    fn add(&mut self, kind: ExprKind, end: Position) -> ExprId {
        let expressions = &mut self.scope().tree.expressions;
        let id = ExprId(expressions.len() as u32);
        expressions.push(Expr { kind, end });
        id
    }

    /// Adds an expression that ends at the current position.
    fn add_here(&mut self, kind: ExprKind) -> ExprId {
        let end = self.position();
        self.add(kind, end)
    }

    fn kind(&mut self, id: ExprId) -> ExprKind {
        self.scope().tree.expressions[id.0 as usize].kind
    }

    /// Makes a list of the pending items from `first` on.
    fn finish_list(&mut self, first: usize) -> List {
        let scope = self.functions.last_mut().expect("a function is open");
        let start = scope.tree.items.len() as u32;
        scope.tree.items.extend(self.pending_items.drain(first..));
        List { start, len: scope.tree.items.len() as u32 - start }
    }

    /// The expression that a name stands for.
    fn variable(&mut self, name: StringId) -> Result<ExprId> {
        let kind = match self.resolve(name)? {
            Variable::Global => {
                let environment = self.names.environment;
                let variable = self.resolve(environment)?;
                let kind = self.variable_kind(variable);
                ExprKind::Field { table: self.add_here(kind), name }
            }
            Variable::Constant(value) => {
                let id = self.add_here(value);
                self.constant = Some((id, name));
                return Ok(id);
            }
            variable => self.variable_kind(variable),
        };
        Ok(self.add_here(kind))
    }

    fn variable_kind(&self, variable: Variable) -> ExprKind {
        match variable {
            Variable::Local(id) => ExprKind::Local(id),
            Variable::Upvalue(index) => ExprKind::Upvalue(index),
            Variable::Constant(value) => value,
            Variable::Global => unreachable!("every function sees an _ENV"),
        }
    }

    fn resolve(&mut self, name: StringId) -> Result<Variable> {
        match scope::resolve(&mut self.functions, name) {
            Ok(variable) => Ok(variable),
            Err(error) => Err(self.limit_error(error.function, MAX_UPVALUES, "upvalues")),
        }
    }
}
