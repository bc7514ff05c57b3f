//! [`Run`]: a run as a future, for any runtime.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{
    convert::FromMulti,
    exec::{
        executor::{StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::{Lua, RuntimeError},
    object::error::Stop,
};

/// The fuel of one poll unless said otherwise: a fraction of a millisecond.
pub(super) const DEFAULT_SLICE: u64 = 20_000;

impl Lua {
    /// Runs an executor as a future: awaiting it gives what the function returned (or yielded), converted.
    ///
    /// It works with every runtime. While the script waits for a future of the host
    /// ([`host`](crate::sequence::host::host)) it is parked, until the host wakes it. A script that only
    /// computes gives way to others after a slice of fuel.
    ///
    /// When the VM's own fuel ([`Limits::fuel`](crate::lua::limits::Limits::fuel)) is used up, this fails with
    /// [`Stop::Fuel`] and the run can go on later.
    ///
    /// Dropping the future before it is done cancels the run, as [`Self::cancel`] does.
    ///
    /// ```
    /// # fn block_on<F: Future>(future: F) -> F::Output {
    /// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut cx) { return output; }
    /// #     }
    /// # }
    /// use piccolo_core::{lua::Lua, object::error::Stop};
    ///
    /// # block_on(async {
    /// let mut lua = Lua::new();
    /// let script = lua.load("return 6 * 7").executor(())?;
    /// assert_eq!(lua.run::<i64>(&script).await?, 42);
    ///
    /// let endless = lua.load("while true do end").executor(())?;
    /// let error = lua.run::<()>(&endless).fuel(1_000_000).await.unwrap_err();
    /// assert_eq!(error.stop(), Some(Stop::Fuel));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// # })?;
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn run<T: for<'gc> FromMulti<'gc>>(&mut self, executor: &StashedExecutor) -> Run<'_, T> {
        let executor = executor.clone();
        Run { lua: self, executor, fuel: None, slice: DEFAULT_SLICE, is_over: false, result: PhantomData }
    }
}

/// A run as a future; see [`Lua::run`].
///
/// # Errors
/// It gives an error when the script fails, its results do not convert, or a limit stops it.
#[must_use = "does nothing unless it is awaited; dropping it cancels the run"]
pub struct Run<'a, T> {
    lua: &'a mut Lua,
    executor: StashedExecutor,
    /// What is left of the fuel.
    fuel: Option<u64>,
    slice: u64,
    is_over: bool,
    result: PhantomData<fn() -> T>,
}

impl<T> Run<'_, T> {
    /// Stops the run for good ([`Stop::Fuel`]) when it has used `units` of fuel.
    pub fn fuel(mut self, units: u64) -> Self {
        self.fuel = Some(units);
        self
    }

    /// How much fuel one poll may take, so that it returns soon.
    pub fn slice(mut self, units: u64) -> Self {
        self.slice = units.max(1);
        self
    }
}

impl<T: for<'gc> FromMulti<'gc>> Future for Run<'_, T> {
    type Output = Result<T, RuntimeError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let run = &mut *self;
        let mut slice = Fuel::new(run.fuel.unwrap_or(u64::MAX).min(run.slice));
        let step = run.lua.step_waking(&run.executor, &mut slice, cx.waker());
        run.fuel = run.fuel.map(|left| left.saturating_sub(slice.used()));
        match step {
            Step::Pending => return Poll::Pending,
            Step::OutOfFuel if run.fuel == Some(0) => {
                run.lua.stop(&run.executor, Stop::Fuel);
            }
            Step::OutOfFuel if run.lua.fuel_left() == 0 => {
                run.is_over = true;
                return Poll::Ready(Err(RuntimeError::stopped(Stop::Fuel)));
            }
            Step::OutOfFuel | Step::CollectionDue => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Step::Returned | Step::Yielded | Step::Failed | Step::Stopped(_) => {}
        }
        run.is_over = true;
        Poll::Ready(run.lua.take(&run.executor))
    }
}

impl<T> Drop for Run<'_, T> {
    fn drop(&mut self) {
        if !self.is_over {
            self.lua.cancel(&self.executor);
        }
    }
}
