//! What the targets share: runs under limits, and the reference implementation as an oracle.
#![forbid(unsafe_code)]

pub mod limited;
pub mod reference;
