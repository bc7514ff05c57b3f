//! Bytes to tokens.

mod literal;

use crate::chunk_name::short_source;
use crate::error::{CompileError, Failed, Result};
use crate::numeral::{self, Numeral};
use crate::strings::{StringId, Strings};
use crate::token::{RESERVED, Token};

/// `source` without a UTF-8 byte order mark and without a first line that starts with `#`. The
/// newline that ends such a line stays, so that lines keep their numbers.
///
/// ```
/// use piccolo_syntax::skip_shebang;
/// assert_eq!(skip_shebang(b"#!/usr/bin/lua\nx = 1"), b"\nx = 1");
/// assert_eq!(skip_shebang(b"\xef\xbb\xbfx = 1"), b"x = 1");
/// ```
pub fn skip_shebang(source: &[u8]) -> &[u8] {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    if source.first() != Some(&b'#') {
        return source;
    }
    let end = source.iter().position(|&byte| byte == b'\n').unwrap_or(source.len());
    &source[end..]
}

/// Reads tokens one at a time, with one token of look-ahead on request.
///
/// Line numbers follow PUC-Rio's: [`Lexer::line`] is where the lexer stands, which is behind the
/// current token; [`Lexer::next`] notes it for the token that it leaves.
pub(super) struct Lexer<'s> {
    source: &'s [u8],
    chunk_name: &'s [u8],
    position: usize,
    line: u32,
    token: Token,
    lookahead: Option<Token>,
    /// Where the text of the token read last starts.
    start: usize,
    /// The text of the string read last, delimiters included, escapes replaced.
    text: Vec<u8>,
    /// The line of every token consumed.
    lines: Vec<u32>,
    strings: Strings,
    failure: Option<CompileError>,
}

impl<'s> Lexer<'s> {
    /// A lexer that stands before the first token.
    pub(super) fn new(source: &'s [u8], chunk_name: &'s [u8]) -> Self {
        let mut strings = Strings::new();
        for (word, _) in RESERVED {
            strings.intern(word.as_bytes());
        }
        Self {
            source,
            chunk_name,
            position: 0,
            line: 1,
            token: Token::Eof,
            lookahead: None,
            start: 0,
            text: Vec::new(),
            lines: Vec::new(),
            strings,
            failure: None,
        }
    }

    /// The current token.
    pub(super) fn token(&self) -> Token {
        self.token
    }

    /// The line that the lexer has reached.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// How many tokens were consumed.
    pub(super) fn consumed(&self) -> u32 {
        self.lines.len() as u32
    }

    pub(super) fn strings(&mut self) -> &mut Strings {
        &mut self.strings
    }

    /// The strings of the chunk and the lines of its tokens.
    pub(super) fn finish(self) -> (Strings, Vec<u32>) {
        (self.strings, self.lines)
    }

    /// Reads the first token.
    pub(super) fn start(&mut self) -> Result<()> {
        self.token = self.scan()?;
        Ok(())
    }

    /// Consumes the current token. The line noted for it is the one reached before the next token.
    pub(super) fn next(&mut self) -> Result<()> {
        self.lines.push(self.line);
        self.token = match self.lookahead.take() {
            Some(token) => token,
            None => self.scan()?,
        };
        Ok(())
    }

    /// The token after the current one.
    pub(super) fn peek(&mut self) -> Result<Token> {
        let token = self.scan()?;
        self.lookahead = Some(token);
        Ok(token)
    }

    /// Fails at the current token.
    #[cold]
    pub(super) fn error_near(&mut self, message: &str) -> Failed {
        self.error_at(message, self.token)
    }

    /// Fails with a message that names no token.
    #[cold]
    pub(super) fn error(&mut self, message: &[u8]) -> Failed {
        let message = self.located(message);
        self.fail(CompileError { message, incomplete: false, offset: self.start })
    }

    /// Fails with a message as it is.
    #[cold]
    pub(super) fn fail_with(&mut self, message: Vec<u8>) -> Failed {
        self.fail(CompileError { message, incomplete: false, offset: self.start })
    }

    /// Fails for a reason of its own.
    #[cold]
    fn fail(&mut self, error: CompileError) -> Failed {
        self.failure = Some(error);
        Failed
    }

    /// Why the parse failed.
    pub(super) fn into_failure(self) -> CompileError {
        self.failure.expect("a failure is noted where it occurs")
    }

    /// A message behind the chunk's name and the line.
    fn located(&self, message: &[u8]) -> Vec<u8> {
        let mut text = short_source(self.chunk_name);
        text.extend_from_slice(format!(":{}: ", self.line).as_bytes());
        text.extend_from_slice(message);
        text
    }

    #[cold]
    fn error_at(&mut self, message: &str, token: Token) -> Failed {
        match token {
            Token::Symbol(0) => self.error(message.as_bytes()),
            Token::Name(_) | Token::Integer(_) | Token::Float(_) => {
                let source = self.source;
                self.error_in(message, &source[self.start..self.position])
            }
            Token::String(_) => {
                let text = std::mem::take(&mut self.text);
                self.error_in(message, &text)
            }
            _ => {
                let message = self.located(format!("{message} near {}", token.describe()).as_bytes());
                self.fail(CompileError { message, incomplete: token == Token::Eof, offset: self.start })
            }
        }
    }

    /// Fails in or at a token whose text so far is `text`. It is shown up to its first NUL.
    #[cold]
    fn error_in(&mut self, message: &str, text: &[u8]) -> Failed {
        let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
        let mut message = self.located(message.as_bytes());
        message.extend_from_slice(b" near '");
        message.extend_from_slice(&text[..end]);
        message.push(b'\'');
        self.fail(CompileError { message, incomplete: false, offset: self.start })
    }

