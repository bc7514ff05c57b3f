//! Tokens to AST.
//!
//! The parser is a machine: what it does next is its `Mode`, and what it is in the middle of is a stack of
//! `Frame`s. A step consumes a few tokens, so it can stop after any.

mod arguments;
mod expression;
mod frame;
mod local;
mod loops;
mod statement;
mod table;

use self::frame::{BlockKind, Frame, Items, Mode};
use crate::ast::{
    Expr, ExprId, ExprKind, Function, Item, LocalId, Position, Statement, StatementKind, UpvalueSource,
};
use crate::error::{CompileError, Failed, Result};
use crate::lexer::{Filled, Lexer, Part, Source, Texts};
use crate::scope::{self, Attribute, FunctionScope, MAX_LOCALS, MAX_UPVALUES, Variable};
use crate::segments::Rubbish;
use crate::strings::StringId;
use crate::token::Token;

/// How deep statements and expressions may nest, both counted together.
pub const MAX_LEVELS: u32 = 197;

/// How many steps the parser does at a time.
const STEPS: usize = 128;

/// The steps that dropping some pieces counts for.
const RUBBISH: usize = 64;

/// How many variables are looked at in about the time of a step.
const LOOKS_PER_STEP: usize = 32;

/// Parses a chunk, and throws the functions away.
///
/// # Errors
/// The first mistake in the text.
pub fn check(source: &[u8], chunk_name: &[u8]) -> std::result::Result<(), CompileError> {
    let mut parser = Parser::new(chunk_name);
    loop {
        if let Progress::Finished(_) = parser.advance(Source { text: source, is_whole: true })? {
            return Ok(());
        }
    }
}

/// How parsing went on.
#[derive(Debug)]
pub enum Progress {
    /// That was enough for this time.
    Paused,
    /// There has to be more text, or the end of it.
    Hungry,
    /// A function is complete. The functions directly inside came before, in their order.
    Function(Box<Function>),
    /// The main function is complete, and with it the chunk.
    Finished(Box<Function>),
}

/// Names that the grammar itself uses.
#[derive(Debug)]
struct Names {
    environment: StringId,
    this: StringId,
    for_state: StringId,
}

/// Parses a chunk step by step.
///
/// ```
/// use piccolo_syntax::{Source, parser::{Parser, Progress}};
///
/// let mut parser = Parser::new(b"=example");
/// let source = Source { text: b"local function f() end return f", is_whole: true };
/// let mut functions = 0;
/// while !matches!(parser.advance(source)?, Progress::Finished(_)) {
///     functions += 1;
/// }
/// assert_eq!(functions, 1);
/// # Ok::<(), piccolo_syntax::error::CompileError>(())
/// ```
pub struct Parser {
    lexer: Lexer,
    mode: Mode,
    frames: Vec<Frame>,
    /// The functions around the current token, innermost last.
    functions: Vec<FunctionScope>,
    /// The bytes of the functions around the innermost one.
    outer_bytes: usize,
    levels: u32,
    names: Names,
    /// The expression of the current function made last from the name of a compile-time constant, and
    /// that name.
    constant: Option<(ExprId, StringId)>,
    /// What is no longer needed of functions that are complete.
    rubbish: Rubbish,
    /// The function that was completed last.
    complete: Option<Box<Function>>,
    is_finished: bool,
    steps: usize,
    looks: usize,
}

impl Parser {
    /// A parser at the start of a chunk.
    pub fn new(chunk_name: &[u8]) -> Self {
        let mut lexer = Lexer::new(chunk_name);
        let names = Names {
            environment: lexer.strings().intern(b"_ENV"),
            this: lexer.strings().intern(b"self"),
            for_state: lexer.strings().intern(b"(for state)"),
        };
        Self {
            lexer,
            mode: Mode::Chunk,
            frames: Vec::new(),
            functions: Vec::new(),
            outer_bytes: 0,
            levels: 0,
            names,
            constant: None,
            rubbish: Rubbish::default(),
            complete: None,
            is_finished: false,
            steps: 0,
            looks: 0,
        }
    }

