//! Bytes to tokens.

mod literal;
mod message;
mod scan;

use self::scan::State;
pub(crate) use self::scan::{Filled, WINDOW};
use crate::chunk_name::short_source;
use crate::error::{CompileError, Failed, Result};
use crate::segments::{PIECE_BYTES, Rubbish, Segments};
use crate::strings::Strings;
use crate::token::{RESERVED, Token};

pub use self::message::Locating;
pub(crate) use self::message::Part;
pub use self::scan::Source;

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

/// How many tokens are read ahead, at most.
const AHEAD: usize = 16;

/// How many tokens must be there before the parser does a step, but at the end.
const NEEDED: usize = 8;

/// A token and where it is.
#[derive(Clone, Copy, Debug)]
struct Read {
    token: Token,
    start: usize,
    end: usize,
    /// The line reached behind it.
    line: u32,
}

const NOTHING: Read = Read { token: Token::Eof, start: 0, end: 0, line: 1 };

/// Reads tokens ahead of the parser, a bounded amount of text at a time.
///
/// Line numbers follow PUC-Rio's: [`Lexer::line`] is where the text of the current token ends (or that of the next
/// one, if the parser has looked at it); [`Lexer::next`] notes it for the token that it leaves.
#[derive(Debug)]
pub(super) struct Lexer {
    /// The chunk's name as messages show it.
    chunk_name: Vec<u8>,
    /// The tokens read ahead, of which the first is the current one.
    ahead: [Read; AHEAD],
    first: usize,
    count: usize,
    /// The last token is among those read: it is the end, or a failure.
    is_over: bool,
    /// More text is needed to know what a token is.
    is_hungry: bool,
    /// How many `=` of a bracket that is being read are known.
    equals: usize,
    /// How many of those that were counted last are noted as work.
    noted: usize,
    /// The bytes that will be allocated next, beyond what can be seen from the state.
    announced: usize,
    /// The line that the parser has reached.
    line: u32,
    /// The place of the token that the parser has looked at last.
    last: usize,
    /// How many tokens were consumed.
    consumed: u32,
    /// How much of the text is read, and what of it is being read.
    position: usize,
    /// How many bytes were dealt with once more.
    copied: usize,
    line_read: u32,
    start: usize,
    state: State,
    /// The contents of the string that is being read.
    text: Segments<u8>,
    /// The line of every token consumed.
    lines: Segments<u32>,
    strings: Strings,
    failure: Option<message::Failure>,
    /// The message about it, once it is being written.
    writing: Option<message::Writing>,
    /// What is no longer needed of strings that were read.
    rubbish: Rubbish,
}

/// Names and lines of a chunk, which the code generator needs.
#[derive(Debug, Default)]
pub struct Texts {
    /// Names and string literals.
    pub strings: Strings,
    /// The line of each token.
    pub lines: Segments<u32>,
}

impl Lexer {
    /// A lexer that stands before the first token.
    pub(super) fn new(chunk_name: &[u8]) -> Self {
        let mut strings = Strings::default();
        for (word, _) in RESERVED {
            strings.intern(word.as_bytes());
        }
        Self {
            chunk_name: short_source(chunk_name),
            ahead: [NOTHING; AHEAD],
            first: 0,
            count: 0,
            is_over: false,
            is_hungry: false,
            equals: 0,
            noted: 0,
            announced: 0,
            line: 1,
            last: 0,
            consumed: 0,
            position: 0,
            copied: 0,
            line_read: 1,
            start: 0,
            state: State::Start,
            text: Segments::default(),
            lines: Segments::default(),
            strings,
            failure: None,
            writing: None,
            rubbish: Rubbish::default(),
        }
    }

    /// The current token.
    #[inline]
    pub(super) fn token(&self) -> Token {
        self.ahead[self.first].token
    }

    /// The line that the parser has reached.
    #[inline]
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// How many tokens were consumed.
    #[inline]
    pub(super) fn consumed(&self) -> u32 {
        self.consumed
    }

    /// How many bytes were read or copied.
    pub(super) fn bytes_read(&self) -> usize {
        self.position + self.copied
    }

