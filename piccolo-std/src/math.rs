//! Mathematical functions (manual section 6.7).

mod former;
mod random;

use piccolo_core::{
    convert::number::to_integer,
    meta::comparison::raw_less_than,
    object::{callback::Action, context::Context, error::Error, stack::Stack, value::Value},
    sequence::{checkpoint, lt, run_callback},
    support::number::{
        self, float_floor, float_to_integer_ceil, float_to_integer_exact, float_to_integer_floor,
    },
};
use piccolo_derive::sequence;

use crate::{
    Options,
    library::{Library, Result, optional_or},
    reading::number_argument,
};

/// Puts the table `math` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_math<'gc>(ctx: Context<'gc>, options: &Options) -> core::result::Result<(), Error<'gc>> {
    // As of the basic functions, those that scripts use often come first.
    let library = Library::global(ctx, "math")?
        .function("floor", floor)?
        .function("type", math_type)?
        .function("max", |ctx, stack| extreme(ctx, stack, Extreme::Max))?
        .function("min", |ctx, stack| extreme(ctx, stack, Extreme::Min))?
        .function("abs", abs)?
        .function("acos", |ctx, stack| unary(ctx, stack, f64::acos))?
        .function("asin", |ctx, stack| unary(ctx, stack, f64::asin))?
        .function("atan", atan)?
        .function("ceil", ceil)?
        .function("cos", |ctx, stack| unary(ctx, stack, f64::cos))?
        .function("deg", |ctx, stack| unary(ctx, stack, |x| x * (180.0 / std::f64::consts::PI)))?
        .function("exp", |ctx, stack| unary(ctx, stack, f64::exp))?
        .function("tointeger", tointeger)?
        .function("fmod", fmod)?
        .function("ult", ult)?
        .function("log", log)?
        .function("modf", modf)?
        .function("rad", |ctx, stack| unary(ctx, stack, |x| x * (std::f64::consts::PI / 180.0)))?
        .function("sin", |ctx, stack| unary(ctx, stack, f64::sin))?
        .function("sqrt", |ctx, stack| unary(ctx, stack, f64::sqrt))?
        .function("tan", |ctx, stack| unary(ctx, stack, f64::tan))?
        .value("pi", std::f64::consts::PI)?
        .value("huge", f64::INFINITY)?
        .value("maxinteger", i64::MAX)?
        .value("mininteger", i64::MIN)?;
    random::add(ctx, former::add(library)?, options.seed)
}

/// The fuel of a function that no processor has, besides that of a call.
pub(super) const TRANSCENDENTAL: usize = 16;

/// `math.sin(x)` and its like: a function from float to float.
#[inline(always)]
fn unary<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, function: fn(f64) -> f64) -> Result<'gc> {
    let x: f64 = stack.parameter(ctx, 0)?;
    ctx.charge_fuel(TRANSCENDENTAL);
    stack.replace(Value::float(function(x)));
    Ok(Action::Return)
}

/// `math.abs(x)`: the absolute value, of the same subtype. That of `math.mininteger` wraps around.
fn abs<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = match stack.get(0) {
        Value::Integer(i) => Value::Integer(i.wrapping_abs()),
        _ => Value::float(stack.parameter::<f64>(ctx, 0)?.abs()),
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// `math.atan(y [, x])`: the angle of the point (`x`, `y`), in radians; `x` is 1 by default.
fn atan<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let y: f64 = stack.parameter(ctx, 0)?;
    let x = optional_or(ctx, &stack, 1, 1.0)?;
    ctx.charge_fuel(TRANSCENDENTAL);
    stack.replace(Value::float(y.atan2(x)));
    Ok(Action::Return)
}

