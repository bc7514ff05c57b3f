//! A part of the random functions.
#![forbid(unsafe_code)]
#![allow(warnings, clippy::all)]

use piccolo::sequence::Dyn;
use sequence_oracle::{Pair, compare, ours, theirs};

include!(concat!(env!("OUT_DIR"), "/part_1.rs"));

#[test]
fn same_as_async_functions() {
    compare(PAIRS);
}
