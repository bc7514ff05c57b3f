//! What instructions cost where they are not charged one by one.
//!
//! The interpreter looks at the fuel at jumps back and at calls, and there charges for what is executed up to the
//! next one: a jump back pays for the instructions that it repeats, a call for the longest way through the function
//! that has no jump back. Half a unit is charged for an instruction.
//!
//! Long code without jumps back has instructions of its own that charge for what is before them, so that not all of it
//! is executed at once.

use crate::bytecode::{
    instruction::{Instruction, Opcode},
    operands,
};

/// The fuel for a call of a function: one unit, the longest way through its code without jumps back, and its parameters if
/// they are many. It is found step by step.
#[derive(Debug, Default)]
pub(crate) struct CallCost {
    /// How many instructions were looked at.
    seen: usize,
    /// Where the code begins that no [`Opcode::Charge`] is for.
    charged: usize,
    /// Whether some [`Opcode::Charge`] is not as it should be.
    is_wrong: bool,
}

impl CallCost {
    /// Looks at some instructions of `code`. Gives the fuel once all are looked at.
    pub(crate) fn advance(&mut self, code: &[Instruction], parameters: u8) -> Option<u32> {
        let base = 1 + u32::from(parameters) / 4;
        if code.len() <= FOLLOWED && code.iter().all(|instruction| instruction.op() != Opcode::Charge) {
            return Some(base + longest_way(code) / 2);
        }
        let rest = &code[self.seen..];
        for (pc, instruction) in (self.seen..).zip(rest.iter().take(FOLLOWED)) {
            if instruction.op() == Opcode::Charge {
                let count = pc - self.charged;
                self.is_wrong |= count > MOST_CHARGED || (instruction.d() as usize) < of_instructions(count);
                self.charged = pc + 1;
            }
        }
        self.seen += rest.len().min(FOLLOWED);
        let uncharged = if self.is_wrong { code.len() } else { self.seen - self.charged };
        (self.seen == code.len()).then_some(base + uncharged as u32 / 2)
    }
}

/// Ways are followed in functions of up to this many instructions, so that it takes little memory. Longer ones are
/// taken to be executed whole, and have an [`Opcode::Charge`] about as often.
pub(crate) const FOLLOWED: usize = 4096;

/// The most instructions that one [`Opcode::Charge`] is for.
const MOST_CHARGED: usize = 4 * FOLLOWED;

/// The units that are charged for so many instructions.
pub(crate) fn of_instructions(count: usize) -> usize {
    count / 2
}

/// The most instructions that are executed from the start of `code` without jumps back. All jumps forward lead to
/// later instructions, so one pass is enough.
fn longest_way(code: &[Instruction]) -> u32 {
    // For each instruction that is jumped to, the longest way that ends with such a jump.
    let mut arrivals: Vec<u32> = Vec::new();
    let mut longest = 0;
    let mut way = 0;
    // Whether the instruction is only reached by jumps.
    let mut is_apart = false;
    for (pc, &instruction) in code.iter().enumerate() {
        if let Some(&arrival) = arrivals.get(pc)
            && arrival > 0
        {
            way = if is_apart { arrival } else { arrival.max(way) };
        }
        way += 1;
        longest = longest.max(way);
        is_apart = matches!(instruction.op(), Opcode::Jump);
        let target = match operands::jump(instruction) {
            Some(distance) if distance > 0 => pc + 1 + distance as usize,
            _ if instruction.op() == Opcode::LoadFalseSkip => pc + 2,
            _ => continue,
        };
        if target < code.len() {
            if arrivals.len() <= target {
                arrivals.resize(target + 1, 0);
            }
            arrivals[target] = arrivals[target].max(way);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ops: &[(Opcode, i32)]) -> u32 {
        let code: Vec<_> = ops.iter().map(|&(op, d)| Instruction::new(op, 0, 0, 0, d)).collect();
        longest_way(&code)
    }

    /// How many instructions a call pays for.
    fn uncharged(code: &[Instruction]) -> u32 {
        let mut cost = CallCost::default();
        let steps = (1..).find_map(|step| cost.advance(code, 0).map(|units| (step, units)));
        let (steps, units) = steps.expect("there is an end");
        assert_eq!(steps, code.len().div_ceil(FOLLOWED));
        (units - 1) * 2
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
        let part = |charge: usize| {
            let moves = vec![Instruction::new(Opcode::Move, 0, 0, 0, 0); FOLLOWED];
            [moves, vec![Instruction::new(Opcode::Charge, 0, 0, 0, charge as i32)]].concat()
        };
        let half = FOLLOWED / 2;
        let rest = vec![Instruction::new(Opcode::Return0, 0, 0, 0, 0); 10];
        assert_eq!(uncharged(&[part(half), part(half), rest.clone()].concat()), 10);
        let code = [part(half), part(half - 1), rest.clone()].concat();
        assert_eq!(uncharged(&code), code.len() as u32 / 2 * 2);
        let few =
            [vec![Instruction::new(Opcode::Move, 0, 0, 0, 0); MOST_CHARGED], part(1 << 20), rest].concat();
        assert_eq!(uncharged(&few), few.len() as u32 / 2 * 2);
    }

    #[test]
    fn loops_are_entered_once() {
        use Opcode::{ForLoop, ForPrep, Jump, Move, Return0, Test};
        assert_eq!(of(&[(ForPrep, 2), (Move, 0), (ForLoop, -2), (Return0, 0)]), 4);
        // A condition behind the body, which is entered by a jump to it.
        assert_eq!(of(&[(Move, 0), (Jump, 1), (Move, 0), (Test, -2), (Return0, 0)]), 5);
    }
}
