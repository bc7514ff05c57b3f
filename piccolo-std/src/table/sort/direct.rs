//! Sorting numbers and strings without calls.

use std::cmp::Ordering;

use piccolo_core::{
    object::{context::Context, value::Value},
    support::number::{integer_equals_float, integer_less_float},
};

/// Sorts values that are all numbers (and not NaN) or all strings. For others, nothing happens and the
/// result is false.
pub(super) fn sort<'gc>(ctx: Context<'gc>, values: &mut [Value<'gc>]) -> bool {
    let Some(kind) = Kind::of(values) else { return false };
    let comparisons = values.len() * values.len().max(2).ilog2() as usize;
    ctx.charge_fuel(comparisons / 4);
    match kind {
        Kind::Integers => values.sort_unstable_by_key(|value| value.as_integer()),
        Kind::Numbers => values.sort_unstable_by(|a, b| compare_numbers(*a, *b)),
        Kind::Strings => values.sort_unstable_by(|a, b| match (a, b) {
            (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => Ordering::Equal,
        }),
    }
    true
}

enum Kind {
    Integers,
    Numbers,
    Strings,
}

impl Kind {
    /// What all of `values` are.
    fn of(values: &[Value<'_>]) -> Option<Self> {
        match values.first()? {
            Value::String(_) => {
                values.iter().all(|value| matches!(value, Value::String(_))).then_some(Kind::Strings)
            }
            _ if values.iter().all(|value| matches!(value, Value::Integer(_))) => Some(Kind::Integers),
            _ => {
                let is_ordered = |value: &Value<'_>| value.as_number().is_some_and(|x| !x.is_nan());
                values.iter().all(is_ordered).then_some(Kind::Numbers)
            }
        }
    }
}

/// The exact order of numbers, none of them NaN.
fn compare_numbers(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => x.cmp(&y),
        (Value::Float(x), Value::Float(y)) => x.get().partial_cmp(&y.get()).unwrap_or(Ordering::Equal),
        (Value::Integer(x), Value::Float(y)) => compare_mixed(x, y.get()),
        (Value::Float(x), Value::Integer(y)) => compare_mixed(y, x.get()).reverse(),
        _ => Ordering::Equal,
    }
}

fn compare_mixed(x: i64, y: f64) -> Ordering {
    if integer_equals_float(x, y) {
        Ordering::Equal
    } else if integer_less_float(x, y) {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_numbers_are_ordered_exactly() {
        let big = 1i64 << 53;
        assert_eq!(compare_numbers(Value::Integer(big + 1), Value::float(big as f64)), Ordering::Greater);
        assert_eq!(compare_numbers(Value::float(0.5), Value::Integer(1)), Ordering::Less);
        assert_eq!(compare_numbers(Value::float(2.0), Value::Integer(2)), Ordering::Equal);
    }
}
