//! Lua source text to AST, and the numbers and names that are needed for it. No types of the garbage collector: the
//! compiler and VM are in `piccolo-core`, and the macros of `piccolo-derive` check Lua source with this crate.
//!
//! A [`parser::Parser`] reads a chunk in one pass: it resolves every name to a local, an upvalue or a
//! field of `_ENV`, folds constants, and checks labels, attributes and limits as it goes, so that of
//! several mistakes the first in the text is the one reported. Nothing here recurses: what the parser is
//! in the middle of is on a stack of its own. So it reads a bounded part of the text at a time, gives each function
//! when it is complete, and can tell at any time how much memory it has. Lists that grow with the text are made of
//! pieces ([`segments`]), and tables of names grow step by step ([`lookup`]).

#![forbid(unsafe_code)]

pub mod accumulator;
pub mod ast;
pub mod chunk_name;
pub mod error;
mod fold;
mod lexer;
pub mod lookup;
pub mod number;
pub mod numeral;
pub mod parser;
mod scope;
pub mod segments;
pub mod strings;
mod token;

pub use lexer::{Locating, Source, Texts, skip_shebang};
