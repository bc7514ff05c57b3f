//! Instructions, jumps and registers of a function under construction.

use crate::bytecode::{
    cost::{self, FOLLOWED},
    instruction::{Instruction, Opcode},
    operands::open_results,
};
use crate::compile::function::{FunctionCompiler, Overflow};
use crate::compile::statement::Control;

pub(super) type Result<T> = std::result::Result<T, Overflow>;

/// A function may not need this many registers.
const REGISTER_LIMIT: usize = 255;

/// How many jumps to jumps are followed; a cycle of them has no end.
const MAX_HOPS: usize = 100;

/// A loop with fewer instructions than this is not charged for but by its jump back.
const SHORT_LOOP: usize = FOLLOWED / 2;

/// How many instructions on one way are charged for together, and how many at most where there is no good place.
const UNPAID: u32 = FOLLOWED as u32;
const MOST_UNPAID: u32 = 2 * UNPAID;

const END: u32 = u32::MAX;

/// Jumps that go to one place which is not known yet. They are chained through their `D`.
#[derive(Clone, Copy, Debug)]
pub(super) struct JumpList {
    first: u32,
    last: u32,
    /// Whether no jump of the list yields a value.
    is_plain: bool,
    /// Whether some jump of the list yields no value.
    has_plain: bool,
    /// The longest way to a jump of the list, as far as it is not paid for.
    unpaid: u32,
}

/// Jumps of a list that are still to be given their target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch {
    next: u32,
    /// The last jump of the list.
    last: u32,
    way: Way,
}

/// What jumps are given.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// This target; no value is wanted from their tests.
    To(u32),
    /// Nothing yet; no value is wanted from their tests.
    Plain,
    /// Tests that yield a value put it in `register` and go to `end`, others go to `other`.
    Values { register: u8, end: u32, other: u32 },
}

/// How many jumps are given their target at a time.
const PATCHED: usize = 64;

impl JumpList {
    pub(super) const EMPTY: Self =
        Self { first: END, last: END, is_plain: true, has_plain: false, unpaid: 0 };

    pub(super) fn is_empty(self) -> bool {
        self.first == END
    }
}

/// What no [`Opcode::Charge`] is for yet.
#[derive(Debug, Default)]
pub(super) struct Unpaid {
    /// How many instructions are on the longest way to the next one, behind the last charge on that way.
    way: u32,
    /// Whether the next instruction is only reached by jumps.
    is_apart: bool,
}

impl Unpaid {
    fn pass(&mut self, op: Opcode) {
        self.way += 1;
        self.is_apart = op == Opcode::Jump;
    }

    /// Jumps lead here, and so long are their ways.
    pub(super) fn join(&mut self, way: u32) {
        self.way = if self.is_apart { way } else { self.way.max(way) };
        self.is_apart = false;
    }

    pub(super) fn way(&self) -> u32 {
        self.way
    }
}

/// The registers of a function.
#[derive(Default)]
pub(super) struct Registers {
    /// How many hold locals.
    pub(super) active: u8,
    /// The first that holds nothing.
    pub(super) free: u8,
    /// How many were ever in use.
    pub(super) max: u8,
}

impl FunctionCompiler {
    /// Appends an instruction in the line of the current position.
    pub(super) fn emit(&mut self, op: Opcode, a: u8, b: u8, c: u8, d: i32) -> u32 {
        let line = self.chunk.line(self.position);
        self.emit_in_line(line, op, a, b, c, d)
    }

    pub(super) fn emit_in_line(&mut self, line: u32, op: Opcode, a: u8, b: u8, c: u8, d: i32) -> u32 {
        if self.unpaid.way >= UNPAID {
            self.charge_for_way(line, op);
        }
        self.unpaid.pass(op);
        let pc = self.code.len() as u32;
        self.code.push(Instruction::new(op, a, b, c, d));
        self.lines.push(line);
        pc
    }

    /// Charges for a long way before an instruction. In a branch there is a better place: on other ways, which lead past
    /// it, what comes behind the branch is to be paid for once more.
    #[cold]
    fn charge_for_way(&mut self, line: u32, next: Opcode) {
        let is_in_branch = matches!(self.controls.last(), Some(Control::If { .. }));
        if !is_in_branch || self.unpaid.way >= MOST_UNPAID {
            self.charge_in_line(line, next);
        }
    }

    /// Charges for long code before an instruction, unless that belongs to the one before it. In a loop that may turn out
    /// to be short, there is no good place for that, as it would be paid for again and again, unless too much is unpaid.
    fn charge_in_line(&mut self, line: u32, next: Opcode) {
        let is_tied = matches!(next, Opcode::TForCall | Opcode::TForLoop)
            || self.code.len().checked_sub(1).is_some_and(|last| {
                let last = self.code[last];
                last.op() == Opcode::LoadFalseSkip || open_results(last).is_some()
            });
        let is_in_short_loop =
            self.loops.last().is_some_and(|innermost| self.code.len() - innermost.start < SHORT_LOOP);
        if is_tied || (is_in_short_loop && self.unpaid.way < MOST_UNPAID) {
            return;
        }
        let units = cost::of_instructions(self.unpaid.way as usize);
        self.code.push(Instruction::new(Opcode::Charge, 0, 0, 0, units as i32));
        self.lines.push(line);
        self.unpaid = Unpaid::default();
    }

