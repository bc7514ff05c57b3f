//! Lua source text to AST, and the numbers and names that are needed for it. No types of the garbage collector: the
//! compiler and VM are in `piccolo-core`, and the macros of `piccolo-derive` check Lua source with this crate.
//!
//! [`parser::parse`] reads a chunk in one pass: it resolves every name to a local, an upvalue or a
//! field of `_ENV`, folds constants, and checks labels, attributes and limits as it goes, so that of
//! several mistakes the first in the text is the one reported. Nothing here recurses but over
//! nesting, which [`parser::MAX_LEVELS`] bounds; chains of operators, suffixes, `elseif` arms and
//! labels are loops, and expressions live in one arena per function.

#![forbid(unsafe_code)]

pub mod ast;
pub mod chunk_name;
pub mod error;
mod fold;
mod lexer;
pub mod number;
pub mod numeral;
pub mod parser;
mod scope;
pub mod strings;
mod token;

pub use lexer::skip_shebang;
