//! Functions: what is known while one is compiled.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::prototype::ChunkName;
use crate::compile::code::{JumpList, Patch, Registers, Result, Unpaid};
use crate::compile::constants::Constants;
use crate::compile::expression::{Next, Step};
use crate::compile::loops::ForLoop;
use crate::compile::statement::{After, Control};
use crate::compile::table::TableState;
use crate::compile::value::Value;
use crate::syntax::ast::{Function, LocalId, Position};
use crate::syntax::segments::{Rubbish, Segments};
use crate::syntax::strings::{StringId, Strings};

/// A function needs more registers than there are. The text before `position` shows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overflow {
    pub(super) position: Position,
}

/// What the functions of a chunk share.
pub(super) struct Chunk {
    pub(super) strings: Strings,
    pub(super) lines: Segments<u32>,
    pub(super) source: Arc<ChunkName>,
}

impl Chunk {
    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        self.strings.discard(rubbish);
        rubbish.add(&mut self.lines);
    }

    /// The line of the token before `position`.
    #[inline]
    pub(super) fn line(&self, position: Position) -> u32 {
        match position.0.checked_sub(1) {
            Some(index) => self.lines[index as usize],
            None => 1,
        }
    }
}

/// A loop around the current statement.
pub(super) struct Loop {
    /// The index of its first instruction.
    pub(super) start: usize,
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
    /// How many to-be-closed variables at most are in scope where jumps come from that leave the scope of one; 0 without
    /// such jumps.
    pub(super) closing: usize,
}

/// What holds outside a block.
#[derive(Clone, Copy)]
pub(super) struct Outside {
    pub(super) active: u8,
    named: usize,
    closing: usize,
}

/// The name of a register over a range of instructions.
pub(super) struct NamedRegister {
    pub(super) name: StringId,
    pub(super) register: u8,
    pub(super) start_pc: u32,
    pub(super) end_pc: u32,
}

/// A function under construction.
pub(super) struct FunctionCompiler {
    pub(super) chunk: Chunk,
    pub(super) tree: Box<Function>,
    pub(super) code: Segments<Instruction>,
    pub(super) lines: Segments<u32>,
    /// Something may jump to the instruction of this index.
    pub(super) last_target: u32,
    pub(super) unpaid: Unpaid,
    /// How much of the text is dealt with.
    pub(super) position: Position,
    /// The end of the current statement.
    pub(super) end: Position,
    /// The index of the statement after the current one.
    pub(super) next_statement: usize,
    /// All statements are dealt with.
    pub(super) is_complete: bool,
    pub(super) constants: Constants,
    pub(super) registers: Registers,
    pub(super) locals: Segments<NamedRegister>,
    /// The entries of `locals` that are in scope.
    named: Vec<usize>,
    /// The registers of to-be-closed variables in scope.
    pub(super) closing: Vec<u8>,
    pub(super) labels: Segments<LabelState>,
    pub(super) loops: Vec<Loop>,
    /// The statements around the current one, innermost last.
    pub(super) controls: Vec<Control>,
    /// The `for` loop whose values are computed.
    pub(super) for_loop: Option<ForLoop>,
    /// How code generation goes on.
    pub(super) next: Next,
    /// What is done with the value of the current expression.
    pub(super) after: After,
    /// What remains to be done with values inside the current expression, innermost last.
    pub(super) steps: Segments<Step>,
    /// First operands of steps.
    pub(super) operands: Vec<Value>,
    /// Table constructors under way, innermost last.
    pub(super) tables: Vec<TableState>,
    /// The targets of the current assignment.
    pub(super) places: Vec<Value>,
    /// Jumps that are still to be given their targets.
    pub(super) patches: VecDeque<Patch>,
}

impl FunctionCompiler {
    /// Begins with a function. Those inside it are done.
    pub(super) fn new(chunk: Chunk, tree: Box<Function>) -> Self {
        let constants = Constants::new(chunk.strings.seeds());
        Self {
            chunk,
            tree,
            code: Segments::default(),
            lines: Segments::default(),
            last_target: 0,
            unpaid: Unpaid::default(),
            position: Position(0),
            end: Position(0),
            next_statement: 0,
            is_complete: false,
            constants,
            registers: Registers::default(),
            locals: Segments::default(),
            named: Vec::new(),
            closing: Vec::new(),
            labels: Segments::default(),
            loops: Vec::new(),
            controls: Vec::new(),
            for_loop: None,
            next: Next::Statement,
            after: After::Nothing,
            steps: Segments::default(),
            operands: Vec::new(),
            tables: Vec::new(),
            places: Vec::new(),
            patches: VecDeque::new(),
        }
    }

    /// The bytes allocated, but for what is bounded.
    pub(super) fn bytes(&self) -> usize {
        self.tree.bytes()
            + self.code.bytes()
            + self.lines.bytes()
            + self.constants.bytes()
            + self.locals.bytes()
            + self.labels.bytes()
            + self.steps.bytes()
            + self.patches.capacity() * size_of::<Patch>()
            + self.chunk.strings.bytes()
            + self.chunk.lines.bytes()
    }

    /// Does some steps of generating the body, at most `limit`, and gives how many.
    pub(super) fn steps(&mut self, limit: usize) -> Result<usize> {
        let mut next = std::mem::replace(&mut self.next, Next::Statement);
        let mut done = 0;
        while done < limit {
            done += 1;
            if let Some(&patch) = self.patches.front() {
                match self.patch_part(patch) {
                    Some(rest) => self.patches[0] = rest,
                    None => drop(self.patches.pop_front()),
                }
                continue;
            }
            next = match next {
                Next::Evaluate(expression) => self.begin(expression)?,
                Next::Ready(value) => match self.steps.pop() {
                    Some(step) => self.take(step, value)?,
                    None => self.take_value(value)?,
                },
                Next::Statement if self.is_complete => break,
                Next::Statement => self.statement()?,
            };
        }
        self.next = next;
        Ok(done)
    }

    /// Whether all statements are dealt with, and all their jumps.
    pub(super) fn is_over(&self) -> bool {
        self.is_complete && self.patches.is_empty()
    }

    /// Lets its lists be dropped, but what the functions of a chunk share.
    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        self.tree.discard(rubbish);
        self.constants.discard(rubbish);
        rubbish.add(&mut self.code);
        rubbish.add(&mut self.lines);
        rubbish.add(&mut self.locals);
        rubbish.add(&mut self.labels);
    }

    /// Makes room for the labels, some at a time. Gives whether there is room for all.
    pub(super) fn add_labels(&mut self) -> bool {
        const ADDED: usize = 512;
        let unmet = LabelState { target: None, pending: JumpList::EMPTY, closing: 0 };
        let count = self.tree.labels.len() - self.labels.len();
        (0..count.min(ADDED)).for_each(|_| self.labels.push(unmet));
        count <= ADDED
    }

    /// Begins the body.
    pub(super) fn enter(&mut self) -> Result<()> {
        self.parameters()
    }

    /// Ends the body.
    pub(super) fn finish(&mut self) {
        self.position = self.tree.end.expect("a parsed function has an end");
        self.return_registers(0, 0);
        let closing = self.closing.len();
        self.leave(Outside { active: 0, named: 0, closing });
    }

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
        self.locals.push(NamedRegister {
            name: local.name,
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
}
