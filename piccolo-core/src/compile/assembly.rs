//! Generated code to prototypes.
//!
//! While code is generated, it is in lists of pieces; what runs is in one piece each. Large ones are put together
//! step by step, and their memory is announced ([`Generation::bytes`]) before it is allocated.

use std::sync::Arc;

use crate::bytecode::dismantling::Dismantling;
use crate::bytecode::instruction::Instruction;
use crate::bytecode::prototype::{Capture, Constant, LocalVariable, Prototype, Upvalue};
use crate::compile::code::Result;
use crate::compile::constants::Key;
use crate::compile::function::{Chunk, FunctionCompiler};
use crate::support::remains;
use crate::syntax::ast::{Function, UpvalueSource};
use crate::syntax::segments::{Joining, PIECE_BYTES, Rubbish, Segments};
use crate::syntax::strings::StringId;

/// How many steps are done at a time.
const STEPS: usize = 128;

/// The steps that it takes to store a string, here and where it was read.
const STRING: usize = 8;

/// How many jumps are followed in about the time of a step.
const LOOKS_PER_STEP: usize = 8;

/// For how many labels room is made in about the time of a step.
const LABELS_PER_STEP: usize = 6;

/// How many bytes are copied, to memory that was not in use before, in about the time of a step.
const COPIED_PER_STEP: usize = 256;

/// How much of a long text is copied at a time.
const COPIED: usize = 4 * PIECE_BYTES;

/// What is next.
enum Stage {
    Labels,
    Body,
    /// Jumps to jumps, from this instruction on.
    Jumps(usize),
    Code,
    Lines,
    Constants,
    Locals,
    Upvalues,
}

/// A list that is being put together.
struct Gathered<T> {
    whole: Vec<T>,
    len: usize,
    pieces: Option<Joining<T>>,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { whole: Vec::new(), len: 0, pieces: None }
    }
}

impl<T: Copy + Send + 'static> Gathered<T> {
    fn new(list: Segments<T>) -> Self {
        let len = list.len();
        if len * size_of::<T>() <= PIECE_BYTES {
            let whole = list.into_pieces().next().unwrap_or_default();
            return Self { whole, len, pieces: None };
        }
        Self { whole: Vec::new(), len, pieces: Some(Joining::new(list)) }
    }

    fn bytes(&self) -> usize {
        self.len.max(self.whole.capacity()) * size_of::<T>() + self.pieces.as_ref().map_or(0, Joining::bytes)
    }

    fn is_complete(&self) -> bool {
        self.whole.len() == self.len
    }

    /// Adds some pieces. Gives how many bytes that were.
    fn add_pieces(&mut self) -> usize {
        const ADDED: usize = 8;
        let Some(pieces) = &mut self.pieces else { return 0 };
        self.whole.reserve_exact(self.len - self.whole.len());
        pieces.join(ADDED, &mut self.whole)
    }

    /// Lets all but the whole be dropped.
    fn discard(&mut self, rubbish: &mut Rubbish) {
        if let Some(pieces) = self.pieces.take() {
            rubbish.add_joining(pieces);
        }
    }
}

/// The generation of a function's code.
pub(super) struct Generation {
    compiler: FunctionCompiler,
    stage: Stage,
    prototypes: Vec<Arc<Prototype>>,
    code: Gathered<Instruction>,
    lines: Gathered<u32>,
    constants: Vec<Constant>,
    locals: Vec<LocalVariable>,
    upvalues: Vec<Upvalue>,
    /// What is there of a long text that is being copied.
    copied: Vec<u8>,
    /// The bytes of constants and names.
    text_bytes: usize,
    /// The bytes that will be allocated next, beyond what can be seen from the stage.
    announced: usize,
    steps: usize,
}

/// A function that is done.
pub(super) struct Generated {
    pub(super) prototype: Arc<Prototype>,
    pub(super) chunk: Chunk,
    /// The bytes that the prototype takes, without those inside it.
    pub(super) bytes: usize,
}

/// How generating went on.
pub(super) enum Progress {
    Paused,
    Complete,
}

impl Generation {
    pub(super) fn new(chunk: Chunk, tree: Box<Function>, prototypes: Vec<Arc<Prototype>>) -> Self {
        Self {
            compiler: FunctionCompiler::new(chunk, tree),
            stage: Stage::Labels,
            prototypes,
            code: Gathered::default(),
            lines: Gathered::default(),
            constants: Vec::new(),
            locals: Vec::new(),
            upvalues: Vec::new(),
            copied: Vec::new(),
            text_bytes: 0,
            announced: 0,
            steps: 0,
        }
    }

