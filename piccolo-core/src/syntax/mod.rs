//! Source text to AST. No types of the garbage collector.
//!
//! [`parser::parse`] reads a chunk in one pass: it resolves every name to a local, an upvalue or a
//! field of `_ENV`, folds constants, and checks labels, attributes and limits as it goes, so that of
//! several mistakes the first in the text is the one reported. Nothing here recurses but over
//! nesting, which [`parser::MAX_LEVELS`] bounds; chains of operators, suffixes, `elseif` arms and
//! labels are loops, and expressions live in one arena per function.

pub mod ast;
pub mod error;
mod fold;
mod lexer;
pub mod parser;
mod scope;
pub mod strings;
mod token;

pub use lexer::skip_shebang;
