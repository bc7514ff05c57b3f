//! Messages about tokens.

use crate::error::{CompileError, Failed};
use crate::lexer::{Filled, Lexer, Read, Source, WINDOW};
use crate::token::Token;

/// Why a parse failed. The message is made where the text is at hand.
#[derive(Debug)]
pub(super) struct Failure {
    message: Vec<u8>,
    near: Near,
    /// Whether the message begins with the place.
    is_located: bool,
    line: u32,
    offset: usize,
}

/// What a message shows of the text.
#[derive(Debug)]
pub(super) enum Near {
    Nothing,
    /// This token.
    Token(Read),
    /// These bytes.
    Text(Vec<u8>),
}

impl Lexer {
    /// Fails at the current token.
    #[cold]
    pub(crate) fn error_near(&mut self, message: &str) -> Failed {
        let current = Read { token: self.token(), ..self.ahead[self.last] };
        let near = if current.token == Token::Symbol(0) { Near::Nothing } else { Near::Token(current) };
        self.fail(message.as_bytes().to_vec(), near, true)
    }

    /// Fails with a message that names no token.
    #[cold]
    pub(crate) fn error(&mut self, message: Vec<u8>) -> Failed {
        self.fail(message, Near::Nothing, true)
    }

    /// Fails with a message as it is.
    #[cold]
    pub(crate) fn fail_with(&mut self, message: Vec<u8>) -> Failed {
        self.fail(message, Near::Nothing, false)
    }

    fn fail(&mut self, message: Vec<u8>, near: Near, is_located: bool) -> Failed {
        let (line, offset) = (self.line, self.ahead[self.last].start);
        self.failure = Some(Failure { message, near, is_located, line, offset });
        Failed
    }

    /// Fails in the token that is being read, of which `text` is shown.
    #[cold]
    pub(super) fn error_in(&mut self, message: &str, text: Vec<u8>) -> Failed {
        self.fail_reading(message.as_bytes().to_vec(), Near::Text(text))
    }

    /// Fails because the text ends inside a token.
    #[cold]
    pub(super) fn error_at_end(&mut self, message: &str) -> Failed {
        let end = Read { token: Token::Eof, start: self.start, end: self.position, line: self.line_read };
        self.fail_reading(message.as_bytes().to_vec(), Near::Token(end))
    }

    #[cold]
    pub(super) fn fail_reading(&mut self, message: Vec<u8>, near: Near) -> Failed {
        let (line, offset) = (self.line_read, self.start);
        self.failure = Some(Failure { message, near, is_located: true, line, offset });
        Failed
    }

    /// The text of a token, strings with their escapes replaced.
    fn shown(&self, read: Read, source: &[u8]) -> Vec<u8> {
        let text = &source[read.start..read.end];
        let Token::String(id) = read.token else { return text.to_vec() };
        let opening = match text {
            [b'[', rest @ ..] => rest.iter().take_while(|&&byte| byte == b'=').count() + 2,
            _ => 1,
        };
        let closing = &text[text.len() - opening..];
        [&text[..opening], self.strings.get(id), closing].concat()
    }
}

impl Failure {
    pub(super) fn into_error(self, lexer: &Lexer, source: &[u8]) -> CompileError {
        let Self { message, near, is_located, line, offset } = self;
        let mut text = Vec::new();
        if is_located {
            text.extend_from_slice(&lexer.chunk_name);
            text.extend_from_slice(format!(":{line}: ").as_bytes());
        }
        text.extend_from_slice(&message);
        let is_at_end = |read: &Read| read.token == Token::Eof;
        let incomplete = matches!(&near, Near::Token(read) if is_at_end(read));
        let shown = match near {
            Near::Nothing => None,
            Near::Token(
                read @ Read { token: Token::Name(_) | Token::Integer(_) | Token::Float(_) | Token::String(_), .. },
            ) => Some(lexer.shown(read, source)),
            Near::Token(read) => {
                text.extend_from_slice(format!(" near {}", read.token.describe()).as_bytes());
                None
            }
            Near::Text(shown) => Some(shown),
        };
        if let Some(shown) = shown {
            // It is shown up to its first NUL.
            let end = shown.iter().position(|&byte| byte == 0).unwrap_or(shown.len());
            text.extend_from_slice(b" near '");
            text.extend_from_slice(&shown[..end]);
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
                    return Some(self.lexer.failure(source));
                }
            }
            if self.lexer.consumed() == self.consumed {
                self.lexer.error_near(message);
                return Some(self.lexer.failure(source));
            }
            if self.lexer.next().is_err() {
                return Some(self.lexer.failure(source));
            }
        }
        None
    }

    /// The bytes allocated.
    pub fn bytes(&self) -> usize {
        self.lexer.bytes()
    }
}