    /// The bytes allocated, and those that will be next.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.compiler.bytes()
            + self.code.bytes()
            + self.lines.bytes()
            + self.constants.capacity() * size_of::<Constant>()
            + self.locals.capacity() * size_of::<LocalVariable>()
            + self.prototypes.capacity() * size_of::<Arc<Prototype>>()
            + self.text_bytes
            + self.announced
    }

    /// How many steps were done.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Goes on for a bounded time.
    pub(super) fn advance(&mut self) -> Result<Progress> {
        let mut left = STEPS;
        while left > 0 {
            let before = self.steps;
            let goes_on = match self.stage {
                Stage::Labels => self.labels()?,
                Stage::Body => self.body(left)?,
                Stage::Jumps(first) => self.jumps(first),
                Stage::Code => self.gather_code(),
                Stage::Lines => self.gather_lines(),
                Stage::Constants => self.gather_constants(left),
                Stage::Locals => self.gather_locals(left),
                Stage::Upvalues if self.upvalues.len() == self.compiler.tree.upvalues.len() => {
                    return Ok(Progress::Complete);
                }
                Stage::Upvalues => self.gather_upvalue(),
            };
            if !goes_on {
                break;
            }
            left = left.saturating_sub((self.steps - before).max(1));
        }
        Ok(Progress::Paused)
    }

    fn labels(&mut self) -> Result<bool> {
        let before = self.compiler.labels.len();
        let is_done = self.compiler.add_labels();
        self.steps += 1 + (self.compiler.labels.len() - before) / LABELS_PER_STEP;
        if is_done {
            self.compiler.enter()?;
            self.stage = Stage::Body;
        }
        Ok(is_done)
    }

    fn body(&mut self, steps: usize) -> Result<bool> {
        self.steps += self.compiler.steps(steps)?;
        let is_over = self.compiler.is_over();
        if is_over {
            self.compiler.finish();
            self.stage = Stage::Jumps(0);
        }
        Ok(is_over)
    }

    fn jumps(&mut self, first: usize) -> bool {
        let (next, looks) = self.compiler.thread_jumps(first);
        self.steps += 1 + looks / LOOKS_PER_STEP;
        match next {
            Some(next) => {
                self.stage = Stage::Jumps(next);
                true
            }
            None => {
                self.stage = Stage::Code;
                self.code = Gathered::new(std::mem::take(&mut self.compiler.code));
                self.lines = Gathered::new(std::mem::take(&mut self.compiler.lines));
                // What is to be allocated has to be asked for first.
                self.code.pieces.is_none() && self.lines.pieces.is_none()
            }
        }
    }

    fn gather_code(&mut self) -> bool {
        self.steps += 8 + self.code.add_pieces() / COPIED_PER_STEP;
        if self.code.is_complete() {
            self.stage = Stage::Lines;
        }
        true
    }

    fn gather_lines(&mut self) -> bool {
        self.steps += 8 + self.lines.add_pieces() / COPIED_PER_STEP;
        if !self.lines.is_complete() {
            return true;
        }
        self.stage = Stage::Constants;
        self.announce(self.compiler.constants.len() * size_of::<Constant>())
    }

    /// Announces that so many bytes are about to be allocated. Gives whether they are few.
    fn announce(&mut self, bytes: usize) -> bool {
        let is_small = bytes <= PIECE_BYTES;
        self.announced = if is_small { 0 } else { bytes };
        is_small
    }

    /// A text of the prototype, when it is complete: one that is long is announced, then copied piece by piece.
    fn copy(&mut self, text: StringId) -> Option<Box<[u8]>> {
        let text = self.compiler.chunk.strings.get(text);
        if text.len() <= PIECE_BYTES {
            self.text_bytes += text.len();
            self.steps += text.len() / COPIED_PER_STEP;
            return Some(text.into());
        }
        if self.copied.capacity() == 0 {
            if self.announced == 0 {
                self.announced = text.len();
                return None;
            }
            self.announced = 0;
            self.text_bytes += text.len();
            self.copied.reserve_exact(text.len());
        }
        let rest = &text[self.copied.len()..];
        let piece = &rest[..rest.len().min(COPIED)];
        self.copied.extend_from_slice(piece);
        self.steps += piece.len() / COPIED_PER_STEP;
        (piece.len() == rest.len()).then(|| std::mem::take(&mut self.copied).into_boxed_slice())
    }

    fn gather_constants(&mut self, steps: usize) -> bool {
        let count = self.compiler.constants.len();
        if self.constants.capacity() < count {
            self.constants.reserve_exact(count);
            self.announced = 0;
        }
        for _ in 0..steps {
            let next = self.constants.len();
            if next == count {
                self.stage = Stage::Locals;
                return self.announce(self.compiler.locals.len() * size_of::<LocalVariable>());
            }
            let constant = match self.compiler.constants.get(next) {
                Key::String(text) => {
                    let Some(text) = self.copy(text) else { return self.announced == 0 };
                    self.steps += STRING - 1;
                    Constant::String(text)
                }
                Key::Nil => Constant::Nil,
                Key::Boolean(value) => Constant::Boolean(value),
                Key::Integer(value) => Constant::Integer(value),
                Key::Float(bits) => Constant::Float(f64::from_bits(bits)),
            };
            self.steps += 1;
            self.constants.push(constant);
        }
        true
    }

    fn gather_locals(&mut self, steps: usize) -> bool {
        let count = self.compiler.locals.len();
        if self.locals.capacity() < count {
            self.locals.reserve_exact(count);
            self.announced = 0;
        }
        for _ in 0..steps {
            let Some(local) = self.compiler.locals.get(self.locals.len()) else {
                self.stage = Stage::Upvalues;
                self.announced = 0;
                return true;
            };
            let (name, register, start_pc, end_pc) =
                (local.name, local.register, local.start_pc, local.end_pc);
            let Some(name) = self.copy(name) else { return self.announced == 0 };
            self.steps += 1;
            self.locals.push(LocalVariable { name, register, start_pc, end_pc });
        }
        true
    }

    fn gather_upvalue(&mut self) -> bool {
        let upvalue = self.compiler.tree.upvalues[self.upvalues.len()];
        let Some(name) = self.copy(upvalue.name) else { return self.announced == 0 };
        self.steps += 1;
        let capture = match upvalue.source {
            UpvalueSource::Environment => Capture::Register(0),
            UpvalueSource::Local(register) => Capture::Register(register),
            UpvalueSource::Upvalue(index) => Capture::Upvalue(index),
        };
        self.upvalues.push(Upvalue { name, capture });
        true
    }

    /// Lets what was generated be dropped, and what functions share.
    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        self.compiler.discard(rubbish);
        self.compiler.chunk.discard(rubbish);
        self.code.discard(rubbish);
        self.lines.discard(rubbish);
        remains::leave(std::mem::take(&mut self.code.whole));
        remains::leave(std::mem::take(&mut self.lines.whole));
        remains::leave(std::mem::take(&mut self.copied));
        let mut dismantling = Dismantling::default();
        dismantling.add_functions(std::mem::take(&mut self.prototypes));
        dismantling.add_constants(std::mem::take(&mut self.constants));
        dismantling.add_names(std::mem::take(&mut self.upvalues), std::mem::take(&mut self.locals));
        if !dismantling.is_empty() {
            rubbish.add_each(dismantling, self.text_bytes);
        }
    }

    /// The prototype of a function whose parts are complete.
    pub(super) fn into_prototype(mut self, rubbish: &mut Rubbish) -> Generated {
        self.code.discard(rubbish);
        self.lines.discard(rubbish);
        self.compiler.discard(rubbish);
        let FunctionCompiler { chunk, tree, registers, .. } = self.compiler;
        let prototype = Prototype {
            source: chunk.source.clone(),
            line_defined: tree.line_defined,
            last_line_defined: tree.last_line_defined,
            parameters: tree.parameters,
            is_vararg: tree.is_vararg,
            max_stack: registers.max.max(2),
            upvalues: self.upvalues.into(),
            code: self.code.whole.into(),
            constants: self.constants.into(),
            prototypes: self.prototypes.into(),
            lines: self.lines.whole.into(),
            locals: self.locals.into(),
        };
        let bytes = prototype.shell_bytes() + self.text_bytes;
        Generated { prototype: Arc::new(prototype), chunk, bytes }
    }
}