    /// Parses a bounded part of `source`, which is the text from its start on. To be called again unless it gives
    /// an error or [`Progress::Finished`].
    ///
    /// # Errors
    /// The first mistake in the text.
    pub fn advance(&mut self, source: Source<'_>) -> std::result::Result<Progress, CompileError> {
        if self.lexer.has_failed() {
            return self.fail(source);
        }
        if !self.rubbish.is_empty() {
            self.rubbish.drop_some();
            self.steps += RUBBISH;
            return Ok(Progress::Paused);
        }
        if self.lexer.drop_some() {
            self.steps += RUBBISH;
            return Ok(Progress::Paused);
        }
        let mut window = crate::lexer::WINDOW;
        for _ in 0..STEPS {
            if self.lexer.needs_more() {
                match self.lexer.fill(source, &mut window) {
                    Filled::Enough => {}
                    Filled::Paused => return Ok(Progress::Paused),
                    Filled::Hungry => return Ok(Progress::Hungry),
                }
            }
            self.steps += 1;
            if self.step().is_err() {
                return self.fail(source);
            }
            if let Some(function) = self.complete.take() {
                return Ok(match self.is_finished {
                    true => Progress::Finished(function),
                    false => Progress::Function(function),
                });
            }
        }
        Ok(Progress::Paused)
    }

    /// Gives the error, or announces that its message is long.
    #[cold]
    fn fail(&mut self, source: Source<'_>) -> std::result::Result<Progress, CompileError> {
        self.lexer.failure(source.text).map_or(Ok(Progress::Paused), Err)
    }

    /// The bytes allocated, and those that will be next. Between two calls of [`Self::advance`], no more than some
    /// kilobytes come to it.
    pub fn bytes(&self) -> usize {
        let innermost = self.functions.last().map_or(0, FunctionScope::bytes);
        let innermost = innermost
            + match self.frames.last() {
                Some(Frame::Labels { run, .. }) => run.bytes(),
                _ => 0,
            };
        self.lexer.bytes()
            + self.rubbish.bytes()
            + self.outer_bytes
            + innermost
            + self.frames.capacity() * size_of::<Frame>()
    }

    /// How many bytes of the text were read, and what of it was dealt with again.
    pub fn bytes_read(&self) -> usize {
        self.lexer.bytes_read()
    }

    /// How many steps were done so far, which all take about the same time.
    pub fn steps(&self) -> usize {
        self.steps + self.looks / LOOKS_PER_STEP
    }

