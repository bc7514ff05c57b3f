//! [`Accumulator`]: a numeral that is read piece by piece.

use std::fmt::Write;

use crate::numeral::{Numeral, hexadecimal_digit, is_space, negate_if, scale};

/// No boundary between two floats has more significant digits (767), so what follows can only
/// break ties.
const KEPT: usize = 800;

/// How many hexadecimal digits are kept: more bits than a float has.
const KEPT_HEXADECIMAL: usize = 15;

/// Exponents are clipped to a range that no numeral's length can make up for.
const CLIP: i64 = 1 << 48;

/// What may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Stage {
    #[default]
    Begin,
    Signed,
    /// Behind a first zero, which may begin a prefix.
    Zero,
    Whole,
    Fraction,
    Exponent,
    ExponentSigned,
    ExponentDigits,
    End,
    Bad,
}

/// Reads a numeral piece by piece: of a text of any length, it keeps less than a kilobyte.
///
/// ```
/// use piccolo_syntax::{accumulator::Accumulator, numeral::Numeral};
///
/// let mut numeral = Accumulator::default();
/// numeral.push(b" 12");
/// numeral.push(b"5e-1");
/// assert_eq!(numeral.value(), Some(Numeral::Float(12.5)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accumulator {
    stage: Stage,
    is_negative: bool,
    is_hexadecimal: bool,
    is_float: bool,
    has_digits: bool,
    /// The value of a decimal integer, while it fits.
    integer: Option<u64>,
    /// The value of a hexadecimal integer, which wraps around.
    wrapped: u64,
    /// The first significant digits.
    digits: Vec<u8>,
    /// Whether another digit that is not zero follows them.
    is_inexact: bool,
    /// How many digits precede the point from the first significant one on; negative if zeros follow the point first.
    point: i64,
    exponent_is_negative: bool,
    exponent: i64,
}

