//! Reading numerals from files (the format `"n"`).

use std::io;

use piccolo_core::support::numeral::{Numeral, parse};

use crate::stream::Buffered;

/// The longest numeral that is read.
const MAX_LEN: usize = 200;

/// Skips white space. Gives `false` if `budget` was used up before its end.
pub(super) fn skip_space(stream: &mut Buffered, budget: &mut usize) -> io::Result<bool> {
    while stream.fill()? {
        let ahead = stream.unread();
        let spaces = ahead.iter().take_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
        let is_end = spaces < ahead.len();
        stream.consume(spaces);
        if is_end {
            break;
        }
        *budget = budget.saturating_sub(spaces);
        if *budget == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the longest text that a numeral could begin with, and gives its value if it is one.
pub(super) fn read_number(stream: &mut Buffered) -> io::Result<Option<Numeral>> {
    let mut scanner = Scanner { stream, text: [0; MAX_LEN], len: 0, is_too_long: false };
    scanner.scan()?;
    let Scanner { text, len, is_too_long, .. } = scanner;
    Ok(if is_too_long { None } else { parse(&text[..len]) })
}

struct Scanner<'a> {
    stream: &'a mut Buffered,
    text: [u8; MAX_LEN],
    len: usize,
    is_too_long: bool,
}

impl Scanner<'_> {
    /// `[+-] [0x] digits [. digits] [exponent]`, as far as it goes.
    fn scan(&mut self) -> io::Result<()> {
        self.accept(|byte| matches!(byte, b'+' | b'-'))?;
        let mut digits = 0;
        let mut is_hexadecimal = false;
        if self.accept(|byte| byte == b'0')? {
            if self.accept(|byte| matches!(byte, b'x' | b'X'))? {
                is_hexadecimal = true;
            } else {
                digits = 1;
            }
        }
        let is_digit = if is_hexadecimal {
            |byte: u8| byte.is_ascii_hexdigit()
        } else {
            |byte: u8| byte.is_ascii_digit()
        };
        digits += self.accept_all(is_digit)?;
        if self.accept(|byte| byte == b'.')? {
            digits += self.accept_all(is_digit)?;
        }
        let mark = if is_hexadecimal { b'p' } else { b'e' };
        if digits > 0 && self.accept(|byte| byte.to_ascii_lowercase() == mark)? {
            self.accept(|byte| matches!(byte, b'+' | b'-'))?;
            self.accept_all(|byte| byte.is_ascii_digit())?;
        }
        Ok(())
    }

    /// Takes the next byte if it passes `test` and there is room for it.
    fn accept(&mut self, test: impl Fn(u8) -> bool) -> io::Result<bool> {
        if !self.stream.fill()? {
            return Ok(false);
        }
        let Some(byte) = self.stream.unread().first().copied().filter(|&byte| test(byte)) else {
            return Ok(false);
        };
        let Some(place) = self.text.get_mut(self.len) else {
            self.is_too_long = true;
            return Ok(false);
        };
        *place = byte;
        self.len += 1;
        self.stream.consume(1);
        Ok(true)
    }

    fn accept_all(&mut self, test: impl Fn(u8) -> bool) -> io::Result<usize> {
        let mut count = 0;
        while self.accept(&test)? {
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::stream::{Access, Buffering};

    fn read(text: &str) -> (Option<Numeral>, String) {
        let access = Access { read: true, write: false };
        let stream = Box::new(Cursor::new(text.as_bytes().to_vec()));
        // A small buffer, so that numerals lie across its end.
        let mut stream = Buffered::new(stream, access, Buffering::Full, 3);
        assert!(skip_space(&mut stream, &mut 1000).unwrap());
        let number = read_number(&mut stream).unwrap();
        (number, String::from_utf8(stream.read_to_end().unwrap()).unwrap())
    }

    #[test]
    fn numerals_end_where_they_can_not_go_on() {
        assert_eq!(read(" \n-12.3-"), (Some(Numeral::Float(-12.3)), "-".into()));
        assert_eq!(read("-0xffff+"), (Some(Numeral::Integer(-0xffff)), "+".into()));
        assert_eq!(read("5.E-3X"), (Some(Numeral::Float(5e-3)), "X".into()));
        assert_eq!(read("0x1.13Ap+3e"), (Some(Numeral::Float(8.61328125)), "e".into()));
        assert_eq!(read("7"), (Some(Numeral::Integer(7)), String::new()));
    }

    #[test]
    fn what_was_tried_is_gone() {
        assert_eq!(read(".e+"), (None, "e+".into()));
        assert_eq!(read("0.e;"), (None, ";".into()));
        assert_eq!(read("--;"), (None, "-;".into()));
        assert_eq!(read("0xX;"), (None, "X;".into()));
        assert_eq!(read(""), (None, String::new()));
    }

    #[test]
    fn long_numerals_are_none() {
        let text = "1".repeat(201);
        assert_eq!(read(&text), (None, "1".into()));
        assert!(read(&text[1..]).0.is_some());
    }
}
