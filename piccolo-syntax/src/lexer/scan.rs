//! Tokens from text, a bounded amount of it at a time.

use crate::accumulator::Accumulator;
use crate::error::{Failed, Result};
use crate::lexer::literal::Quoted;
use crate::lexer::message::Near;
use crate::lexer::{AHEAD, Lexer};
use crate::lookup::Hashing;
use crate::numeral::{self, Numeral};
use crate::segments::Joining;
use crate::strings::LONG;
use crate::token::{RESERVED, Token};

/// How many bytes are read at a time.
pub(crate) const WINDOW: usize = 4096;

/// How many bytes behind the ones that are read must be there, unless the text ends: more than any token looks
/// ahead.
const LOOKAHEAD: usize = 16;

/// Names up to this length are copied at once.
const LONG_NAME: usize = 4 * WINDOW;

/// Numerals up to this length are read at once.
const SHORT_NUMERAL: usize = 256;

/// Which bytes names have.
static IS_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    table
};

/// A text, or as much of it as is there.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// The bytes so far.
    pub text: &'s [u8],
    /// Whether there are no more.
    pub is_whole: bool,
}

/// Whether there are enough tokens for the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    Enough,
    /// Enough was read for this time.
    Paused,
    /// More text is needed.
    Hungry,
}

/// What is being read. Tokens and comments of any length may be left in the middle.
#[derive(Debug)]
pub(super) enum State {
    /// Nothing.
    Start,
    ShortComment,
    LongComment {
        level: usize,
        first_line: u32,
    },
    LongString {
        level: usize,
        first_line: u32,
    },
    ShortString {
        quote: u8,
        inside: Quoted,
    },
    Name,
    /// A long name that was read and is copied.
    LongName {
        copied: Vec<u8>,
        hash: Hashing,
    },
    Number {
        exponent: u8,
    },
    /// A numeral that was read, of which the first bytes are accumulated.
    Value {
        value: Box<Accumulator>,
        done: usize,
    },
    /// A long string that was read and is put together.
    Joining {
        joined: Vec<u8>,
        len: usize,
        pieces: Joining<u8>,
    },
}

impl State {
    /// The bytes that it holds, and those that it is going to.
    pub(super) fn bytes(&self) -> usize {
        match self {
            State::Joining { len, pieces, .. } => len + pieces.bytes(),
            State::Value { .. } => size_of::<Accumulator>(),
            State::LongName { copied, .. } => copied.capacity(),
            _ => 0,
        }
    }
}

/// The part of a text that may be read at a time.
#[derive(Clone, Copy)]
pub(super) struct Window<'s> {
    pub(super) text: &'s [u8],
    /// Up to here.
    pub(super) limit: usize,
    /// Whether the text ends at its limit.
    pub(super) is_end: bool,
    /// Whether there is no more text than this.
    pub(super) is_whole: bool,
}

impl Lexer {
    /// Reads tokens ahead, of `window` bytes or of what is left of them.
    pub(crate) fn fill(&mut self, source: Source<'_>, window: &mut usize) -> Filled {
        let len = source.text.len();
        let available = if source.is_whole { len } else { len.saturating_sub(LOOKAHEAD) };
        let limit = available.min(self.position.saturating_add(*window));
        let part = Window {
            text: source.text,
            limit,
            is_end: source.is_whole && limit == len,
            is_whole: source.is_whole,
        };
        self.is_hungry = false;
        let before = self.position;
        while self.count < AHEAD && !self.is_over {
            match self.scan(part) {
                Ok(Some(token)) => {
                    self.is_over = token == Token::Eof;
                    self.push(token);
                }
                Ok(None) => {
                    *window = 0;
                    return match self.is_hungry || self.position >= available && !source.is_whole {
                        true => Filled::Hungry,
                        false => Filled::Paused,
                    };
                }
                Err(Failed) => {
                    self.is_over = true;
                    self.push(Token::Invalid);
                }
            }
        }
        *window = window.saturating_sub(self.position - before);
        Filled::Enough
    }

    pub(super) fn current(&self, part: Window<'_>) -> Option<u8> {
        part.text.get(self.position).copied()
    }

    /// Skips the current byte if it is `byte`.
    fn accept(&mut self, part: Window<'_>, byte: u8) -> bool {
        let found = self.current(part) == Some(byte);
        self.position += usize::from(found);
        found
    }

    /// Skips a line break: `\n`, `\r`, `\r\n` or `\n\r`.
    pub(super) fn skip_newline(&mut self, part: Window<'_>, first: u8) -> Result<()> {
        self.position += 1;
        if let Some(second @ (b'\n' | b'\r')) = self.current(part)
            && second != first
        {
            self.position += 1;
        }
        if self.line_read >= i32::MAX as u32 - 1 {
            return Err(self.error_in("chunk has too many lines", Near::Nothing));
        }
        self.line_read += 1;
        Ok(())
    }

