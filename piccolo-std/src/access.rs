//! Programs of table accesses: library functions that work on anything that behaves like a table.
//!
//! A [`Program`] says which access it needs next and gets the result. As long as no metamethod is a
//! function, it runs to its end inside the callback; at the first call it becomes a sequence.

use gc_arena::Collect;
use piccolo_core::{
    convert::number::to_integer,
    meta::{Outcome, comparison, index},
    object::{
        callback::Action,
        context::Context,
        error::Error,
        function::Function,
        metamethod::Metamethod,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        table::Table,
        value::Value,
    },
};

use crate::library::{Result, expected, operator_error, prepare_call};

/// What a program needs next.
pub(crate) enum Step<'gc> {
    /// `#object`, which must be an integer.
    Length(Value<'gc>),
    /// `object[key]`
    Get(Value<'gc>, i64),
    /// `object[key] = value`; the result does not matter.
    Set(Value<'gc>, i64, Value<'gc>),
    /// `a < b`
    Less(Value<'gc>, Value<'gc>),
    /// `a == b`
    Equals(Value<'gc>, Value<'gc>),
    /// The first result of `function(a, b)`.
    Call(Function<'gc>, Value<'gc>, Value<'gc>),
    /// Nothing: the results are on the stack.
    Done,
}

/// A library function as a sequence of accesses. Its arguments stay on the stack until it is done.
pub(crate) trait Program<'gc>: Collect<'gc> {
    /// Goes on with the result of the last step; nil at the first time.
    fn step(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        result: Value<'gc>,
    ) -> Result<'gc, Step<'gc>>;
}

/// Runs a program.
pub(crate) fn run<'gc, P: Program<'gc> + 'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    program: P,
) -> Result<'gc> {
    let mut run = Run { program, waiting: None };
    match run.advance(ctx, &mut stack, Value::Nil)? {
        Progress::Done => Ok(Action::Return),
        Progress::Pause => Ok(Action::Sequence(BoxSequence::new(run))),
        Progress::Call(function) => {
            // The first call is made by the sequence, which alone can keep the values below it.
            run.waiting = run.waiting.take().map(|waiting| Waiting { first_call: Some(function), ..waiting });
            Ok(Action::Sequence(BoxSequence::new(run)))
        }
    }
}

/// How many steps are taken between two chances for the host to act.
const BURST: u32 = 1024;

#[derive(Collect)]
#[collect(no_drop, bound = "where P: Collect<'gc>")]
struct Run<'gc, P> {
    program: P,
    waiting: Option<Waiting<'gc>>,
}

/// A call whose result is awaited.
#[derive(Collect)]
#[collect(no_drop)]
struct Waiting<'gc> {
    bottom: usize,
    is_length: bool,
    /// The function, while the call is still to be made.
    first_call: Option<Function<'gc>>,
}

enum Progress<'gc> {
    Done,
    Pause,
    Call(Function<'gc>),
}

impl<'gc, P: Program<'gc>> Run<'gc, P> {
    fn advance(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        mut result: Value<'gc>,
    ) -> Result<'gc, Progress<'gc>> {
        for taken in 1.. {
            let step = self.program.step(ctx, stack, result)?;
            let is_length = matches!(step, Step::Length(_));
            let (callee, arguments) = match perform(ctx, step)? {
                Performed::Done => {
                    ctx.charge_fuel(taken);
                    return Ok(Progress::Done);
                }
                Performed::Value(value) => {
                    result = if is_length { checked_length(value)? } else { value };
                    if taken < BURST as usize {
                        continue;
                    }
                    ctx.charge_fuel(taken);
                    let bottom = stack.len();
                    stack.push(result)?;
                    self.waiting = Some(Waiting { bottom, is_length: false, first_call: None });
                    return Ok(Progress::Pause);
                }
                Performed::Call(callee, arguments) => (callee, arguments),
            };
            ctx.charge_fuel(taken);
            let bottom = stack.len();
            arguments.push(stack)?;
            let function = prepare_call(ctx, callee, stack, bottom)?;
            self.waiting = Some(Waiting { bottom, is_length, first_call: None });
            return Ok(Progress::Call(function));
        }
        Ok(Progress::Done)
    }
}

