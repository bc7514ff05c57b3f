//! Runs that wait for futures of the host: what wakes them, what cancels them, and how many of them share a VM.

#[path = "host_futures/cancellation.rs"]
mod cancellation;
#[path = "host_futures/fibers.rs"]
mod fibers;
#[path = "host_futures/gate.rs"]
mod gate;
#[path = "host_futures/parked.rs"]
mod parked;
#[path = "host_futures/runtimes.rs"]
mod runtimes;
#[path = "host_futures/streams.rs"]
mod streams;
#[path = "host_futures/tasks.rs"]
mod tasks;

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context as TaskContext, Poll, Wake, Waker},
};

use piccolo::{Action, Callback, Context, Error, Lua, Stack, stdlib};

/// A VM with the standard library.
fn new_lua() -> Lua {
    let mut lua = Lua::new();
    assert!(lua.enter(|ctx| stdlib::load(ctx, &stdlib::Options::default()).is_ok()));
    lua
}

/// Makes `function` a global function.
fn register<F>(lua: &mut Lua, name: &str, function: F)
where
    F: for<'gc, 'a> Fn(Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>> + Send + 'static,
{
    let set = lua.enter(|ctx| ctx.globals().set(ctx, name, Callback::new(ctx, function)).is_ok());
    assert!(set);
}

/// Counts how often it is woken.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Wakes {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Polls a future once; gives how often its waker was woken meanwhile.
fn poll<F: Future + Unpin>(future: &mut F, wakes: &Arc<Wakes>) -> Poll<F::Output> {
    let waker = Waker::from(wakes.clone());
    Pin::new(future).poll(&mut TaskContext::from_waker(&waker))
}
