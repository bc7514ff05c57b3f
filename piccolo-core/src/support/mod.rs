//! What needs neither Lua objects nor the garbage collector: numerals, exact number conversions,
//! chunk names, queues of wakers.

pub mod account;
pub mod chunk_name;
pub mod number;
pub mod numeral;
pub(crate) mod ready;
