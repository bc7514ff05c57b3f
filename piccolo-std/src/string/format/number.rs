//! Numbers as C's `printf` writes them.

use std::fmt::Write;

use piccolo_core::support::numeral;

use crate::string::format::specification::Layout;

/// `value` converted by `d`, `i`, `u`, `o`, `x` or `X`.
pub(super) fn integer(value: i64, conversion: u8, layout: Layout) -> Vec<u8> {
    let signed = matches!(conversion, b'd' | b'i');
    let sign = if signed { sign(value < 0, layout) } else { "" };
    let mut digits = match conversion {
        b'd' | b'i' => value.unsigned_abs().to_string(),
        b'u' => (value as u64).to_string(),
        b'o' => format!("{value:o}"),
        b'x' => format!("{value:x}"),
        _ => format!("{value:X}"),
    };
    if layout.precision == Some(0) && value == 0 {
        digits.clear();
    }
    if let Some(missing) = layout.precision.and_then(|precision| precision.checked_sub(digits.len())) {
        digits.insert_str(0, &"0".repeat(missing));
    }
    let prefix = match conversion {
        b'o' if layout.flags.alternate && !digits.starts_with('0') => "0",
        b'x' if layout.flags.alternate && value != 0 => "0x",
        b'X' if layout.flags.alternate && value != 0 => "0X",
        _ => "",
    };
    let zeros = layout.flags.zero && layout.precision.is_none();
    pad(sign, prefix, digits, layout, zeros)
}

