//! [`Tasks`]: many runs of one VM, side by side on one thread.

use std::{
    collections::{BTreeMap, VecDeque},
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::{
    exec::{
        executor::{StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::{Lua, run::DEFAULT_SLICE},
    support::ready::ReadyQueue,
};

/// How many turns one poll gives at most, so that it returns soon.
const TURNS_PER_POLL: usize = 128;

/// Limits of one run in a set of [`Tasks`].
///
/// They are about fuel. Memory is limited per VM ([`Lua::set_limits`]), not per run: what a run allocates
/// may be shared with others. The run that allocates when the limit is reached is the one that is stopped,
/// whichever holds the memory; scripts that do not trust each other should have a VM each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    fuel: Option<u64>,
    slice: u64,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self { fuel: None, slice: DEFAULT_SLICE }
    }
}

impl RunLimits {
    /// No limit but a slice of 20,000 units.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much fuel the run may use in all.
    #[must_use]
    pub fn fuel(mut self, units: u64) -> Self {
        self.fuel = Some(units);
        self
    }

    /// How much fuel the run may use before it is the others' turn.
    #[must_use]
    pub fn slice(mut self, units: u64) -> Self {
        self.slice = units.max(1);
        self
    }
}

/// Names a run in a set of [`Tasks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(u64);

/// A run that left its set of [`Tasks`].
#[derive(Clone, Debug)]
pub struct Ended {
    /// The name that it had.
    pub id: TaskId,
    /// The run, for [`Lua::take`].
    pub executor: StashedExecutor,
    /// Why it left: [`Step::Returned`], [`Step::Failed`] and [`Step::Stopped`] when it is over.
    /// [`Step::Yielded`] and [`Step::OutOfFuel`] when it could go on: spawn the executor again for that, or
    /// [cancel](Lua::cancel) it.
    pub step: Step,
}

/// A set of runs of one VM that take turns. Each has its own limits; one that waits for the host costs nothing
/// until its waker is woken.
///
/// With a runtime, [`Self::next`] gives the runs as they end:
///
/// ```
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut cx) { return output; }
/// #     }
/// # }
/// use piccolo_core::{exec::executor::Step, lua::{Lua, tasks::{RunLimits, Tasks}}};
///
/// # block_on(async {
/// let mut lua = Lua::new();
/// let mut tasks = Tasks::new();
/// for source in ["return 1", "return 2", "while true do end"] {
///     let script = lua.load(source).executor(())?;
///     tasks.spawn(script, RunLimits::new().fuel(100_000));
/// }
/// let mut sum = 0;
/// while let Some(ended) = tasks.next(&mut lua).await {
///     match ended.step {
///         Step::Returned => sum += lua.take::<i64>(&ended.executor)?,
///         _ => assert_eq!(ended.step, Step::OutOfFuel),
///     }
/// }
/// assert_eq!(sum, 3);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// # })?;
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
///
/// A game loop calls [`Self::step`] once per frame instead.
///
/// A set that is dropped forgets its runs; what they hold is dropped with the VM's garbage.
/// [`Self::cancel_all`] drops it at once.
#[derive(Default)]
pub struct Tasks {
    tasks: BTreeMap<u64, Task>,
    next_key: u64,
    ready: Arc<ReadyQueue>,
    /// Those whose turn in the current round is still to come.
    round: VecDeque<u64>,
}

struct Task {
    executor: StashedExecutor,
    waker: Waker,
    /// What is left of the fuel.
    fuel: Option<u64>,
    slice: u64,
}

impl Tasks {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run; it has its first turn with the next call of [`Self::next`] or [`Self::step`].
    pub fn spawn(&mut self, executor: StashedExecutor, limits: RunLimits) -> TaskId {
        let key = self.next_key;
        self.next_key += 1;
        let waker = self.ready.waker(key);
        self.tasks
            .insert(key, Task { executor, waker: waker.clone(), fuel: limits.fuel, slice: limits.slice });
        waker.wake();
        TaskId(key)
    }

    /// Cancels a run, as [`Lua::cancel`] does, and removes it. Gives `false` if it is not in the set any more.
    pub fn cancel(&mut self, lua: &mut Lua, id: TaskId) -> bool {
        let task = self.tasks.remove(&id.0);
        if let Some(task) = &task {
            lua.cancel(&task.executor);
        }
        task.is_some()
    }

    /// Cancels all runs.
    pub fn cancel_all(&mut self, lua: &mut Lua) {
        for task in std::mem::take(&mut self.tasks).into_values() {
            lua.cancel(&task.executor);
        }
    }

