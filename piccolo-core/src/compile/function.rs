//! Functions: what is known while one is compiled, and its prototype.

use std::sync::Arc;

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::prototype::{Capture, LocalVariable, Prototype, Upvalue};
use crate::compile::code::{JumpList, Registers, Result};
use crate::compile::constants::Constants;
use crate::compile::expression::Step;
use crate::compile::table::TableState;
use crate::compile::value::Value;
use crate::syntax::ast::{Function, LocalId, Position, UpvalueSource};
use crate::syntax::strings::Strings;

/// A function needs more registers than there are. The text before `position` shows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overflow {
    pub(super) position: Position,
}

/// What the functions of a chunk share.
pub(super) struct Chunk {
    pub(super) strings: Strings,
    pub(super) lines: Vec<u32>,
    pub(super) source: Arc<[u8]>,
}

impl Chunk {
    /// The line of the token before `position`.
    pub(super) fn line(&self, position: Position) -> u32 {
        match position.0.checked_sub(1) {
            Some(index) => self.lines[index as usize],
            None => 1,
        }
    }
}

/// A loop around the current statement.
pub(super) struct Loop {
    pub(super) breaks: JumpList,
    /// How many to-be-closed variables are in scope where breaks go.
    pub(super) closing: usize,
    /// Whether a break leaves the scope of a to-be-closed variable.
    pub(super) needs_close: bool,
}

/// A label met so far, or one that gotos wait for.
#[derive(Clone, Copy)]
pub(super) struct LabelState {
    pub(super) target: Option<u32>,
    pub(super) pending: JumpList,
    /// Whether a jump to it leaves the scope of a to-be-closed variable.
    pub(super) needs_close: bool,
}

/// What holds outside a block.
#[derive(Clone, Copy)]
pub(super) struct Outside {
    pub(super) active: u8,
    named: usize,
    closing: usize,
}

/// A function under construction.
pub(super) struct FunctionCompiler<'a> {
    pub(super) chunk: &'a Chunk,
    pub(super) tree: &'a Function,
    pub(super) code: Vec<Instruction>,
    pub(super) lines: Vec<u32>,
    /// Something may jump to the instruction of this index.
    pub(super) last_target: u32,
    /// How much of the text is dealt with.
    pub(super) position: Position,
    pub(super) constants: Constants,
    pub(super) registers: Registers,
    pub(super) locals: Vec<LocalVariable>,
    /// The entries of `locals` that are in scope.
    named: Vec<usize>,
    /// The registers of to-be-closed variables in scope.
    pub(super) closing: Vec<u8>,
    pub(super) labels: Vec<LabelState>,
    pub(super) loops: Vec<Loop>,
    /// What remains to be done with the value of the current expression, innermost last.
    pub(super) steps: Vec<Step>,
    /// First operands of steps.
    pub(super) operands: Vec<Value>,
    /// Table constructors under way, innermost last.
    pub(super) tables: Vec<TableState>,
}

/// Compiles a function and those inside it. The tree is dropped piece by piece.
pub(super) fn build(chunk: &Chunk, mut tree: Box<Function>) -> Result<Arc<Prototype>> {
    let mut prototypes = Vec::with_capacity(tree.functions.len());
    for inner in std::mem::take(&mut tree.functions) {
        prototypes.push(build(chunk, inner)?);
    }
    generate(chunk, &tree, prototypes)
}

#[inline(never)]
fn generate(chunk: &Chunk, tree: &Function, prototypes: Vec<Arc<Prototype>>) -> Result<Arc<Prototype>> {
    let unmet = LabelState { target: None, pending: JumpList::EMPTY, needs_close: false };
    let mut compiler = FunctionCompiler {
        chunk,
        tree,
        code: Vec::new(),
        lines: Vec::new(),
        last_target: 0,
        position: Position(0),
        constants: Constants::default(),
        registers: Registers::default(),
        locals: Vec::new(),
        named: Vec::new(),
        closing: Vec::new(),
        labels: vec![unmet; tree.labels.len()],
        loops: Vec::new(),
        steps: Vec::new(),
        operands: Vec::new(),
        tables: Vec::new(),
    };
    compiler.parameters()?;
    compiler.statements(&tree.body)?;
    compiler.position = tree.end.expect("a parsed function has an end");
    compiler.return_registers(0, 0);
    compiler.leave(Outside { active: 0, named: 0, closing: compiler.closing.len() });
    compiler.thread_jumps();
    Ok(Arc::new(compiler.into_prototype(prototypes)))
}

