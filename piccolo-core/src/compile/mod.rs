//! AST to bytecode.
//!
//! [`compile`] parses a chunk and generates one prototype per function. Code generation keeps values
//! unplaced for as long as it can (`value.rs`), so that operands are used where they are and results
//! are computed where they are wanted. It never meets an error of the program but one: a function
//! may need too many registers.
//!
//! A main chunk takes any arguments and has one upvalue, `_ENV`. Its capture is `Register(0)` by
//! convention and means nothing: whoever makes the closure supplies the cell.

mod assignment;
mod call;
mod code;
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
pub use crate::syntax::error::CompileError;
use crate::syntax::parser;

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
    let chunk = parser::parse(source, chunk_name)?;
    let names = function::Chunk { strings: chunk.strings, lines: chunk.lines, source: Arc::from(chunk_name) };
    match function::build(&names, chunk.main) {
        Ok(prototype) => Ok(Arc::unwrap_or_clone(prototype)),
        Err(overflow) => {
            let message = "function or expression needs too many registers";
            Err(parser::error_at(source, chunk_name, overflow.position, message))
        }
    }
}
