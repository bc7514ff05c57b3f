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

    /// Appends the text of a token, strings with their escapes replaced.
    fn show(&self, read: Read, source: &[u8], shown: &mut Vec<u8>) {
        let text = &source[read.start..read.end];
        let Token::String(id) = read.token else { return shown.extend_from_slice(text) };
        let opening = match text {
            [b'[', rest @ ..] => rest.iter().take_while(|&&byte| byte == b'=').count() + 2,
            _ => 1,
        };
        shown.extend_from_slice(&text[..opening]);
        shown.extend_from_slice(self.strings.get(id));
        shown.extend_from_slice(&text[text.len() - opening..]);
    }
}

impl Failure {
    /// How long the message is, at most.
    pub(super) fn len(&self, lexer: &Lexer) -> usize {
        let part = |part: &Part| match part {
            Part::Text(text) => text.len(),
            Part::Name(name) => lexer.strings.get(*name).len(),
        };
        let near = match &self.near {
            Near::Nothing => 0,
            Near::Token(read) => read.end - read.start,
            Near::Source(range) => range.len(),
            Near::String { behind, .. } => lexer.text.len() + behind.len() + 1,
        };
        // The place is short, since the chunk's name is shortened.
        lexer.chunk_name.len() + 64 + near + self.message.iter().map(part).sum::<usize>()
    }

    pub(super) fn into_error(self, lexer: &Lexer, source: &[u8]) -> CompileError {
        let mut text = Vec::with_capacity(self.len(lexer));
        let Self { message, near, is_located, line, offset } = self;
        if is_located {
            text.extend_from_slice(&lexer.chunk_name);
            text.extend_from_slice(format!(":{line}: ").as_bytes());
        }
        for part in &message {
            text.extend_from_slice(match part {
                Part::Text(text) => text.as_bytes(),
                Part::Name(name) => lexer.strings.get(*name),
            });
        }
        let is_at_end = |read: &Read| read.token == Token::Eof;
        let incomplete = matches!(&near, Near::Token(read) if is_at_end(read));
        let start = text.len();
        match near {
            Near::Nothing => {}
            Near::Token(
                read @ Read {
                    token: Token::Name(_) | Token::Integer(_) | Token::Float(_) | Token::String(_),
                    ..
                },
            ) => lexer.show(read, source, &mut text),
            Near::Token(read) => {
                text.extend_from_slice(format!(" near {}", read.token.describe()).as_bytes());
                return CompileError { message: text, incomplete, offset };
            }
            Near::Source(range) => text.extend_from_slice(&source[range]),
            Near::String { quote, behind } => {
                text.push(quote);
                text.extend(lexer.text.iter());
                text.extend_from_slice(&source[behind]);
            }
        }
        if text.len() > start {
            // It is shown up to its first NUL.
            if let Some(end) = text[start..].iter().position(|&byte| byte == 0) {
                text.truncate(start + end);
            }
            text.splice(start..start, *b" near '");
            text.push(b'\'');
        }
        CompileError { message: text, incomplete, offset }
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

    /// Lets what it has be dropped. It is of no use any more.
    pub fn discard(&mut self, rubbish: &mut Rubbish) {
        self.lexer.discard(rubbish);
    }
}