impl FunctionCompiler<'_> {
    fn parameters(&mut self) -> Result<()> {
        let count = self.tree.parameters;
        self.reserve(u32::from(count))?;
        for index in 0..count {
            self.name_local(LocalId(u32::from(index)));
        }
        self.registers.active = count;
        for index in 0..count {
            if self.tree.locals[index as usize].is_captured {
                self.emit_in_line(self.tree.line_defined, Opcode::NewCell, index, 0, 0, 0);
            }
        }
        Ok(())
    }

    /// Begins the range in which a local's register has its name.
    fn name_local(&mut self, id: LocalId) {
        let local = self.tree.locals[id.0 as usize];
        self.named.push(self.locals.len());
        self.locals.push(LocalVariable {
            name: self.chunk.strings.get(local.name).into(),
            register: local.register,
            start_pc: self.code.len() as u32,
            end_pc: 0,
        });
    }

    /// Takes `count` locals from `first` on into scope, whose values are in their registers.
    pub(super) fn activate(&mut self, first: LocalId, count: u32) {
        let ids = first.0..first.0 + count;
        for id in ids.clone() {
            self.name_local(LocalId(id));
        }
        self.registers.active += count as u8;
        for id in ids {
            let local = self.tree.locals[id as usize];
            if local.is_captured {
                self.emit(Opcode::NewCell, local.register, 0, 0, 0);
            }
        }
    }

    /// Lets the name of the local that came into scope last begin here.
    pub(super) fn delay_name(&mut self) {
        let pc = self.code.len() as u32;
        self.locals.last_mut().expect("a local is in scope").start_pc = pc;
    }

    pub(super) fn outside(&self) -> Outside {
        Outside { active: self.registers.active, named: self.named.len(), closing: self.closing.len() }
    }

    /// Ends the scope of all locals that are not in scope outside. Tells whether some of them are to
    /// be closed.
    pub(super) fn leave(&mut self, outside: Outside) -> bool {
        let pc = self.code.len() as u32;
        for index in self.named.drain(outside.named..) {
            self.locals[index].end_pc = pc;
        }
        self.registers.active = outside.active;
        self.registers.free = outside.active;
        let has_closing = self.closing.len() > outside.closing;
        self.closing.truncate(outside.closing);
        has_closing
    }

    /// Emits the return of `values` (a count plus 1, or 0 for all) from `first` on.
    pub(super) fn return_values(&mut self, first: u8, values: u8) {
        let closes = !self.closing.is_empty();
        match values {
            1 if !closes => self.emit(Opcode::Return0, 0, 0, 0, 0),
            2 if !closes => self.emit(Opcode::Return1, first, 0, 0, 0),
            _ => self.emit(Opcode::Return, first, values, u8::from(closes), 0),
        };
    }

    /// Emits the return of `count` registers.
    pub(super) fn return_registers(&mut self, first: u8, count: u8) {
        self.return_values(first, count + 1);
    }

    fn into_prototype(self, prototypes: Vec<Arc<Prototype>>) -> Prototype {
        let tree = self.tree;
        let strings = &self.chunk.strings;
        let upvalues = tree.upvalues.iter().map(|upvalue| Upvalue {
            name: strings.get(upvalue.name).into(),
            capture: match upvalue.source {
                UpvalueSource::Environment => Capture::Register(0),
                UpvalueSource::Local(register) => Capture::Register(register),
                UpvalueSource::Upvalue(index) => Capture::Upvalue(index),
            },
        });
        Prototype {
            source: self.chunk.source.clone(),
            line_defined: tree.line_defined,
            last_line_defined: tree.last_line_defined,
            parameters: tree.parameters,
            is_vararg: tree.is_vararg,
            max_stack: self.registers.max.max(2),
            upvalues: upvalues.collect(),
            code: self.code.into(),
            constants: self.constants.into_values(),
            prototypes: prototypes.into(),
            lines: self.lines.into(),
            locals: self.locals.into(),
        }
    }
}