    fn current(&self) -> Option<u8> {
        self.source.get(self.position).copied()
    }

    /// Skips the current byte if it is `byte`.
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.current() == Some(byte);
        self.position += usize::from(found);
        found
    }

    /// Skips a line break: `\n`, `\r`, `\r\n` or `\n\r`.
    fn skip_newline(&mut self, first: u8) -> Result<()> {
        self.position += 1;
        if let Some(second @ (b'\n' | b'\r')) = self.current()
            && second != first
        {
            self.position += 1;
        }
        if self.line >= i32::MAX as u32 - 1 {
            return Err(self.error(b"chunk has too many lines"));
        }
        self.line += 1;
        Ok(())
    }

    fn scan(&mut self) -> Result<Token> {
        loop {
            self.start = self.position;
            let Some(byte) = self.current() else { return Ok(Token::Eof) };
            match byte {
                b'\n' | b'\r' => self.skip_newline(byte)?,
                b' ' | b'\t' | 0x0b | 0x0c => self.position += 1,
                b'-' if self.source.get(self.position + 1) == Some(&b'-') => self.skip_comment()?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => return Ok(self.name()),
                b'0'..=b'9' => return self.number(),
                b'"' | b'\'' => return self.short_string(byte),
                _ => return self.symbol(byte),
            }
        }
    }

    fn skip_comment(&mut self) -> Result<()> {
        self.position += 2;
        if self.current() == Some(b'[') {
            let level = self.bracket_level();
            if let Some(level) = level {
                return self.long_bracket(level, false).map(|_| ());
            }
        }
        let rest = &self.source[self.position..];
        let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r');
        self.position += end.unwrap_or(rest.len());
        Ok(())
    }

    fn symbol(&mut self, byte: u8) -> Result<Token> {
        if byte == b'[' {
            return self.open_bracket();
        }
        self.position += 1;
        let token = match byte {
            b'=' if self.accept(b'=') => Token::Equal,
            b'<' if self.accept(b'=') => Token::LessEqual,
            b'<' if self.accept(b'<') => Token::ShiftLeft,
            b'>' if self.accept(b'=') => Token::GreaterEqual,
            b'>' if self.accept(b'>') => Token::ShiftRight,
            b'/' if self.accept(b'/') => Token::FloorDivide,
            b'~' if self.accept(b'=') => Token::NotEqual,
            b':' if self.accept(b':') => Token::DoubleColon,
            b'.' if self.accept(b'.') => {
                if self.accept(b'.') {
                    Token::Dots
                } else {
                    Token::Concat
                }
            }
            b'.' if self.current().is_some_and(|next| next.is_ascii_digit()) => return self.number(),
            _ => Token::Symbol(byte),
        };
        Ok(token)
    }

    fn open_bracket(&mut self) -> Result<Token> {
        let start = self.position;
        if let Some(level) = self.bracket_level() {
            return self.long_bracket(level, true).map(Token::String);
        }
        self.position = start + 1;
        if self.current() == Some(b'=') {
            let equals = self.source[self.position..].iter().take_while(|&&byte| byte == b'=').count();
            let source = self.source;
            let text = &source[start..self.position + equals];
            return Err(self.error_in("invalid long string delimiter", text));
        }
        Ok(Token::Symbol(b'['))
    }

    fn name(&mut self) -> Token {
        let rest = &self.source[self.position..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        self.position += length;
        let id = self.strings.intern(&rest[..length]);
        match RESERVED.get(id.0 as usize) {
            Some(&(_, token)) => token,
            None => Token::Name(id),
        }
    }

    /// Reads what looks like a numeral, liberally: `numeral::parse` decides whether it is one. Signs
    /// belong to it only behind an exponent mark. The caller may have read an initial dot.
    fn number(&mut self) -> Result<Token> {
        let first = self.current();
        self.position += 1;
        let is_hexadecimal = first == Some(b'0') && (self.accept(b'x') || self.accept(b'X'));
        let exponent = if is_hexadecimal { b'p' } else { b'e' };
        while let Some(byte) = self.current() {
            if byte.to_ascii_lowercase() == exponent {
                self.position += 1;
                let _ = self.accept(b'-') || self.accept(b'+');
            } else if byte.is_ascii_hexdigit() || byte == b'.' {
                self.position += 1;
            } else {
                // A numeral that touches a letter is malformed, and the letter is shown.
                self.position += usize::from(byte.is_ascii_alphabetic() || byte == b'_');
                break;
            }
        }
        let source = self.source;
        let text = &source[self.start..self.position];
        match numeral::parse(text) {
            Some(Numeral::Integer(value)) => Ok(Token::Integer(value)),
            Some(Numeral::Float(value)) => Ok(Token::Float(value)),
            None => Err(self.error_in("malformed number", text)),
        }
    }

    /// The id of the string literal in `text`, without `delimiter` bytes at both ends.
    fn literal(&mut self, delimiter: usize) -> StringId {
        let end = self.text.len() - delimiter;
        self.strings.intern(&self.text[delimiter..end])
    }
}

/// An error at the token after the first `consumed` ones of a chunk that parses.
#[cold]
pub(super) fn error_after(source: &[u8], chunk_name: &[u8], consumed: u32, message: &str) -> CompileError {
    let mut lexer = Lexer::new(source, chunk_name);
    let mut read = lexer.start();
    for _ in 0..consumed {
        read = read.and_then(|()| lexer.next());
    }
    if read.is_ok() {
        lexer.error_near(message);
    }
    lexer.into_failure()
}
