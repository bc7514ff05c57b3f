//! The tree of a chunk, with every name resolved.
//!
//! Expressions live in one arena per function and refer to each other by index, so that chains of
//! any length are built, walked and dropped without recursion. Statements nest as the text does.
//!
//! A [`Position`] is the number of tokens consumed at some point of the parse. It stands for the
//! line of the token before it, and for the token behind it in messages.

use crate::strings::{StringId, Strings};

/// How many tokens come before a point of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub u32);

/// An expression of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExprId(pub u32);

/// A local variable of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalId(pub u32);

/// A label of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelId(pub u32);

/// A `goto` of a function; its label is in [`Function::gotos`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GotoId(pub u32);

/// A parsed chunk.
#[derive(Debug)]
pub struct Chunk {
    /// The main function.
    pub main: Box<Function>,
    /// Names and string literals.
    pub strings: Strings,
    /// The line of each token.
    pub lines: Vec<u32>,
}

/// A function.
#[derive(Debug, Default)]
pub struct Function {
    /// The line of `function`; 0 for the main function.
    pub line_defined: u32,
    /// The line of `end`; 0 for the main function.
    pub last_line_defined: u32,
    /// How many of the first locals are parameters.
    pub parameters: u8,
    /// Whether the parameter list ends in `...`.
    pub is_vararg: bool,
    /// The statements.
    pub body: Block,
    /// Where the body ends: behind `end`, or at the end of the chunk.
    pub end: Option<Position>,
    /// Every local variable, hidden ones included.
    pub locals: Vec<Local>,
    /// The captured variables of enclosing functions.
    pub upvalues: Vec<UpvalueName>,
    /// The arena of expressions.
    pub expressions: Vec<Expr>,
    /// The elements of expression lists.
    pub items: Vec<Item>,
    /// The arguments of calls.
    pub calls: Vec<Arguments>,
    /// Table constructors.
    pub tables: Vec<Table>,
    /// The functions defined directly inside.
    pub functions: Vec<Box<Function>>,
    /// The labels.
    pub labels: Vec<Label>,
    /// Where each `goto` goes.
    pub gotos: Vec<LabelId>,
}

/// A local variable.
#[derive(Clone, Copy, Debug)]
pub struct Local {
    /// Its name.
    pub name: StringId,
    /// Its register. Meaningless for compile-time constants, which no expression refers to.
    pub register: u8,
    /// Whether an inner function uses it.
    pub is_captured: bool,
}

/// An upvalue of a function.
#[derive(Clone, Copy, Debug)]
pub struct UpvalueName {
    /// Its name.
    pub name: StringId,
    /// Where the enclosing function has it.
    pub source: UpvalueSource,
}

/// Where a captured variable is, seen from the enclosing function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpvalueSource {
    /// It is the host's `_ENV` of a main function.
    Environment,
    /// It is a local in this register.
    Local(u8),
    /// It is an upvalue.
    Upvalue(u8),
}

/// A label.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// How many registers hold locals at the label.
    pub level: u8,
}

/// A run of [`Function::items`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The first item.
    pub start: u32,
    /// How many there are.
    pub len: u32,
}

/// An element of an expression list.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The expression.
    pub value: ExprId,
    /// The position behind the separator that follows, or behind the last expression.
    pub end: Position,
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The position behind it.
    pub end: Position,
}

/// The kinds of expressions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExprKind {
    /// `nil`
    Nil,
    /// `true` or `false`
    Boolean(bool),
    /// An integer, also one that folding computed.
    Integer(i64),
    /// A float, also one that folding computed.
    Float(f64),
    /// A string literal.
    String(StringId),
    /// `...`
    Vararg,
    /// A local variable of this function.
    Local(LocalId),
    /// A variable of an enclosing function.
    Upvalue(u8),
    /// `table.name`; a global is a field of `_ENV`.
    Field {
        /// The table.
        table: ExprId,
        /// The field's name.
        name: StringId,
    },
    /// `table[key]`
    Index {
        /// The table.
        table: ExprId,
        /// The key.
        key: ExprId,
    },
    /// `function(arguments)`
    Call {
        /// What is called.
        function: ExprId,
        /// An index of [`Function::calls`].
        call: u32,
    },
    /// `object:name(arguments)`
    Method {
        /// The object.
        object: ExprId,
        /// The method's name.
        name: StringId,
        /// An index of [`Function::calls`].
        call: u32,
    },
    /// A function literal: an index of [`Function::functions`].
    Function(u32),
    /// A table constructor: an index of [`Function::tables`].
    Table(u32),
    /// `(expression)`
    Parenthesized(ExprId),
    /// A unary operation.
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// The operand.
        operand: ExprId,
        /// The position behind the operator.
        position: Position,
    },
    /// A binary operation.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
        /// The position behind the operator.
        position: Position,
    },
}

/// The arguments of a call.
#[derive(Clone, Copy, Debug)]
pub struct Arguments {
    /// The values. The last one may stand for several.
    pub values: List,
    /// The line of the token that opens the arguments, which is the call's line.
    pub line: u32,
    /// The position behind a method's name.
    pub name_end: Position,
}