    /// Reads a token, or as much of it as it may.
    fn scan(&mut self, part: Window<'_>) -> Result<Option<Token>> {
        loop {
            match self.state {
                State::Start => {}
                State::Name => {
                    self.state = State::Start;
                    return Ok(self.name(part));
                }
                _ => match self.resume(part)? {
                    Resumed::Token(token) => return Ok(Some(token)),
                    Resumed::Skipped => continue,
                    Resumed::Paused => return Ok(None),
                },
            }
            let Some(byte) = self.skip_blanks(part) else {
                return Ok((part.is_end && self.position >= part.text.len()).then_some(Token::Eof));
            };
            match byte {
                b'\n' | b'\r' => self.skip_newline(part, byte)?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => return Ok(self.name(part)),
                b'-' if part.text.get(self.position + 1) == Some(&b'-') => {
                    if !self.begin_comment(part)? {
                        return Ok(None);
                    }
                }
                b'0'..=b'9' => self.begin_number(part),
                b'"' | b'\'' => self.begin_short_string(byte),
                b'[' => match self.open_bracket(part)? {
                    Resumed::Token(token) => return Ok(Some(token)),
                    Resumed::Skipped => {}
                    Resumed::Paused => return Ok(None),
                },
                b'.' if part.text.get(self.position + 1).is_some_and(u8::is_ascii_digit) => {
                    self.begin_number(part);
                }
                _ => return Ok(Some(self.symbol(part, byte))),
            }
        }
    }

    /// Skips blanks; gives the byte behind them, if it may be read.
    #[inline]
    fn skip_blanks(&mut self, part: Window<'_>) -> Option<u8> {
        let mut position = self.position;
        let readable = &part.text[..part.limit];
        let byte = loop {
            match readable.get(position) {
                Some(b' ' | b'\t' | 0x0b | 0x0c) => position += 1,
                other => break other.copied(),
            }
        };
        self.position = position;
        self.start = position;
        byte
    }

    /// Goes on with what is being read.
    fn resume(&mut self, part: Window<'_>) -> Result<Resumed> {
        match &mut self.state {
            State::ShortComment => Ok(self.short_comment(part)),
            State::Number { exponent } => {
                let exponent = *exponent;
                self.number(part, exponent)
            }
            State::Value { .. } => self.value(part),
            State::Joining { .. } => Ok(self.join()),
            State::LongName { .. } => Ok(self.long_name(part)),
            State::LongComment { level, first_line } => {
                let (level, first_line) = (*level, *first_line);
                self.long_bracket(part, level, first_line, false)
            }
            State::LongString { level, first_line } => {
                let (level, first_line) = (*level, *first_line);
                self.long_bracket(part, level, first_line, true)
            }
            State::ShortString { quote, inside } => {
                let (quote, inside) = (*quote, *inside);
                self.short_string(part, quote, inside)
            }
            State::Start | State::Name => unreachable!("dealt with by the caller"),
        }
    }

    /// Gives whether it could.
    fn begin_comment(&mut self, part: Window<'_>) -> Result<bool> {
        let opening = self.position + 2;
        if part.text.get(opening) == Some(&b'[') {
            match self.bracket_level(part, opening) {
                Level::Bracket(level) => {
                    self.position = opening;
                    self.pass_bracket(level);
                    self.begin_long_bracket(part, level, false)?;
                    return Ok(true);
                }
                Level::Unknown => return Ok(false),
                Level::None(_) => {}
            }
        }
        self.position = opening;
        self.state = State::ShortComment;
        Ok(true)
    }

