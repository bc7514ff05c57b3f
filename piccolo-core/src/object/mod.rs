//! Lua's objects and what they are made of.
//!
//! The one layer whose modules may import each other: every Lua object model is cyclic.

pub(crate) mod boxed_sequence;
pub mod callback;
pub(crate) mod chunks;
pub mod closure;
pub mod collector;
pub mod context;
pub mod error;
pub mod fiber;
pub mod finalizer;
pub mod function;
pub mod held;
pub mod hook;
pub mod interner;
pub mod loading;
pub mod metamethod;
pub mod reading;
pub mod sequence;
pub(crate) mod serial;
pub(crate) mod settling;
pub mod stack;
pub mod stash;
pub mod string;
pub mod table;
pub mod thread;
pub mod thrown;
pub mod userdata;
pub mod value;
pub mod values;
pub(crate) mod working_set;