impl<'gc, P: Program<'gc>> Sequence<'gc> for Run<'gc, P> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let mut result = Value::Nil;
        if let Some(waiting) = &mut self.waiting {
            let bottom = waiting.bottom;
            if let Some(function) = waiting.first_call.take() {
                return Ok(SequencePoll::Call { function, bottom });
            }
            result = stack.get(bottom);
            stack.truncate(bottom);
            if waiting.is_length {
                result = checked_length(result)?;
            }
            self.waiting = None;
        }
        Ok(match self.advance(ctx, &mut stack, result)? {
            Progress::Done => SequencePoll::Return,
            Progress::Pause => {
                ctx.waker().wake();
                SequencePoll::Pending
            }
            Progress::Call(function) => {
                let bottom = self.waiting.as_ref().map_or(0, |waiting| waiting.bottom);
                SequencePoll::Call { function, bottom }
            }
        })
    }
}

/// The arguments of a metamethod.
enum Arguments<'gc> {
    Meta(piccolo_core::meta::MetaCall<'gc>),
    Two(Value<'gc>, Value<'gc>),
}

impl<'gc> Arguments<'gc> {
    fn push(&self, stack: &mut Stack<'gc, '_>) -> Result<'gc, ()> {
        match self {
            Arguments::Meta(call) => stack.extend(call.arguments()),
            Arguments::Two(a, b) => stack.extend(&[*a, *b]),
        }
    }
}

enum Performed<'gc> {
    Value(Value<'gc>),
    Call(Value<'gc>, Arguments<'gc>),
    Done,
}

impl<'gc> From<Outcome<'gc>> for Performed<'gc> {
    fn from(outcome: Outcome<'gc>) -> Self {
        match outcome {
            Outcome::Value(value) => Performed::Value(value),
            Outcome::Call(call) => Performed::Call(call.callee, Arguments::Meta(call)),
        }
    }
}

fn perform<'gc>(ctx: Context<'gc>, step: Step<'gc>) -> Result<'gc, Performed<'gc>> {
    let outcome = match step {
        Step::Length(object) => index::length(ctx, object),
        Step::Get(object, key) => index::index(ctx, object, Value::Integer(key)),
        Step::Set(object, key, value) => match index::set_index(ctx, object, Value::Integer(key), value) {
            Ok(None) => Ok(Outcome::Value(Value::Nil)),
            Ok(Some(call)) => Ok(Outcome::Call(call)),
            Err(failure) => Err(failure),
        },
        Step::Less(a, b) => comparison::less_than(ctx, a, b),
        Step::Equals(a, b) => Ok(comparison::equals(ctx, a, b)),
        Step::Call(function, a, b) => return Ok(Performed::Call(function.into(), Arguments::Two(a, b))),
        Step::Done => return Ok(Performed::Done),
    };
    outcome.map(Performed::from).map_err(|failure| operator_error(ctx, failure))
}

fn checked_length<'gc>(value: Value<'gc>) -> Result<'gc, Value<'gc>> {
    match to_integer(value) {
        Some(length) => Ok(Value::Integer(length)),
        None => Err(Error::message("object length is not an integer")),
    }
}

/// What a function does with a table-like argument.
#[derive(Clone, Copy)]
pub(crate) struct Needs(&'static [Metamethod]);

impl Needs {
    pub(crate) const READ: Self = Self(&[Metamethod::Index]);
    pub(crate) const WRITE: Self = Self(&[Metamethod::NewIndex]);
    pub(crate) const READ_LENGTH: Self = Self(&[Metamethod::Index, Metamethod::Len]);
    pub(crate) const ALL: Self = Self(&[Metamethod::Index, Metamethod::NewIndex, Metamethod::Len]);
}

/// An argument that is a table, or has the metamethods to behave like one.
pub(crate) enum TableLike<'gc> {
    /// A table without a metatable: raw access does all.
    Plain(Table<'gc>),
    /// Anything else.
    Other(Value<'gc>),
}

/// Argument `index` as something that behaves like a table.
#[inline(always)]
pub(crate) fn table_like<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    needs: Needs,
) -> Result<'gc, TableLike<'gc>> {
    match stack.get(index) {
        Value::Table(table) if table.metatable().is_none() => Ok(TableLike::Plain(table)),
        value => other_table_like(ctx, stack, index, value, needs),
    }
}

fn other_table_like<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    value: Value<'gc>,
    needs: Needs,
) -> Result<'gc, TableLike<'gc>> {
    let behaves = match (value, ctx.metatable(value)) {
        (Value::Table(_), _) => true,
        (_, None) => false,
        (_, Some(metatable)) => needs.0.iter().all(|event| !metatable.metamethod(ctx, *event).is_nil()),
    };
    if behaves { Ok(TableLike::Other(value)) } else { Err(expected(ctx, stack, index, "table")) }
}
