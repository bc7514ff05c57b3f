//! String literals and their escapes.

use crate::error::{Failed, Result};
use crate::lexer::Lexer;
use crate::strings::StringId;
use crate::token::Token;

impl Lexer<'_> {
    /// Skips `[=*[` and returns how many `=` it has, or moves nothing if there is no such opening.
    pub(super) fn bracket_level(&mut self) -> Option<usize> {
        let rest = &self.source[self.position + 1..];
        let level = rest.iter().take_while(|&&byte| byte == b'=').count();
        if rest.get(level) != Some(&b'[') {
            return None;
        }
        self.position += level + 2;
        Some(level)
    }

    /// Reads the rest of a long string or comment; a string is returned, a comment thrown away.
    pub(super) fn long_bracket(&mut self, level: usize, is_string: bool) -> Result<StringId> {
        let first_line = self.line;
        self.text.clear();
        if is_string {
            self.text.push(b'[');
            self.text.resize(level + 1, b'=');
            self.text.push(b'[');
        }
        if let Some(byte @ (b'\n' | b'\r')) = self.current() {
            self.skip_newline(byte)?;
        }
        loop {
            self.copy_until(is_string, |byte| matches!(byte, b']' | b'\n' | b'\r'));
            match self.current() {
                None => {
                    let what = if is_string { "string" } else { "comment" };
                    let message = format!("unfinished long {what} (starting at line {first_line})");
                    return Err(self.error_at(&message, Token::Eof));
                }
                Some(b']') => {
                    if self.close_bracket(level, is_string) {
                        break;
                    }
                }
                Some(byte) => {
                    self.skip_newline(byte)?;
                    self.append(is_string, b"\n");
                }
            }
        }
        if is_string { Ok(self.literal(level + 2)) } else { Ok(StringId(0)) }
    }

    /// Reads `]=*`, and another `]` if that closes a bracket of `level`.
    fn close_bracket(&mut self, level: usize, is_string: bool) -> bool {
        let rest = &self.source[self.position + 1..];
        let equals = rest.iter().take_while(|&&byte| byte == b'=').count();
        let closes = equals == level && rest.get(equals) == Some(&b']');
        let length = 1 + equals + usize::from(closes);
        let source = self.source;
        self.append(is_string, &source[self.position..self.position + length]);
        self.position += length;
        closes
    }

    fn append(&mut self, is_string: bool, bytes: &[u8]) {
        if is_string {
            self.text.extend_from_slice(bytes);
        }
    }

    /// Moves on to the first byte that is `stop`, copying what it passes if asked.
    fn copy_until(&mut self, copy: bool, stop: impl Fn(u8) -> bool) {
        let rest = &self.source[self.position..];
        let length = rest.iter().position(|&byte| stop(byte)).unwrap_or(rest.len());
        if copy {
            self.text.extend_from_slice(&rest[..length]);
        }
        self.position += length;
    }

    pub(super) fn short_string(&mut self, quote: u8) -> Result<Token> {
        self.text.clear();
        self.text.push(quote);
        self.position += 1;
        loop {
            self.copy_until(true, |byte| byte == quote || matches!(byte, b'\\' | b'\n' | b'\r'));
            match self.current() {
                None => return Err(self.error_at("unfinished string", Token::Eof)),
                Some(b'\\') => self.escape()?,
                Some(b'\n' | b'\r') => {
                    let text = std::mem::take(&mut self.text);
                    return Err(self.error_in("unfinished string", &text));
                }
                Some(_) => break,
            }
        }
        self.position += 1;
        self.text.push(quote);
        Ok(Token::String(self.literal(1)))
    }

    fn escape(&mut self) -> Result<()> {
        let start = self.position;
        self.position += 1;
        let Some(byte) = self.current() else { return Ok(()) };
        let replacement = match byte {
            b'a' => 0x07,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            b'\\' | b'"' | b'\'' => byte,
            b'\n' | b'\r' => {
                self.text.push(b'\n');
                return self.skip_newline(byte);
            }
            b'x' => return self.hexadecimal_escape(start),
            b'u' => return self.utf8_escape(start),
            b'z' => return self.skip_spaces(),
            b'0'..=b'9' => return self.decimal_escape(start),
            _ => return Err(self.escape_error(start, "invalid escape sequence")),
        };
        self.position += 1;
        self.text.push(replacement);
        Ok(())
    }

    fn skip_spaces(&mut self) -> Result<()> {
        self.position += 1;
        while let Some(byte) = self.current() {
            match byte {
                b'\n' | b'\r' => self.skip_newline(byte)?,
                b' ' | b'\t' | 0x0b | 0x0c => self.position += 1,
                _ => break,
            }
        }
        Ok(())
    }

    /// Skips the current byte and returns the value of the hexadecimal digit behind it.
    fn next_hexadecimal(&mut self, start: usize) -> Result<u32> {
        self.position += 1;
        match self.current().and_then(hexadecimal_value) {
            Some(value) => Ok(value),
            None => Err(self.escape_error(start, "hexadecimal digit expected")),
        }
    }

    fn hexadecimal_escape(&mut self, start: usize) -> Result<()> {
        let high = self.next_hexadecimal(start)?;
        let low = self.next_hexadecimal(start)?;
        self.position += 1;
        self.text.push((high << 4 | low) as u8);
        Ok(())
    }

    fn decimal_escape(&mut self, start: usize) -> Result<()> {
        let mut value = 0;
        for _ in 0..3 {
            let Some(digit @ b'0'..=b'9') = self.current() else { break };
            value = value * 10 + u32::from(digit - b'0');
            self.position += 1;
        }
        match u8::try_from(value) {
            Ok(byte) => self.text.push(byte),
            Err(_) => return Err(self.escape_error(start, "decimal escape too large")),
        }
        Ok(())
    }

    fn utf8_escape(&mut self, start: usize) -> Result<()> {
        self.position += 1;
        if self.current() != Some(b'{') {
            return Err(self.escape_error(start, "missing '{'"));
        }
        let mut code = self.next_hexadecimal(start)?;
        self.position += 1;
        while let Some(digit) = self.current().and_then(hexadecimal_value) {
            if code > 0x7fff_ffff >> 4 {
                return Err(self.escape_error(start, "UTF-8 value too large"));
            }
            code = code << 4 | digit;
            self.position += 1;
        }
        if self.current() != Some(b'}') {
            return Err(self.escape_error(start, "missing '}'"));
        }
        self.position += 1;
        push_utf8(&mut self.text, code);
        Ok(())
    }

    /// The error of an escape whose backslash is at `start`; its text reaches the current byte.
    #[cold]
    fn escape_error(&mut self, start: usize, message: &str) -> Failed {
        let end = (self.position + 1).min(self.source.len());
        let mut text = self.text.clone();
        text.extend_from_slice(&self.source[start..end]);
        self.error_in(message, &text)
    }
}

