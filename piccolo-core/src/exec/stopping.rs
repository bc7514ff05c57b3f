//! The end of runs that fail or are stopped. What they hold is dropped, piece by piece if it is much, and nothing of the
//! script runs any more.

use crate::{
    exec::{
        executor::{Executor, SWITCH, Step, state_of},
        native::Drive,
        unwind,
    },
    object::{
        context::Context,
        error::{Error, Stop},
        thread::{Thread, ThreadState, ThreadStatus},
    },
};

impl<'gc> Executor<'gc> {
    /// Ends the run with an error, or with a stop: then nothing of the script runs any more.
    pub(super) fn fail(self, error: Error<'gc>) -> Step {
        let is_stop = matches!(error, Error::Stop(_));
        let state = state_of(self.thread());
        state.abandon_unfinished();
        for thread in core::mem::take(&mut state.active) {
            thread.set_status(ThreadStatus::Dead);
            state_of(thread).abandon_unfinished();
            if is_stop {
                discard(state_of(thread));
            }
        }
        if is_stop {
            discard(state);
        }
        let step = match error {
            Error::Stop(stop) => Step::Stopped(stop),
            _ => Step::Failed,
        };
        state.failure = Some(error);
        self.thread().set_status(ThreadStatus::Dead);
        step
    }

    /// Has the run drop the many frames of host functions that it has, and stop then, when it is stepped next. Its
    /// finalizers are not called meanwhile. False: there are few, or there are fibers, of which another one would be next.
    pub(crate) fn begin_stop(self, ctx: Context<'gc>, stop: Stop) -> bool {
        if self.settled().is_some() || self.has_fibers() || self.has_few_natives() {
            return false;
        }
        self.forget_finalizers(ctx, Step::Stopped(stop));
        let state = state_of(self.current());
        forget_work(state);
        unwind::begin_descent_to_stop(state, stop);
        true
    }

    /// Whether its threads have no more frames of host functions than may be dropped at once. Each but the one on top has
    /// one that waits for the next thread, so few threads are looked at.
    fn has_few_natives(self) -> bool {
        let state = state_of(self.thread());
        let mut natives = state.natives.len();
        for &thread in &state.active {
            if natives > unwind::FEW_NATIVES {
                break;
            }
            natives += state_of(thread).natives.len();
        }
        natives <= unwind::FEW_NATIVES
    }

    /// Takes the thread on top out of a run that is stopped; many frames of host functions are dropped piece by piece
    /// before that. Gives what the thread that is on top then is to do. The stop comes back as an error once there is
    /// nothing left to be done in between.
    pub(super) fn stop_thread_on_top(
        self,
        ctx: Context<'gc>,
        thread: Thread<'gc>,
        stop: Stop,
    ) -> Result<Option<Drive<'gc>>, Error<'gc>> {
        let is_bottom = thread == self.thread();
        let closes = matches!(stop, Stop::Exit(exit) if exit.close);
        if is_bottom && closes {
            return self.close_before(ctx, stop).map(|()| None);
        }
        if !closes && self.has_few_natives() {
            return Err(Error::Stop(stop));
        }
        let state = state_of(thread);
        if !state.natives.is_empty() {
            forget_work(state);
            unwind::begin_descent_to_stop(state, stop);
            return Ok(None);
        }
        if is_bottom {
            return Err(Error::Stop(stop));
        }
        ctx.charge_small(SWITCH);
        state_of(self.thread()).active.pop();
        thread.set_status(ThreadStatus::Dead);
        discard(state);
        let below = self.current();
        below.barrier(ctx);
        below.set_status(ThreadStatus::Running);
        Ok(Some(Drive::Stopped(stop)))
    }

    /// Starts closing the variables of the bottom thread, or goes on with it. The stop is kept in the thread's state
    /// until that is done.
    fn close_before(self, ctx: Context<'gc>, stop: Stop) -> Result<(), Error<'gc>> {
        let state = state_of(self.thread());
        if state.to_be_closed.is_empty() {
            return Err(Error::Stop(stop));
        }
        self.thread().set_status(ThreadStatus::Running);
        self.thread().barrier(ctx);
        state.failure = Some(Error::Stop(stop));
        unwind::close(ctx, state, None)
    }
}

/// Drops what a thread would do next, apart from what its frames would.
fn forget_work(state: &mut ThreadState<'_>) {
    state.to_be_closed.clear();
    state.action = None;
}

/// Drops everything that a thread would go on with.
fn discard(state: &mut ThreadState<'_>) {
    forget_work(state);
    unwind::drop_frames(state);
    state.top = 0;
}
