//! Operators.

use crate::bytecode::instruction::Opcode;
use crate::compile::code::Result;
use crate::compile::function::FunctionCompiler;
use crate::compile::value::{Kind, Operand, Value};
use crate::syntax::ast::{BinaryOperator, Position, UnaryOperator};

/// The opcodes of an arithmetic or bitwise operator: on registers, and on a register and a constant.
fn arithmetic_opcodes(operator: BinaryOperator) -> (Opcode, Opcode) {
    use BinaryOperator as Op;
    match operator {
        Op::Add => (Opcode::Add, Opcode::AddK),
        Op::Subtract => (Opcode::Sub, Opcode::SubK),
        Op::Multiply => (Opcode::Mul, Opcode::MulK),
        Op::Modulo => (Opcode::Mod, Opcode::ModK),
        Op::Power => (Opcode::Pow, Opcode::PowK),
        Op::Divide => (Opcode::Div, Opcode::DivK),
        Op::FloorDivide => (Opcode::IDiv, Opcode::IDivK),
        Op::BitAnd => (Opcode::BAnd, Opcode::BAndK),
        Op::BitOr => (Opcode::BOr, Opcode::BOrK),
        Op::BitXor => (Opcode::BXor, Opcode::BXorK),
        Op::ShiftLeft => (Opcode::Shl, Opcode::ShlK),
        Op::ShiftRight => (Opcode::Shr, Opcode::ShrK),
        _ => unreachable!("not an arithmetic operator"),
    }
}

fn is_bitwise(operator: BinaryOperator) -> bool {
    (BinaryOperator::BitAnd..=BinaryOperator::ShiftRight).contains(&operator)
}

/// The integer that a value is known to be, if it fits in a signed byte.
fn small_integer(value: &Value) -> Option<u8> {
    value.integer().and_then(|integer| i8::try_from(integer).ok()).map(|integer| integer as u8)
}

impl FunctionCompiler {
    /// Applies a unary operator whose end is at `position`.
    pub(super) fn unary(
        &mut self,
        operator: UnaryOperator,
        mut operand: Value,
        position: Position,
    ) -> Result<Value> {
        self.load(&mut operand)?;
        let op = match operator {
            UnaryOperator::Not => return self.negate(operand),
            UnaryOperator::Negate => Opcode::Neg,
            UnaryOperator::BitNot => Opcode::BNot,
            UnaryOperator::Length => Opcode::Len,
        };
        let register = self.place_any(operand)?;
        self.release(register);
        let line = self.chunk.line(position);
        Ok(Kind::Pending(self.emit_in_line(line, op, 0, register, 0, 0)).into())
    }

    /// Readies the left operand before the right one is evaluated. Of `and` and `or`, what remains
    /// are its jumps.
    pub(super) fn left_operand(&mut self, operator: BinaryOperator, mut left: Value) -> Result<Value> {
        match operator {
            BinaryOperator::And => {
                let when_false = self.jumps_when_false(left)?;
                Ok(Value { when_false, ..Kind::Nil.into() })
            }
            BinaryOperator::Or => {
                let when_true = self.jumps_when_true(left)?;
                Ok(Value { when_true, ..Kind::Nil.into() })
            }
            BinaryOperator::Concat => Ok(Kind::Register(self.place_next(left)?).into()),
            _ => {
                self.load(&mut left)?;
                if self.must_be_placed(operator, &left) { self.place_unless_cell(left) } else { Ok(left) }
            }
        }
    }

