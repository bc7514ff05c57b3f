//! [`host`]: waiting for futures of the host: timers, sockets, channels.
//!
//! The future is polled with the waker of whoever drives the run ([`Context::waker`]). While it is pending, the
//! run is parked and costs nothing; other runs of the VM, and other fibers of the run, go on. A run that is
//! cancelled drops its futures at once.

use std::{pin::Pin, task::Poll};

use piccolo_derive::Collect;

use crate::{
    object::{context::Context, error::Error, held::MaybeSend, stack::Stack},
    sequence::{Await, Input, Progress, Request, Start, Wait},
};

/// Waits for a future of the host, which holds nothing of the VM; awaiting it gives its output.
///
/// A future that is ready at once costs one box, and the run is not suspended.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, error::HostError}};
/// use piccolo_core::sequence::{host, run_callback};
///
/// async fn double(n: i64) -> Result<i64, HostError> {
///     Ok(2 * n)
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let callback = Callback::new(ctx, |ctx, mut stack| {
///         let n: i64 = stack.consume(ctx)?;
///         run_callback(ctx, stack, host(double(n)))
///     });
///     ctx.globals().set(ctx, "double", callback).expect("memory suffices");
/// });
/// assert_eq!(lua.load("return double(21)").eval::<i64>()?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn host<F: Future + MaybeSend + 'static>(future: F) -> Host<F> {
    Host(future)
}

/// See [`host`].
#[derive(Collect)]
#[collect(require_static)]
#[must_use = "does nothing unless it is awaited"]
pub struct Host<F: 'static>(F);

impl<'gc, F: Future + MaybeSend + 'static> Await<'gc> for Host<F> {
    type Output = F::Output;
    type Waiting = WaitingHost<F>;

    #[inline]
    fn start(self, ctx: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, WaitingHost<F>, F::Output> {
        let mut future = Box::pin(self.0);
        match ctx.poll_future(future.as_mut()) {
            Poll::Ready(output) => Start::Ready(output),
            Poll::Pending => Start::Suspended(Request::Pending, WaitingHost(Some(future))),
        }
    }
}

/// A future as it is: as [`host`].
#[diagnostic::do_not_recommend]
impl<'gc, F: Future + MaybeSend + 'static> Await<'gc> for F {
    type Output = F::Output;
    type Waiting = WaitingHost<F>;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, WaitingHost<F>, F::Output> {
        host(self).start(ctx, stack)
    }
}

/// A future that is not ready; `None` once it was.
#[derive(Collect)]
#[collect(require_static)]
pub struct WaitingHost<F: 'static>(Option<Pin<Box<F>>>);

impl<'gc, F: Future + MaybeSend + 'static> Wait<'gc> for WaitingHost<F> {
    type Output = F::Output;

    #[inline]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, F::Output> {
        let Some(future) = &mut self.0 else { return Progress::Suspended(Request::Spent) };
        match ctx.poll_future(future.as_mut()) {
            Poll::Ready(output) => {
                self.0 = None;
                Progress::Ready(output)
            }
            Poll::Pending => Progress::Suspended(Request::Pending),
        }
    }
}

/// Waits for a future of the host that may fail. Its Rust error travels through Lua, which sees its text, and
/// comes back to the host as itself ([`RuntimeError::host`](crate::lua::RuntimeError::host)).
///
/// ```
/// # use piccolo_core::{lua::Lua, object::callback::Callback};
/// use piccolo_core::sequence::{run_callback, try_host};
///
/// async fn read(name: String) -> Result<Vec<u8>, std::io::Error> {
///     Err(std::io::Error::new(std::io::ErrorKind::NotFound, format!("no {name}")))
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let callback = Callback::new(ctx, |ctx, mut stack| {
///         let name: String = stack.consume(ctx)?;
///         run_callback(ctx, stack, try_host(read(name)))
///     });
///     ctx.globals().set(ctx, "read", callback).expect("memory suffices");
/// });
/// let error = lua.load("read('x')").exec().unwrap_err();
/// let host = error.host().unwrap().downcast_ref::<std::io::Error>().unwrap();
/// assert_eq!(host.kind(), std::io::ErrorKind::NotFound);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn try_host<T, E, F>(future: F) -> TryHost<F>
where
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, E>> + MaybeSend + 'static,
{
    TryHost(Host(future))
}

/// See [`try_host`].
#[derive(Collect)]
#[collect(require_static)]
#[must_use = "does nothing unless it is awaited"]
pub struct TryHost<F: 'static>(Host<F>);

impl<'gc, T, E, F> Await<'gc> for TryHost<F>
where
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, E>> + MaybeSend + 'static,
{
    type Output = Result<T, Error<'gc>>;
    type Waiting = WaitingTryHost<F>;

    #[inline]
    fn start(
        self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
    ) -> Start<'gc, WaitingTryHost<F>, Self::Output> {
        match self.0.start(ctx, stack) {
            Start::Ready(output) => Start::Ready(output.map_err(Error::host)),
            Start::Suspended(request, waiting) => Start::Suspended(request, WaitingTryHost(waiting)),
        }
    }
}

/// A future that is not ready.
#[derive(Collect)]
#[collect(require_static)]
pub struct WaitingTryHost<F: 'static>(WaitingHost<F>);

impl<'gc, T, E, F> Wait<'gc> for WaitingTryHost<F>
where
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, E>> + MaybeSend + 'static,
{
    type Output = Result<T, Error<'gc>>;

    #[inline]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match self.0.resume(ctx, stack, input) {
            Progress::Ready(output) => Progress::Ready(output.map_err(Error::host)),
            Progress::Suspended(request) => Progress::Suspended(request),
        }
    }
}