impl Accumulator {
    /// Reads more bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.stage != Stage::Bad {
            bytes.iter().for_each(|&byte| self.byte(byte));
        }
    }

    /// Whether the text so far is the start of no numeral, so that it makes no difference what follows.
    pub fn is_hopeless(&self) -> bool {
        self.stage == Stage::Bad
    }

    fn byte(&mut self, byte: u8) {
        self.stage = match self.stage {
            Stage::Begin if is_space(byte) => Stage::Begin,
            Stage::Begin if byte == b'-' || byte == b'+' => {
                self.is_negative = byte == b'-';
                Stage::Signed
            }
            Stage::Begin | Stage::Signed => {
                self.integer = Some(0);
                match byte {
                    b'0' => {
                        self.has_digits = true;
                        Stage::Zero
                    }
                    _ => self.digit_or_mark(byte, Stage::Whole),
                }
            }
            Stage::Zero if byte == b'x' || byte == b'X' => {
                (self.is_hexadecimal, self.has_digits) = (true, false);
                Stage::Whole
            }
            Stage::Zero => self.digit_or_mark(byte, Stage::Whole),
            stage @ (Stage::Whole | Stage::Fraction) => self.digit_or_mark(byte, stage),
            Stage::Exponent if byte == b'-' || byte == b'+' => {
                self.exponent_is_negative = byte == b'-';
                Stage::ExponentSigned
            }
            Stage::Exponent | Stage::ExponentSigned | Stage::ExponentDigits if byte.is_ascii_digit() => {
                self.exponent = (self.exponent * 10 + i64::from(byte - b'0')).min(CLIP);
                Stage::ExponentDigits
            }
            Stage::ExponentDigits | Stage::End if is_space(byte) => Stage::End,
            _ => Stage::Bad,
        };
    }

    /// Reads a byte where digits may stand.
    fn digit_or_mark(&mut self, byte: u8, stage: Stage) -> Stage {
        let (is_digit, mark) = match self.is_hexadecimal {
            true => (byte.is_ascii_hexdigit(), b'p'),
            false => (byte.is_ascii_digit(), b'e'),
        };
        if is_digit {
            self.digit(byte, stage == Stage::Whole);
            return stage;
        }
        if byte == b'.' && stage == Stage::Whole {
            self.is_float = true;
            return Stage::Fraction;
        }
        match byte {
            _ if !self.has_digits => Stage::Bad,
            _ if byte.to_ascii_lowercase() == mark => {
                self.is_float = true;
                Stage::Exponent
            }
            _ if is_space(byte) => Stage::End,
            _ => Stage::Bad,
        }
    }

    fn digit(&mut self, digit: u8, is_whole: bool) {
        self.has_digits = true;
        if is_whole {
            let value = hexadecimal_digit(digit);
            self.wrapped = self.wrapped << 4 | value;
            self.integer = self.integer.and_then(|integer| integer.checked_mul(10)?.checked_add(value));
        }
        if digit == b'0' && self.digits.is_empty() {
            self.point -= i64::from(!is_whole);
            return;
        }
        self.point += i64::from(is_whole);
        let kept = if self.is_hexadecimal { KEPT_HEXADECIMAL } else { KEPT };
        if self.digits.len() < kept {
            self.digits.push(digit);
        } else {
            self.is_inexact |= digit != b'0';
        }
    }

    /// The number that the text so far denotes, or `None` if it is not exactly one numeral; what
    /// [`numeral::parse`](crate::numeral::parse) gives for all of it.
    pub fn value(&self) -> Option<Numeral> {
        if !self.has_digits || matches!(self.stage, Stage::Exponent | Stage::ExponentSigned | Stage::Bad) {
            return None;
        }
        if !self.is_float
            && let Some(integer) = self.integer_value()
        {
            return Some(Numeral::Integer(integer));
        }
        let exponent = if self.exponent_is_negative { -self.exponent } else { self.exponent };
        let value = match self.is_hexadecimal {
            true => self.hexadecimal_float(exponent),
            false => self.decimal_float(exponent),
        };
        Some(Numeral::Float(negate_if(self.is_negative, value)))
    }

    fn integer_value(&self) -> Option<i64> {
        let magnitude = match self.is_hexadecimal {
            true => self.wrapped,
            false => self.integer.filter(|&value| value <= i64::MAX as u64 + u64::from(self.is_negative))?,
        };
        let value = magnitude as i64;
        Some(if self.is_negative { value.wrapping_neg() } else { value })
    }

    fn decimal_float(&self, exponent: i64) -> f64 {
        if self.digits.is_empty() {
            return 0.0;
        }
        let mut text = String::with_capacity(KEPT + 32);
        text.push_str("0.");
        text.extend(self.digits.iter().copied().map(char::from));
        if self.is_inexact {
            text.push('1');
        }
        // Beyond these the value is zero or infinity whatever the digits.
        let exponent = exponent.saturating_add(self.point).clamp(-2000, 2000);
        write!(text, "e{exponent}").expect("strings grow");
        text.parse().expect("a well-formed float")
    }

    fn hexadecimal_float(&self, exponent: i64) -> f64 {
        let mantissa =
            self.digits.iter().fold(0, |mantissa, digit| mantissa << 4 | hexadecimal_digit(*digit));
        // The lowest bit stands for everything that does not fit; it is far below the last bit kept.
        let mantissa = mantissa << 1 | u64::from(self.is_inexact);
        let taken = self.digits.len() as i64;
        scale(mantissa, exponent.saturating_add((self.point - taken) * 4 - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::Accumulator;
    use crate::numeral::{Numeral, parse};

    /// The value of a text that is read in pieces of `piece` bytes, as bits.
    fn accumulated(text: &[u8], piece: usize) -> Option<(bool, u64)> {
        let mut numeral = Accumulator::default();
        text.chunks(piece).for_each(|piece| numeral.push(piece));
        bits(numeral.value())
    }

    fn bits(value: Option<Numeral>) -> Option<(bool, u64)> {
        value.map(|value| match value {
            Numeral::Integer(value) => (true, value as u64),
            Numeral::Float(value) => (false, value.to_bits()),
        })
    }

    #[test]
    fn pieces_give_what_the_whole_does() {
        let texts = [
            "",
            " ",
            "0",
            "-0",
            "+7",
            " 12 ",
            "1 2",
            "1e",
            "1e+",
            "1e5",
            "1E-5 ",
            "0x",
            "0x ",
            "0xg",
            "0x10",
            "-0xA",
            "0xffffffffffffffffff",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1.",
            ".5",
            ".",
            "-.",
            "0.000123",
            "000.5",
            "0x.8",
            "0x1p4",
            "0x1p",
            "0x.p1",
            "0x1.8p-1075",
            "1e400",
            "1e-400",
            "inf",
            "nan",
            "1..2",
            "1.2.3",
            "--1",
            "+-1",
            "- 1",
            "0x1e5",
            "1p5",
            "00x1",
            "\t1\n",
            "1\0",
            "e5",
            "0e12",
            "0xep1",
            "5e-324",
            "2.4703282292062327e-324",
            "179769313486231580793728971405301e276",
            "1e99999999999999999999",
            "0x0.00001p+20",
            "0x1ffffffffffffffff.8",
            "0x123456789abcdef01p0",
            "123456789012345678901234567890",
        ];
        for text in texts {
            for piece in [1, 3, 100] {
                assert_eq!(accumulated(text.as_bytes(), piece), bits(parse(text.as_bytes())), "{text:?}");
            }
        }
    }

    #[test]
    fn long_numerals_are_read_in_pieces() {
        let texts = [
            "0".repeat(5000) + "1",
            "1".to_owned() + &"0".repeat(300) + "." + &"0".repeat(3000) + "1",
            "9".repeat(5000) + "e-4990",
            "0.".to_owned() + &"0".repeat(4000) + "123e4000",
            "0x".to_owned() + &"f".repeat(3000) + "p-12000",
            "0x.".to_owned() + &"0".repeat(3000) + "1p12000",
            "1e".to_owned() + &"0".repeat(3000) + "5",
            "9007199254740993".to_owned() + "." + &"0".repeat(2000) + "1",
            " ".repeat(3000) + "1" + &" ".repeat(3000),
        ];
        for text in texts {
            assert_eq!(accumulated(text.as_bytes(), 999), bits(parse(text.as_bytes())), "{text:.40}");
        }
    }
}