    /// Charges for long code before a loop, so that there is no need for it in the loop.
    pub(super) fn charge_before_loop(&mut self) {
        if self.unpaid.way as usize >= SHORT_LOOP {
            let line = self.chunk.line(self.position);
            self.charge_in_line(line, Opcode::ForPrep);
        }
    }

    /// Charges for a long way before the first branch of a statement.
    pub(super) fn charge_before_branches(&mut self) {
        if self.unpaid.way >= UNPAID {
            let line = self.chunk.line(self.position);
            self.charge_for_way(line, Opcode::Test);
        }
    }

    pub(super) fn instruction(&self, pc: u32) -> Instruction {
        self.code[pc as usize]
    }

    fn replace(&mut self, pc: u32, op: Opcode, a: u8, b: u8, c: u8) {
        let d = self.instruction(pc).d();
        self.code[pc as usize] = Instruction::new(op, a, b, c, d);
    }

    pub(super) fn set_a(&mut self, pc: u32, a: u8) {
        let i = self.instruction(pc);
        self.replace(pc, i.op(), a, i.b(), i.c());
    }

    pub(super) fn set_b(&mut self, pc: u32, b: u8) {
        let i = self.instruction(pc);
        self.replace(pc, i.op(), i.a(), b, i.c());
    }

    pub(super) fn set_c(&mut self, pc: u32, c: u8) {
        let i = self.instruction(pc);
        self.replace(pc, i.op(), i.a(), i.b(), c);
    }

    pub(super) fn set_d(&mut self, pc: u32, d: i32) {
        self.code[pc as usize] = self.instruction(pc).with_d(d);
    }

    pub(super) fn set_op(&mut self, pc: u32, op: Opcode) {
        let i = self.instruction(pc);
        self.replace(pc, op, i.a(), i.b(), i.c());
    }

    /// The last instruction, unless a jump may come between it and the next.
    pub(super) fn previous(&self) -> Option<(u32, Instruction)> {
        let pc = (self.code.len() as u32).checked_sub(1)?;
        (pc >= self.last_target).then(|| (pc, self.instruction(pc)))
    }

    pub(super) fn remove_last(&mut self) {
        self.code.pop();
        self.lines.pop();
        self.unpaid.way = self.unpaid.way.saturating_sub(1);
    }

    /// The index of the next instruction, which something jumps to.
    pub(super) fn here(&mut self) -> u32 {
        self.last_target = self.code.len() as u32;
        self.last_target
    }

    /// Emits a jump with no target yet.
    pub(super) fn jump(&mut self) -> JumpList {
        let pc = self.emit(Opcode::Jump, 0, 0, 0, -1);
        JumpList { first: pc, last: pc, is_plain: true, has_plain: true, unpaid: self.unpaid.way }
    }

    /// The list of the one jump `pc`.
    pub(super) fn single(&mut self, pc: u32) -> JumpList {
        self.set_link(pc, END);
        let is_plain = self.instruction(pc).op() != Opcode::TestSet;
        JumpList { first: pc, last: pc, is_plain, has_plain: is_plain, unpaid: self.unpaid.way }
    }

    fn set_link(&mut self, pc: u32, next: u32) {
        self.set_d(pc, next as i32);
    }

    fn link(&self, pc: u32) -> u32 {
        self.instruction(pc).d() as u32
    }

    pub(super) fn append(&mut self, list: &mut JumpList, other: JumpList) {
        if other.is_empty() {
            return;
        }
        if list.is_empty() {
            *list = other;
        } else {
            self.set_link(list.last, other.first);
            list.last = other.last;
            list.is_plain &= other.is_plain;
            list.has_plain |= other.has_plain;
            list.unpaid = list.unpaid.max(other.unpaid);
        }
    }

    /// Makes the jump `pc` go to `target`.
    pub(super) fn set_target(&mut self, pc: u32, target: u32) {
        let distance = target.wrapping_sub(pc + 1) as i32;
        self.set_d(pc, distance);
    }

    /// Makes the jumps of `list` go to `target`; no value is wanted from their tests.
    pub(super) fn patch(&mut self, list: JumpList, target: u32) {
        if target as usize == self.code.len() && !list.is_empty() {
            self.unpaid.join(list.unpaid);
        }
        self.begin_patch(list, Way::To(target));
    }

    /// Deals with the jumps of a list, of which only some at once: nothing else looks at them, but what is done to
    /// them keeps its order.
    fn begin_patch(&mut self, list: JumpList, way: Way) {
        if list.is_empty() {
            return;
        }
        let patch = Patch { next: list.first, last: list.last, way };
        if !self.patches.is_empty() {
            self.patches.push_back(patch);
        } else if let Some(rest) = self.patch_part(patch) {
            self.patches.push_back(rest);
        }
    }

