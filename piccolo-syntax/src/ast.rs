//! The tree of a chunk, with every name resolved.
//!
//! All parts of a function live in lists of their own and refer to each other by index, so that chains and blocks
//! of any length and depth are built, walked and dropped without recursion. Statements are in the order of the text;
//! those of an inner block stand between the statement that opens it and one that ends it.
//!
//! A [`Position`] is the number of tokens consumed at some point of the parse. It stands for the
//! line of the token before it, and for the token behind it in messages.

use crate::segments::{Rubbish, Segments};
use crate::strings::StringId;

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
    /// Where the body ends: behind `end`, or at the end of the chunk.
    pub end: Option<Position>,
    /// The statements.
    pub statements: Segments<Statement>,
    /// Every local variable, hidden ones included.
    pub locals: Segments<Local>,
    /// The captured variables of enclosing functions.
    pub upvalues: Segments<UpvalueName>,
    /// The arena of expressions.
    pub expressions: Segments<Expr>,
    /// The elements of expression lists.
    pub items: Segments<Item>,
    /// The arguments of calls.
    pub calls: Segments<Arguments>,
    /// Table constructors.
    pub tables: Segments<Table>,
    /// The fields of table constructors.
    pub fields: Segments<Field>,
    /// How many functions are defined directly inside.
    pub functions: u32,
    /// The labels.
    pub labels: Segments<Label>,
    /// Where each `goto` goes.
    pub gotos: Segments<LabelId>,
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

/// Some of [`Function::items`], each of which knows the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The first item, if there is one.
    pub first: u32,
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
    /// The next item of the list, if there is one.
    pub next: u32,
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

/// Where a list of fields ends.
pub const NO_FIELD: u32 = u32::MAX;

/// A table constructor.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The first of its [`Function::fields`], or [`NO_FIELD`].
    pub first: u32,
    /// The position in front of `{`.
    pub start: Position,
}

/// A field of a table constructor.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What it is.
    pub kind: FieldKind,
    /// The next field of the same constructor, or [`NO_FIELD`].
    pub next: u32,
}

/// The kinds of fields.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// A list item.
    Item {
        /// The value.
        value: ExprId,
        /// The position behind the separator that follows, or behind the constructor.
        end: Position,
    },
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

/// A statement, or the begin or end of one that has a block.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// The position behind it.
    pub end: Position,
}

/// The kinds of statements.
#[derive(Clone, Copy, Debug)]
pub enum StatementKind {
    /// A call.
    Call(ExprId),
    /// `local names = values`, without a last variable that is a compile-time constant.
    Local {
        /// The first variable; the others follow it in [`Function::locals`].
        first: LocalId,
        /// How many variables there are.
        count: u8,
        /// Whether a variable is to be closed, and which one, counted from the first.
        to_close: Option<u8>,
        /// The values.
        values: List,
    },
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
    /// `do`
    Do,
    /// The end of [`StatementKind::Do`].
    DoEnd,
    /// `while condition do`
    While {
        /// The condition.
        condition: ExprId,
    },
    /// The end of [`StatementKind::While`], [`StatementKind::NumericFor`] and [`StatementKind::GenericFor`].
    LoopEnd {
        /// The position behind the body.
        body_end: Position,
    },
    /// `repeat`
    Repeat,
    /// `until condition`
    Until {
        /// The condition, which sees the body's locals.
        condition: ExprId,
    },
    /// `if condition then` or `elseif condition then`; the position behind it is that behind `then`.
    Arm {
        /// The condition.
        condition: ExprId,
        /// Whether it is the first of the statement.
        is_first: bool,
    },
    /// The end of an arm's block.
    ArmEnd {
        /// Whether `elseif` or `else` follows.
        is_followed: bool,
    },
    /// `else`
    Else,
    /// The end of the block of [`StatementKind::Else`].
    ElseEnd,
    /// The `end` of arms.
    IfEnd,
    /// `for name = first, limit, step do`
    NumericFor {
        /// The first of three hidden variables; the visible one follows them.
        first: LocalId,
        /// Initial value, limit and step, if any, each with the position at which it is put in place.
        values: List,
        /// The line of `for`.
        line: u32,
    },
    /// `for names in values do`
    GenericFor {
        /// The first of four hidden variables; the visible ones follow them.
        first: LocalId,
        /// How many visible variables there are.
        count: u8,
        /// The values behind `in`.
        values: List,
        /// The line of the first value.
        line: u32,
    },
    /// `return values`
    Return(List),
    /// `break` out of the innermost loop.
    Break,
    /// `goto name`
    Goto(GotoId),
    /// `::name::`
    Label(LabelId),
}

impl Function {
    /// The expression `id`.
    #[inline]
    pub fn expression(&self, id: ExprId) -> Expr {
        self.expressions[id.0 as usize]
    }

    /// The item `index`.
    #[inline]
    pub fn item(&self, index: u32) -> Item {
        self.items[index as usize]
    }

    /// Lets its parts be dropped.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        rubbish.add(&mut self.statements);
        rubbish.add(&mut self.locals);
        rubbish.add(&mut self.upvalues);
        rubbish.add(&mut self.expressions);
        rubbish.add(&mut self.items);
        rubbish.add(&mut self.calls);
        rubbish.add(&mut self.tables);
        rubbish.add(&mut self.fields);
        rubbish.add(&mut self.labels);
        rubbish.add(&mut self.gotos);
    }

    /// The bytes allocated for its parts.
    pub fn bytes(&self) -> usize {
        self.statements.bytes()
            + self.locals.bytes()
            + self.upvalues.bytes()
            + self.expressions.bytes()
            + self.items.bytes()
            + self.calls.bytes()
            + self.tables.bytes()
            + self.fields.bytes()
            + self.labels.bytes()
            + self.gotos.bytes()
    }
}