    /// Applies a binary operator whose end is at `position` to a left operand that is ready.
    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: Value,
        mut right: Value,
        position: Position,
    ) -> Result<Value> {
        use BinaryOperator as Op;
        self.load(&mut right)?;
        match operator {
            Op::And | Op::Or => {
                self.append(&mut right.when_false, left.when_false);
                self.append(&mut right.when_true, left.when_true);
                Ok(right)
            }
            Op::Concat => {
                let second = self.place_next(right)?;
                Ok(self.concat(second - 1, second, position))
            }
            Op::Equal => self.equality(left, right, true),
            Op::NotEqual => self.equality(left, right, false),
            Op::Less => self.order([Opcode::Lt, Opcode::LtI, Opcode::GtI], left, right),
            Op::LessEqual => self.order([Opcode::Le, Opcode::LeI, Opcode::GeI], left, right),
            Op::Greater => self.order([Opcode::Lt, Opcode::LtI, Opcode::GtI], right, left),
            Op::GreaterEqual => self.order([Opcode::Le, Opcode::LeI, Opcode::GeI], right, left),
            _ => self.arithmetic(operator, left, right, position),
        }
    }

    /// Whether a left operand cannot stay a constant until the right one is evaluated.
    fn must_be_placed(&self, operator: BinaryOperator, left: &Value) -> bool {
        match operator {
            BinaryOperator::Equal | BinaryOperator::NotEqual => self.constant_key(left).is_none(),
            BinaryOperator::Less
            | BinaryOperator::LessEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEqual => small_integer(left).is_none(),
            _ => !left.is_numeral(),
        }
    }

    /// Joins the values of two neighbouring registers; a concatenation that gave the second one is
    /// extended.
    fn concat(&mut self, first: u8, second: u8, position: Position) -> Value {
        self.release(second);
        match self.previous() {
            Some((pc, previous)) if previous.op() == Opcode::Concat && previous.a() == second => {
                self.set_a(pc, first);
                self.set_b(pc, previous.b() + 1);
            }
            _ => {
                let line = self.chunk.line(position);
                self.emit_in_line(line, Opcode::Concat, first, 2, 0, 0);
            }
        }
        Kind::Register(first).into()
    }

    fn arithmetic(
        &mut self,
        operator: BinaryOperator,
        left: Value,
        right: Value,
        position: Position,
    ) -> Result<Value> {
        let (op, op_with_constant) = arithmetic_opcodes(operator);
        let line = self.chunk.line(position);
        if let Some((place, c, d)) = immediate_addition(operator, &left, &right) {
            let register = self.place_any(place)?;
            self.release(register);
            return Ok(Kind::Pending(self.emit_in_line(line, Opcode::AddI, 0, register, c, d)).into());
        }
        let may_be_constant =
            |value: &Value| if is_bitwise(operator) { value.integer().is_some() } else { value.is_numeral() };
        for (constant, place, swapped) in [(right, left, 0), (left, right, 1)] {
            if may_be_constant(&constant)
                && let Some(key) = self.constant_key(&constant)
            {
                let index = self.constant(key);
                let register = self.place_any(place)?;
                self.release(register);
                let pc = self.emit_in_line(line, op_with_constant, 0, register, swapped, index);
                return Ok(Kind::Pending(pc).into());
            }
        }
        let (a, b) = self.two_registers(left, right)?;
        Ok(Kind::Pending(self.emit_in_line(line, op, 0, a, b, 0)).into())
    }

    /// The registers of two operands, free for use by the result.
    fn two_registers(&mut self, left: Value, right: Value) -> Result<(u8, u8)> {
        // One of the two may have jumps open, which nothing may come between.
        if matches!(right.kind, Kind::Cell(_)) && !right.has_jumps() {
            // Swapped operands.
            let a = self.place_any(left)?;
            let b = self.place_any(right)?;
            self.release(b);
            self.release(a);
            return Ok((a, b));
        }
        let b = self.place_any(right)?;
        let a = self.place_any(left)?;
        self.release(a);
        self.release(b);
        Ok((a, b))
    }

    /// Compares by opcodes for two registers, for an integer on the right, and for one on the left.
    fn order(&mut self, ops: [Opcode; 3], left: Value, right: Value) -> Result<Value> {
        let [op, op_right, op_left] = ops;
        for (constant, place, op) in [(right, left, op_right), (left, right, op_left)] {
            if let Some(immediate) = small_integer(&constant) {
                let register = self.place_any(place)?;
                self.release(register);
                return Ok(self.test(op, register, immediate, 1));
            }
        }
        let (a, b) = self.two_registers(left, right)?;
        Ok(self.test(op, a, b, 1))
    }

    fn equality(&mut self, left: Value, right: Value, truth: bool) -> Result<Value> {
        let truth = u8::from(truth);
        let (left, right) = if self.constant_key(&left).is_some() { (right, left) } else { (left, right) };
        if let Some(immediate) = small_integer(&right) {
            let register = self.place_any(left)?;
            self.release(register);
            return Ok(self.test(Opcode::EqI, register, immediate, truth));
        }
        // A constant takes no register, so that the order of the operands does not matter.
        match self.register_or_constant(right, i32::from(u8::MAX))? {
            Operand::Constant(index) => {
                let register = self.place_any(left)?;
                self.release(register);
                Ok(self.test(Opcode::EqK, register, index as u8, truth))
            }
            Operand::Register(b) => {
                let (a, b) = self.two_registers(left, Kind::Register(b).into())?;
                Ok(self.test(Opcode::Eq, a, b, truth))
            }
        }
    }

    fn test(&mut self, op: Opcode, a: u8, b: u8, truth: u8) -> Value {
        Kind::Test(self.emit(op, a, b, truth, 0)).into()
    }
}

/// An addition or subtraction of a constant as [`Opcode::AddI`]: the other operand, `C` and `D`.
fn immediate_addition(operator: BinaryOperator, left: &Value, right: &Value) -> Option<(Value, u8, i32)> {
    let immediate = |value: i64| i32::try_from(value).ok();
    match operator {
        BinaryOperator::Add => match (left.integer(), right.integer()) {
            (_, Some(value)) if immediate(value).is_some() => Some((*left, 0, immediate(value)?)),
            (Some(value), _) => Some((*right, 1, immediate(value)?)),
            _ => None,
        },
        BinaryOperator::Subtract => Some((*left, 2, immediate(right.integer()?.checked_neg()?)?)),
        _ => None,
    }
}
