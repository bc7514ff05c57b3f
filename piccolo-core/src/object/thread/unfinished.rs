//! [`Unfinished`]: what a thread is in the middle of and does piece by piece before anything else.

use gc_arena::collect::Trace;

use crate::object::{
    closure::Closure,
    error::{Error, Stop},
    thread::{Thread, ThreadState, ThreadStatus},
};

/// Up to how many values are moved at once.
pub(crate) const FEW: usize = 2048;

/// How many values are moved for a unit of fuel if there are more.
pub(crate) const VALUES_PER_FUEL: usize = 2;

/// What is left to be done before a thread goes on.
pub(crate) enum Unfinished<'gc> {
    Descent(Descent<'gc>),
    Move(Move<'gc>),
}

/// Frames that are to be dropped.
pub(crate) struct Descent<'gc> {
    /// Down to the last of so many native frames, or all.
    pub(crate) natives: usize,
    pub(crate) landing: Landing<'gc>,
}

/// What is done when frames were dropped.
pub(crate) enum Landing<'gc> {
    /// The native frame on top takes an error.
    Receiver(Error<'gc>),
    /// The host takes an error.
    Host(Error<'gc>),
    /// The variables of a coroutine are closed.
    Close(Option<Box<Error<'gc>>>),
    /// The run is over.
    Stopped(Stop),
    /// A coroutine whose function returned has given back most of its stack.
    Finished,
}

/// Values that are to be moved to other slots, where the thread's top is behind them then.
pub(crate) struct Move<'gc> {
    /// The thread that they come from, if it is another one.
    pub(crate) source: Option<Source<'gc>>,
    /// The first slot of the values, and where it is to be.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) count: usize,
    /// How many have moved.
    pub(crate) done: usize,
    /// The function that takes the place of the top frame's, with the values as arguments.
    pub(crate) callee: Option<Closure<'gc>>,
}

/// A thread that values come from. It counts as one that resumed another one, so that nobody else resumes or closes it.
pub(crate) struct Source<'gc> {
    pub(crate) thread: Thread<'gc>,
    /// What it is afterwards, if something else.
    pub(crate) status: Option<ThreadStatus>,
}

impl<'gc> Unfinished<'gc> {
    pub(super) fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match self {
            Unfinished::Descent(descent) => descent.landing.trace(cc),
            Unfinished::Move(values) => {
                if let Some(source) = &values.source {
                    cc.trace(&source.thread);
                }
                if let Some(callee) = &values.callee {
                    cc.trace(callee);
                }
            }
        }
    }
}

impl<'gc> Landing<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match self {
            Landing::Receiver(error) | Landing::Host(error) => cc.trace(error),
            Landing::Close(Some(error)) => cc.trace(&**error),
            Landing::Close(None) | Landing::Stopped(_) | Landing::Finished => {}
        }
    }
}

impl Move<'_> {
    /// One past the last slot that the values take, or will.
    fn end(&self) -> usize {
        match self.source {
            Some(_) => self.to + self.count,
            None => self.from.max(self.to) + self.count,
        }
    }
}

impl ThreadState<'_> {
    /// One past the last slot whose value is needed for what the thread is in the middle of.
    pub(super) fn unfinished_top(&self) -> usize {
        let top = match self.unfinished.as_deref() {
            None => 0,
            // The functions that these variables belong to may have lost their frames.
            Some(Unfinished::Descent(_)) => self.to_be_closed.last().map_or(0, |&slot| slot as usize + 1),
            Some(Unfinished::Move(values)) => values.end(),
        };
        top.min(self.stack.len())
    }

    /// Forgets what the thread is in the middle of.
    pub(crate) fn abandon_unfinished(&mut self) {
        let Some(unfinished) = self.unfinished.take() else { return };
        if let Unfinished::Move(Move { source: Some(Source { thread, status: Some(status) }), .. }) =
            *unfinished
        {
            thread.set_status(status);
        }
    }
}
