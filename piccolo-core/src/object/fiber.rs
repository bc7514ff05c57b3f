//! Fibers: functions that run beside the one of an executor, within the same run.
//!
//! A fiber is a thread with coroutines of its own. Fibers take turns: another one runs when the running one
//! waits for something ([`SequencePoll::Pending`](crate::object::sequence::SequencePoll::Pending)) or is done,
//! never in between, however the run is sliced. They share the run's fuel, and end with it.

use std::{collections::BTreeMap, sync::Arc, task::Waker};

use gc_arena::{Collect, collect::Trace};

use crate::{
    object::{
        context::Context,
        error::Error,
        function::Function,
        thread::{Role, Thread, ThreadStatus},
        value::Value,
    },
    support::{account, ready::ReadyQueue},
};

/// The key of the fiber that the executor's function runs in.
const MAIN: u64 = 0;

/// The fuel that starting a fiber takes.
const FORK_FUEL: usize = 16;

/// A function that runs beside the one that started it; made by [`Context::fork`].
#[derive(Clone, Copy)]
pub struct Fiber<'gc> {
    thread: Thread<'gc>,
    key: u64,
}

// SAFETY: the thread is traced.
unsafe impl<'gc> Collect<'gc> for Fiber<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.thread);
    }
}

impl<'gc> Fiber<'gc> {
    /// The bottom thread of the fiber.
    pub fn thread(self) -> Thread<'gc> {
        self.thread
    }

    /// Whether its function returned or failed.
    pub fn is_done(self) -> bool {
        self.thread.status() == ThreadStatus::Dead
    }

    /// What its function returned, or why it failed; `None` while it runs.
    pub fn result(self) -> Option<Result<Vec<Value<'gc>>, Error<'gc>>> {
        if !self.is_done() {
            return None;
        }
        match self.thread.inspect(|state| state.failure.clone())? {
            Some(error) => Some(Err(error)),
            None => Some(Ok(self.thread.results())),
        }
    }

    /// Has the caller's run woken when the fiber is done. Of several wakers that the calling fiber comes with,
    /// the last one counts.
    ///
    /// # Errors
    /// When the fiber belongs to another run, which may end before it is done, or memory is short.
    pub fn wake_at_end(self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        let refusal = || Error::message("cannot wait for a fiber of another run");
        let root = ctx.state().root.get().ok_or_else(refusal)?;
        let waker = ctx.waker();
        let mut fibers = root.fibers().borrow_mut();
        let fibers = fibers.as_mut().ok_or_else(refusal)?;
        let caller = fibers.current.unwrap_or(MAIN);
        let entry = fibers.entries.get_mut(&self.key);
        let entry = entry.filter(|entry| entry.thread == self.thread).ok_or_else(refusal)?;
        entry.waiting.insert(ctx, caller, waker)
    }
}

impl<'gc> Context<'gc> {
    /// Starts to run `function` beside the running function, within the same run. It gets its first turn when
    /// the running function waits for something.
    ///
    /// The fiber has coroutines of its own and cannot yield; it shares the run's fuel. When the run ends,
    /// however it does, the fibers that are not done are cancelled. So somebody should wait for it: most
    /// hosts want `sequence::join_all`.
    ///
    /// # Errors
    /// When memory is short, or nothing runs.
    pub fn fork(self, function: Function<'gc>, arguments: &[Value<'gc>]) -> Result<Fiber<'gc>, Error<'gc>> {
        let root = self.state().root.get().ok_or_else(|| Error::message("nothing runs that could fork"))?;
        self.charge_fuel(FORK_FUEL + arguments.len() / 64);
        let thread = Thread::hosted(self, function, arguments, Role::Fiber)?;
        root.barrier(self);
        let mut fibers = root.fibers().borrow_mut();
        let fibers = fibers.get_or_insert_with(|| Fibers::new(self, root));
        Ok(Fiber { thread, key: fibers.insert(thread) })
    }
}

