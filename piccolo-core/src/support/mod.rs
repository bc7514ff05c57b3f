//! What needs neither Lua objects nor the garbage collector: numerals, exact number conversions,
//! chunk names, queues of wakers, counts of nested calls.

pub mod account;
pub mod any_bytes;
pub(crate) mod nesting;
pub(crate) mod ready;

pub use piccolo_syntax::{chunk_name, number, numeral};
