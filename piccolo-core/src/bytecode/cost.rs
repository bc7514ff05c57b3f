//! What instructions cost where they are not charged one by one.
//!
//! The interpreter looks at the fuel at jumps back and at calls, and there charges for what is executed up to the
//! next one: a jump back pays for the instructions that it repeats, a call for the longest way through the function
//! that has no jump back. Three quarters of a unit are charged for an instruction.
//!
//! Long code without jumps back has instructions of its own that charge for what is before them, so that not all of it
//! is executed at once.

use std::collections::BTreeMap;

use crate::bytecode::{
    instruction::{Instruction, Opcode},
    operands,
};

/// The fuel for a call of a function: one unit, the longest way through its code without jumps back as far as no
/// [`Opcode::Charge`] on it has paid, and its parameters if they are many. It is found step by step.
///
/// A way may end anywhere, with a return or an error, so what counts is not how much is unpaid in the end.
#[derive(Debug, Default)]
pub(crate) struct CallCost {
    /// How many instructions were looked at.
    seen: usize,
    ways: Ways,
}

impl CallCost {
    /// How many jumps were passed since this was asked last.
    pub(crate) fn take_jumps(&mut self) -> usize {
        core::mem::take(&mut self.ways.jumps)
    }

    /// Looks at some instructions of `code`. Gives the fuel once all are looked at.
    pub(crate) fn advance(&mut self, code: &[Instruction], parameters: u8) -> Option<u32> {
        let rest = &code[self.seen..];
        for (pc, &instruction) in (self.seen..).zip(rest.iter().take(LOOKS)) {
            self.ways.pass(pc, instruction);
        }
        self.seen += rest.len().min(LOOKS);
        let base = 1 + u32::from(parameters) / 4;
        let longest = if self.ways.are_too_many { code.len() as u32 } else { self.ways.longest };
        (self.seen == code.len()).then_some(base + of_instructions(longest as usize) as u32)
    }
}

/// The longest ways through the code, up to some instruction. All jumps forward lead to later instructions, so one pass is
/// enough.
#[derive(Debug, Default)]
struct Ways {
    /// How many instructions on the way up to here are not paid for.
    way: u32,
    longest: u32,
    /// Whether the instruction is only reached by jumps.
    is_apart: bool,
    /// For instructions that are jumped to, the longest way that ends with such a jump.
    arrivals: BTreeMap<usize, u32>,
    are_too_many: bool,
    /// How many jumps were passed that are not charged for yet.
    jumps: usize,
}

impl Ways {
    fn pass(&mut self, pc: usize, instruction: Instruction) {
        if let Some(arrival) = self.arrivals.remove(&pc) {
            self.way = if self.is_apart { arrival } else { arrival.max(self.way) };
        }
        self.way += 1;
        self.longest = self.longest.max(self.way);
        self.is_apart = matches!(instruction.op(), Opcode::Jump);
        if instruction.op() == Opcode::Charge {
            let units = u32::try_from(instruction.d()).unwrap_or(0);
            self.way = self.way.saturating_sub(units.saturating_mul(4).div_ceil(3));
        }
        let target = match operands::jump(instruction) {
            Some(distance) if distance > 0 => pc + 1 + distance as usize,
            _ if instruction.op() == Opcode::LoadFalseSkip => pc + 2,
            _ => return,
        };
        self.jumps += 1;
        let arrival = self.arrivals.entry(target).or_default();
        *arrival = self.way.max(*arrival);
        self.are_too_many |= self.arrivals.len() > MOST_ARRIVALS;
        if self.are_too_many {
            self.arrivals.clear();
        }
    }
}

/// To how many instructions jumps may be on their way, so that it takes little memory to follow them. If they are more, a
/// call pays for all of the code.
const MOST_ARRIVALS: usize = 1024;

/// How many instructions are looked at in a step.
const LOOKS: usize = 1024;

