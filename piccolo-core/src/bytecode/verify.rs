//! Whether the VM may run a prototype.
//!
//! The VM relies, without looking, on everything checked here: that operands are in range and of the
//! kind their instruction demands, that jumps land on instructions, that code cannot run past its
//! end, and that open-ended values go from the instruction that makes them straight to the one that
//! takes them. What registers hold is not followed: the VM itself checks that a register used as a
//! cell holds a cell, and that loops step what their preparation left.
//!
//! The time is linear in the size of all prototypes, also where they are shared.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::operands::{
    ConstantKind, SHORT_STRING, Use, jump, jump_target, open_arguments, open_results, uses,
};
use crate::bytecode::prototype::{Capture, Constant, LocalVariable, Prototype};

/// How deep functions may be nested.
pub const MAX_NESTING: usize = 200;

/// The greatest number of upvalues of a function.
const MAX_UPVALUES: usize = 255;

/// The VM must not run a prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// The line where the offending function is defined; 0 for a main chunk.
    pub line_defined: u32,
    /// The index of the offending instruction, if it is one.
    pub pc: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a prototype or with one of its instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Functions are nested too deeply.
    Nesting,
    /// The number of registers does not suit the function.
    StackSize {
        /// The number of registers.
        max_stack: u8,
        /// The number of parameters.
        parameters: u8,
    },
    /// There are too many upvalues.
    UpvalueCount {
        /// How many.
        count: usize,
    },
    /// There is no code, or more than jumps can cross.
    CodeSize {
        /// How many instructions.
        count: usize,
    },
    /// Lines are neither absent nor given for every instruction.
    Lines {
        /// How many lines.
        count: usize,
    },
    /// A local variable's range or register is invalid.
    Local {
        /// The variable's index.
        index: usize,
    },
    /// Registers beyond the function's stack.
    Register {
        /// The first register.
        first: u8,
        /// How many.
        count: usize,
    },
    /// There is no such constant.
    Constant {
        /// Its index.
        index: i32,
    },
    /// A constant is not what the instruction works with.
    ConstantKind {
        /// Its index.
        index: i32,
        /// What it should be.
        expected: ConstantKind,
    },
    /// There is no such upvalue.
    Upvalue {
        /// Its index.
        index: u8,
    },
    /// There is no such child prototype.
    Prototype {
        /// Its index.
        index: i32,
    },
    /// A jump leaves the code.
    Jump {
        /// Where it leads.
        target: i64,
    },
    /// An operand is out of its range.
    Operand {
        /// The operand.
        value: i32,
        /// What it may be.
        expected: RangeInclusive<i32>,
    },
    /// Control can run past the last instruction.
    RunsPastEnd,
    /// Extra arguments are asked of a function that takes none.
    NoVarargs,
    /// Open-ended values are made that the next instruction does not take.
    OpenResults,
    /// Open-ended values are taken that the instruction before did not make, or made too low.
    OpenArguments,
    /// The parts of a generic loop do not fit together.
    GenericLoop,
    /// A closure captures a register or upvalue that its creator does not have.
    Capture {
        /// The index of the closure's upvalue.
        upvalue: usize,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line_defined {
            0 => write!(f, "invalid bytecode in main chunk")?,
            line => write!(f, "invalid bytecode in function at line {line}")?,
        }
        if let Some(pc) = self.pc {
            write!(f, ", instruction {pc}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Nesting => write!(f, "functions are nested more than {MAX_NESTING} deep"),
            Fault::StackSize { max_stack, parameters } => {
                write!(f, "{max_stack} registers for {parameters} parameters")
            }
            Fault::UpvalueCount { count } => write!(f, "{count} upvalues, at most {MAX_UPVALUES} expected"),
            Fault::CodeSize { count } => write!(f, "code of {count} instructions"),
            Fault::Lines { count } => write!(f, "{count} lines, none or one per instruction expected"),
            Fault::Local { index } => write!(f, "range or register of local variable {index} is invalid"),
            Fault::Register { first, count } => {
                write!(f, "{count} registers from {first} on exceed the stack size")
            }
            Fault::Constant { index } => write!(f, "no constant {index}"),
            Fault::ConstantKind { index, expected } => write!(f, "constant {index} is not {expected}"),
            Fault::Upvalue { index } => write!(f, "no upvalue {index}"),
            Fault::Prototype { index } => write!(f, "no prototype {index}"),
            Fault::Jump { target } => write!(f, "jump to {target} leaves the code"),
            Fault::Operand { value, expected } => {
                write!(f, "operand {value}, {} to {} expected", expected.start(), expected.end())
            }
            Fault::RunsPastEnd => f.write_str("the last instruction neither returns nor jumps"),
            Fault::NoVarargs => f.write_str("the function takes no extra arguments"),
            Fault::OpenResults => f.write_str("open-ended results are not taken by the next instruction"),
            Fault::OpenArguments => {
                f.write_str("open-ended arguments do not come from the instruction before")
            }
            Fault::GenericLoop => f.write_str("the parts of a generic loop do not fit together"),
            Fault::Capture { upvalue } => write!(f, "upvalue {upvalue} of the closure captures nothing"),
        }
    }
}

