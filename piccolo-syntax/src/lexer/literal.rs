//! String literals and their escapes, and long comments.

use std::ops::Range;

use crate::error::{Failed, Result};
use crate::lexer::Lexer;
use crate::lexer::message::Near;
use crate::lexer::scan::{Level, Resumed, State, WINDOW, Window};
use crate::segments::Joining;
use crate::token::Token;

/// Where in a quoted string reading was left.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quoted {
    Text,
    /// Behind `\\z`.
    Spaces,
    /// In the digits of `\\u{...}`, whose backslash is at `start`.
    Codepoint {
        start: usize,
        code: u32,
    },
}

/// How many pieces of a long string are put together at a time.
const JOINED: usize = 4;

impl Lexer {
    /// How many `=` there are from `start` on, but for those above `most`, if the text tells. It is looked at piece by
    /// piece; until the number is known, the same question has to be asked.
    fn equals(&mut self, part: Window<'_>, start: usize, most: usize) -> Option<usize> {
        let rest = &part.text[start + self.equals..];
        let some = &rest[..rest.len().min(WINDOW).min(most - self.equals)];
        let count = some.iter().take_while(|&&byte| byte == b'=').count();
        let total = self.equals + count;
        let is_at_end = some.len() == rest.len();
        if count == some.len() && total < most && !(is_at_end && part.is_whole) {
            self.is_hungry = is_at_end;
            self.copied += count;
            self.equals = total;
            return None;
        }
        self.noted = std::mem::take(&mut self.equals);
        Some(total)
    }

    /// Passes the bracket of a level that was looked at last, which is not work once more.
    pub(super) fn pass_bracket(&mut self, level: usize) {
        self.position += level + 2;
        self.copied -= std::mem::take(&mut self.noted);
    }

    /// What follows the bracket at `at`.
    pub(super) fn bracket_level(&mut self, part: Window<'_>, at: usize) -> Level {
        match self.equals(part, at + 1, usize::MAX) {
            None => Level::Unknown,
            Some(level) if part.text.get(at + 1 + level) == Some(&b'[') => Level::Bracket(level),
            Some(level) => Level::None(level),
        }
    }

    /// Reads what begins with `[`.
    pub(super) fn open_bracket(&mut self, part: Window<'_>) -> Result<Resumed> {
        match self.bracket_level(part, self.position) {
            Level::Unknown => Ok(Resumed::Paused),
            Level::Bracket(level) => {
                self.pass_bracket(level);
                self.begin_long_bracket(part, level, true)?;
                Ok(Resumed::Skipped)
            }
            Level::None(0) => {
                self.position += 1;
                Ok(Resumed::Token(Token::Symbol(b'[')))
            }
            Level::None(equals) => {
                self.position += 1;
                let text = Near::Source(self.start..self.position + equals);
                Err(self.error_in("invalid long string delimiter", text))
            }
        }
    }

    /// Begins a long string or comment behind its opening.
    pub(super) fn begin_long_bracket(
        &mut self,
        part: Window<'_>,
        level: usize,
        is_string: bool,
    ) -> Result<()> {
        let first_line = self.line_read;
        self.state = match is_string {
            true => State::LongString { level, first_line },
            false => State::LongComment { level, first_line },
        };
        self.text.clear();
        if let Some(byte @ (b'\n' | b'\r')) = self.current(part) {
            self.skip_newline(part, byte)?;
        }
        Ok(())
    }

    /// Goes on with a long string or comment; a string is kept, a comment thrown away.
    pub(super) fn long_bracket(
        &mut self,
        part: Window<'_>,
        level: usize,
        first_line: u32,
        is_string: bool,
    ) -> Result<Resumed> {
        loop {
            self.copy_until(part, is_string, |byte| matches!(byte, b']' | b'\n' | b'\r'));
            if self.position >= part.limit {
                if !part.is_end {
                    return Ok(Resumed::Paused);
                }
                let what = if is_string { "string" } else { "comment" };
                let message = format!("unfinished long {what} (starting at line {first_line})");
                return Err(self.error_at_end(&message));
            }
            match part.text[self.position] {
                b']' => match self.close_bracket(part, level, is_string) {
                    None => return Ok(Resumed::Paused),
                    Some(true) => break,
                    Some(false) => {}
                },
                byte => {
                    self.skip_newline(part, byte)?;
                    self.append(is_string, b"\n");
                }
            }
        }
        self.state = State::Start;
        Ok(if is_string { self.literal() } else { Resumed::Skipped })
    }

