//! Numbers from text and text from numbers.
//!
//! Reading accepts what the lexer and the coercion of strings accept; writing gives what `tostring`
//! gives. Both agree with C's `strtod` and `printf` to the last bit and digit, take time linear in
//! the text, and (but for very long numerals) allocate nothing.

use std::fmt::{self, Write};

/// The value of a numeral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Numeral {
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
}

/// The number that `text` denotes, or `None` if it is not exactly one numeral.
///
/// White space around the numeral and a sign are accepted. Hexadecimal integers wrap around, decimal
/// integers that do not fit become floats. `inf` and `nan` are no numerals.
///
/// ```
/// use piccolo_syntax::numeral::{Numeral, parse};
/// assert_eq!(parse(b" 0x10 "), Some(Numeral::Integer(16)));
/// assert_eq!(parse(b"-1e2"), Some(Numeral::Float(-100.0)));
/// assert_eq!(parse(b"1e"), None);
/// ```
pub fn parse(text: &[u8]) -> Option<Numeral> {
    let text = trim(text);
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    match digits {
        [b'0', b'x' | b'X', rest @ ..] => parse_hexadecimal(rest, negative),
        _ => parse_decimal(digits, negative),
    }
}

/// Whether C's `isspace` holds for `byte` in the "C" locale.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn trim(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_space(*last)
    {
        text = rest;
    }
    text
}

pub(crate) fn negate_if(negative: bool, value: f64) -> f64 {
    if negative { -value } else { value }
}

/// The text of a numeral without sign and prefix, taken apart.
struct Parts<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
    /// The value of the exponent, clipped to a range that no numeral's length can make up for.
    exponent: i64,
    /// Whether there is a point or an exponent.
    is_float: bool,
}

impl<'a> Parts<'a> {
    /// Splits `whole [. fraction] [marker exponent]`; all of `text` must match, and there must be a
    /// digit before the exponent.
    fn split(text: &'a [u8], is_digit: fn(&u8) -> bool, marker: u8) -> Option<Self> {
        let digits = |text: &[u8]| text.iter().position(|byte| !is_digit(byte)).unwrap_or(text.len());
        let (whole, rest) = text.split_at(digits(text));
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => rest.split_at(digits(rest)),
            _ => (&rest[..0], rest),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let is_float = text.len() > whole.len();
        let exponent = match rest {
            [] => 0,
            [first, rest @ ..] if first.to_ascii_lowercase() == marker => parse_exponent(rest)?,
            _ => return None,
        };
        Some(Self { whole, fraction, exponent, is_float })
    }

    /// All digits, most significant first, without leading zeros, and the number of digits that
    /// precede the point (negative if zeros follow the point first).
    fn significant(&self) -> (impl Iterator<Item = u8> + 'a, i64) {
        let whole_zeros = self.whole.iter().take_while(|digit| **digit == b'0').count();
        let whole = &self.whole[whole_zeros..];
        let fraction_zeros = match whole {
            [] => self.fraction.iter().take_while(|digit| **digit == b'0').count(),
            _ => 0,
        };
        let point = whole.len() as i64 - fraction_zeros as i64;
        (whole.iter().chain(&self.fraction[fraction_zeros..]).copied(), point)
    }
}

/// `[+-] digit {digit}`, clipped.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    const CLIP: i64 = 1 << 48;
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0, |value: i64, digit| (value * 10 + i64::from(digit - b'0')).min(CLIP));
    Some(if negative { -value } else { value })
}

fn parse_decimal(text: &[u8], negative: bool) -> Option<Numeral> {
    if let Some(integer) = parse_integer(text, negative) {
        return Some(Numeral::Integer(integer));
    }
    let parts = Parts::split(text, u8::is_ascii_digit, b'e')?;
    // The standard library's exponents are limited, which matters only for huge ones or long texts.
    let value = if text.len() <= 64 && parts.exponent.abs() < 10_000 {
        str::from_utf8(text).ok()?.parse().ok()?
    } else {
        long_decimal(&parts)
    };
    Some(Numeral::Float(negate_if(negative, value)))
}

