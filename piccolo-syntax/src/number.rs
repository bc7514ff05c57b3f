//! Arithmetic, conversion and comparison of Lua's two number subtypes, as section 3.4 of the manual
//! defines them.
//!
//! Integers wrap, division and modulo round towards minus infinity, and comparisons between the
//! subtypes are exact: no integer is rounded to a float where that could change the answer. Nothing
//! here panics, whatever the operands.

/// 2^63, the first float above every integer.
const INTEGER_END: f64 = 9_223_372_036_854_775_808.0;

/// 2^53: every integer up to it is exactly a float.
const EXACT: u64 = 1 << 53;

/// The integer equal to `value`, if there is one.
#[inline(always)]
pub fn float_to_integer_exact(value: f64) -> Option<i64> {
    let integer = value as i64;
    // The cast saturates, and only 2^63 saturates to something that converts back to it.
    if integer as f64 == value && integer != i64::MAX { Some(integer) } else { None }
}

/// The greatest integer not above `value`, if it is in range.
#[inline]
pub fn float_to_integer_floor(value: f64) -> Option<i64> {
    if !(-INTEGER_END..INTEGER_END).contains(&value) {
        return None;
    }
    let truncated = value as i64;
    Some(if truncated as f64 > value { truncated.wrapping_sub(1) } else { truncated })
}

/// The least integer not below `value`, if it is in range.
#[inline]
pub fn float_to_integer_ceil(value: f64) -> Option<i64> {
    if !(-INTEGER_END..INTEGER_END).contains(&value) {
        return None;
    }
    let truncated = value as i64;
    Some(if (truncated as f64) < value { truncated.wrapping_add(1) } else { truncated })
}

/// The greatest integral float not above `value`; infinities, NaN and the sign of zero survive.
#[inline(always)]
pub fn float_floor(value: f64) -> f64 {
    const ALL_INTEGRAL: f64 = (1u64 << 52) as f64;
    if value.abs() < ALL_INTEGRAL {
        // Cheaper than `f64::floor`, which is a library call on targets without a rounding instruction.
        let truncated = value as i64 as f64;
        let floor = if truncated > value { truncated - 1.0 } else { truncated };
        floor.copysign(value)
    } else {
        value
    }
}

/// `a // b`, or `None` when `b` is zero. `math.mininteger // -1` wraps.
#[inline(always)]
pub fn integer_floor_div(a: i64, b: i64) -> Option<i64> {
    match b {
        0 => None,
        -1 => Some(a.wrapping_neg()),
        _ => {
            let quotient = a / b;
            Some(if (a ^ b) < 0 && quotient.wrapping_mul(b) != a { quotient - 1 } else { quotient })
        }
    }
}

/// `a % b`, or `None` when `b` is zero. The result has the sign of `b`.
#[inline(always)]
pub fn integer_modulo(a: i64, b: i64) -> Option<i64> {
    match b {
        0 => None,
        -1 => Some(0),
        _ => {
            let remainder = a % b;
            Some(if remainder != 0 && (remainder ^ b) < 0 { remainder + b } else { remainder })
        }
    }
}

/// `a // b` of floats.
#[inline(always)]
pub fn float_floor_div(a: f64, b: f64) -> f64 {
    float_floor(a / b)
}

/// `a % b` of floats: the remainder of the truncated division, moved into the sign of `b`.
#[inline(always)]
pub fn float_modulo(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    let opposite = if remainder > 0.0 { b < 0.0 } else { remainder < 0.0 && b > 0.0 };
    if opposite { remainder + b } else { remainder }
}

/// The fuel of [`float_modulo`]: it takes longer the more `a` exceeds `b`.
#[inline(always)]
pub fn float_modulo_cost(a: f64, b: f64) -> i64 {
    let exponent = |x: f64| (x.to_bits() >> 52 & 0x7ff) as i64;
    3 + (exponent(a) - exponent(b)).max(0) / 8
}

/// `a ^ b`.
#[inline(always)]
pub fn float_power(a: f64, b: f64) -> f64 {
    if b == 2.0 { a * a } else { a.powf(b) }
}

/// `a << b`: logical, towards the right when `b` is negative, zero when all bits leave.
#[inline(always)]
pub fn shift_left(a: i64, b: i64) -> i64 {
    let bits = a as u64;
    let shifted = match b {
        0..=63 => bits << b,
        -63..=-1 => bits >> -b,
        _ => 0,
    };
    shifted as i64
}

/// `a >> b`: logical, towards the left when `b` is negative, zero when all bits leave.
#[inline(always)]
pub fn shift_right(a: i64, b: i64) -> i64 {
    shift_left(a, b.wrapping_neg())
}

/// Whether `value` converts to a float without rounding because it is small.
#[inline(always)]
fn is_small(value: i64) -> bool {
    value.unsigned_abs() <= EXACT
}

/// `a == b`.
#[inline(always)]
pub fn integer_equals_float(a: i64, b: f64) -> bool {
    float_to_integer_exact(b) == Some(a)
}

