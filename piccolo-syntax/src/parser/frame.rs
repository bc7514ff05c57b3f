//! What the parser does next, and what it is in the middle of.

use crate::ast::{BinaryOperator, ExprId, List, LocalId, Position, UnaryOperator};
use crate::segments::Segments;
use crate::strings::StringId;

/// What the parser does next.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    /// Begins the chunk.
    Chunk,
    /// Reads a statement, or the end of the block.
    Statement,
    /// Reads the first token of an expression.
    Operand,
    /// Reads what may follow an operand that takes no suffixes.
    Value(ExprId),
    /// Reads what may follow a variable, field or call.
    Suffix(ExprId),
    /// Reads a further target of an assignment.
    Target,
    /// Reads a field of a table constructor.
    Field,
    /// Ends the innermost block.
    BlockEnd,
    /// Reads a parameter, or the end of them.
    Parameter,
    /// Reads a name of a `local` statement.
    LocalName,
    /// Reads what follows in the name of a function.
    FunctionName(ExprId),
    /// Reads a further name of a generic `for`, or the end of them.
    LoopName,
    /// Reads a run of labels, and then takes them into scope.
    Labels,
    /// Looks for the jump without a target that makes a function wrong.
    Unresolved,
    /// Goes on behind a function.
    Function,
}

/// A list that is being read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Items {
    pub(super) list: List,
    /// The last item, if there is one.
    pub(super) last: u32,
}

/// What the parser is in the middle of.
#[derive(Debug)]
pub(super) enum Frame {
    /// An expression of operators that bind their left operand tighter than `limit`.
    Expression { limit: u8, then: Then },
    /// An expression in parentheses that were opened in this line.
    Parentheses { line: u32 },
    /// The key of `table[key]`.
    Index { table: ExprId },
    /// The arguments of a call.
    Arguments { callee: Callee, line: u32, name_end: Position, items: Items, is_parenthesized: bool },
    /// A list of expressions.
    List { items: Items, purpose: Purpose },
    /// A table constructor.
    Table { start: Position, line: u32, first: u32, last: u32, part: Part },
    /// The parameters, and then the body, of a function.
    Function { line: u32, purpose: FunctionPurpose },
    /// A statement that begins with an expression.
    ExpressionStatement,
    /// The targets of an assignment. Outside of it, there are so many levels.
    Targets { items: Items, levels: u32 },
    /// The names of a `local` statement.
    LocalNames { first: LocalId, count: u8, to_close: Option<u8> },
    /// The name of a function.
    FunctionName { line: u32 },
    /// The condition of a `while` loop.
    WhileCondition { line: u32 },
    /// The condition of a `repeat` loop.
    UntilCondition,
    /// The condition of an arm of an `if` statement.
    ArmCondition { line: u32, is_first: bool },
    /// The values of a numeric `for`.
    ForValues { first: LocalId, items: Items, line: u32 },
    /// The names of a generic `for`.
    LoopNames { first: LocalId, count: u8, line: u32 },
    /// A run of labels with their lines.
    Labels { run: Segments<(StringId, u32)>, is_complete: bool },
    /// A block.
    Block(BlockKind),
}

/// What is done with the value of an expression of operators.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then {
    Nothing,
    /// It is the operand of an operator that ends at `position`.
    Unary {
        operator: UnaryOperator,
        position: Position,
    },
    /// It is the right operand.
    Binary {
        operator: BinaryOperator,
        left: ExprId,
        position: Position,
    },
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Callee {
    Function(ExprId),
    Method { object: ExprId, name: StringId },
}

/// What a list of expressions is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Local {
        first: LocalId,
        count: u8,
        to_close: Option<u8>,
    },
    Return,
    /// Outside the assignment, there are so many levels.
    Assign {
        targets: List,
        levels: u32,
    },
    GenericFor {
        first: LocalId,
        count: u8,
        line: u32,
        values_line: u32,
    },
}

/// Which part of a field is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Item,
    Named { name: StringId, key_end: Position },
    Key,
    Keyed { key: ExprId, key_end: Position },
}

/// What a function is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum FunctionPurpose {
    Literal,
    Local(LocalId),
    /// It goes to a variable or field. `constant` is what [`super::Parser::constant`] is behind it.
    Statement {
        target: ExprId,
        line: u32,
        constant: Option<(ExprId, StringId)>,
    },
}

/// A block by what it belongs to, with the line of what its end matches.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockKind {
    Main,
    Function,
    Do {
        line: u32,
    },
    While {
        line: u32,
    },
    Repeat {
        line: u32,
    },
    /// An arm of an `if` statement in this line.
    Arm {
        line: u32,
    },
    Else {
        line: u32,
    },
    For {
        line: u32,
    },
}
