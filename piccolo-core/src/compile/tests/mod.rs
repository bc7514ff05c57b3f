//! Tests of the front end: messages, listings, sizes and nesting.

mod errors;
mod limits;
mod listings;
mod sizes;
mod ways;
