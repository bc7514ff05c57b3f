//! A compiled function: plain data, independent of any VM.

use std::{ops::Deref, sync::Arc};

use crate::{bytecode::instruction::Instruction, support::remains};

/// A value known at compile time.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `nil`
    Nil,
    /// `false` or `true`
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float, compared by its bits where constants are shared.
    Float(f64),
    /// A string of any bytes.
    String(Box<[u8]>),
}

/// Where a closure finds a captured variable when it is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// The cell in this register of the enclosing function.
    Register(u8),
    /// The enclosing function's upvalue with this index.
    Upvalue(u8),
}

/// A captured variable of a prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upvalue {
    /// The variable's name (empty when stripped).
    pub name: Box<[u8]>,
    /// Where it comes from.
    pub capture: Capture,
}

/// The name of a register over a range of instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalVariable {
    /// The variable's name; hidden loop state is called `(for state)`.
    pub name: Box<[u8]>,
    /// The register that holds it (or its cell).
    pub register: u8,
    /// The first instruction at which it is alive.
    pub start_pc: u32,
    /// The first instruction at which it no longer is.
    pub end_pc: u32,
}

/// The name of a chunk as given to the loader: `@file`, `=name` or the source text itself, which may be long.
///
/// ```
/// use piccolo_core::bytecode::prototype::ChunkName;
///
/// assert_eq!(*ChunkName::from(b"@main.lua".to_vec()), *b"@main.lua");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkName(Vec<u8>);

impl Drop for ChunkName {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.0));
    }
}

impl Deref for ChunkName {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for ChunkName {
    fn from(name: Vec<u8>) -> Self {
        Self(name)
    }
}

impl From<&[u8]> for ChunkName {
    fn from(name: &[u8]) -> Self {
        Self(name.to_vec())
    }
}

/// A compiled function.
///
/// Prototypes made by the compiler, and those that passed [`crate::bytecode::verify`], uphold what
/// the VM relies on: operands within `max_stack`, indices in range, jumps that land on instructions,
/// and code that cannot run past its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prototype {
    /// The chunk's name as given to the loader, which all its functions share.
    pub source: Arc<ChunkName>,
    /// The line of the `function` keyword; 0 for a main chunk.
    pub line_defined: u32,
    /// The line of the matching `end`; 0 for a main chunk.
    pub last_line_defined: u32,
    /// The number of fixed parameters.
    pub parameters: u8,
    /// Whether it takes extra arguments.
    pub is_vararg: bool,
    /// Registers used, at least 2.
    pub max_stack: u8,
    /// The instructions.
    pub code: Box<[Instruction]>,
    /// The constants.
    pub constants: Box<[Constant]>,
    /// The captured variables. A main chunk has one, `_ENV`.
    pub upvalues: Box<[Upvalue]>,
    /// The functions defined directly inside.
    pub prototypes: Box<[Arc<Prototype>]>,
    /// The source line of each instruction; empty when stripped.
    pub lines: Box<[u32]>,
    /// Names of registers, ordered by `start_pc`; empty when stripped.
    pub locals: Box<[LocalVariable]>,
}

impl Prototype {
    /// The source line of instruction `pc`, or `None` when stripped.
    pub fn line(&self, pc: usize) -> Option<u32> {
        self.lines.get(pc).copied()
    }

    /// The bytes that it takes, without those of texts and of the prototypes inside it.
    pub(crate) fn shell_bytes(&self) -> usize {
        // Two counters precede what an `Arc` points to.
        2 * size_of::<usize>()
            + size_of::<Self>()
            + size_of_val::<[Instruction]>(&self.code)
            + size_of_val::<[Constant]>(&self.constants)
            + size_of_val::<[Upvalue]>(&self.upvalues)
            + size_of_val::<[Arc<Self>]>(&self.prototypes)
            + size_of_val::<[u32]>(&self.lines)
            + size_of_val::<[LocalVariable]>(&self.locals)
    }
}