    fn short_comment(&mut self, part: Window<'_>) -> Resumed {
        // A comment's mark may reach beyond the limit.
        let rest = &part.text[self.position.min(part.limit)..part.limit];
        if let Some(length) = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            self.position += length;
        } else {
            self.position = self.position.max(part.limit);
            if !part.is_end {
                return Resumed::Paused;
            }
        }
        self.state = State::Start;
        Resumed::Skipped
    }

    fn symbol(&mut self, part: Window<'_>, byte: u8) -> Token {
        self.position += 1;
        match byte {
            b'=' if self.accept(part, b'=') => Token::Equal,
            b'<' if self.accept(part, b'=') => Token::LessEqual,
            b'<' if self.accept(part, b'<') => Token::ShiftLeft,
            b'>' if self.accept(part, b'=') => Token::GreaterEqual,
            b'>' if self.accept(part, b'>') => Token::ShiftRight,
            b'/' if self.accept(part, b'/') => Token::FloorDivide,
            b'~' if self.accept(part, b'=') => Token::NotEqual,
            b':' if self.accept(part, b':') => Token::DoubleColon,
            b'.' if self.accept(part, b'.') => {
                if self.accept(part, b'.') {
                    Token::Dots
                } else {
                    Token::Concat
                }
            }
            _ => Token::Symbol(byte),
        }
    }

    #[inline]
    fn name(&mut self, part: Window<'_>) -> Option<Token> {
        let rest = &part.text[self.position.min(part.limit)..part.limit];
        let is_part = |byte: &u8| IS_NAME[usize::from(*byte)];
        let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        self.position += length;
        if length == rest.len() && !part.is_end {
            self.state = State::Name;
            return None;
        }
        let name = &part.text[self.start..self.position];
        if name.len() > LONG && self.announced == 0 {
            // It is going to be copied; the memory is to be asked for first.
            self.announced = name.len();
            self.state = State::Name;
            return None;
        }
        self.announced = 0;
        if name.len() > LONG_NAME {
            let hash = Hashing::begin(self.strings.seeds(), name);
            self.state = State::LongName { copied: Vec::with_capacity(name.len()), hash };
            return None;
        }
        let id = self.strings.intern(name);
        Some(match RESERVED.get(id.0 as usize) {
            Some(&(_, token)) => token,
            None => Token::Name(id),
        })
    }

    /// Copies a piece of a long name.
    fn long_name(&mut self, part: Window<'_>) -> Resumed {
        let State::LongName { copied, hash } = &mut self.state else { unreachable!("a name was read") };
        let rest = &part.text[self.start + copied.len()..self.position];
        let piece = &rest[..rest.len().min(WINDOW)];
        copied.extend_from_slice(piece);
        hash.add(piece);
        self.copied += piece.len();
        if piece.len() < rest.len() {
            return Resumed::Paused;
        }
        let State::LongName { copied, hash } = std::mem::replace(&mut self.state, State::Start) else {
            unreachable!("a name was read")
        };
        let (id, unused) = self.strings.intern_long(hash.finish(), copied);
        self.rubbish.add_block(unused);
        Resumed::Token(Token::Name(id))
    }

    /// Begins what looks like a numeral; it may begin with a dot.
    fn begin_number(&mut self, part: Window<'_>) {
        self.position += usize::from(part.text[self.position] == b'.');
        let first = part.text[self.position];
        self.position += 1;
        let is_hexadecimal = first == b'0' && (self.accept(part, b'x') || self.accept(part, b'X'));
        self.state = State::Number { exponent: if is_hexadecimal { b'p' } else { b'e' } };
    }

    /// Reads what looks like a numeral, liberally: its value decides whether it is one. Signs
    /// belong to it only behind an exponent mark.
    fn number(&mut self, part: Window<'_>, exponent: u8) -> Result<Resumed> {
        loop {
            if self.position >= part.limit && !part.is_end {
                return Ok(Resumed::Paused);
            }
            let Some(byte) = self.current(part) else { break };
            if byte.to_ascii_lowercase() == exponent {
                self.position += 1;
                let _ = self.accept(part, b'-') || self.accept(part, b'+');
            } else if byte.is_ascii_hexdigit() || byte == b'.' {
                self.position += 1;
            } else {
                // A numeral that touches a letter is malformed, and the letter is shown.
                self.position += usize::from(byte.is_ascii_alphabetic() || byte == b'_');
                break;
            }
        }
        let text = &part.text[self.start..self.position];
        if text.len() <= SHORT_NUMERAL {
            return self.finish_number(numeral::parse(text)).map(Resumed::Token);
        }
        self.state = State::Value { value: Box::default(), done: self.start };
        Ok(Resumed::Skipped)
    }

    /// The value of the numeral that was read.
    fn value(&mut self, part: Window<'_>) -> Result<Resumed> {
        let State::Value { value, done } = &mut self.state else { unreachable!("a numeral was read") };
        let end = self.position.min(*done + WINDOW);
        value.push(&part.text[*done..end]);
        // That takes longer than to read them.
        self.copied += 4 * (end - *done);
        *done = end;
        if end < self.position {
            return Ok(Resumed::Paused);
        }
        let value = value.value();
        self.finish_number(value).map(Resumed::Token)
    }

    fn finish_number(&mut self, value: Option<Numeral>) -> Result<Token> {
        self.state = State::Start;
        match value {
            Some(Numeral::Integer(value)) => Ok(Token::Integer(value)),
            Some(Numeral::Float(value)) => Ok(Token::Float(value)),
            None => Err(self.error_in("malformed number", Near::Source(self.start..self.position))),
        }
    }
}

/// How reading went on.
pub(super) enum Resumed {
    Token(Token),
    /// There is no token so far.
    Skipped,
    Paused,
}

/// What follows a bracket.
pub(super) enum Level {
    /// So many `=` and another bracket.
    Bracket(usize),
    /// So many `=` and something else.
    None(usize),
    /// It is not known so far.
    Unknown,
}
