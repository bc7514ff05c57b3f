//! The error of a chunk that does not compile.

use std::fmt;

/// Why a chunk does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The whole message, `chunk:line: what near 'token'`.
    pub message: Vec<u8>,
    /// Whether the error is at the end of the text: more of it might make it right.
    pub incomplete: bool,
    /// Where in the text it is: the byte at which the token read last starts.
    pub offset: usize,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.message))
    }
}

impl std::error::Error for CompileError {}

/// The parse has failed; the lexer keeps why. A mark without content keeps the frames of nested calls
/// small, above all in builds without optimization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

/// What the functions of lexer and parser return.
pub(crate) type Result<T> = std::result::Result<T, Failed>;
