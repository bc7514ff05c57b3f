//! Constant folding, where it cannot change what a program does.
//!
//! Nothing that could raise an error is folded, nor a result that is NaN or a zero float: constants
//! are shared by value, and the sign of a zero would get lost.

use crate::ast::{BinaryOperator, ExprKind, UnaryOperator};
use crate::number::{
    float_floor_div, float_modulo, float_power, float_to_integer_exact, integer_floor_div, integer_modulo,
    shift_left, shift_right,
};

/// The value of a unary operation on a constant.
pub(super) fn unary(operator: UnaryOperator, operand: ExprKind) -> Option<ExprKind> {
    match (operator, operand) {
        (UnaryOperator::Negate, ExprKind::Integer(value)) => Some(ExprKind::Integer(value.wrapping_neg())),
        (UnaryOperator::Negate, ExprKind::Float(value)) => float(-value),
        (UnaryOperator::BitNot, _) => Some(ExprKind::Integer(!to_integer(operand)?)),
        (UnaryOperator::Not, ExprKind::Nil | ExprKind::Boolean(false)) => Some(ExprKind::Boolean(true)),
        (
            UnaryOperator::Not,
            ExprKind::Boolean(true) | ExprKind::Integer(_) | ExprKind::Float(_) | ExprKind::String(_),
        ) => Some(ExprKind::Boolean(false)),
        _ => None,
    }
}

/// The value of a binary operation on numeric constants.
pub(super) fn binary(operator: BinaryOperator, left: ExprKind, right: ExprKind) -> Option<ExprKind> {
    use BinaryOperator as Op;
    match operator {
        Op::BitAnd | Op::BitOr | Op::BitXor | Op::ShiftLeft | Op::ShiftRight => {
            Some(ExprKind::Integer(bitwise(operator, to_integer(left)?, to_integer(right)?)))
        }
        Op::Divide | Op::Power => float(float_arithmetic(operator, to_float(left)?, to_float(right)?)?),
        Op::Add | Op::Subtract | Op::Multiply | Op::Modulo | Op::FloorDivide => match (left, right) {
            (ExprKind::Integer(a), ExprKind::Integer(b)) => {
                integer_arithmetic(operator, a, b).map(ExprKind::Integer)
            }
            _ => float(float_arithmetic(operator, to_float(left)?, to_float(right)?)?),
        },
        _ => None,
    }
}

fn bitwise(operator: BinaryOperator, a: i64, b: i64) -> i64 {
    match operator {
        BinaryOperator::BitAnd => a & b,
        BinaryOperator::BitOr => a | b,
        BinaryOperator::BitXor => a ^ b,
        BinaryOperator::ShiftLeft => shift_left(a, b),
        _ => shift_right(a, b),
    }
}

fn integer_arithmetic(operator: BinaryOperator, a: i64, b: i64) -> Option<i64> {
    match operator {
        BinaryOperator::Add => Some(a.wrapping_add(b)),
        BinaryOperator::Subtract => Some(a.wrapping_sub(b)),
        BinaryOperator::Multiply => Some(a.wrapping_mul(b)),
        BinaryOperator::Modulo => integer_modulo(a, b),
        _ => integer_floor_div(a, b),
    }
}

fn float_arithmetic(operator: BinaryOperator, a: f64, b: f64) -> Option<f64> {
    match operator {
        BinaryOperator::Add => Some(a + b),
        BinaryOperator::Subtract => Some(a - b),
        BinaryOperator::Multiply => Some(a * b),
        BinaryOperator::Power => Some(float_power(a, b)),
        _ if b == 0.0 => None,
        BinaryOperator::Divide => Some(a / b),
        BinaryOperator::Modulo => Some(float_modulo(a, b)),
        _ => Some(float_floor_div(a, b)),
    }
}

fn float(value: f64) -> Option<ExprKind> {
    if value.is_nan() || value == 0.0 { None } else { Some(ExprKind::Float(value)) }
}

fn to_float(constant: ExprKind) -> Option<f64> {
    match constant {
        ExprKind::Integer(value) => Some(value as f64),
        ExprKind::Float(value) => Some(value),
        _ => None,
    }
}

fn to_integer(constant: ExprKind) -> Option<i64> {
    match constant {
        ExprKind::Integer(value) => Some(value),
        ExprKind::Float(value) => float_to_integer_exact(value),
        _ => None,
    }
}