/// A decimal integer in range.
fn parse_integer(digits: &[u8], negative: bool) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    let mut value = 0u64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    let limit = i64::MAX as u64 + u64::from(negative);
    let bits = value as i64;
    (value <= limit).then_some(if negative { bits.wrapping_neg() } else { bits })
}

/// The float nearest to a decimal numeral of any length.
fn long_decimal(parts: &Parts) -> f64 {
    /// No boundary between two floats has more significant digits (767), so what follows can only
    /// break ties.
    const KEPT: usize = 800;
    let (mut digits, point) = parts.significant();
    let mut text = String::with_capacity(KEPT + 32);
    text.push_str("0.");
    text.extend(digits.by_ref().take(KEPT).map(char::from));
    if digits.any(|digit| digit != b'0') {
        text.push('1');
    }
    if text.len() == 2 {
        return 0.0;
    }
    // Beyond these the value is zero or infinity whatever the digits.
    let exponent = parts.exponent.saturating_add(point).clamp(-2000, 2000);
    write!(text, "e{exponent}").expect("strings grow");
    text.parse().expect("a well-formed float")
}

pub(crate) fn hexadecimal_digit(digit: u8) -> u64 {
    match digit {
        b'0'..=b'9' => u64::from(digit - b'0'),
        _ => u64::from((digit | 0x20) - b'a') + 10,
    }
}

fn parse_hexadecimal(text: &[u8], negative: bool) -> Option<Numeral> {
    let parts = Parts::split(text, u8::is_ascii_hexdigit, b'p')?;
    if !parts.is_float {
        let value =
            parts.whole.iter().fold(0u64, |value, digit| value.wrapping_shl(4) | hexadecimal_digit(*digit));
        let value = value as i64;
        return Some(Numeral::Integer(if negative { value.wrapping_neg() } else { value }));
    }
    Some(Numeral::Float(negate_if(negative, hexadecimal_float(&parts))))
}

/// The float nearest to a hexadecimal numeral of any length.
fn hexadecimal_float(parts: &Parts) -> f64 {
    let (mut digits, point) = parts.significant();
    let mut mantissa = 0u64;
    let mut taken = 0;
    for digit in digits.by_ref().take(15) {
        mantissa = mantissa << 4 | hexadecimal_digit(digit);
        taken += 1;
    }
    // The lowest bit stands for everything that does not fit; it is far below the last bit kept.
    mantissa = mantissa << 1 | u64::from(digits.any(|digit| digit != b'0'));
    let exponent = parts.exponent.saturating_add((point - taken) * 4 - 1);
    scale(mantissa, exponent)
}

/// `mantissa * 2^exponent`, rounded to nearest, ties to even.
pub(crate) fn scale(mantissa: u64, exponent: i64) -> f64 {
    /// Bits of a 64-bit mantissa that a float has no room for.
    const EXCESS: i64 = 11;
    const MIN_EXPONENT: i64 = -1022;
    const MAX_EXPONENT: i64 = 1023;
    if mantissa == 0 {
        return 0.0;
    }
    let zeros = mantissa.leading_zeros();
    let mantissa = mantissa << zeros;
    let top = exponent.saturating_add(63 - i64::from(zeros));
    if top > MAX_EXPONENT {
        return f64::INFINITY;
    }
    let dropped = EXCESS + (MIN_EXPONENT - top).max(0);
    if dropped > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let kept = (wide >> dropped) as u64;
    let rest = wide & ((1 << dropped) - 1);
    let half = 1 << (dropped - 1);
    let rounded = kept + u64::from(rest > half || rest == half && kept & 1 == 1);
    // The mantissa's leading bit, if there, adds one to the exponent's field.
    let field = (top.max(MIN_EXPONENT) - MIN_EXPONENT) as u64;
    f64::from_bits((field << 52) + rounded)
}

/// The text of a number, on the stack.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; Text::CAPACITY],
    len: u8,
}

impl Text {
    const CAPACITY: usize = 31;

