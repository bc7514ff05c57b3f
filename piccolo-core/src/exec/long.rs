//! Operators on long strings: concatenation, comparison, use as table keys, for which they are hashed, and as numbers
//! that a loop counts with.
//!
//! Their work is charged before it is done, and done in pieces ([`sequence::long`](crate::sequence::long)) by a native
//! frame whose result completes the interrupted instruction, as that of a metamethod does. So steps end on time.

use piccolo_derive::Collect;

use crate::{
    exec::operation::Flow,
    object::{
        context::Context,
        error::Error,
        reading::Reading,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::String,
        table::key::Hashing,
        thread::{Body, Frame, ThreadState, wanted},
        value::Value,
    },
    sequence::long::{Comparing, Joining, Relation},
    support::numeral::Numeral,
};

/// Strings up to this length are dealt with by the interpreter loop, at the cost of an instruction.
pub(crate) const LONG: usize = 128;

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// Lets a native frame on top of the stack do work. The slots from `at` on are free; its result goes to `result`.
fn start<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    (at, result): (usize, usize),
    wanted: i16,
    sequence: impl Sequence<'gc> + 'gc,
) -> Result<'gc, Flow> {
    thread.ensure(ctx.memory(), at + 1)?;
    thread.top = at;
    let frame = Frame::native(at, result, wanted);
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
    start(ctx, thread, (at, at), wanted::FINISH, Comparing::new(relation, strings))
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
    start(ctx, thread, (at, at), wanted::BOUNDARY, Hashing::new(ctx, key))
}

/// Reads a value of a loop, which is in the slot `result`, as a number, after which the current instruction is executed
/// again. The slots from `at` on are free.
pub(crate) fn read_loop_value<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    (at, result): (usize, usize),
    text: String<'gc>,
    is_float: bool,
) -> Result<'gc, Flow> {
    start(ctx, thread, (at, result), 1, LoopValue { reading: Reading::new(text), is_float })
}

/// A value of a loop that is being read.
#[derive(Collect)]
#[collect(no_drop)]
struct LoopValue<'gc> {
    reading: Reading<'gc>,
    /// Whether it counts as a float, as all strings do but the limit of a loop of integers.
    is_float: bool,
}

impl<'gc> Sequence<'gc> for LoopValue<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if !self.reading.advance(ctx) {
            return Ok(SequencePoll::Pause);
        }
        stack.replace(match self.reading.numeral() {
            Some(Numeral::Integer(i)) if self.is_float => Value::float(i as f64),
            Some(Numeral::Integer(i)) => Value::Integer(i),
            Some(Numeral::Float(f)) => Value::float(f),
            // Another string that is no numeral: the instruction fails.
            None => Value::String(ctx.intern(b"")),
        });
        Ok(SequencePoll::Return)
    }
}