fn hexadecimal_value(byte: u8) -> Option<u32> {
    (byte as char).to_digit(16)
}

/// Appends the UTF-8 form of `code`, in the original scheme of up to six bytes for 31 bits.
fn push_utf8(text: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        text.push(code as u8);
        return;
    }
    let continuations = match code {
        0..0x800 => 1,
        0x800..0x1_0000 => 2,
        0x1_0000..0x20_0000 => 3,
        0x20_0000..0x400_0000 => 4,
        _ => 5,
    };
    let lead = (0xff80_u32 >> continuations) as u8;
    text.push(lead | (code >> (6 * continuations)) as u8);
    for index in (0..continuations).rev() {
        text.push(0x80 | (code >> (6 * index) & 0x3f) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::push_utf8;

    #[test]
    fn utf8_has_up_to_six_bytes() {
        let encode = |code| {
            let mut text = Vec::new();
            push_utf8(&mut text, code);
            text
        };
        assert_eq!(encode(0x7f), b"\x7f");
        assert_eq!(encode(0x80), "\u{80}".as_bytes());
        assert_eq!(encode(0x20ac), "€".as_bytes());
        assert_eq!(encode(0x1f600), "😀".as_bytes());
        assert_eq!(encode(0x20_0000), b"\xf8\x88\x80\x80\x80");
        assert_eq!(encode(0x7fff_ffff), b"\xfd\xbf\xbf\xbf\xbf\xbf");
    }
}