/// A table constructor.
#[derive(Debug)]
pub struct Table {
    /// The fields in order.
    pub fields: Vec<TableField>,
    /// The position in front of `{`.
    pub start: Position,
}

/// A field of a table constructor.
#[derive(Clone, Copy, Debug)]
pub enum TableField {
    /// A list item.
    Item(Item),
    /// `name = value`
    Named {
        /// The key.
        name: StringId,
        /// The position behind `=`.
        key_end: Position,
        /// The value.
        value: ExprId,
    },
    /// `[key] = value`
    Keyed {
        /// The key.
        key: ExprId,
        /// The position behind `=`.
        key_end: Position,
        /// The value.
        value: ExprId,
    },
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Negate,
    /// `~`
    BitNot,
    /// `not`
    Not,
    /// `#`
    Length,
}

/// A binary operator. Arithmetic and bitwise ones come first, in the order of their opcodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `%`
    Modulo,
    /// `^`
    Power,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `~`
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `..`
    Concat,
    /// `==`
    Equal,
    /// `~=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `and`
    And,
    /// `or`
    Or,
}

/// A block.
#[derive(Debug, Default)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Statement>,
}

/// A statement.
#[derive(Debug)]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// The position behind it.
    pub end: Position,
}

/// The kinds of statements.
#[derive(Debug)]
pub enum StatementKind {
    /// A call.
    Call(ExprId),
    /// `local names = values`
    Local(Box<LocalStatement>),
    /// `local function name`
    LocalFunction {
        /// The variable.
        local: LocalId,
        /// The function literal.
        function: ExprId,
    },
    /// `targets = values`
    Assign {
        /// Variables, fields and indexed expressions.
        targets: List,
        /// The values.
        values: List,
    },
    /// `function name.field:method() end`
    Function {
        /// The variable or field.
        target: ExprId,
        /// The function literal.
        function: ExprId,
        /// The line of `function`.
        line: u32,
    },
    /// `do block end`
    Do(Block),
    /// `while condition do block end`
    While(Box<While>),
    /// `repeat block until condition`
    Repeat(Box<Repeat>),
    /// `if ... end`
    If(Box<If>),
    /// `for name = first, limit, step do block end`
    NumericFor(Box<NumericFor>),
    /// `for names in values do block end`
    GenericFor(Box<GenericFor>),
    /// `return values`
    Return(List),
    /// `break` out of the innermost loop.
    Break,
    /// `goto name`
    Goto(GotoId),
    /// `::name::`
    Label(LabelId),
}

/// A `local` statement, without a last variable that is a compile-time constant.
#[derive(Debug)]
pub struct LocalStatement {
    /// The first variable; the others follow it in [`Function::locals`].
    pub first: LocalId,
    /// How many variables there are.
    pub count: u32,
    /// The values.
    pub values: List,
    /// The variable that is to be closed.
    pub to_close: Option<LocalId>,
}

/// A `while` loop.
#[derive(Debug)]
pub struct While {
    /// The condition.
    pub condition: ExprId,
    /// The body.
    pub body: Block,
    /// The position behind the body.
    pub body_end: Position,
}

/// A `repeat` loop.
#[derive(Debug)]
pub struct Repeat {
    /// The body.
    pub body: Block,
    /// The condition, which sees the body's locals.
    pub condition: ExprId,
}

/// An `if` statement.
#[derive(Debug, Default)]
pub struct If {
    /// The conditions and their blocks.
    pub arms: Vec<Arm>,
    /// The block behind `else`.
    pub otherwise: Option<Block>,
}

/// A condition and its block.
#[derive(Debug)]
pub struct Arm {
    /// The condition.
    pub condition: ExprId,
    /// The position behind `then`.
    pub then: Position,
    /// The block.
    pub body: Block,
    /// The position behind the block.
    pub end: Position,
}

/// A numeric `for` loop.
#[derive(Debug)]
pub struct NumericFor {
    /// The first of three hidden variables; the visible one follows them.
    pub first: LocalId,
    /// Initial value, limit and step, if any, each with the position at which it is put in place.
    pub values: [Option<Item>; 3],
    /// The position behind `do`.
    pub body_start: Position,
    /// The body.
    pub body: Block,
    /// The position behind the body.
    pub body_end: Position,
    /// The line of `for`.
    pub line: u32,
}

/// A generic `for` loop.
#[derive(Debug)]
pub struct GenericFor {
    /// The first of four hidden variables; the visible ones follow them.
    pub first: LocalId,
    /// How many visible variables there are.
    pub count: u32,
    /// The values behind `in`.
    pub values: List,
    /// The position behind `do`.
    pub body_start: Position,
    /// The body.
    pub body: Block,
    /// The position behind the body.
    pub body_end: Position,
    /// The line of the first value.
    pub line: u32,
}

impl Function {
    /// The expression `id`.
    pub fn expression(&self, id: ExprId) -> Expr {
        self.expressions[id.0 as usize]
    }

    /// The items of `list`.
    pub fn list(&self, list: List) -> &[Item] {
        &self.items[list.start as usize..(list.start + list.len) as usize]
    }
}
