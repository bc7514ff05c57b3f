//! Piccolo: a stackless Lua 5.4 virtual machine with safe bindings for Rust.
#![forbid(unsafe_code)]
pub use piccolo_core::*;
