//! Calls of functions by the host, one after the other, on a thread that is used again and again.
//!
//! A thread is as costly to make as a hundred calls. So the VM keeps the one of the last call that returned.

use std::task::Waker;

use crate::{
    convert::{FromMulti, IntoMulti, Push},
    exec::executor::{Executor, Step},
    object::{
        context::Context,
        error::{Error, Stop},
        function::Function,
        thread::{Role, Thread, ThreadStatus},
        value::Value,
    },
};

/// The most slots that the stack of a kept thread has.
const MOST_SLOTS: usize = 1024;

/// As many results are read without allocation.
const FEW_RESULTS: usize = 4;

impl<'gc> Executor<'gc> {
    /// As [`Self::new`], on the kept thread if there is one.
    #[inline]
    pub(crate) fn calling(
        ctx: Context<'gc>,
        function: Function<'gc>,
        arguments: impl IntoMulti<'gc>,
    ) -> Result<Self, Error<'gc>> {
        let thread = match ctx.state().spare_caller.take() {
            Some(thread) => thread.restart(ctx, function),
            None => Thread::hosted(ctx, function, &[], Role::Main)?,
        };
        arguments.push_into(ctx, &mut Arguments { ctx, thread })?;
        Ok(Self::for_fiber(thread))
    }

    /// The results of a step that returned, converted. The thread is kept if it is like a fresh one.
    #[inline]
    pub(crate) fn into_results<T: FromMulti<'gc>>(self, ctx: Context<'gc>) -> Result<T, Error<'gc>> {
        let thread = self.thread();
        let few =
            thread.inspect(|state| Some((*state.stack.first_chunk::<FEW_RESULTS>()?, state.top))).flatten();
        let results = match few.as_ref().and_then(|(values, count)| values.get(..*count)) {
            Some(values) => T::from_multi(ctx, values, 0),
            None => T::from_multi(ctx, &self.values(), 0),
        };
        let is_plain = thread.status() == ThreadStatus::Dead
            && thread.fibers().borrow().is_none()
            && thread.hook_state().is_none()
            && thread.inspect(|state| state.stack.len() <= MOST_SLOTS) == Some(true);
        if is_plain {
            thread.modify(ctx, |state| state.top = 0);
            ctx.state().spare_caller.set(Some(thread));
        }
        results
    }

    /// Steps a call of [`Self::calling`] as far as it gets without the host.
    pub(crate) fn step_call(self, ctx: Context<'gc>) -> Step {
        let thread = self.thread();
        thread.set_stepping(true);
        ctx.state().root.set(Some(thread));
        let mut call = Underway { ctx, executor: self, is_over: false };
        let mut fuel = i64::MAX;
        let step = self.run_call(ctx, &mut fuel);
        let step = self.go_on(ctx, Waker::noop(), &mut fuel, step);
        call.is_over = true;
        step
    }
}

/// Puts arguments on the stack of a thread that was not started. Conversions may be host code, so nothing is
/// borrowed meanwhile.
struct Arguments<'gc> {
    ctx: Context<'gc>,
    thread: Thread<'gc>,
}

impl<'gc> Push<'gc> for Arguments<'gc> {
    #[inline]
    fn push_value(&mut self, value: Value<'gc>) -> Result<(), Error<'gc>> {
        self.thread.push_argument(self.ctx.memory(), value)
    }
}

/// Marks a call as under way, until it is dropped. If a panic does that, the call is over. Only the host calls,
/// from outside, so there is nothing to be restored.
struct Underway<'gc> {
    ctx: Context<'gc>,
    executor: Executor<'gc>,
    is_over: bool,
}

impl Drop for Underway<'_> {
    #[inline]
    fn drop(&mut self) {
        let state = self.ctx.state();
        state.running.set(None);
        state.root.set(None);
        self.executor.thread().set_stepping(false);
        if !self.is_over {
            self.executor.stop(self.ctx, Stop::Cancelled);
        }
    }
}
