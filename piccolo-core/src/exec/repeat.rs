//! Calls of host functions that are made again, once the long numerals among their arguments are read.
//!
//! A function whose parameter is a number fails with a mark, before it does anything, if the argument is a string so
//! long that reading it would take too long ([`Numerals`](crate::object::reading::Numerals)). Its native frame then reads
//! the long strings among the arguments in pieces, and calls the function again, which finds what they denote.

use piccolo_derive::Collect;

use crate::{
    convert::number::is_awaited,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        reading::{Known, Reading, SHORT},
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        value::Value,
    },
};

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// The fuel for looking at an argument.
const ARGUMENT: usize = 1;

/// What a callback asks for, which is to be called again if it failed for want of a numeral.
#[cold]
#[inline(never)]
pub(crate) fn unless_numerals<'gc>(
    ctx: Context<'gc>,
    callback: Callback<'gc>,
    result: Result<'gc, Action<'gc>>,
) -> Result<'gc, Action<'gc>> {
    match result {
        Err(error) if ctx.state().numerals.take_awaited() && is_awaited(&error) => {
            let stage = Stage::Reading { next: 0, current: None, known: Known::default() };
            Ok(Action::Sequence(BoxSequence::new(Repeated { callback, stage })))
        }
        result => result,
    }
}

/// A callback that is being called again.
#[derive(Collect)]
#[collect(no_drop)]
struct Repeated<'gc> {
    callback: Callback<'gc>,
    stage: Stage<'gc>,
}

#[derive(Collect)]
#[collect(no_drop)]
enum Stage<'gc> {
    /// The long strings among the arguments are read.
    Reading {
        /// The next argument.
        next: usize,
        current: Option<Reading<'gc>>,
        #[collect(require_static)]
        known: Known,
    },
    /// The callback asked for something, and goes on so.
    Then(BoxSequence<'gc>),
    /// It returns what is on the stack.
    Return,
}

/// Goes on reading the long strings of `stack`. Gives whether all are read.
fn read<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    next: &mut usize,
    current: &mut Option<Reading<'gc>>,
    known: &mut Known,
) -> Result<'gc, bool> {
    while let Some(&value) = stack.as_slice().get(*next) {
        if ctx.is_pause_due() {
            return Ok(false);
        }
        if let Value::String(text) = value
            && text.len() > SHORT
            && !known.contains(text)
        {
            let reading = current.get_or_insert_with(|| Reading::new(text));
            if !reading.advance(ctx) {
                return Ok(false);
            }
            known.add(ctx, text, reading.numeral())?;
            *current = None;
        }
        ctx.charge_fuel(ARGUMENT);
        *next += 1;
    }
    Ok(true)
}

impl<'gc> Repeated<'gc> {
    /// What the callback asks for, as a sequence asks for it.
    fn ask(&mut self, action: Action<'gc>) -> SequencePoll<'gc> {
        let (then, poll) = match action {
            Action::Return => return SequencePoll::Return,
            Action::TailCall(function) => return SequencePoll::TailCall(function),
            Action::Yield { bottom, then: None } => return SequencePoll::Yield { bottom },
            Action::Yield { bottom, then: Some(then) } => (then, SequencePoll::Yield { bottom }),
            Action::Call { function, bottom, then } => (then, SequencePoll::Call { function, bottom }),
            Action::Resume { thread, bottom, then } => (then, SequencePoll::Resume { thread, bottom }),
            Action::Close { thread, bottom, then } => (then, SequencePoll::Close { thread, bottom }),
            Action::Pending { then } => (then, SequencePoll::Pending),
            Action::Sequence(then) => (then, SequencePoll::Pause),
        };
        self.stage = Stage::Then(then);
        poll
    }
}

impl<'gc> Sequence<'gc> for Repeated<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let known = match &mut self.stage {
            Stage::Then(sequence) => return sequence.poll(ctx, stack),
            Stage::Return => return Ok(SequencePoll::Return),
            Stage::Reading { next, current, known } => {
                if !read(ctx, &stack, next, current, known)? {
                    return Ok(SequencePoll::Pause);
                }
                std::mem::take(known)
            }
        };
        self.stage = Stage::Return;
        let call = || self.callback.call(ctx, stack.reborrow());
        let action = ctx.state().numerals.with(known, call)?;
        Ok(self.ask(action))
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        match &mut self.stage {
            Stage::Then(sequence) => sequence.get_mut().error(ctx, error, stack),
            Stage::Reading { .. } | Stage::Return => Err(error),
        }
    }

    fn catches(&self) -> bool {
        matches!(&self.stage, Stage::Then(sequence) if sequence.get().catches())
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        match &self.stage {
            Stage::Then(sequence) => sequence.get().message_handler(),
            Stage::Reading { .. } | Stage::Return => None,
        }
    }
}
