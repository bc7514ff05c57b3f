//! Messages about tokens.

use std::ops::Range;

use crate::error::{CompileError, Failed};
use crate::lexer::{Filled, Lexer, Read, Source, WINDOW};
use crate::segments::Rubbish;
use crate::strings::StringId;
use crate::token::Token;

/// Why a parse failed. The message, which may be as long as the text, is made where that is at hand.
#[derive(Debug)]
pub(super) struct Failure {
    message: Vec<Part>,
    near: Near,
    /// Whether the message begins with the place.
    is_located: bool,
    line: u32,
    offset: usize,
}

/// A part of a message.
#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    /// A name of the chunk.
    Name(StringId),
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Part::Text(text.to_owned())
    }
}

/// What a message shows of the text.
#[derive(Debug)]
pub(super) enum Near {
    Nothing,
    /// This token.
    Token(Read),
    /// This part of it.
    Source(Range<usize>),
    /// The string that is being read, behind its quote, and then this part of the text.
    String {
        quote: u8,
        behind: Range<usize>,
    },
}

impl Lexer {
    /// Fails at the current token.
    #[cold]
    pub(crate) fn error_near(&mut self, message: &str) -> Failed {
        let current = Read { token: self.token(), ..self.ahead[self.last] };
        let near = if current.token == Token::Symbol(0) { Near::Nothing } else { Near::Token(current) };
        self.fail(vec![message.into()], near, true)
    }

    /// Fails with a message that names no token.
    #[cold]
    pub(crate) fn error(&mut self, message: Vec<Part>) -> Failed {
        self.fail(message, Near::Nothing, true)
    }

    /// Fails with a message as it is.
    #[cold]
    pub(crate) fn fail_with(&mut self, message: &str) -> Failed {
        self.fail(vec![message.into()], Near::Nothing, false)
    }

    fn fail(&mut self, message: Vec<Part>, near: Near, is_located: bool) -> Failed {
        let (line, offset) = (self.line, self.ahead[self.last].start);
        self.failure = Some(Failure { message, near, is_located, line, offset });
        Failed
    }

    /// Fails because the text ends inside a token.
    #[cold]
    pub(super) fn error_at_end(&mut self, message: &str) -> Failed {
        let end = Read { token: Token::Eof, start: self.start, end: self.position, line: self.line_read };
        self.error_in(message, Near::Token(end))
    }

    /// Fails in the token that is being read.
    #[cold]
    pub(super) fn error_in(&mut self, message: &str, near: Near) -> Failed {
        let (line, offset) = (self.line_read, self.start);
        self.failure = Some(Failure { message: vec![message.into()], near, is_located: true, line, offset });
        Failed
    }

    /// The text of a token, strings with their escapes replaced.
    fn shown(&self, read: Read, source: &[u8]) -> Vec<Fragment> {
        let Token::String(id) = read.token else { return vec![Fragment::Source(read.start..read.end)] };
        let opening = match &source[read.start..read.end] {
            [b'[', rest @ ..] => rest.iter().take_while(|&&byte| byte == b'=').count() + 2,
            _ => 1,
        };
        let (begin, end) = (read.start..read.start + opening, read.end - opening..read.end);
        vec![Fragment::Source(begin), Fragment::String(id), Fragment::Source(end)]
    }
}

/// A part of a message that is being written.
#[derive(Debug)]
enum Fragment {
    Text(Vec<u8>),
    /// A string of the chunk.
    String(StringId),
    /// What is read so far of a string.
    StringSoFar,
    /// A part of the text.
    Source(Range<usize>),
}

impl Fragment {
    /// The bytes from `start` on, or the first of them.
    fn rest<'t>(&'t self, start: usize, lexer: &'t Lexer, source: &'t [u8]) -> &'t [u8] {
        match self {
            Fragment::Text(text) => &text[start..],
            Fragment::String(id) => &lexer.strings.get(*id)[start..],
            Fragment::StringSoFar => lexer.text.rest_of_piece(start),
            Fragment::Source(range) => &source[range.start + start..range.end],
        }
    }

    fn len(&self, lexer: &Lexer) -> usize {
        match self {
            Fragment::Text(text) => text.len(),
            Fragment::String(id) => lexer.strings.get(*id).len(),
            Fragment::StringSoFar => lexer.text.len(),
            Fragment::Source(range) => range.len(),
        }
    }
}

/// A message that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    /// What comes next, last first. What is shown of the text ends with a zero byte.
    fragments: Vec<Fragment>,
    /// How much of the next one is written.
    written: usize,
    /// How many at the end follow what is shown of the text, and how many with that.
    behind: usize,
    with_shown: usize,
    message: Vec<u8>,
    len: usize,
    incomplete: bool,
    offset: usize,
}