fn sign(negative: bool, layout: Layout) -> &'static str {
    match (negative, layout.flags.plus, layout.flags.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

/// Brings sign, prefix and digits to the layout's width; with `zeros`, by zeros in front of the digits.
fn pad(sign: &str, prefix: &str, digits: String, layout: Layout, zeros: bool) -> Vec<u8> {
    let len = sign.len() + prefix.len() + digits.len();
    if layout.width <= len && len == digits.len() {
        return digits.into_bytes();
    }
    let missing = layout.width.saturating_sub(len);
    let (before, between, after) = match (layout.flags.left, zeros) {
        (true, _) => (0, 0, missing),
        (false, true) => (0, missing, 0),
        (false, false) => (missing, 0, 0),
    };
    let mut text = Vec::with_capacity(len + missing);
    text.resize(before, b' ');
    text.extend_from_slice(sign.as_bytes());
    text.extend_from_slice(prefix.as_bytes());
    text.resize(text.len() + between, b'0');
    text.extend_from_slice(digits.as_bytes());
    text.resize(text.len() + after, b' ');
    text
}

/// `value` converted by `e`, `f`, `g`, `a` or one of their capitals.
pub(super) fn float(value: f64, conversion: u8, layout: Layout) -> Vec<u8> {
    // `printf` shows the sign of a NaN too.
    let sign = sign(value.is_sign_negative(), layout);
    let magnitude = value.abs();
    let is_upper = conversion.is_ascii_uppercase();
    if !magnitude.is_finite() {
        let name = match (magnitude.is_nan(), is_upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        };
        return pad(sign, "", name.to_owned(), layout, false);
    }
    let precision = layout.precision;
    let alternate = layout.flags.alternate;
    let mut prefix = "";
    let mut digits = match conversion.to_ascii_lowercase() {
        b'e' => exponential(magnitude, precision.unwrap_or(6), alternate),
        b'f' => {
            let mut text = String::with_capacity(32);
            write!(text, "{magnitude:.*}", precision.unwrap_or(6)).expect("writing to a string can not fail");
            if alternate && precision == Some(0) {
                text.push('.');
            }
            text
        }
        b'g' => {
            let mut text = String::with_capacity(32);
            numeral::general(&mut text, magnitude, precision.unwrap_or(6), alternate)
                .expect("writing to a string can not fail");
            text
        }
        _ => {
            prefix = if is_upper { "0X" } else { "0x" };
            hexadecimal(magnitude, precision, alternate)
        }
    };
    if is_upper {
        digits.make_ascii_uppercase();
    }
    pad(sign, prefix, digits, layout, layout.flags.zero)
}

/// `d.ddde+xx`
fn exponential(magnitude: f64, precision: usize, alternate: bool) -> String {
    let mut text = String::with_capacity(32);
    write!(text, "{magnitude:.precision$e}").expect("writing to a string can not fail");
    let at = text.rfind('e').unwrap_or(text.len());
    let exponent: i32 = text.get(at + 1..).and_then(|exponent| exponent.parse().ok()).unwrap_or(0);
    text.truncate(at);
    if alternate && precision == 0 {
        text.push('.');
    }
    text.push('e');
    text.push(if exponent < 0 { '-' } else { '+' });
    if exponent.unsigned_abs() < 10 {
        text.push('0');
    }
    write!(text, "{}", exponent.unsigned_abs()).expect("writing to a string can not fail");
    text
}

const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;

/// `h.hhhp+d`, without the `0x`. Without a precision, all digits that there are.
fn hexadecimal(magnitude: f64, precision: Option<usize>, alternate: bool) -> String {
    let bits = magnitude.to_bits();
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    let (leading, exponent) = match (bits >> MANTISSA_BITS) as i32 {
        0 if fraction == 0 => (0, 0),
        0 => (0, f64::MIN_EXP - 1),
        biased => (1, biased - f64::MAX_EXP + 1),
    };
    let mut mantissa = (leading << MANTISSA_BITS) | fraction;
    const DIGITS: usize = MANTISSA_BITS as usize / 4;
    let shown = precision.unwrap_or(DIGITS);
    if shown < DIGITS {
        mantissa = round_bits(mantissa, (DIGITS - shown) as u32 * 4);
    }
    let fraction = mantissa & ((1 << MANTISSA_BITS) - 1);
    let mut digits = format!("{fraction:0DIGITS$x}");
    match precision {
        None => digits.truncate(digits.trim_end_matches('0').len()),
        Some(precision) if precision <= DIGITS => digits.truncate(precision),
        Some(precision) => digits.extend(std::iter::repeat_n('0', precision - DIGITS)),
    }
    let mut text = (mantissa >> MANTISSA_BITS).to_string();
    if !digits.is_empty() || alternate {
        text.push('.');
    }
    text.push_str(&digits);
    write!(text, "p{exponent:+}").expect("writing to a string can not fail");
    text
}

/// `value` with its last `dropped` bits rounded to zero, ties to even.
fn round_bits(value: u64, dropped: u32) -> u64 {
    let unit = 1u64 << dropped;
    let rest = value & (unit - 1);
    let down = value - rest;
    let is_odd = down & unit != 0;
    if rest > unit / 2 || (rest == unit / 2 && is_odd) { down + unit } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::format::specification::{Flags, Specification};

    fn shown(specification: &str, value: f64) -> String {
        let specification = Specification::parse(specification.as_bytes()).unwrap();
        let layout = specification.layout(Flags::ALL, true).unwrap();
        String::from_utf8(float(value, specification.conversion(), layout)).unwrap()
    }

    fn shown_integer(specification: &str, value: i64) -> String {
        let specification = Specification::parse(specification.as_bytes()).unwrap();
        let layout = specification.layout(Flags::ALL, true).unwrap();
        String::from_utf8(integer(value, specification.conversion(), layout)).unwrap()
    }

    #[test]
    fn integers_as_printf_writes_them() {
        assert_eq!(shown_integer("5d", -42), "  -42");
        assert_eq!(shown_integer("-5d", 42) + "|", "42   |");
        assert_eq!(shown_integer("+05d", 42), "+0042");
        assert_eq!(shown_integer("05.3d", 42), "  042");
        assert_eq!(shown_integer(".0d", 0), "");
        assert_eq!(shown_integer("#x", 255), "0xff");
        assert_eq!(shown_integer("#o", 8), "010");
        assert_eq!(shown_integer("X", -1), "FFFFFFFFFFFFFFFF");
        assert_eq!(shown_integer("d", i64::MIN), "-9223372036854775808");
    }

    #[test]
    fn floats_as_printf_writes_them() {
        assert_eq!(shown("f", 1.0 / 3.0), "0.333333");
        assert_eq!(shown(".0f", 2.5), "2");
        assert_eq!(shown("#.0f", 3.0), "3.");
        assert_eq!(shown(".2e", 12345.678), "1.23e+04");
        assert_eq!(shown("010.1f", -1.25), "-0000001.2");
        assert_eq!(shown("g", 1e20), "1e+20");
        assert_eq!(shown("G", 1e-10), "1E-10");
        assert_eq!(shown("5g", f64::INFINITY), "  inf");
        assert_eq!(shown("05G", f64::NEG_INFINITY), " -INF");
    }

    #[test]
    fn hexadecimal_floats() {
        assert_eq!(shown("a", 1.0), "0x1p+0");
        assert_eq!(shown("a", 0.1), "0x1.999999999999ap-4");
        assert_eq!(shown(".0a", 1.5), "0x2p+0");
        assert_eq!(shown(".3A", 3.25), "0X1.A00P+1");
        assert_eq!(shown("a", 5e-324), "0x0.0000000000001p-1022");
        assert_eq!(shown("a", 0.0), "0x0p+0");
        assert_eq!(shown(".15a", 1.0), "0x1.000000000000000p+0");
    }
}
