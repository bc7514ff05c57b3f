//! AST to bytecode.
//!
//! [`compilation::Compilation`] parses a chunk and generates one prototype per function, a bounded step at a time;
//! [`compile`] does so at once. Code generation keeps values
//! unplaced for as long as it can (`value.rs`), so that operands are used where they are and results
//! are computed where they are wanted. It never meets an error of the program but one: a function
//! may need too many registers.
//!
//! A main chunk takes any arguments and has one upvalue, `_ENV`. Its capture is `Register(0)` by
//! convention and means nothing: whoever makes the closure supplies the cell.

mod assembly;
mod assignment;
mod call;
mod code;
pub mod compilation;
mod condition;
mod constants;
mod expression;
mod function;
mod loops;
mod operator;
mod statement;
mod table;
mod value;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::bytecode::prototype::Prototype;
use crate::compile::compilation::{Compilation, Progress};
use crate::syntax::Source;
pub use crate::syntax::error::CompileError;

/// Compiles a chunk of text. `chunk_name` is `@file`, `=name` or the text itself.
///
/// ```
/// use piccolo_core::compile::compile;
/// let prototype = compile(b"return 1 + 1", b"=demo").unwrap();
/// assert!(prototype.is_vararg);
/// let error = compile(b"x = = 1", b"=demo").unwrap_err();
/// assert_eq!(error.to_string(), "demo:1: unexpected symbol near '='");
/// ```
///
/// # Errors
/// The first mistake in the text, worded as PUC-Rio Lua 5.4 words it.
pub fn compile(source: &[u8], chunk_name: &[u8]) -> Result<Prototype, CompileError> {
    let mut compilation = Compilation::new(chunk_name);
    loop {
        if let Progress::Complete(prototype) = compilation.advance(Source { text: source, is_whole: true })? {
            return Ok(Arc::unwrap_or_clone(prototype));
        }
    }
}
