//! The instruction set, prototypes, and what can be said of them without running them.
//!
//! The compiler and the virtual machine meet only here. Nothing in this module knows the garbage
//! collector: a [`prototype::Prototype`] is plain data that many VMs and threads can share.

#[cfg(test)]
mod assemble;
pub(crate) mod cost;
pub mod disassemble;
pub(crate) mod dismantling;
pub mod dump;
pub mod instruction;
pub mod names;
pub mod operands;
pub mod prototype;
pub mod verify;