impl fmt::Display for ConstantKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ConstantKind::Any => "a constant",
            ConstantKind::Number => "a number",
            ConstantKind::ShortString => "a short string",
        })
    }
}

impl Error for VerifyError {}

/// Accepts `prototype`, and all prototypes inside, exactly if the VM may run it as a chunk.
///
/// # Errors
/// The first fault found.
pub fn verify(prototype: &Prototype) -> Result<(), VerifyError> {
    // Heights of the prototypes that are done with; a shared one is checked once.
    let mut heights: HashMap<*const Prototype, usize> = HashMap::new();
    verify_function(prototype)?;
    let mut path = vec![Visit { prototype, next_child: 0, height: 0 }];
    while let Some(visit) = path.last_mut() {
        let Some(child) = visit.prototype.prototypes.get(visit.next_child) else {
            let (done, height) = (visit.prototype, visit.height);
            heights.insert(done, height);
            path.pop();
            if let Some(parent) = path.last_mut() {
                parent.height = parent.height.max(height + 1);
            }
            continue;
        };
        visit.next_child += 1;
        let child_height = heights.get(&std::ptr::from_ref(&**child)).copied();
        if let Some(height) = child_height {
            visit.height = visit.height.max(height + 1);
        }
        if path.len() + child_height.unwrap_or(0) > MAX_NESTING {
            return Err(VerifyError { line_defined: child.line_defined, pc: None, fault: Fault::Nesting });
        }
        if child_height.is_none() {
            verify_function(child)?;
            path.push(Visit { prototype: child, next_child: 0, height: 0 });
        }
    }
    Ok(())
}

/// A prototype whose children are being verified.
struct Visit<'p> {
    prototype: &'p Prototype,
    next_child: usize,
    height: usize,
}

/// Verifies one prototype without its children.
fn verify_function(prototype: &Prototype) -> Result<(), VerifyError> {
    let mut check = FunctionCheck::default();
    while check.advance(prototype)?.is_some() {}
    Ok(())
}

/// How many locals or instructions are looked at in a step.
const STEP: usize = 64;

/// The verification of one prototype without its children, step by step.
#[derive(Debug, Default)]
pub(super) struct FunctionCheck {
    stage: Stage,
    /// The next local variable or instruction to be looked at.
    next: usize,
    /// Which instructions some jump reaches.
    is_target: Vec<bool>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Shape,
    Locals,
    Uses,
    Flow,
}