/// `a < b`.
#[inline]
pub fn integer_less_float(a: i64, b: f64) -> bool {
    if is_small(a) {
        return (a as f64) < b;
    }
    float_to_integer_ceil(b).map_or(b > 0.0, |b| a < b)
}

/// `a <= b`.
#[inline]
pub fn integer_less_equal_float(a: i64, b: f64) -> bool {
    if is_small(a) {
        return a as f64 <= b;
    }
    float_to_integer_floor(b).map_or(b > 0.0, |b| a <= b)
}

/// `a < b`.
#[inline]
pub fn float_less_integer(a: f64, b: i64) -> bool {
    if is_small(b) {
        return a < b as f64;
    }
    float_to_integer_floor(a).map_or(a < 0.0, |a| a < b)
}

/// `a <= b`.
#[inline]
pub fn float_less_equal_integer(a: f64, b: i64) -> bool {
    if is_small(b) {
        return a <= b as f64;
    }
    float_to_integer_ceil(a).map_or(a < 0.0, |a| a <= b)
}

/// The limit of a numeric `for` loop over integers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// An integer.
    Integer(i64),
    /// A float, which is rounded and clipped to the range of integers.
    Float(f64),
}

impl Limit {
    /// The integer that bounds a loop with this step, or `None` if no integer is within the limit.
    #[inline]
    fn clip(self, step: i64) -> Option<i64> {
        let limit = match self {
            Limit::Integer(limit) => return Some(limit),
            Limit::Float(limit) => limit,
        };
        let rounded = if step < 0 { float_to_integer_ceil(limit) } else { float_to_integer_floor(limit) };
        match rounded {
            Some(limit) => Some(limit),
            None if limit > 0.0 => (step > 0).then_some(i64::MAX),
            None => (step < 0).then_some(i64::MIN),
        }
    }
}

