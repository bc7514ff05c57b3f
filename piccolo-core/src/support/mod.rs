//! What needs neither Lua objects nor the garbage collector: numerals, exact number conversions,
//! chunk names, queues of wakers, counts of nested calls.

pub mod account;
pub mod chunk_name;
pub(crate) mod nesting;
pub mod number;
pub mod numeral;
pub(crate) mod ready;