    pub(super) fn strings(&mut self) -> &mut Strings {
        &mut self.strings
    }

    /// Lends what the code generator needs; it is to be given back before the parser goes on.
    pub(super) fn take_texts(&mut self) -> Texts {
        Texts { strings: std::mem::take(&mut self.strings), lines: std::mem::take(&mut self.lines) }
    }

    pub(super) fn return_texts(&mut self, texts: Texts) {
        (self.strings, self.lines) = (texts.strings, texts.lines);
    }

    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        match std::mem::replace(&mut self.state, State::Start) {
            State::Joining { joined, pieces, .. } => {
                rubbish.add_block(joined);
                rubbish.add_joining(pieces);
            }
            State::LongName { copied, .. } => rubbish.add_block(copied),
            _ => {}
        }
        rubbish.append(&mut self.rubbish);
        rubbish.add(&mut self.text);
        rubbish.add(&mut self.lines);
        self.strings.discard(rubbish);
    }

    /// Drops some of what is no longer needed. Gives whether there was anything.
    #[inline]
    pub(super) fn drop_some(&mut self) -> bool {
        let is_rubbish = !self.rubbish.is_empty();
        if is_rubbish {
            self.rubbish.drop_some();
        }
        is_rubbish
    }

    /// The bytes allocated, and those that will be when reading goes on.
    pub(super) fn bytes(&self) -> usize {
        self.rubbish.bytes()
            + self.text.bytes()
            + self.lines.bytes()
            + self.strings.bytes()
            + self.state.bytes()
            + self.announced
    }

    /// Whether more tokens have to be read before the parser may do a step.
    #[inline]
    pub(super) fn needs_more(&self) -> bool {
        self.count < NEEDED && !self.is_over
    }

    /// Makes the first token the current one.
    pub(super) fn start(&mut self) -> Result<()> {
        self.look_at(self.first)
    }

    /// Consumes the current token. The line noted for it is the one reached before the next token.
    #[inline]
    pub(super) fn next(&mut self) -> Result<()> {
        self.lines.push(self.line);
        self.consumed += 1;
        debug_assert!(self.count > 0 && (self.count > 1 || self.is_over));
        if self.count > 1 {
            self.first = (self.first + 1) % AHEAD;
            self.count -= 1;
        }
        self.look_at(self.first)
    }

    /// The token after the current one.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Token> {
        let next = if self.count > 1 { (self.first + 1) % AHEAD } else { self.first };
        self.look_at(next)?;
        Ok(self.ahead[next].token)
    }

    #[inline]
    fn look_at(&mut self, index: usize) -> Result<()> {
        let read = &self.ahead[index];
        self.last = index;
        self.line = read.line;
        if matches!(read.token, Token::Invalid) { Err(Failed) } else { Ok(()) }
    }

    fn push(&mut self, token: Token) {
        let read = Read { token, start: self.start, end: self.position, line: self.line_read };
        self.ahead[(self.first + self.count) % AHEAD] = read;
        self.count += 1;
    }

    /// Whether the parse has failed, and the message is still to be made.
    pub(super) fn has_failed(&self) -> bool {
        self.writing.is_some()
    }

    /// Why the parse failed. A long message is announced first, then written piece by piece.
    pub(super) fn failure(&mut self, source: &[u8]) -> Option<CompileError> {
        /// How much is written at a time.
        const WRITTEN: usize = 16 * 1024;
        let mut writing = match self.writing.take() {
            Some(writing) => writing,
            None => {
                let failure = self.failure.take().expect("a failure is noted where it occurs");
                let writing = failure.into_writing(self, source);
                if writing.len() > PIECE_BYTES {
                    self.announced = writing.len();
                    self.writing = Some(writing);
                    return None;
                }
                writing
            }
        };
        let is_complete = writing.advance(self, source, WRITTEN);
        if writing.len() > PIECE_BYTES {
            self.copied += WRITTEN;
        }
        if is_complete {
            self.announced = 0;
            return Some(writing.into_error());
        }
        self.writing = Some(writing);
        None
    }
}
