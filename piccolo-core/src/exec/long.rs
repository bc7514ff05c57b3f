//! Operators on long strings: concatenation, comparison, and use as table keys, for which they are hashed.
//!
//! Their work is charged before it is done, and done in pieces ([`sequence::long`](crate::sequence::long)) by a native
//! frame whose result completes the interrupted instruction, as that of a metamethod does. So steps end on time.

use crate::{
    exec::operation::Flow,
    object::{
        context::Context,
        error::Error,
        sequence::{BoxSequence, Sequence},
        string::String,
        table::key::Hashing,
        thread::{Body, Frame, ThreadState, wanted},
    },
    sequence::long::{Comparing, Joining, Relation},
};

/// Strings up to this length are dealt with by the interpreter loop, at the cost of an instruction.
pub(crate) const LONG: usize = 128;

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// Lets a native frame on top of the stack do work. The slots from `at` on are free; its result goes there.
fn start<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    wanted: i16,
    sequence: impl Sequence<'gc> + 'gc,
) -> Result<'gc, Flow> {
    thread.ensure(ctx.memory(), at + 1)?;
    thread.top = at;
    let frame = Frame::native(at, at, wanted);
    thread.push_native(ctx.memory(), frame, Body::Sequence(BoxSequence::new(sequence)), None)?;
    Ok(Flow::Boundary)
}

/// Compares long strings. The result, a boolean, goes to `at`.
pub(crate) fn compare_strings<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    relation: Relation,
    strings: (String<'gc>, String<'gc>),
) -> Result<'gc, Flow> {
    start(ctx, thread, at, wanted::FINISH, Comparing::new(relation, strings))
}

/// Concatenates the values in the slots from `first` up to the one before `end`. The result goes to `at`.
pub(crate) fn concat_strings<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    (first, end): (usize, usize),
    at: usize,
) -> Result<'gc, Flow> {
    let joining = Joining::new(ctx, &thread.stack[first..end])?;
    let count = end - first;
    thread.ensure(ctx.memory(), at + count)?;
    thread.stack.copy_within(first..end, at);
    thread.top = at + count;
    let frame = Frame::native(at, at, wanted::FINISH);
    thread.push_native(ctx.memory(), frame, Body::Sequence(BoxSequence::new(joining)), None)?;
    Ok(Flow::Boundary)
}

/// Hashes a key, after which the current instruction is executed again. The slots from `at` on are free.
pub(crate) fn hash_key<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    key: String<'gc>,
) -> Result<'gc, Flow> {
    start(ctx, thread, at, wanted::BOUNDARY, Hashing::new(ctx, key))
}