    /// Deals with some jumps of a list. Gives what is left.
    pub(super) fn patch_part(&mut self, patch: Patch) -> Option<Patch> {
        let mut pc = patch.next;
        for _ in 0..PATCHED {
            let next = self.link(pc);
            match patch.way {
                Way::Plain => {
                    self.resolve_test(pc, None);
                }
                Way::To(target) => {
                    self.resolve_test(pc, None);
                    self.set_target(pc, target);
                }
                Way::Values { register, end, other } => {
                    let yields = self.resolve_test(pc, Some(register));
                    self.set_target(pc, if yields { end } else { other });
                }
            }
            if pc == patch.last {
                return None;
            }
            pc = next;
        }
        Some(Patch { next: pc, ..patch })
    }

    pub(super) fn patch_here(&mut self, list: JumpList) {
        let here = self.here();
        self.patch(list, here);
    }

    /// Makes tests that yield a value put it in `register` and go to `end`, others go to `other`.
    pub(super) fn patch_values(&mut self, list: JumpList, register: u8, end: u32, other: u32) {
        if !list.is_empty() {
            self.unpaid.join(list.unpaid);
        }
        self.begin_patch(list, Way::Values { register, end, other });
    }

    /// Decides where the test `pc` puts its value, if it is one that can yield a value.
    fn resolve_test(&mut self, pc: u32, register: Option<u8>) -> bool {
        let i = self.instruction(pc);
        if i.op() != Opcode::TestSet {
            return false;
        }
        match register {
            Some(register) if register != i.b() => self.set_a(pc, register),
            _ => self.replace(pc, Opcode::Test, i.b(), 0, i.c()),
        }
        true
    }

    /// Whether some jump of the list yields no value.
    pub(super) fn lacks_values(&self, list: JumpList) -> bool {
        list.has_plain
    }

    /// Makes the tests of a list yield no values.
    pub(super) fn drop_values(&mut self, list: &mut JumpList) {
        if !list.is_plain {
            self.begin_patch(*list, Way::Plain);
            (list.is_plain, list.has_plain) = (true, true);
        }
    }

    /// Reserves the next `count` registers.
    pub(super) fn reserve(&mut self, count: u32) -> Result<u8> {
        let first = self.registers.free;
        self.need(count)?;
        self.registers.free = (u32::from(first) + count) as u8;
        Ok(first)
    }

    /// Ensures that the next `count` registers exist.
    pub(super) fn need(&mut self, count: u32) -> Result<()> {
        let needed = self.registers.free as usize + count as usize;
        if needed >= REGISTER_LIMIT {
            return Err(Overflow { position: self.position });
        }
        self.registers.max = self.registers.max.max(needed as u8);
        Ok(())
    }

    /// Gives back a register and all above it, unless it holds a local.
    pub(super) fn release(&mut self, register: u8) {
        if register >= self.registers.active {
            self.registers.free = self.registers.free.min(register);
        }
    }

    /// Sets `count` registers to nil.
    pub(super) fn load_nil(&mut self, first: u8, count: u8) {
        let last = first + count - 1;
        if let Some((pc, previous)) = self.previous()
            && previous.op() == Opcode::LoadNil
        {
            let (old_first, old_last) = (previous.a(), previous.a() + previous.b());
            if first <= old_last + 1 && old_first <= last + 1 {
                let first = first.min(old_first);
                let last = last.max(old_last);
                self.set_a(pc, first);
                self.set_b(pc, last - first);
                return;
            }
        }
        self.emit(Opcode::LoadNil, first, count - 1, 0, 0);
    }

    /// Makes some jumps to jumps go to where those go, from `first` on. Gives the first that is left, and how
    /// many instructions were looked at.
    pub(super) fn thread_jumps(&mut self, first: usize) -> (Option<usize>, usize) {
        /// How many instructions are looked at, and jumps followed, at a time.
        const LOOKS: usize = 512;
        let mut looks = 0;
        for pc in first..self.code.len() {
            if looks >= LOOKS {
                return (Some(pc), looks);
            }
            looks += 1;
            if is_jump(self.code[pc].op()) {
                let target = self.final_target(pc, &mut looks);
                self.set_target(pc as u32, target);
            }
        }
        (None, looks)
    }

    fn final_target(&self, pc: usize, looks: &mut usize) -> u32 {
        let target_of = |pc: usize| (pc as u32 + 1).wrapping_add(self.code[pc].d() as u32);
        let mut target = target_of(pc);
        for _ in 0..MAX_HOPS {
            if self.code[target as usize].op() != Opcode::Jump {
                break;
            }
            target = target_of(target as usize);
            *looks += 1;
        }
        target
    }
}

/// Whether an instruction's `D` is a jump that may as well go further.
fn is_jump(op: Opcode) -> bool {
    use Opcode as O;
    matches!(
        op,
        O::Jump
            | O::Eq
            | O::Lt
            | O::Le
            | O::EqK
            | O::EqI
            | O::LtI
            | O::LeI
            | O::GtI
            | O::GeI
            | O::Test
            | O::TestSet
    )
}
