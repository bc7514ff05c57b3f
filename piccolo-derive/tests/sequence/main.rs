//! Sequences written with `#[sequence]`: each script runs at once, and in steps of one unit of fuel with a
//! full collection after each, and gives the same.
#![forbid(unsafe_code)]

mod closed_values;
mod composition;
mod control_flow;
mod errors;
mod library;
mod options;
mod running;
mod variables;
