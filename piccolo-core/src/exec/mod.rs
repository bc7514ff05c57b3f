//! Running Lua: the interpreter loop, calls, errors, and the executor that drives them.

#[forbid(unsafe_code)]
pub(crate) mod call;
#[forbid(unsafe_code)]
pub(crate) mod caller;
pub mod collection;
#[forbid(unsafe_code)]
pub(crate) mod diagnosis;
pub(crate) mod dispatch;
pub mod executor;
#[forbid(unsafe_code)]
pub(crate) mod fibers;
#[forbid(unsafe_code)]
pub mod fuel;
#[forbid(unsafe_code)]
pub(crate) mod function_names;
pub(crate) mod heap;
#[forbid(unsafe_code)]
pub(crate) mod hook;
#[forbid(unsafe_code)]
pub mod inspection;
#[forbid(unsafe_code)]
pub(crate) mod long;
#[forbid(unsafe_code)]
pub(crate) mod moving;
#[forbid(unsafe_code)]
pub(crate) mod native;
#[forbid(unsafe_code)]
pub(crate) mod operation;
pub(crate) mod outlined;
#[forbid(unsafe_code)]
pub(crate) mod repeat;
#[forbid(unsafe_code)]
pub(crate) mod stopping;
#[forbid(unsafe_code)]
pub(crate) mod survey;
#[forbid(unsafe_code)]
pub(crate) mod suspension;
#[forbid(unsafe_code)]
pub(crate) mod traceback;
#[forbid(unsafe_code)]
pub(crate) mod unwind;