    /// How many runs are in the set.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether no run is in the set.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Whether a run could have a turn; otherwise all wait for the host.
    pub fn is_any_ready(&self) -> bool {
        !self.round.is_empty() || self.ready.len() > 0
    }

    /// Waits for the next run that ends; `None` when there are none. Dropping the future cancels nothing: the
    /// runs go on with the next call.
    pub async fn next(&mut self, lua: &mut Lua) -> Option<Ended> {
        poll_fn(|cx| self.poll_next(lua, cx)).await
    }

    /// The same as [`Self::next`] for those who poll. The runs that are ready have turns until one ends; after
    /// some turns the waker is woken and the runtime has its own.
    pub fn poll_next(&mut self, lua: &mut Lua, cx: &mut Context<'_>) -> Poll<Option<Ended>> {
        self.ready.set_driver(cx.waker());
        self.start_round();
        let mut fuel = Fuel::new(DEFAULT_SLICE);
        for _ in 0..TURNS_PER_POLL {
            match self.take_turn(lua, &mut fuel) {
                Turn::Over => break,
                Turn::Taken => {}
                Turn::Ended(ended) => return Poll::Ready(Some(ended)),
            }
        }
        if self.tasks.is_empty() {
            return Poll::Ready(None);
        }
        if self.is_any_ready() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// Gives turns to the runs that are ready: as many, and as long, as `fuel` lasts. A run that waits and is
    /// woken meanwhile ([`pending`](crate::sequence::pause::pending)) has its next turn with the next call, so
    /// one call is one frame of a game. Runs that were left out come first in the next. Gives the runs that
    /// ended.
    ///
    /// ```
    /// use piccolo_core::{exec::fuel::Fuel, lua::{Lua, tasks::{RunLimits, Tasks}}};
    ///
    /// let mut lua = Lua::new();
    /// let mut tasks = Tasks::new();
    /// for _ in 0..100 {
    ///     let script = lua.load("local n = 0 while n < 1000 do n = n + 1 end").executor(())?;
    ///     tasks.spawn(script, RunLimits::new().slice(500));
    /// }
    /// let (mut frames, mut ended) = (0, 0);
    /// while !tasks.is_empty() {
    ///     ended += tasks.step(&mut lua, &mut Fuel::new(10_000)).len();
    ///     frames += 1;
    /// }
    /// assert_eq!((frames, ended), (31, 100));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn step(&mut self, lua: &mut Lua, fuel: &mut Fuel) -> Vec<Ended> {
        let mut ended = Vec::new();
        self.start_round();
        loop {
            match self.take_turn(lua, fuel) {
                Turn::Over => return ended,
                Turn::Taken => {}
                Turn::Ended(run) => ended.push(run),
            }
        }
    }

    /// Adds those that were woken to the round.
    fn start_round(&mut self) {
        for _ in 0..self.ready.len() {
            self.round.extend(self.ready.pop());
        }
    }

    /// Gives the next run of the round its turn, which takes one unit besides what the run uses.
    fn take_turn(&mut self, lua: &mut Lua, fuel: &mut Fuel) -> Turn {
        if fuel.remaining() == 0 {
            return Turn::Over;
        }
        let Some(key) = self.round.pop_front() else { return Turn::Over };
        let Some(task) = self.tasks.get_mut(&key) else { return Turn::Taken };
        let slice = task.fuel.unwrap_or(u64::MAX).min(task.slice).min(fuel.remaining());
        let mut own = Fuel::new(slice);
        let unfinished = WakeOnUnwind(&task.waker);
        let step = lua.step_waking(&task.executor, &mut own, &task.waker);
        std::mem::forget(unfinished);
        task.fuel = task.fuel.map(|left| left.saturating_sub(own.used()));
        fuel.charge(own.used().saturating_add(1));
        match step {
            Step::Pending => return Turn::Taken,
            Step::OutOfFuel if task.fuel != Some(0) && lua.fuel_left() > 0 => {
                self.round.push_back(key);
                return Turn::Taken;
            }
            _ => {}
        }
        match self.tasks.remove(&key) {
            Some(task) => Turn::Ended(Ended { id: TaskId(key), executor: task.executor, step }),
            None => Turn::Taken,
        }
    }
}

/// Gives a run whose turn ended in a panic another one, in which it is found to be over.
struct WakeOnUnwind<'a>(&'a Waker);

impl Drop for WakeOnUnwind<'_> {
    fn drop(&mut self) {
        self.0.wake_by_ref();
    }
}

enum Turn {
    /// There was none to be given.
    Over,
    Taken,
    Ended(Ended),
}
