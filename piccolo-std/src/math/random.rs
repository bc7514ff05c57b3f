//! `math.random` and `math.randomseed`: xoshiro256**.

use std::{cell::Cell, hash::BuildHasher};

use gc_arena::{Gc, Static};
use piccolo_core::{
    convert::number::argument_numeral,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        stack::Stack,
        value::Value,
    },
};

use crate::library::{Library, Result, optional_or};

/// Adds both functions, which share a generator.
// Where it is called, to keep what runs at the start in few pages of code.
#[inline(always)]
pub(super) fn add<'gc>(ctx: Context<'gc>, library: Library<'gc>, seed: Option<u64>) -> Result<'gc, ()> {
    let generator: Captured<'gc> = ctx.allocate(Static(Generator::default()));
    generator.seed(seed.unwrap_or_else(|| entropy(0)), if seed.is_some() { 0 } else { entropy(1) });
    library
        .value("random", Callback::with_captures(ctx, generator, random))?
        .value("randomseed", Callback::with_captures(ctx, generator, randomseed))?;
    Ok(())
}

/// The generator as both functions have it.
type Captured<'gc> = Gc<'gc, Static<Generator>>;

/// Bits that differ from process to process and call to call.
#[inline(always)]
fn entropy(salt: u64) -> u64 {
    std::hash::RandomState::new().hash_one(salt)
}

/// A generator's state.
#[derive(Default)]
struct Generator([Cell<u64>; 4]);

impl Generator {
    fn seed(&self, first: u64, second: u64) {
        // A constant keeps the state from being all zero.
        for (cell, part) in self.0.iter().zip([first, 0xff, second, 0]) {
            cell.set(part);
        }
        // The first numbers would still show the seed's structure.
        for _ in 0..16 {
            self.next();
        }
    }

    /// 64 random bits.
    fn next(&self) -> u64 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i: usize| self.0[i].get());
        let (c, d) = (c ^ a, d ^ b);
        self.0[0].set(a ^ d);
        self.0[1].set(b ^ c);
        self.0[2].set(c ^ (b << 17));
        self.0[3].set(d.rotate_left(45));
        b.wrapping_mul(5).rotate_left(7).wrapping_mul(9)
    }

    /// A number from 0 to `limit`, evenly distributed, made from `bits` and as many more as needed.
    fn project(&self, mut bits: u64, limit: u64) -> u64 {
        // The smallest mask that covers the limit: at least every second try is within the limit.
        let mask = u64::MAX.checked_shr(limit.leading_zeros()).unwrap_or(0);
        while bits & mask > limit {
            bits = self.next();
        }
        bits & mask
    }
}

/// The float in [0, 1) made of the upper 53 bits.
fn unit_float(bits: u64) -> f64 {
    (bits >> 11) as f64 * (0.5 / (1u64 << 52) as f64)
}

/// `math.random([m [, n]])`: a float in [0, 1); with two integers one of `m` to `n`; with one of 1 to
/// `m`, or an integer with all bits random if `m` is 0.
fn random<'gc>(generator: &Captured<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (low, high) = match stack.len() {
        0 => {
            stack.replace(Value::float(unit_float(generator.next())));
            return Ok(Action::Return);
        }
        1 => (Ok(1), stack.parameter::<i64>(ctx, 0)),
        2 => (stack.parameter(ctx, 0), stack.parameter(ctx, 1)),
        _ => (Ok(0), Err(Error::message("wrong number of arguments"))),
    };
    let (low, high) = match (low, high) {
        (Ok(low), Ok(high)) => (low, high),
        (Err(error), _) | (_, Err(error)) => return Err(failed(generator, ctx, &stack, error)),
    };
    let bits = generator.next();
    if stack.len() == 1 && high == 0 {
        stack.replace(Value::Integer(bits as i64));
        return Ok(Action::Return);
    }
    if low > high {
        return Err(Error::argument(0, "interval is empty"));
    }
    let offset = generator.project(bits, high.wrapping_sub(low) as u64);
    stack.replace(Value::Integer(low.wrapping_add(offset as i64)));
    Ok(Action::Return)
}

/// What [`random`] fails with. It takes a number all the same, but for a call that is made again.
#[cold]
fn failed<'gc>(
    generator: &Captured<'gc>,
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    error: Error<'gc>,
) -> Error<'gc> {
    let is_known = |value: &Value<'gc>| argument_numeral(ctx, *value).is_ok();
    if stack.as_slice().iter().all(is_known) {
        generator.next();
    }
    error
}

/// `math.randomseed([x [, y]])`: seeds the generator with two integers, or with whatever the system
/// offers. Returns the two parts of the seed.
fn randomseed<'gc>(generator: &Captured<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (first, second) = if stack.is_empty() {
        (entropy(0) as i64, entropy(1) as i64)
    } else {
        (stack.parameter(ctx, 0)?, optional_or(ctx, &stack, 1, 0i64)?)
    };
    generator.seed(first as u64, second as u64);
    stack.replace(Value::Integer(first));
    stack.push(Value::Integer(second))?;
    Ok(Action::Return)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projections_stay_within_their_limit() {
        let generator = Generator::default();
        generator.seed(1, 2);
        for limit in [0, 1, 2, 3, 6, 7, 1000, u64::MAX - 1, u64::MAX] {
            for _ in 0..100 {
                assert!(generator.project(generator.next(), limit) <= limit);
            }
        }
    }

    #[test]
    fn floats_are_below_one() {
        assert_eq!(unit_float(0), 0.0);
        assert_eq!(unit_float(u64::MAX), 1.0 - f64::EPSILON / 2.0);
    }
}