    /// Reads a `]`, and all of the bracket if that closes one of `level`. Gives whether it does, if the text tells.
    fn close_bracket(&mut self, part: Window<'_>, level: usize, is_string: bool) -> Option<bool> {
        let equals = self.equals(part, self.position + 1, level + 1)?;
        let end = self.position + 1 + equals;
        let closes = equals == level && part.text.get(end) == Some(&b']');
        if closes {
            self.pass_bracket(equals);
        } else {
            self.append(is_string, b"]");
            self.position += 1;
        }
        Some(closes)
    }

    fn append(&mut self, is_string: bool, bytes: &[u8]) {
        if is_string {
            self.text.extend_from_slice(bytes);
        }
    }

    /// Moves on to the first byte that is `stop`, or to the limit, copying what it passes if asked.
    #[inline]
    fn copy_until(&mut self, part: Window<'_>, copy: bool, stop: impl Fn(u8) -> bool) {
        let rest = &part.text[self.position.min(part.limit)..part.limit];
        let length = rest.iter().position(|&byte| stop(byte)).unwrap_or(rest.len());
        if copy {
            self.text.extend_from_slice(&rest[..length]);
        }
        self.position += length;
    }

    pub(super) fn begin_short_string(&mut self, quote: u8) {
        self.text.clear();
        self.position += 1;
        self.state = State::ShortString { quote, inside: Quoted::Text };
    }

    pub(super) fn short_string(&mut self, part: Window<'_>, quote: u8, inside: Quoted) -> Result<Resumed> {
        let mut inside = inside;
        loop {
            let goes_on = match inside {
                Quoted::Text => true,
                Quoted::Spaces => self.skip_spaces(part)?,
                Quoted::Codepoint { start, code } => self.codepoint(part, start, code)?,
            };
            if !goes_on {
                return Ok(Resumed::Paused);
            }
            self.copy_until(part, true, |byte| byte == quote || matches!(byte, b'\\' | b'\n' | b'\r'));
            if self.position >= part.limit {
                self.state = State::ShortString { quote, inside: Quoted::Text };
                if !part.is_end {
                    return Ok(Resumed::Paused);
                }
                return Err(self.error_at_end("unfinished string"));
            }
            match part.text[self.position] {
                b'\\' => {
                    inside = self.escape(part)?;
                    self.state = State::ShortString { quote, inside };
                }
                b'\n' | b'\r' => {
                    let near = self.so_far(0..0);
                    return Err(self.error_in("unfinished string", near));
                }
                _ => break,
            }
        }
        self.position += 1;
        self.state = State::Start;
        Ok(self.literal())
    }

    /// The string read so far, and what is behind it.
    #[cold]
    fn so_far(&self, behind: Range<usize>) -> Near {
        let quote = match self.state {
            State::ShortString { quote, .. } => quote,
            _ => b'"',
        };
        Near::String { quote, behind }
    }

