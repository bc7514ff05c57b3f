//! Streams as iterators.

use std::{
    panic::{self, AssertUnwindSafe},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use futures_core::Stream;
use piccolo::{Fuel, HostError, Lua, Step, sequence};
use tokio::sync::mpsc;

use super::{
    Wakes,
    gate::{Gate, Refused},
    new_lua, poll,
};

/// A channel's receiver as a stream.
struct Received<T>(mpsc::UnboundedReceiver<T>);

impl<T> Stream for Received<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}

/// A VM with an iterator `events` over what is sent.
fn lua_with_events() -> (Lua, mpsc::UnboundedSender<Result<i64, Refused>>) {
    let mut lua = new_lua();
    let (sender, receiver) = mpsc::unbounded_channel();
    let set = lua.enter(|ctx| {
        let events = sequence::try_stream_iterator(ctx, Received(receiver));
        ctx.globals().set(ctx, "events", events).is_ok()
    });
    assert!(set);
    (lua, sender)
}

#[test]
fn a_loop_waits_for_each_item() {
    let (mut lua, sender) = lua_with_events();
    let script = lua.load("local s = 0 for n in events do s = s + n end return s").executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &wakes).is_pending());
    for n in 1..=3 {
        sender.send(Ok(n)).unwrap();
        assert_eq!(wakes.count(), n as usize);
        assert!(poll(&mut run, &wakes).is_pending());
    }
    drop(sender);
    assert_eq!(wakes.count(), 4);
    assert!(matches!(poll(&mut run, &wakes), Poll::Ready(Ok(6))));
    drop(run);
    assert!(lua.load("return events() == nil").eval::<bool>().unwrap());
}

#[test]
fn items_that_are_there_do_not_suspend() {
    let (mut lua, sender) = lua_with_events();
    (1..=100).for_each(|n| sender.send(Ok(n)).unwrap());
    drop(sender);
    let script = lua.load("local s = 0 for n in events do s = s + n end return s").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Returned);
    assert_eq!(lua.take::<i64>(&script).unwrap(), 5050);
}

#[test]
fn errors_of_items_are_raised_and_the_stream_goes_on() {
    let (mut lua, sender) = lua_with_events();
    [Ok(1), Err(Refused(2)), Ok(3)].into_iter().for_each(|item| sender.send(item).unwrap());
    let source = "local a, b, c = events(), select(2, pcall(events)), events() return a .. ' ' .. tostring(b) .. ' ' .. c";
    assert_eq!(lua.load(source).eval::<String>().unwrap(), "1 refused with 2 3");
    sender.send(Err(Refused(5))).unwrap();
    let error = lua.load("for _ in events do end").exec().unwrap_err();
    assert_eq!(error.host().and_then(|e| e.downcast_ref()), Some(&Refused(5)));
}

#[test]
fn one_waits_at_a_time() {
    let (mut lua, sender) = lua_with_events();
    let first = lua.load("return events()").executor(()).unwrap();
    assert_eq!(lua.step(&first, &mut Fuel::unlimited()), Step::Pending);
    let error = lua.load("return events()").exec().unwrap_err();
    assert!(error.to_string().contains("another coroutine waits for the next item"));
    sender.send(Ok(8)).unwrap();
    assert_eq!(lua.finish::<i64>(&first).unwrap(), 8);
    sender.send(Ok(9)).unwrap();
    assert_eq!(lua.load("return events()").eval::<i64>().unwrap(), 9);
}

#[test]
fn cancelling_the_loop_drops_the_stream() {
    let (mut lua, sender) = lua_with_events();
    let script = lua.load("for _ in events do end").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
    assert!(!sender.is_closed());
    lua.cancel(&script);
    assert!(sender.is_closed());
    for _ in 0..2 {
        let error = lua.load("return events()").exec().unwrap_err();
        assert!(error.to_string().contains("the stream was dropped with the coroutine"), "{error}");
    }
}

#[test]
fn a_panic_drops_the_stream() {
    let mut lua = new_lua();
    let set = lua.enter(|ctx| {
        let events = sequence::poll_iterator::<i64, _>(ctx, |_| panic!("no more"));
        ctx.globals().set(ctx, "events", events).is_ok()
    });
    assert!(set);
    let script = lua.load("return events()").executor(()).unwrap();
    let panic = panic::catch_unwind(AssertUnwindSafe(|| lua.step(&script, &mut Fuel::unlimited())));
    assert!(panic.is_err());
    let error = lua.load("return events()").exec().unwrap_err();
    assert!(error.to_string().contains("the stream was dropped with the coroutine"), "{error}");
}

#[test]
fn items_may_be_several_values() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.open(Ok(1));
    let left = Arc::new(Mutex::new(vec![("b", 2), ("a", 1)]));
    let set = lua.enter(|ctx| {
        let pairs = sequence::poll_iterator(ctx, move |_| {
            Poll::Ready(left.lock().unwrap().pop().map(Ok::<_, HostError>))
        });
        ctx.globals().set(ctx, "entries", pairs).is_ok()
    });
    assert!(set);
    let text: String =
        lua.load("local s = '' for k, v in entries do s = s .. k .. v end return s").eval().unwrap();
    assert_eq!(text, "a1b2");
}