    /// Lets what it has be dropped. The parser is of no use any more.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        self.lexer.discard(rubbish);
        for mut scope in self.functions.drain(..) {
            scope.discard(rubbish);
            scope.tree.discard(rubbish);
        }
        if let Some(mut tree) = self.complete.take() {
            tree.discard(rubbish);
        }
        if let Some(Frame::Labels { run, .. }) = self.frames.last_mut() {
            rubbish.add(run);
        }
        rubbish.append(&mut self.rubbish);
        self.outer_bytes = 0;
    }

    /// Lends names and lines for code to be generated; they are to be given back before the parser goes on.
    pub fn take_texts(&mut self) -> Texts {
        self.lexer.take_texts()
    }

    /// Gives back what [`Self::take_texts`] gave.
    pub fn return_texts(&mut self, texts: Texts) {
        self.lexer.return_texts(texts);
    }

    fn step(&mut self) -> Result<()> {
        match self.mode {
            Mode::Statement => self.statement(),
            Mode::Operand => self.operand(),
            Mode::Value(value) => self.finish_operand(value),
            Mode::Suffix(left) => self.suffix(left),
            Mode::Target => self.primary_expression(),
            Mode::Field => self.table_field(),
            Mode::BlockEnd => self.end_block(),
            Mode::Parameter => self.parameter(),
            Mode::LocalName => self.local_name(),
            Mode::FunctionName(target) => self.function_name(target),
            Mode::LoopName => self.loop_name(),
            Mode::Labels => self.labels(),
            Mode::Unresolved => self.find_unresolved(),
            Mode::Function => self.use_function(),
            Mode::Chunk => self.main_function(),
        }
    }

    fn main_function(&mut self) -> Result<()> {
        self.open_function(0);
        let environment = self.names.environment;
        let scope = self.scope();
        scope.tree.is_vararg = true;
        scope.add_upvalue(environment, UpvalueSource::Environment, Attribute::Regular);
        self.lexer.start()?;
        self.begin_block(BlockKind::Main);
        Ok(())
    }

    /// Lets the statements of a block follow.
    fn begin_block(&mut self, kind: BlockKind) {
        self.frames.push(Frame::Block(kind));
        self.mode = Mode::Statement;
    }

    #[inline(never)]
    fn open_function(&mut self, line: u32) {
        self.constant = None;
        if let Some(outer) = self.functions.last_mut() {
            outer.bytes_outside = outer.bytes();
            self.outer_bytes += outer.bytes_outside;
        }
        self.functions.push(FunctionScope::new(line));
    }

    /// Ends the innermost function, if all its jumps have targets.
    #[inline(never)]
    fn close_function(&mut self) -> Result<()> {
        if self.scope().has_unresolved() {
            self.mode = Mode::Unresolved;
            return Ok(());
        }
        let end = self.position();
        self.constant = None;
        let mut scope = self.functions.pop().expect("a function is open");
        scope.discard(&mut self.rubbish);
        if let Some(outer) = self.functions.last() {
            self.outer_bytes -= outer.bytes_outside;
        }
        let mut tree = Box::new(scope.tree);
        tree.end = Some(end);
        self.complete = Some(tree);
        Ok(())
    }

    /// Looks for the first jump of the innermost function that has no target; there is one.
    fn find_unresolved(&mut self) -> Result<()> {
        let Some(jump) = self.scope().find_unresolved() else { return Ok(()) };
        let place = Part::Text(format!(" at line {}", jump.line));
        Err(self.lexer.error(match jump.name {
            None => vec!["break outside loop".into(), place],
            Some(name) => vec!["no visible label '".into(), Part::Name(name), "' for <goto>".into(), place],
        }))
    }

    fn scope(&mut self) -> &mut FunctionScope {
        self.functions.last_mut().expect("a function is open")
    }

    /// How many tokens were consumed.
    #[inline]
    fn position(&self) -> Position {
        Position(self.lexer.consumed())
    }

    #[inline]
    fn token(&self) -> Token {
        self.lexer.token()
    }

    #[inline]
    fn is_symbol(&self, symbol: u8) -> bool {
        matches!(self.token(), Token::Symbol(other) if other == symbol)
    }

    /// Consumes the current token if it is `token`.
    fn accept(&mut self, token: Token) -> Result<bool> {
        let found = self.token() == token;
        if found {
            self.lexer.next()?;
        }
        Ok(found)
    }

    #[inline]
    fn accept_symbol(&mut self, symbol: u8) -> Result<bool> {
        let found = self.is_symbol(symbol);
        if found {
            self.lexer.next()?;
        }
        Ok(found)
    }

    fn check(&mut self, token: Token) -> Result<()> {
        if self.token() == token { Ok(()) } else { Err(self.expected(token)) }
    }

    fn expect(&mut self, token: Token) -> Result<()> {
        self.check(token)?;
        self.lexer.next()
    }

    fn expect_symbol(&mut self, symbol: u8) -> Result<()> {
        if self.is_symbol(symbol) { self.lexer.next() } else { Err(self.expected(Token::Symbol(symbol))) }
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
    fn error_with_name(&mut self, before: &str, name: StringId, after: &str) -> Failed {
        self.lexer.error(vec![before.into(), Part::Name(name), after.into()])
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
            return Err(self.lexer.fail_with("C stack overflow"));
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

    /// Appends an item that ends here to a list.
    fn push_item(&mut self, items: &mut Items, value: ExprId) {
        let end = self.position();
        let list = &mut self.scope().tree.items;
        let index = list.len() as u32;
        list.push(Item { value, end, next: u32::MAX });
        if items.list.len == 0 {
            items.list.first = index;
        } else {
            list[items.last as usize].next = index;
        }
        items.last = index;
        items.list.len += 1;
    }

    /// Adds a statement that ends at the current position.
    fn push(&mut self, kind: StatementKind) {
        let end = self.position();
        self.scope().tree.statements.push(Statement { kind, end });
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
        match scope::resolve(&mut self.functions, name, &mut self.looks) {
            Ok(variable) => Ok(variable),
            Err(error) => Err(self.limit_error(error.function, MAX_UPVALUES, "upvalues")),
        }
    }
}