impl Writing {
    /// How long the message is, at most.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Writes up to `count` bytes. Gives whether that is all.
    pub(super) fn advance(&mut self, lexer: &Lexer, source: &[u8], count: usize) -> bool {
        if self.message.capacity() == 0 {
            self.message.reserve_exact(self.len);
        }
        let mut left = count;
        while left > 0
            && let Some(fragment) = self.fragments.last()
        {
            let rest = fragment.rest(self.written, lexer, source);
            let mut piece = &rest[..rest.len().min(left)];
            let left_of_fragment = fragment.len(lexer) - self.written - piece.len();
            let is_shown = self.fragments.len() > self.behind && self.fragments.len() <= self.with_shown;
            let zero = piece.iter().position(|&byte| byte == 0).filter(|_| is_shown);
            piece = &piece[..zero.unwrap_or(piece.len())];
            self.message.extend_from_slice(piece);
            (self.written, left) = (self.written + piece.len(), left - piece.len());
            if zero.is_some() {
                self.fragments.truncate(self.behind);
                self.written = 0;
            } else if left_of_fragment == 0 {
                self.fragments.pop();
                self.written = 0;
            }
        }
        self.fragments.is_empty()
    }

    pub(super) fn into_error(self) -> CompileError {
        CompileError { message: self.message, incomplete: self.incomplete, offset: self.offset }
    }
}

impl Failure {
    /// Begins with the message.
    pub(super) fn into_writing(self, lexer: &Lexer, source: &[u8]) -> Writing {
        let Self { message, near, is_located, line, offset } = self;
        let mut fragments = Vec::new();
        if is_located {
            let place = [&lexer.chunk_name, format!(":{line}: ").as_bytes()].concat();
            fragments.push(Fragment::Text(place));
        }
        fragments.extend(message.into_iter().map(|part| match part {
            Part::Text(text) => Fragment::Text(text.into_bytes()),
            Part::Name(name) => Fragment::String(name),
        }));
        let incomplete = matches!(&near, Near::Token(read) if read.token == Token::Eof);
        let shown = match near {
            Near::Nothing => Vec::new(),
            Near::Token(
                read @ Read {
                    token: Token::Name(_) | Token::Integer(_) | Token::Float(_) | Token::String(_),
                    ..
                },
            ) => lexer.shown(read, source),
            Near::Token(read) => {
                fragments.push(Fragment::Text(format!(" near {}", read.token.describe()).into_bytes()));
                Vec::new()
            }
            Near::Source(range) => vec![Fragment::Source(range)],
            Near::String { quote, behind } => {
                vec![Fragment::Text(vec![quote]), Fragment::StringSoFar, Fragment::Source(behind)]
            }
        };
        let (mut behind, mut with_shown) = (0, 0);
        if shown.iter().any(|fragment| fragment.len(lexer) > 0) {
            fragments.push(Fragment::Text(b" near '".to_vec()));
            (behind, with_shown) = (1, 1 + shown.len());
            fragments.extend(shown);
            fragments.push(Fragment::Text(b"'".to_vec()));
        }
        fragments.reverse();
        let len = fragments.iter().map(|fragment| fragment.len(lexer)).sum();
        let message = Vec::new();
        Writing { fragments, written: 0, behind, with_shown, message, len, incomplete, offset }
    }
}

/// The search for the token that an error found behind the parser is at. The text is read once more.
#[derive(Debug)]
pub struct Locating {
    lexer: Lexer,
    /// How many tokens come before it.
    consumed: u32,
    is_started: bool,
}

impl Locating {
    /// How many tokens are passed at a time.
    const STEP: u32 = 128;

    /// Looks for the token after the first `consumed` ones of a chunk that parses.
    pub fn new(chunk_name: &[u8], consumed: u32) -> Self {
        Self { lexer: Lexer::new(chunk_name), consumed, is_started: false }
    }

    /// Goes on for a bounded time. Gives the error with this message once the token is found.
    pub fn advance(&mut self, source: &[u8], message: &str) -> Option<CompileError> {
        if self.lexer.has_failed() {
            return self.lexer.failure(source);
        }
        if self.lexer.drop_some() {
            return None;
        }
        let mut window = WINDOW;
        for _ in 0..Self::STEP {
            if self.lexer.needs_more() {
                match self.lexer.fill(Source { text: source, is_whole: true }, &mut window) {
                    Filled::Enough => {}
                    Filled::Paused | Filled::Hungry => return None,
                }
            }
            if !self.is_started {
                self.is_started = true;
                if self.lexer.start().is_err() {
                    return self.lexer.failure(source);
                }
            }
            if self.lexer.consumed() == self.consumed {
                self.lexer.error_near(message);
                return self.lexer.failure(source);
            }
            if self.lexer.next().is_err() {
                return self.lexer.failure(source);
            }
        }
        None
    }

    /// The bytes allocated.
    pub fn bytes(&self) -> usize {
        self.lexer.bytes()
    }

    /// How much was done so far, in tokens, and in bytes that were read.
    pub fn work(&self) -> (usize, usize) {
        (self.lexer.consumed() as usize, self.lexer.bytes_read())
    }

    /// Lets what it has be dropped. It is of no use any more.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        self.lexer.discard(rubbish);
    }
}