/// The fibers of an executor, the one of its own function included.
pub(crate) struct Fibers<'gc> {
    ready: Arc<ReadyQueue>,
    entries: BTreeMap<u64, Entry<'gc>>,
    next_key: u64,
    /// The one whose turn it is, also across steps.
    current: Option<u64>,
    /// How many turns are left until the host gets its own.
    turns: usize,
}

struct Entry<'gc> {
    thread: Thread<'gc>,
    waker: Waker,
    /// Those who wait for its end.
    waiting: Waiters,
}

/// The memory that one waiter takes, its share of the map's nodes included.
const WAITER_BYTES: usize = 2 * size_of::<(u64, Waker)>();

/// Wakers by the keys of the fibers that they wake, charged to the VM's memory.
#[derive(Default)]
struct Waiters(BTreeMap<u64, Waker>);

impl Waiters {
    fn insert<'gc>(&mut self, ctx: Context<'gc>, fiber: u64, waker: Waker) -> Result<(), Error<'gc>> {
        if let Some(known) = self.0.get_mut(&fiber) {
            known.clone_from(&waker);
            return Ok(());
        }
        ctx.memory().charge(WAITER_BYTES)?;
        self.0.insert(fiber, waker);
        Ok(())
    }

    fn wake(&self) {
        self.0.values().for_each(Waker::wake_by_ref);
    }
}

impl Drop for Waiters {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            account::note_freed(self.0.len() * WAITER_BYTES);
        }
    }
}

// SAFETY: all threads are traced; a thread with fibers is changed behind its barrier.
unsafe impl<'gc> Collect<'gc> for Fibers<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        self.entries.values().for_each(|entry| cc.trace(&entry.thread));
    }
}

impl<'gc> Fibers<'gc> {
    /// The fibers of the executor with bottom thread `root`, whose turn it is.
    fn new(ctx: Context<'gc>, root: Thread<'gc>) -> Box<Self> {
        let ready = Arc::new(ReadyQueue::default());
        let mut fibers =
            Self { ready, entries: BTreeMap::new(), next_key: MAIN, current: Some(MAIN), turns: 0 };
        // What it waited for so far wakes the driver, so that it is asked again with its own waker.
        fibers.insert(root);
        ctx.replace_waker(Some(fibers.entries[&MAIN].waker.clone())).inspect(|driver| {
            fibers.ready.set_driver(driver);
        });
        Box::new(fibers)
    }

    fn insert(&mut self, thread: Thread<'gc>) -> u64 {
        let key = self.next_key;
        self.next_key += 1;
        let waker = self.ready.waker(key);
        waker.wake_by_ref();
        self.entries.insert(key, Entry { thread, waker, waiting: Waiters::default() });
        key
    }

    /// Starts a round of turns for `driver`: one for each fiber that is ready, the one of an earlier round
    /// that was interrupted first. If there is none, the executor's function gets one.
    pub(crate) fn start_round(&mut self, driver: &Waker) {
        self.ready.set_driver(driver);
        self.turns = self.ready.len();
        if self.current.is_none() && self.turns == 0 {
            self.current = Some(MAIN);
        }
    }

    /// The thread and the waker of the fiber whose turn it is; `None` at the end of the round.
    pub(crate) fn next_turn(&mut self) -> Option<(Thread<'gc>, Waker)> {
        loop {
            if let Some(entry) = self.current.and_then(|key| self.entries.get(&key)) {
                return Some((entry.thread, entry.waker.clone()));
            }
            self.turns = self.turns.checked_sub(1)?;
            self.current = self.ready.pop();
        }
    }

    /// Ends the turn of the current fiber, which waits.
    pub(crate) fn park(&mut self) {
        self.current = None;
    }

    /// Removes the current fiber, which is done, and wakes those who wait for that.
    pub(crate) fn end_current(&mut self) {
        let ended = self.current.take().and_then(|key| self.entries.remove(&key));
        if let Some(ended) = ended {
            ended.waiting.wake();
        }
    }

    /// The threads of all fibers.
    pub(crate) fn threads(&self) -> impl Iterator<Item = Thread<'gc>> {
        self.entries.values().map(|entry| entry.thread)
    }
}
