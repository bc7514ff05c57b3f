//! What instructions cost where they are not charged one by one.
//!
//! The interpreter looks at the fuel at jumps back and at calls, and there charges for what is executed up to the
//! next one: a jump back pays for the instructions that it repeats, a call for the longest way through the function
//! that has no jump back. Half a unit is charged for an instruction.

use crate::bytecode::{
    instruction::{Instruction, Opcode},
    operands,
};

/// The fuel for a call of a function: one unit, and the longest way through its code without jumps back.
pub(crate) fn of_call(code: &[Instruction]) -> u32 {
    let way = if code.len() <= FOLLOWED { longest_way(code) } else { code.len() as u32 };
    1 + way / 2
}

/// Ways are followed in functions of up to this many instructions, so that it takes little memory. Longer ones are
/// taken to be executed whole.
const FOLLOWED: usize = 4096;

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
    fn loops_are_entered_once() {
        use Opcode::{ForLoop, ForPrep, Jump, Move, Return0, Test};
        assert_eq!(of(&[(ForPrep, 2), (Move, 0), (ForLoop, -2), (Return0, 0)]), 4);
        // A condition behind the body, which is entered by a jump to it.
        assert_eq!(of(&[(Move, 0), (Jump, 1), (Move, 0), (Test, -2), (Return0, 0)]), 5);
    }
}