/// About how often functions that are longer have an [`Opcode::Charge`].
pub(crate) const FOLLOWED: usize = 4096;

/// The units that are charged for so many instructions.
pub(crate) fn of_instructions(count: usize) -> usize {
    count * 3 / 4
}

/// The units that are charged for a jump back.
#[inline(always)]
pub(crate) fn of_jump_back(distance: isize) -> i64 {
    -((distance as i64 * 3) >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ops: &[(Opcode, i32)]) -> u32 {
        let mut ways = Ways::default();
        for (pc, &(op, d)) in ops.iter().enumerate() {
            ways.pass(pc, Instruction::new(op, 0, 0, 0, d));
        }
        ways.longest
    }

    /// How many units a call pays for the instructions.
    fn uncharged(code: &[Instruction]) -> u32 {
        let mut cost = CallCost::default();
        let steps = (1..).find_map(|step| cost.advance(code, 0).map(|units| (step, units)));
        let (steps, units) = steps.expect("there is an end");
        assert_eq!(steps, code.len().div_ceil(LOOKS));
        units - 1
    }

    #[test]
    fn straight_code_is_counted() {
        assert_eq!(of(&[(Opcode::Move, 0), (Opcode::Move, 0), (Opcode::Return0, 0)]), 3);
    }

    #[test]
    fn of_two_branches_the_longer_one_counts() {
        use Opcode::{Jump, Move, Return0, Test};
        let code = [(Test, 3), (Move, 0), (Move, 0), (Jump, 1), (Move, 0), (Return0, 0)];
        assert_eq!(of(&code), 5);
        let code = [(Test, 2), (Move, 0), (Jump, 2), (Move, 0), (Move, 0), (Return0, 0)];
        assert_eq!(of(&code), 4);
    }

    #[test]
    fn long_code_is_charged_by_its_parts() {
        let part = |charge: i32| {
            let moves = vec![Instruction::new(Opcode::Move, 0, 0, 0, 0); FOLLOWED];
            [moves, vec![Instruction::new(Opcode::Charge, 0, 0, 0, charge)]].concat()
        };
        let (whole, units) = (of_instructions(FOLLOWED) as i32, of_instructions(FOLLOWED) as u32);
        let rest = vec![Instruction::new(Opcode::Return0, 0, 0, 0, 0); 10];
        // Charges are instructions as well.
        assert_eq!(uncharged(&[part(whole), part(whole), rest.clone()].concat()), units + 1);
        let code = [part(whole), part(whole - 1), rest.clone()].concat();
        assert_eq!(uncharged(&code), units + 1);
        let code = [part(0), part(whole), rest.clone()].concat();
        assert_eq!(uncharged(&code), 2 * units + 1);
        let code = [part(1 << 30), part(-1), rest].concat();
        assert_eq!(uncharged(&code), units + 8);
    }

    #[test]
    fn what_is_charged_where_a_way_does_not_go_is_not_paid() {
        let moves = vec![Instruction::new(Opcode::Move, 0, 0, 0, 0); FOLLOWED];
        let test = vec![Instruction::new(Opcode::Test, 0, 0, 0, 1)];
        let charge = vec![Instruction::new(Opcode::Charge, 0, 0, 0, of_instructions(FOLLOWED) as i32)];
        let part = [moves, test, charge].concat();
        assert_eq!(
            uncharged(&[&*part, &part, &part].concat()),
            of_instructions(3 * (FOLLOWED + 1) + 1) as u32
        );
    }

    #[test]
    fn loops_are_entered_once() {
        use Opcode::{ForLoop, ForPrep, Jump, Move, Return0, Test};
        assert_eq!(of(&[(ForPrep, 2), (Move, 0), (ForLoop, -2), (Return0, 0)]), 4);
        // A condition behind the body, which is entered by a jump to it.
        assert_eq!(of(&[(Move, 0), (Jump, 1), (Move, 0), (Test, -2), (Return0, 0)]), 5);
    }
}