impl FunctionCheck {
    /// Does the next step. Gives how much there was to look at, or `None` when nothing is left.
    pub(super) fn advance(&mut self, prototype: &Prototype) -> Result<Option<usize>, VerifyError> {
        let located = |pc| move |fault| VerifyError { line_defined: prototype.line_defined, pc, fault };
        let (count, next_stage) = match self.stage {
            Stage::Shape => {
                verify_shape(prototype).map_err(located(None))?;
                (0, Stage::Locals)
            }
            Stage::Locals => (prototype.locals.len(), Stage::Uses),
            Stage::Uses => (prototype.code.len(), Stage::Flow),
            Stage::Flow if self.next == prototype.code.len() => return Ok(None),
            Stage::Flow => (prototype.code.len(), Stage::Flow),
        };
        let end = count.min(self.next + STEP);
        let mut work = end - self.next + 1;
        for index in self.next..end {
            match self.stage {
                Stage::Shape => {}
                Stage::Locals => verify_local(prototype, index).map_err(located(None))?,
                Stage::Uses => {
                    work += self.verify_operands(prototype, index).map_err(located(Some(index)))?
                }
                Stage::Flow => {
                    verify_flow(prototype, index, self.is_target[index]).map_err(located(Some(index)))?;
                }
            }
        }
        self.next = end;
        if end == count && !matches!(self.stage, Stage::Flow) {
            (self.stage, self.next) = (next_stage, 0);
            if matches!(next_stage, Stage::Uses) {
                self.is_target = vec![false; prototype.code.len()];
            }
        }
        Ok(Some(work))
    }

    /// Verifies the operands of the instruction at `pc`, and notes where it jumps to. Gives how much more than an
    /// instruction there was to look at.
    fn verify_operands(&mut self, prototype: &Prototype, pc: usize) -> Result<usize, Fault> {
        let instruction = prototype.code[pc];
        let work = verify_uses(prototype, instruction)?;
        if let Some(offset) = jump(instruction) {
            self.is_target[landing(prototype, pc, offset)?] = true;
        }
        Ok(work)
    }
}

/// Sizes, and what describes the function to people.
fn verify_shape(prototype: &Prototype) -> Result<(), Fault> {
    let Prototype { max_stack, parameters, .. } = *prototype;
    if max_stack < 2 || max_stack < parameters {
        return Err(Fault::StackSize { max_stack, parameters });
    }
    if prototype.upvalues.len() > MAX_UPVALUES {
        return Err(Fault::UpvalueCount { count: prototype.upvalues.len() });
    }
    let count = prototype.code.len();
    if count == 0 || i32::try_from(count).is_err() {
        return Err(Fault::CodeSize { count });
    }
    if !matches!(prototype.lines.len(), lines if lines == 0 || lines == count) {
        return Err(Fault::Lines { count: prototype.lines.len() });
    }
    Ok(())
}

fn verify_local(prototype: &Prototype, index: usize) -> Result<(), Fault> {
    let local: &LocalVariable = &prototype.locals[index];
    let is_valid = local.register < prototype.max_stack
        && local.start_pc <= local.end_pc
        && local.end_pc as usize <= prototype.code.len();
    if is_valid { Ok(()) } else { Err(Fault::Local { index }) }
}

/// Each operand for itself. Gives how many upvalues of prototypes were looked at.
fn verify_uses(prototype: &Prototype, instruction: Instruction) -> Result<usize, Fault> {
    let mut work = 0;
    for operand in uses(instruction) {
        match operand {
            // Jumps are followed where their targets are marked.
            Use::Nothing | Use::Jump(_) => {}
            Use::Registers { first, count } => {
                if usize::from(first) + count > usize::from(prototype.max_stack) {
                    return Err(Fault::Register { first, count });
                }
            }
            Use::Constant { index, kind } => verify_constant(prototype, index, kind)?,
            Use::Upvalue(index) => {
                if usize::from(index) >= prototype.upvalues.len() {
                    return Err(Fault::Upvalue { index });
                }
            }
            Use::Prototype(index) => work += verify_captures(prototype, index)?,
            Use::Number { value, valid } => {
                if !valid.contains(&value) {
                    return Err(Fault::Operand { value, expected: valid });
                }
            }
        }
    }
    Ok(work)
}

