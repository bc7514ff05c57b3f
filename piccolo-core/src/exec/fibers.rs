//! Turns of the fibers of an executor.
//!
//! A fiber runs as an executor of its own, without fibers; so the stacks of threads stay as they are, and
//! nothing nests.

use std::task::Waker;

use crate::{
    exec::executor::{Executor, Step},
    object::{
        context::Context,
        error::{Error, Stop},
        fiber::Fibers,
        thread::Thread,
    },
    support::nesting::Level,
};

/// How many executors may be stepped inside each other, by callbacks. Each takes room on Rust's stack.
const MAX_NESTED_STEPS: u32 = 16;

/// Marks an executor as being stepped, until it is dropped. If a panic does that, the run is over.
pub(super) struct Entered<'gc> {
    ctx: Context<'gc>,
    executor: Executor<'gc>,
    running: Option<Thread<'gc>>,
    root: Option<Thread<'gc>>,
    /// Whether what is stepped around it is to be told that memory is short.
    is_short: bool,
    may_repeat: bool,
    /// The waker of who drives the executor.
    driver: Waker,
    is_over: bool,
    _level: Level<'gc>,
}

impl<'gc> Entered<'gc> {
    /// `None` if too many others are being stepped.
    pub(super) fn new(ctx: Context<'gc>, executor: Executor<'gc>) -> Option<Self> {
        let level = ctx.state().executors.enter(MAX_NESTED_STEPS)?;
        let thread = executor.thread();
        thread.set_stepping(true);
        let running = ctx.state().running.get();
        let root = ctx.state().root.replace(Some(thread));
        let is_short = ctx.state().replace_short_of_memory(thread.short_of_memory().take());
        let may_repeat = ctx.state().numerals.set_repeatable(true);
        Some(Self {
            ctx,
            executor,
            running,
            root,
            is_short,
            may_repeat,
            driver: ctx.waker(),
            is_over: false,
            _level: level,
        })
    }

    /// Steps the executor with all its fibers.
    pub(super) fn step(mut self, fuel: &mut i64) -> Step {
        let step = self.executor.step_fibers(self.ctx, &self.driver, fuel);
        self.is_over = true;
        step
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let state = self.ctx.state();
        state.running.set(self.running);
        state.root.set(self.root);
        self.executor.thread().short_of_memory().set(state.replace_short_of_memory(self.is_short));
        state.numerals.set_repeatable(self.may_repeat);
        self.ctx.replace_waker(Some(self.driver.clone()));
        self.executor.thread().set_stepping(false);
        if !self.is_over {
            self.executor.stop(self.ctx, Stop::Cancelled);
        }
    }
}

impl<'gc> Executor<'gc> {
    pub(super) fn step_fibers(self, ctx: Context<'gc>, driver: &Waker, fuel: &mut i64) -> Step {
        if !self.has_fibers() {
            let step = self.run(ctx, fuel);
            return self.go_on(ctx, driver, fuel, step);
        }
        self.step_round(ctx, driver, fuel)
    }

    /// Ends a step whose first turn, in which there were no fibers, ended with `step`; goes on with those that it has
    /// made.
    #[inline(always)]
    pub(super) fn go_on(self, ctx: Context<'gc>, driver: &Waker, fuel: &mut i64, step: Step) -> Step {
        if !self.has_fibers() {
            return step;
        }
        self.settle(ctx, self.thread(), step).unwrap_or_else(|| self.step_round(ctx, driver, fuel))
    }

    fn step_round(self, ctx: Context<'gc>, driver: &Waker, fuel: &mut i64) -> Step {
        self.with_fibers(|fibers| fibers.start_round(driver));
        while let Some((thread, waker)) = self.with_fibers(Fibers::next_turn).flatten() {
            ctx.replace_waker(Some(waker));
            let step = self.run_fiber(ctx, thread, fuel);
            if let Some(step) = self.settle(ctx, thread, step) {
                return step;
            }
        }
        Step::Pending
    }

    pub(super) fn has_fibers(self) -> bool {
        self.thread().fibers().borrow().is_some()
    }

    fn with_fibers<R>(self, change: impl FnOnce(&mut Fibers<'gc>) -> R) -> Option<R> {
        self.thread().fibers().borrow_mut().as_deref_mut().map(change)
    }

    fn run_fiber(self, ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Step {
        if thread == self.thread() {
            return self.run(ctx, fuel);
        }
        let fiber = Executor::for_fiber(thread);
        if let Some(step) = fiber.settled() {
            return step;
        }
        thread.set_stepping(true);
        let step = fiber.run(ctx, fuel);
        thread.set_stepping(false);
        step
    }

    /// Draws the consequences of how the turn of a fiber ended; gives how the step ends, if it does.
    fn settle(self, ctx: Context<'gc>, thread: Thread<'gc>, step: Step) -> Option<Step> {
        let is_own = thread == self.thread();
        match step {
            Step::OutOfFuel | Step::CollectionDue => return Some(step),
            Step::Yielded if is_own => return Some(step),
            Step::Pending => {
                self.with_fibers(Fibers::park);
                return None;
            }
            Step::Stopped(stop) if !is_own => {
                self.fail(Error::Stop(stop));
            }
            Step::Returned | Step::Failed | Step::Yielded | Step::Stopped(_) if is_own => {}
            Step::Returned | Step::Failed | Step::Yielded | Step::Stopped(_) => {
                self.thread().barrier(ctx);
                self.with_fibers(Fibers::end_current);
                return None;
            }
        }
        self.discard_fibers();
        Some(step)
    }

    /// Cancels all fibers.
    pub(super) fn discard_fibers(self) {
        let fibers = self.thread().fibers().borrow_mut().take();
        let threads = fibers.iter().flat_map(|fibers| fibers.threads());
        for thread in threads.filter(|&thread| thread != self.thread()) {
            thread.set_stepping(false);
            Executor::for_fiber(thread).stop_thread();
        }
    }
}
