//! [`pending`] and [`checkpoint`]: giving control back to the host.

use piccolo_derive::Collect;

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

/// How much fuel a sequence may use up between two suspensions, as far as [`checkpoint`] can see to it.
const BURST: i64 = 1024;

/// As [`pending`], but only if much was done since control was last given back. To be awaited in loops of
/// operations that are ready at once, so that limits of fuel and the host get their chance.
///
/// ```
/// use piccolo_core::object::{context::Context, stack::Stack};
/// use piccolo_core::sequence::{Await, Start, checkpoint};
///
/// fn is_due<'gc>(ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> bool {
///     matches!(checkpoint().start(ctx, stack), Start::Suspended(..))
/// }
/// ```
pub fn checkpoint() -> Checkpoint {
    Checkpoint
}

/// See [`checkpoint`].
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
#[must_use = "does nothing unless it is awaited"]
pub struct Checkpoint;

impl<'gc> Await<'gc> for Checkpoint {
    type Output = ();
    type Waiting = Paused;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Paused, ()> {
        if ctx.fuel_debt() < BURST {
            return Start::Ready(());
        }
        pending().start(ctx, stack)
    }
}
