//! [`pending`], [`pause`] and [`checkpoint`]: giving control back.

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

/// A sequence that goes on when it has its next turn.
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

/// Lets the step end if its fuel is used up, and the collector do what is due; otherwise the sequence goes on at
/// once. Takes a unit of fuel.
///
/// ```
/// # use piccolo_core::object::{context::Context, stack::Stack};
/// use piccolo_core::sequence::{Await, Request, Start, pause};
///
/// fn is_request<'gc>(ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> bool {
///     matches!(pause().start(ctx, stack), Start::Suspended(Request::Pause, _))
/// }
/// ```
pub fn pause() -> Pause {
    Pause
}

/// See [`pause`].
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
#[must_use = "does nothing unless it is awaited"]
pub struct Pause;

impl<'gc> Await<'gc> for Pause {
    type Output = ();
    type Waiting = Paused;

    #[inline]
    fn start(self, _: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, Paused, ()> {
        Start::Suspended(Request::Pause, Paused)
    }
}

/// As [`pause`], but only if [it is due](Context::is_pause_due). To be awaited in loops of operations that are
/// ready at once, so that limits of fuel and the collector get their chance.
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
        if ctx.is_pause_due() { pause().start(ctx, stack) } else { Start::Ready(()) }
    }
}
