//! The core of piccolo: compiler, bytecode, virtual machine and object model of Lua 5.4.
//!
//! Modules are listed in layer order: each imports only its own layer or earlier ones.

// What macros expand to names the crate.
extern crate self as piccolo_core;

pub mod support;

#[forbid(unsafe_code)]
pub mod bytecode;
pub use piccolo_syntax as syntax;

#[forbid(unsafe_code)]
pub mod compile;

pub mod object;

#[forbid(unsafe_code)]
pub mod convert;

#[forbid(unsafe_code)]
pub mod meta;

pub mod sequence;

pub mod exec;

#[forbid(unsafe_code)]
pub mod lua;