    const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], len: 0 }
    }

    /// The characters, all ASCII.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    fn push(&mut self, bytes: &[u8]) {
        let start = usize::from(self.len);
        self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len() as u8;
    }

    fn push_integer(&mut self, value: i64) {
        if value < 0 {
            self.push(b"-");
        }
        let mut rest = value.unsigned_abs();
        let digits = rest.checked_ilog10().map_or(1, |log| log as usize + 1);
        let start = usize::from(self.len);
        self.len += digits as u8;
        let target = &mut self.bytes[start..start + digits];
        let mut end = digits;
        while end >= 2 {
            target[end - 2..end].copy_from_slice(&DIGIT_PAIRS[(rest % 100) as usize]);
            rest /= 100;
            end -= 2;
        }
        if end == 1 {
            target[0] = b'0' + rest as u8;
        }
    }
}

impl Text {
    /// Writes what [`fixed_digits`] gave.
    fn push_fixed(&mut self, mut number: u64, exponent: i32) {
        let mut digits = [b'0'; DIGITS];
        for pair in digits.rchunks_exact_mut(2) {
            pair.copy_from_slice(&DIGIT_PAIRS[(number % 100) as usize]);
            number /= 100;
        }
        let (whole, fraction) = match usize::try_from(exponent) {
            Ok(exponent) => digits.split_at(exponent + 1),
            Err(_) => (&b"0"[..], &digits[..]),
        };
        self.push(whole);
        self.push(b".");
        self.push(&b"000"[..(-1 - exponent).max(0) as usize]);
        let zeros = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
        match &fraction[..fraction.len() - zeros] {
            [] => self.push(b"0"),
            fraction => self.push(fraction),
        }
    }
}

/// `00` to `99`.
static DIGIT_PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + number as u8 / 10, b'0' + number as u8 % 10];
        number += 1;
    }
    pairs
};

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() > Self::CAPACITY - usize::from(self.len) {
            return Err(fmt::Error);
        }
        self.push(text.as_bytes());
        Ok(())
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(str::from_utf8(self.as_bytes()).expect("numbers are written in ASCII"))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The decimal text of an integer.
///
/// ```
/// assert_eq!(piccolo_syntax::numeral::integer_text(-42).as_bytes(), b"-42");
/// ```
pub fn integer_text(value: i64) -> Text {
    let mut text = Text::new();
    text.push_integer(value);
    text
}

/// The text of a float: 14 significant digits, and `.0` where it would read as an integer.
///
/// ```
/// assert_eq!(piccolo_syntax::numeral::float_text(1e15).as_bytes(), b"1e+15");
/// assert_eq!(piccolo_syntax::numeral::float_text(3.0).as_bytes(), b"3.0");
/// ```
pub fn float_text(value: f64) -> Text {
    const LIMIT: f64 = 1e14;
    let mut text = Text::new();
    let magnitude = value.abs();
    if magnitude < LIMIT {
        let integer = value as i64;
        if integer as f64 == value && (integer != 0 || value.is_sign_positive()) {
            text.push_integer(integer);
            text.push(b".0");
            return text;
        }
        if let Some((digits, exponent)) = fixed_digits(magnitude) {
            if value < 0.0 {
                text.push(b"-");
            }
            text.push_fixed(digits, exponent);
            return text;
        }
    }
    general(&mut text, value, DIGITS, false).expect("14 digits fit");
    if text.as_bytes().iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) {
        text.push(b".0");
    }
    text
}

/// The significant digits of a float's text.
const DIGITS: usize = 14;

/// The significant digits of `value`, as an integer, and the decimal exponent of the first of them;
/// `None` where the text has another form than digits with a point, or has it only by rounding.
fn fixed_digits(value: f64) -> Option<(u64, i32)> {
    const MANTISSA_BITS: i32 = 52;
    const END: u64 = 10u64.pow(DIGITS as u32);
    if !(1e-4..END as f64).contains(&value) {
        return None;
    }
    let bits = value.to_bits();
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1) | 1 << MANTISSA_BITS;
    let exponent = (bits >> MANTISSA_BITS) as i32 - 1023;
    // `floor(log10(value))`, or one less. The bounds on `value` keep all of the following exact:
    // products have at most 113 bits.
    let mut decimal = (exponent * 1233) >> 12;
    let shift = MANTISSA_BITS - exponent;
    let scaled =
        |decimal: i32| u128::from(mantissa) * u128::from(10u64.pow((DIGITS as i32 - 1 - decimal) as u32));
    let mut exact = scaled(decimal);
    if exact >> shift >= u128::from(END) {
        decimal += 1;
        exact = scaled(decimal);
    }
    let digits = (exact >> shift) as u64;
    let rest = exact & ((1 << shift) - 1);
    let half = 1 << (shift - 1);
    let rounded = digits + u64::from(rest > half || rest == half && digits & 1 == 1);
    (rounded < END).then_some((rounded, decimal))
}

