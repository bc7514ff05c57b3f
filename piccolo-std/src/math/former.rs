//! Functions of earlier versions, which the reference implementation keeps for compatibility with Lua 5.3.

use piccolo_core::object::{callback::Action, context::Context, error::Error, stack::Stack, value::Value};

use super::{TRANSCENDENTAL, unary};
use crate::library::{Library, Result};

/// Adds the functions to the table `math`.
pub(super) fn add<'gc>(library: Library<'gc>) -> core::result::Result<Library<'gc>, Error<'gc>> {
    library
        .function("cosh", |ctx, stack| unary(ctx, stack, f64::cosh))?
        .function("frexp", frexp)?
        .function("ldexp", ldexp)?
        .function("log10", |ctx, stack| unary(ctx, stack, f64::log10))?
        .function("pow", pow)?
        .function("sinh", |ctx, stack| unary(ctx, stack, f64::sinh))?
        .function("tanh", |ctx, stack| unary(ctx, stack, f64::tanh))
}

/// `math.pow(x, y)`: `x` to the power of `y`.
fn pow<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (x, y): (f64, f64) = (stack.parameter(ctx, 0)?, stack.parameter(ctx, 1)?);
    ctx.charge_fuel(TRANSCENDENTAL);
    stack.replace(Value::float(x.powf(y)));
    Ok(Action::Return)
}

/// `math.frexp(x)`: the fraction, from 0.5 up to 1, and the exponent of 2 of which `x` is the product.
fn frexp<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (fraction, exponent) = split(stack.parameter(ctx, 0)?);
    stack.replace(Value::float(fraction));
    stack.push(Value::Integer(exponent))?;
    Ok(Action::Return)
}

/// `math.ldexp(m, e)`: `m` times 2 to the power of `e`.
fn ldexp<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (fraction, exponent): (f64, i64) = (stack.parameter(ctx, 0)?, stack.parameter(ctx, 1)?);
    // Exponents have 32 bits.
    stack.replace(Value::float(scale(fraction, exponent as i32)));
    Ok(Action::Return)
}

/// The parts of a number; what has none is its own fraction.
fn split(x: f64) -> (f64, i64) {
    const EXPONENT_BITS: u64 = 0x7ff << 52;
    const BIAS: i64 = 1022;
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    if x.is_subnormal() {
        let (fraction, exponent) = split(x * 2f64.powi(64));
        return (fraction, exponent - 64);
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64 - BIAS;
    (f64::from_bits(bits & !EXPONENT_BITS | (BIAS as u64) << 52), exponent)
}

/// `x * 2^exponent`, rounded once.
fn scale(mut x: f64, exponent: i32) -> f64 {
    /// So small a step down that a result that it makes subnormal is 0 after the next one.
    const DOWN: i32 = 1022 - 53;
    // Further steps change nothing.
    let mut left = exponent.clamp(-4000, 4000);
    while left > 1023 {
        x *= 2f64.powi(1023);
        left -= 1023;
    }
    while left < -1022 {
        x *= 2f64.powi(-DOWN);
        left += DOWN;
    }
    x * 2f64.powi(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_products_of_their_parts() {
        for x in [1.0, -0.75, 3.5e300, 5e-324, f64::MIN_POSITIVE, f64::MAX, 0.1] {
            let (fraction, exponent) = split(x);
            assert!((0.5..1.0).contains(&fraction.abs()), "{x}");
            assert_eq!(scale(fraction, exponent as i32), x);
        }
        for x in [0.0, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(split(x), (x, 0));
        }
    }

    #[test]
    fn scaling_rounds_once() {
        assert_eq!(scale(1.0, -1074), 5e-324);
        assert_eq!(scale(1.0, -1075), 0.0);
        assert_eq!(scale(1.0 + f64::EPSILON, -1075), 5e-324);
        assert_eq!(scale(5e-324, 2000), 2f64.powi(926));
        assert_eq!(scale(1.0, i32::MAX), f64::INFINITY);
        assert_eq!(scale(1.0, i32::MIN), 0.0);
    }
}
