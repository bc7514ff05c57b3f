//! What needs neither Lua objects nor the garbage collector: numerals, exact number conversions,
//! chunk names, queues of wakers, counts of nested calls, memory that is freed in pieces, moves within slices.

#[forbid(unsafe_code)]
pub mod account;
#[forbid(unsafe_code)]
pub mod any_bytes;
#[forbid(unsafe_code)]
pub(crate) mod nesting;
#[forbid(unsafe_code)]
pub(crate) mod ready;
pub mod remains;
#[forbid(unsafe_code)]
pub(crate) mod slices;

pub use piccolo_syntax::{chunk_name, number, numeral};