/// Writes `value` as C's `%.{precision}g` does (`%#.{precision}g` if `alternate`): so many
/// significant digits, in whichever of the plain and the exponent form suits the magnitude, without
/// trailing zeros unless `alternate`.
///
/// # Errors
/// Those of `out`.
pub fn general(out: &mut impl Write, value: f64, precision: usize, alternate: bool) -> fmt::Result {
    /// Longer forms do not fit a [`Text`].
    const SHORT: usize = 20;
    if value.is_sign_negative() {
        out.write_char('-')?;
    }
    let value = value.abs();
    if value.is_nan() {
        return out.write_str("nan");
    }
    if value.is_infinite() {
        return out.write_str("inf");
    }
    let precision = precision.max(1);
    if precision <= SHORT {
        let mut scientific = Text::new();
        write!(scientific, "{value:.0$e}", precision - 1)?;
        write_general(out, str::from_utf8(scientific.as_bytes()).expect("ASCII"), precision, alternate)
    } else {
        write_general(out, &format!("{value:.0$e}", precision - 1), precision, alternate)
    }
}

/// Lays out `scientific`, which reads `d[.ddd]e[-]x`, as [`general`] says.
fn write_general(out: &mut impl Write, scientific: &str, precision: usize, alternate: bool) -> fmt::Result {
    let (mantissa, exponent) = scientific.split_once('e').expect("the exponent form has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is an integer");
    let (first, fraction) = (&mantissa[..1], mantissa.get(2..).unwrap_or(""));
    let strip = |digits| if alternate { digits } else { str::trim_end_matches(digits, '0') };
    match usize::try_from(exponent) {
        Ok(whole) if whole < precision => {
            let (before, after) = fraction.split_at(whole);
            out.write_str(first)?;
            out.write_str(before)?;
            write_fraction(out, strip(after), alternate)
        }
        Err(_) if exponent >= -4 => {
            write!(out, "0.{:0<1$}{first}{2}", "", exponent.unsigned_abs() as usize - 1, strip(fraction))
        }
        _ => {
            out.write_str(first)?;
            write_fraction(out, strip(fraction), alternate)?;
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(out, "e{sign}{:02}", exponent.unsigned_abs())
        }
    }
}

