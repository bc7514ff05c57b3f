//! The error of a chunk that does not compile.

use std::fmt;

/// Why a chunk does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The whole message, `chunk:line: what near 'token'`.
    pub message: Vec<u8>,
    /// Whether the error is at the end of the text: more of it might make it right.
    pub incomplete: bool,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.message))
    }
}

impl std::error::Error for CompileError {}

/// What the front end's functions return. The error is boxed to keep frames of nested calls small.
pub(crate) type Result<T> = std::result::Result<T, Box<CompileError>>;