fn verify_constant(prototype: &Prototype, index: i32, expected: ConstantKind) -> Result<(), Fault> {
    let constant = usize::try_from(index).ok().and_then(|index| prototype.constants.get(index));
    let constant = constant.ok_or(Fault::Constant { index })?;
    let fits = match (expected, constant) {
        (ConstantKind::Any, _) => true,
        (ConstantKind::Number, constant) => matches!(constant, Constant::Integer(_) | Constant::Float(_)),
        (ConstantKind::ShortString, Constant::String(text)) => text.len() <= SHORT_STRING,
        (ConstantKind::ShortString, _) => false,
    };
    if fits { Ok(()) } else { Err(Fault::ConstantKind { index, expected }) }
}

/// What a closure of the child prototype captures when it is created. Gives how much that is.
fn verify_captures(prototype: &Prototype, index: i32) -> Result<usize, Fault> {
    let child = usize::try_from(index).ok().and_then(|index| prototype.prototypes.get(index));
    let child = child.ok_or(Fault::Prototype { index })?;
    let exists = |capture| match capture {
        Capture::Register(register) => register < prototype.max_stack,
        Capture::Upvalue(upvalue) => usize::from(upvalue) < prototype.upvalues.len(),
    };
    match child.upvalues.iter().position(|upvalue| !exists(upvalue.capture)) {
        Some(upvalue) => Err(Fault::Capture { upvalue }),
        None => Ok(child.upvalues.len()),
    }
}

/// The index of the instruction that a jump reaches.
fn landing(prototype: &Prototype, pc: usize, offset: i32) -> Result<usize, Fault> {
    let target = jump_target(pc, offset);
    usize::try_from(target).ok().filter(|target| *target < prototype.code.len()).ok_or(Fault::Jump { target })
}

/// How the instruction at `pc` fits between its neighbours.
fn verify_flow(prototype: &Prototype, pc: usize, is_target: bool) -> Result<(), Fault> {
    let instruction = prototype.code[pc];
    let next = prototype.code.get(pc + 1).copied();
    if next.is_none() && !ends_block(instruction.op()) {
        return Err(Fault::RunsPastEnd);
    }
    if open_results(instruction).is_some() && next.and_then(open_arguments).is_none() {
        return Err(Fault::OpenResults);
    }
    if let Some(first) = open_arguments(instruction) {
        let made = pc.checked_sub(1).and_then(|before| open_results(prototype.code[before]));
        if is_target || made.is_none_or(|made| first > usize::from(made)) {
            return Err(Fault::OpenArguments);
        }
    }
    let pairs = |other: Option<Instruction>, op| {
        other.is_some_and(|other| other.op() == op && other.a() == instruction.a())
    };
    let fits = match instruction.op() {
        Opcode::TForCall => pairs(next, Opcode::TForLoop),
        Opcode::TForPrep => {
            let target = landing(prototype, pc, instruction.d())?;
            pairs(Some(prototype.code[target]), Opcode::TForCall)
        }
        // The interpreter relies on the direction.
        Opcode::ForLoop if instruction.d() >= 0 => {
            return Err(Fault::Jump { target: jump_target(pc, instruction.d()) });
        }
        Opcode::Vararg if !prototype.is_vararg => return Err(Fault::NoVarargs),
        _ => true,
    };
    if fits { Ok(()) } else { Err(Fault::GenericLoop) }
}

/// Whether control never goes on to the instruction behind.
fn ends_block(op: Opcode) -> bool {
    matches!(op, Opcode::Return | Opcode::Return0 | Opcode::Return1 | Opcode::TailCall | Opcode::Jump)
}

#[cfg(test)]
mod tests;
