//! [`pending`]: giving control back to the host.

use gc_arena::Collect;

use crate::{
    object::{context::Context, stack::Stack},
    sequence::{Await, Input, Progress, Request, Start, Wait},
};

/// Ends the current step of the executor, so that the host can act; the sequence goes on in the next.
pub fn pending() -> Pending {
    Pending
}

/// See [`pending`].
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
#[must_use = "does nothing unless it is awaited"]
pub struct Pending;

impl<'gc> Await<'gc> for Pending {
    type Output = ();
    type Waiting = Paused;

    #[inline]
    fn start(self, ctx: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, Paused, ()> {
        ctx.waker().wake();
        Start::Suspended(Request::Pending, Paused)
    }
}

/// A sequence that waits for the next step.
#[derive(Collect)]
#[collect(require_static)]
pub struct Paused;

impl<'gc> Wait<'gc> for Paused {
    type Output = ();

    #[inline]
    fn resume(&mut self, _: Context<'gc>, _: &mut Stack<'gc, '_>, _: Input<'gc>) -> Progress<'gc, ()> {
        Progress::Ready(())
    }
}