/// Writes the point, if it is wanted, and the digits that follow it.
fn write_fraction(out: &mut impl Write, digits: &str, alternate: bool) -> fmt::Result {
    if alternate || !digits.is_empty() {
        out.write_char('.')?;
    }
    out.write_str(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(text: &str) -> f64 {
        match parse(text.as_bytes()) {
            Some(Numeral::Float(value)) => value,
            other => panic!("{text} is read as {other:?}"),
        }
    }

    fn text_of(value: f64) -> String {
        float_text(value).to_string()
    }

    fn general_text(value: f64, precision: usize, alternate: bool) -> String {
        let mut text = String::new();
        general(&mut text, value, precision, alternate).unwrap();
        text
    }

    #[test]
    fn integers_are_read() {
        let cases: [(&str, i64); 17] = [
            ("0", 0),
            ("-0", 0),
            ("+7", 7),
            (" \t\n\x0b\x0c\r12 \n", 12),
            ("00000000000000000000000000000012", 12),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("0x10", 16),
            ("-0x10", -16),
            ("0XfF", 255),
            ("0x7fffffffffffffff", i64::MAX),
            ("0xffffffffffffffff", -1),
            ("-0xffffffffffffffff", 1),
            ("0x1ffffffffffffffff", -1),
            ("0x10000000000000000", 0),
            ("0x8000000000000000", i64::MIN),
            ("-0x8000000000000000", i64::MIN),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text.as_bytes()), Some(Numeral::Integer(expected)), "{text}");
        }
    }

    #[test]
    fn floats_are_read() {
        let cases: [(&str, f64); 26] = [
            ("0.0", 0.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1e2", -100.0),
            ("1E+2", 100.0),
            ("1e-2", 0.01),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
            ("-9223372036854775809", -9_223_372_036_854_775_808.0),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
            ("1e308", 1e308),
            ("1e309", f64::INFINITY),
            ("1e99999999999999999999", f64::INFINITY),
            ("1e-99999999999999999999", 0.0),
            ("0e99999999999999999999", 0.0),
            ("2.4703282292062327208e-324", 0.0),
            ("2.4703282292062327209e-324", 5e-324),
            ("9007199254740993.0", 9_007_199_254_740_992.0),
            ("0x.8", 0.5),
            ("0x8.", 8.0),
            ("0x1p4", 16.0),
            ("0xA.8P-1", 5.25),
            ("-0x1p-1", -0.5),
            ("0x1p1024", f64::INFINITY),
            ("0x1p-1074", 5e-324),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1075", 5e-324),
        ];
        for (text, expected) in cases {
            assert_eq!(float(text).to_bits(), expected.to_bits(), "{text}");
        }
        assert!(float("-0.0").is_sign_negative());
        assert!(float("-0x0p0").is_sign_negative());
    }

    #[test]
    fn hexadecimal_floats_round_to_even() {
        let cases: [(&str, f64); 9] = [
            ("0x1.00000000000008p0", 1.0),
            ("0x1.000000000000080p0", 1.0),
            ("0x1.00000000000008000000000000000000000000001p0", 1.000_000_000_000_000_2),
            ("0x1.00000000000018p0", 1.000_000_000_000_000_4),
            ("0x1.fffffffffffff8p0", 2.0),
            ("0x1.fffffffffffff8p1023", f64::INFINITY),
            ("0x1.fffffffffffff7fffp1023", f64::MAX),
            ("0x0.fffffffffffff8p-1022", f64::MIN_POSITIVE),
            ("0x0000000000000000000000000000001.p0", 1.0),
        ];
        for (text, expected) in cases {
            assert_eq!(float(text).to_bits(), expected.to_bits(), "{text}");
        }
    }

    #[test]
    fn long_numerals_are_exact_and_read_in_linear_time() {
        let zeros = "0".repeat(1_000_000);
        assert_eq!(float(&format!("0.{zeros}1e1000001")), 1.0);
        assert_eq!(float(&format!("1{zeros}e-1000000")), 1.0);
        assert_eq!(float(&format!("{zeros}1.0")), 1.0);
        assert_eq!(float(&format!("9007199254740993.{zeros}")), 9_007_199_254_740_992.0);
        assert_eq!(float(&format!("9007199254740993.{zeros}1")), 9_007_199_254_740_994.0);
        assert_eq!(float(&format!("0x0.{zeros}1p4000004")), 1.0);
        assert_eq!(float(&format!("0x1{zeros}p-4000000")), 1.0);
        assert_eq!(float(&format!("0x1.00000000000008{zeros}1")), 1.000_000_000_000_000_2);
        assert_eq!(parse(format!("0x{}", "f".repeat(1_000_000)).as_bytes()), Some(Numeral::Integer(-1)));
        assert_eq!(float(&"9".repeat(1_000_000)), f64::INFINITY);
        assert_eq!(parse(format!("{zeros}1").as_bytes()), Some(Numeral::Integer(1)));
        assert_eq!(parse(format!("{}x", " ".repeat(1_000_000)).as_bytes()), None);
    }

    #[test]
    fn what_is_no_numeral_is_refused() {
        let cases = [
            "", " ", "-", "+", ".", "- 1", "--1", "1 2", "0x", "0x.", "0xp1", "0x1p", "0x1p+", "0x1pf", "1e",
            "1e+", "1e1.0", "e1", ".e1", "inf", "-inf", "nan", "infinity", "1f", "1_0", "0x1g", "1..2",
            "1.2.3", "0x1.8.8", "1\0", "\x001", "0b1", "1e1e1", "1,5", "\u{a0}1", "x1", "0 x1",
        ];
        for text in cases {
            assert_eq!(parse(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn integers_are_written() {
        for value in [0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 12345, 123_456, i64::MAX, i64::MAX - 1] {
            assert_eq!(integer_text(value).to_string(), value.to_string());
            assert_eq!(integer_text(-value).to_string(), (-value).to_string());
        }
        assert_eq!(integer_text(i64::MIN).to_string(), "-9223372036854775808");
        for power in 0..19 {
            let value = 10i64.pow(power);
            assert_eq!(integer_text(value).to_string(), value.to_string());
            assert_eq!(integer_text(value - 1).to_string(), (value - 1).to_string());
        }
    }

    #[test]
    fn floats_are_written_with_14_digits() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (1.0 / 3.0, "0.33333333333333"),
            (100.0, "100.0"),
            (1e14, "1e+14"),
            (99_999_999_999_999.0, "99999999999999.0"),
            (99_999_999_999_999.5, "1e+14"),
            (12_345_678_901_234.5, "12345678901234.0"),
            (12_345_678_901_235.5, "12345678901236.0"),
            (123_456_789_012_345.0, "1.2345678901234e+14"),
            (123_456_789_012_355.0, "1.2345678901236e+14"),
            (1e15, "1e+15"),
            (1e100, "1e+100"),
            (-1e-100, "-1e-100"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (0.000_099_999_999_999_999_9, "0.0001"),
            (std::f64::consts::PI, "3.1415926535898"),
            (9_223_372_036_854_775_808.0, "9.2233720368548e+18"),
            (0.001, "0.001"),
            (0.00012345678901234567, "0.00012345678901235"),
            (9_999_999_999_999.95, "9999999999999.9"),
            (0.999_999_999_999_999, "1.0"),
            (9.999_999_999_999_99, "10.0"),
            (0.000_099_999_999_999_994, "9.9999999999994e-05"),
            (1.5, "1.5"),
            (10.5, "10.5"),
            (5e-324, "4.9406564584125e-324"),
            (-f64::MAX, "-1.7976931348623e+308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN.copysign(1.0), "nan"),
            (f64::NAN.copysign(-1.0), "-nan"),
        ];
        for (value, expected) in cases {
            assert_eq!(text_of(value), expected);
        }
    }

    #[test]
    fn general_form_agrees_with_c() {
        let cases = [
            (0.0, 0, false, "0"),
            (0.0, 3, true, "0.00"),
            (2.5, 1, false, "2"),
            (3.5, 1, false, "4"),
            (9.5, 1, false, "1e+01"),
            (9.5, 1, true, "1.e+01"),
            (5.0, 1, true, "5."),
            (123.0, 3, true, "123."),
            (1234.0, 3, false, "1.23e+03"),
            (100_000.0, 6, false, "100000"),
            (1_000_000.0, 6, false, "1e+06"),
            (1_000_000.0, 6, true, "1.00000e+06"),
            (0.0001, 6, true, "0.000100000"),
            (0.00012345, 3, false, "0.000123"),
            (-0.00001, 6, false, "-1e-05"),
            (0.1, 17, false, "0.10000000000000001"),
            (0.1, 30, false, "0.100000000000000005551115123126"),
            (1e22, 40, false, "10000000000000000000000"),
            (f64::NEG_INFINITY, 6, true, "-inf"),
        ];
        for (value, precision, alternate, expected) in cases {
            assert_eq!(general_text(value, precision, alternate), expected);
        }
        assert_eq!(general_text(5e-324, 800, false).len(), 751 + "4.".len() - 1 + "e-324".len());
    }

    #[test]
    fn written_floats_are_read_back() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(state ^ state >> 29);
            if value.is_finite() {
                let text = general_text(value, 17, true);
                assert_eq!(float(&text).to_bits(), value.to_bits(), "{text}");
            }
        }
    }
}