/// How often a numeric `for` loop over integers steps after its first iteration, or `None` if it
/// does not run at all.
///
/// A loop whose `step` is zero is an error that the caller reports; here it does not run. No variable
/// of a loop that is counted this way can overflow.
#[inline]
pub fn prepare_integer_loop(init: i64, limit: Limit, step: i64) -> Option<u64> {
    let limit = limit.clip(step)?;
    if step > 0 {
        if init > limit {
            return None;
        }
        let distance = limit.wrapping_sub(init) as u64;
        Some(if step == 1 { distance } else { distance / step as u64 })
    } else {
        if step == 0 || init < limit {
            return None;
        }
        let distance = init.wrapping_sub(limit) as u64;
        Some(distance / step.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: i64 = i64::MIN;
    const MAX: i64 = i64::MAX;
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    const FLOATS: [f64; 24] = [
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.0,
        -1.0,
        1.5,
        -1.5,
        3.0,
        1e15,
        9_007_199_254_740_991.0,
        9_007_199_254_740_992.0,
        9_007_199_254_740_994.0,
        -9_007_199_254_740_992.0,
        -9_007_199_254_740_994.0,
        9_223_372_036_854_774_784.0,
        INTEGER_END,
        -INTEGER_END,
        -9_223_372_036_854_777_856.0,
        1e300,
        -1e300,
        INF,
        -INF,
        4_503_599_627_370_495.5,
    ];

    const INTEGERS: [i64; 15] = [
        0,
        1,
        -1,
        2,
        -2,
        7,
        1 << 53,
        (1 << 53) + 1,
        -(1 << 53) - 1,
        MAX,
        MAX - 1,
        MAX - 1024,
        MIN,
        MIN + 1,
        MIN + 1025,
    ];

    #[test]
    fn floats_convert_to_integers_only_when_in_range() {
        assert_eq!(float_to_integer_exact(-0.0), Some(0));
        assert_eq!(float_to_integer_exact(1.5), None);
        assert_eq!(float_to_integer_exact(INTEGER_END), None);
        assert_eq!(float_to_integer_exact(-INTEGER_END), Some(MIN));
        assert_eq!(float_to_integer_exact(NAN), None);
        for f in FLOATS {
            let exact = |f: f64| (-INTEGER_END..INTEGER_END).contains(&f).then_some(f as i64);
            assert_eq!(float_to_integer_floor(f), exact(f.floor()), "floor of {f}");
            assert_eq!(float_to_integer_ceil(f), exact(f.ceil()), "ceil of {f}");
            assert_eq!(float_floor(f).to_bits(), f.floor().to_bits(), "floor of {f}");
        }
        assert_eq!(float_to_integer_floor(NAN), None);
        assert_eq!(float_to_integer_ceil(NAN), None);
        assert!(float_floor(NAN).is_nan());
    }

    #[test]
    fn integer_division_rounds_down() {
        for a in INTEGERS {
            assert_eq!(integer_floor_div(a, 0), None);
            assert_eq!(integer_modulo(a, 0), None);
            for b in INTEGERS.into_iter().filter(|b| *b != 0) {
                let (wide_a, wide_b) = (i128::from(a), i128::from(b));
                let modulo = (wide_a % wide_b + wide_b) % wide_b;
                assert_eq!(i128::from(integer_modulo(a, b).unwrap()), modulo, "{a} % {b}");
                let quotient = (wide_a - modulo) / wide_b;
                assert_eq!(integer_floor_div(a, b), Some(quotient as i64), "{a} // {b}");
            }
        }
    }

    #[test]
    fn float_modulo_takes_the_sign_of_the_divisor() {
        assert_eq!(float_modulo(5.5, 2.0), 1.5);
        assert_eq!(float_modulo(-5.5, 2.0), 0.5);
        assert_eq!(float_modulo(5.5, -2.0), -0.5);
        assert_eq!(float_modulo(-5.5, -2.0), -1.5);
        assert_eq!(float_modulo(1.0, INF), 1.0);
        assert_eq!(float_modulo(-1.0, INF), INF);
        assert_eq!(float_modulo(1.0, -INF), -INF);
        assert_eq!(float_modulo(-1.0, -INF), -1.0);
        assert!(float_modulo(1.0, 0.0).is_nan());
        assert!(float_modulo(INF, 2.0).is_nan());
        assert!(float_modulo(-6.0, 2.0).is_sign_negative());
        assert!(float_modulo(6.0, -2.0).is_sign_positive());
        assert_eq!(float_floor_div(-5.0, 2.0), -3.0);
        assert_eq!(float_floor_div(5.0, 0.0), INF);
        assert!(float_floor_div(-0.0, 1.0).is_sign_negative());
    }

    #[test]
    fn powers() {
        assert_eq!(float_power(3.0, 2.0), 9.0);
        assert_eq!(float_power(2.0, 0.5), std::f64::consts::SQRT_2);
        assert_eq!(float_power(NAN, 0.0), 1.0);
    }

    #[test]
    fn shifts_are_logical_and_drop_all_bits_beyond_63() {
        assert_eq!(shift_left(1, 63), MIN);
        assert_eq!(shift_left(1, 64), 0);
        assert_eq!(shift_left(-1, -1), MAX);
        assert_eq!(shift_left(-1, -63), 1);
        assert_eq!(shift_left(-1, -64), 0);
        assert_eq!(shift_left(-1, MIN), 0);
        assert_eq!(shift_right(-1, MIN), 0);
        assert_eq!(shift_right(-1, 63), 1);
        assert_eq!(shift_right(1, -63), MIN);
        assert_eq!(shift_right(-1, 64), 0);
    }

    #[test]
    fn comparisons_between_subtypes_are_exact() {
        for i in INTEGERS {
            for f in FLOATS {
                // Within the range below every float's integral part fits, and the rest decides ties.
                let huge = f.clamp(-1e30, 1e30);
                let order = i128::from(i).cmp(&(huge.floor() as i128));
                let fraction = huge != huge.floor();
                let equal = order.is_eq() && !fraction;
                let less = order.is_lt() || order.is_eq() && fraction;
                assert_eq!(integer_equals_float(i, f), equal, "{i} == {f}");
                assert_eq!(integer_less_float(i, f), less, "{i} < {f}");
                assert_eq!(integer_less_equal_float(i, f), less || equal, "{i} <= {f}");
                assert_eq!(float_less_integer(f, i), !less && !equal, "{f} < {i}");
                assert_eq!(float_less_equal_integer(f, i), !less, "{f} <= {i}");
            }
            assert!(!integer_equals_float(i, NAN));
            assert!(!integer_less_float(i, NAN) && !integer_less_equal_float(i, NAN));
            assert!(!float_less_integer(NAN, i) && !float_less_equal_integer(NAN, i));
        }
    }

    #[test]
    fn loops_count_their_steps() {
        use Limit::{Float, Integer};
        let cases = [
            (1, Integer(10), 1, Some(9)),
            (1, Integer(10), 3, Some(3)),
            (1, Integer(0), 1, None),
            (10, Integer(1), -3, Some(3)),
            (1, Integer(2), -1, None),
            (1, Integer(1), 0, None),
            (MIN, Integer(MAX), 1, Some(u64::MAX)),
            (MAX, Integer(MIN), -1, Some(u64::MAX)),
            (MAX, Integer(MIN), MIN, Some(1)),
            (MIN, Integer(MAX), MAX, Some(2)),
            (1, Float(3.9), 1, Some(2)),
            (3, Float(1.1), -1, Some(1)),
            (MAX - 1, Float(INF), 1, Some(1)),
            (1, Float(INF), -1, None),
            (MIN + 1, Float(-INF), -1, Some(1)),
            (MIN, Float(-INF), 1, None),
            (1, Float(NAN), 1, None),
            // A limit that is no number bounds a descending loop as minus infinity does.
            (MIN, Float(NAN), -1, Some(0)),
        ];
        for (init, limit, step, expected) in cases {
            assert_eq!(prepare_integer_loop(init, limit, step), expected, "{init}, {limit:?}, {step}");
        }
    }
}