    /// Reads an escape, or its begin.
    fn escape(&mut self, part: Window<'_>) -> Result<Quoted> {
        let start = self.position;
        self.position += 1;
        let Some(byte) = self.current(part) else { return Ok(Quoted::Text) };
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
                return self.skip_newline(part, byte).map(|()| Quoted::Text);
            }
            b'x' => return self.hexadecimal_escape(part, start).map(|()| Quoted::Text),
            b'u' => return self.utf8_escape(part, start),
            b'z' => {
                self.position += 1;
                return Ok(Quoted::Spaces);
            }
            b'0'..=b'9' => return self.decimal_escape(part, start).map(|()| Quoted::Text),
            _ => return Err(self.escape_error(part, start, "invalid escape sequence")),
        };
        self.position += 1;
        self.text.push(replacement);
        Ok(Quoted::Text)
    }

    /// Gives whether the spaces end.
    fn skip_spaces(&mut self, part: Window<'_>) -> Result<bool> {
        while self.position < part.limit {
            match part.text[self.position] {
                byte @ (b'\n' | b'\r') => self.skip_newline(part, byte)?,
                b' ' | b'\t' | 0x0b | 0x0c => self.position += 1,
                _ => return Ok(true),
            }
        }
        Ok(part.is_end)
    }

    /// Skips the current byte and returns the value of the hexadecimal digit behind it.
    fn next_hexadecimal(&mut self, part: Window<'_>, start: usize) -> Result<u32> {
        self.position += 1;
        match self.current(part).and_then(hexadecimal_value) {
            Some(value) => Ok(value),
            None => Err(self.escape_error(part, start, "hexadecimal digit expected")),
        }
    }

    fn hexadecimal_escape(&mut self, part: Window<'_>, start: usize) -> Result<()> {
        let high = self.next_hexadecimal(part, start)?;
        let low = self.next_hexadecimal(part, start)?;
        self.position += 1;
        self.text.push((high << 4 | low) as u8);
        Ok(())
    }

    fn decimal_escape(&mut self, part: Window<'_>, start: usize) -> Result<()> {
        let mut value = 0;
        for _ in 0..3 {
            let Some(digit @ b'0'..=b'9') = self.current(part) else { break };
            value = value * 10 + u32::from(digit - b'0');
            self.position += 1;
        }
        match u8::try_from(value) {
            Ok(byte) => self.text.push(byte),
            Err(_) => return Err(self.escape_error(part, start, "decimal escape too large")),
        }
        Ok(())
    }

    fn utf8_escape(&mut self, part: Window<'_>, start: usize) -> Result<Quoted> {
        self.position += 1;
        if self.current(part) != Some(b'{') {
            return Err(self.escape_error(part, start, "missing '{'"));
        }
        let code = self.next_hexadecimal(part, start)?;
        self.position += 1;
        Ok(Quoted::Codepoint { start, code })
    }

    /// Reads further digits of a code point. Gives whether they end.
    fn codepoint(&mut self, part: Window<'_>, start: usize, code: u32) -> Result<bool> {
        let mut code = code;
        while self.position < part.limit
            && let Some(digit) = hexadecimal_value(part.text[self.position])
        {
            if code > 0x7fff_ffff >> 4 {
                return Err(self.escape_error(part, start, "UTF-8 value too large"));
            }
            code = code << 4 | digit;
            self.position += 1;
        }
        if self.position >= part.limit && !part.is_end {
            if let State::ShortString { inside, .. } = &mut self.state {
                *inside = Quoted::Codepoint { start, code };
            }
            return Ok(false);
        }
        if self.current(part) != Some(b'}') {
            return Err(self.escape_error(part, start, "missing '}'"));
        }
        self.position += 1;
        let mut bytes = Vec::with_capacity(6);
        push_utf8(&mut bytes, code);
        self.text.extend_from_slice(&bytes);
        Ok(true)
    }

    /// The error of an escape whose backslash is at `start`; its text reaches the current byte.
    #[cold]
    fn escape_error(&mut self, part: Window<'_>, start: usize, message: &str) -> Failed {
        let end = (self.position + 1).min(part.text.len());
        let near = self.so_far(start..end);
        self.error_in(message, near)
    }

    /// The token of the string literal in `text`, or the begin of putting it together.
    fn literal(&mut self) -> Resumed {
        if let Some(text) = self.text.as_slice() {
            return Resumed::Token(Token::String(self.strings.intern(text)));
        }
        let len = self.text.len();
        let pieces = Joining::new(std::mem::take(&mut self.text));
        self.state = State::Joining { joined: Vec::new(), len, pieces };
        // The memory is to be asked for first.
        Resumed::Paused
    }

    /// Puts more pieces of a long string together.
    pub(super) fn join(&mut self) -> Resumed {
        let State::Joining { joined, len, pieces } = &mut self.state else {
            unreachable!("a string was read")
        };
        joined.reserve_exact(*len - joined.len());
        self.copied += pieces.join(JOINED, joined);
        if joined.len() < *len {
            return Resumed::Paused;
        }
        let State::Joining { joined, pieces, .. } = std::mem::replace(&mut self.state, State::Start) else {
            unreachable!("a string was read")
        };
        self.rubbish.add_joining(pieces);
        Resumed::Token(Token::String(self.strings.add_long(joined)))
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
