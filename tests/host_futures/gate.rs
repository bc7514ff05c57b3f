//! A future that is ready when the test says so, and that knows what happened to it.

use std::{
    fmt, mem,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use piccolo::{Lua, sequence};

use super::register;

/// Makes any number of futures ready.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outcome: Option<Result<i64, Refused>>,
    wakers: Vec<Waker>,
    polls: usize,
    alive: usize,
}

/// The error of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) u8);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused with {}", self.0)
    }
}

impl std::error::Error for Refused {}

impl Gate {
    /// Makes the waiting futures, and all others, ready.
    pub(crate) fn open(&self, outcome: Result<i64, Refused>) {
        let wakers = {
            let mut state = self.0.lock().unwrap();
            state.outcome = Some(outcome);
            mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Makes the futures that come wait again.
    pub(crate) fn close(&self) {
        self.0.lock().unwrap().outcome = None;
    }

    /// How often its futures were polled.
    pub(crate) fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }

    /// How many of its futures were not dropped.
    pub(crate) fn alive(&self) -> usize {
        self.0.lock().unwrap().alive
    }

    pub(crate) fn future(&self) -> Waiting {
        self.0.lock().unwrap().alive += 1;
        Waiting(self.clone())
    }

    /// Makes a global function that waits for it.
    pub(crate) fn register(&self, lua: &mut Lua, name: &str) {
        let gate = self.clone();
        register(lua, name, move |ctx, mut stack| {
            stack.clear();
            sequence::run_callback(ctx, stack, sequence::try_host(gate.future()))
        });
    }
}

pub(crate) struct Waiting(Gate);

impl Future for Waiting {
    type Output = Result<i64, Refused>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.0.lock().unwrap();
        state.polls += 1;
        match state.outcome {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                state.wakers.push(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().alive -= 1;
    }
}