/// `math.floor(x)`: the greatest integral value not above `x`, an integer if it fits.
fn floor<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = match stack.get(0) {
        integer @ Value::Integer(_) => integer,
        _ => {
            let x: f64 = stack.parameter(ctx, 0)?;
            float_to_integer_floor(x).map_or_else(|| Value::float(float_floor(x)), Value::Integer)
        }
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// `math.ceil(x)`: the least integral value not below `x`, an integer if it fits.
fn ceil<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = match stack.get(0) {
        integer @ Value::Integer(_) => integer,
        _ => {
            let x: f64 = stack.parameter(ctx, 0)?;
            float_to_integer_ceil(x).map_or_else(|| Value::float(x.ceil()), Value::Integer)
        }
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// `math.tointeger(x)`: the integer that `x` is or can be converted to without loss, or fail.
fn tointeger<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let value = match stack.check_any(0)? {
        text @ Value::String(_) => number_argument(ctx, text, 0)?,
        other => other,
    };
    stack.replace(to_integer(value).map_or(Value::Nil, Value::Integer));
    Ok(Action::Return)
}

/// `math.fmod(x, y)`: the remainder of the division that rounds towards zero.
fn fmod<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = match (stack.get(0), stack.get(1)) {
        (Value::Integer(_), Value::Integer(0)) => return Err(Error::argument(1, "zero")),
        (Value::Integer(x), Value::Integer(y)) => Value::Integer(x.wrapping_rem(y)),
        _ => {
            // The second argument is checked first.
            let y: f64 = stack.parameter(ctx, 1)?;
            let x: f64 = stack.parameter(ctx, 0)?;
            ctx.charge_fuel(number::float_modulo_cost(x, y) as usize);
            Value::float(x % y)
        }
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// `math.modf(x)`: the integral and the fractional part of `x`. The second one is a float, the first one
/// an integer if it fits.
fn modf<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (whole, fraction) = match stack.get(0) {
        integer @ Value::Integer(_) => (integer, 0.0),
        _ => {
            let x: f64 = stack.parameter(ctx, 0)?;
            let whole = x.trunc();
            let fraction = if x == whole { 0.0 } else { x - whole };
            (float_to_integer_exact(whole).map_or(Value::float(whole), Value::Integer), fraction)
        }
    };
    stack.replace(whole);
    stack.push(Value::float(fraction))?;
    Ok(Action::Return)
}

/// `math.ult(m, n)`: whether `m` is below `n` when both are taken as unsigned.
fn ult<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (m, n): (i64, i64) = (stack.parameter(ctx, 0)?, stack.parameter(ctx, 1)?);
    stack.replace(Value::boolean((m as u64) < n as u64));
    Ok(Action::Return)
}

/// `math.log(x [, base])`: the logarithm, natural by default; exact for the bases 2 and 10.
fn log<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let x: f64 = stack.parameter(ctx, 0)?;
    let result = match stack.optional_parameter::<f64>(ctx, 1)? {
        None => x.ln(),
        Some(2.0) => x.log2(),
        Some(10.0) => x.log10(),
        Some(base) => x.ln() / base.ln(),
    };
    stack.replace(Value::float(result));
    Ok(Action::Return)
}

/// `math.type(x)`: `"integer"`, `"float"`, or fail if `x` is no number.
fn math_type<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let result = match stack.check_any(0)? {
        Value::Integer(_) => ctx.intern(b"integer").into(),
        Value::Float(_) => ctx.intern(b"float").into(),
        _ => Value::Nil,
    };
    stack.replace(result);
    Ok(Action::Return)
}

#[derive(Clone, Copy, PartialEq)]
enum Extreme {
    Min,
    Max,
}

/// `math.max(x, ...)`, `math.min(x, ...)`: the greatest or least argument by `<`.
#[inline(always)]
fn extreme<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, kind: Extreme) -> Result<'gc> {
    let mut best = stack.check_any(0)?;
    if stack.len() > FEW_VALUES {
        return run_callback(ctx, stack, extreme_like(ctx, kind));
    }
    ctx.charge_fuel(stack.len() / 2);
    for &candidate in &stack.as_slice()[1..] {
        let (a, b) = kind.order(best, candidate);
        match raw_less_than(a, b) {
            Some(true) => best = candidate,
            Some(false) => {}
            None => return run_callback(ctx, stack, extreme_like(ctx, kind)),
        }
    }
    stack.replace(best);
    Ok(Action::Return)
}

impl Extreme {
    /// What to compare: when the first is less than the second, `candidate` is better than `best`.
    #[inline(always)]
    fn order<'gc>(self, best: Value<'gc>, candidate: Value<'gc>) -> (Value<'gc>, Value<'gc>) {
        match self {
            Extreme::Min => (candidate, best),
            Extreme::Max => (best, candidate),
        }
    }
}

/// The fuel of a comparison, besides what a metamethod takes.
const COMPARED: usize = 4;

/// How many values are compared at once.
const FEW_VALUES: usize = 1024;

/// [`extreme`] for arguments whose comparison may need a metamethod, or that are many.
#[sequence]
async fn extreme_like<'gc>(
    ctx: Context<'gc>,
    kind: Extreme,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Value<'gc>> {
    let mut best = stack.get(0);
    for i in 1..stack.len() {
        ctx.charge_fuel(COMPARED);
        checkpoint().await;
        let candidate = stack.get(i);
        let (a, b) = kind.order(best, candidate);
        if lt(a, b).await? {
            best = candidate;
        }
    }
    Ok(best)
}
