//! What scripts and hosts ask of the garbage collector, and what it reports back.
//!
//! Collection itself happens between slices, outside of the arena's borrow; see
//! [`crate::exec::collection`]. A request makes a collection due at once, so the VM stops for it at
//! the next instruction or poll.

use std::cell::Cell;

use crate::object::context::Context;

/// Work that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Request {
    /// Nothing beyond the ordinary pace.
    #[default]
    None,
    /// A full cycle.
    Full,
    /// A step as if so many bytes had been allocated; 0 for a basic step.
    Step(usize),
}

/// The collector's mode (manual section 2.5). Both collect incrementally; the mode is remembered for
/// scripts that ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Incremental collection.
    #[default]
    Incremental,
    /// Generational collection.
    Generational,
}

/// The fuel of any step that is asked for.
const STEP: usize = 64;

/// The collector's settings and requests, reached through [`Context::collector`].
#[derive(Debug)]
pub struct Collector {
    pub(crate) request: Cell<Request>,
    pub(crate) finished_cycle: Cell<bool>,
    stopped: Cell<bool>,
    mode: Cell<Mode>,
    pause: Cell<u32>,
    step_multiplier: Cell<u32>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            request: Cell::default(),
            finished_cycle: Cell::default(),
            stopped: Cell::default(),
            mode: Cell::default(),
            pause: Cell::new(200),
            step_multiplier: Cell::new(100),
        }
    }
}

impl Collector {
    /// Whether collection happens by itself.
    pub fn is_running(&self) -> bool {
        !self.stopped.get()
    }

    /// Stops automatic collection. Requests are still served.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Restarts automatic collection.
    pub fn restart(&self) {
        self.stopped.set(false);
    }

    /// Whether the last requested step finished a cycle.
    pub fn finished_cycle(&self) -> bool {
        self.finished_cycle.get()
    }

    /// The mode last set.
    pub fn mode(&self) -> Mode {
        self.mode.get()
    }

    /// Sets the mode and returns the previous one.
    pub fn set_mode(&self, mode: Mode) -> Mode {
        self.mode.replace(mode)
    }

    /// How large the heap grows before a cycle starts, in percent of what the last cycle left.
    pub fn pause(&self) -> u32 {
        self.pause.get()
    }

    /// Sets the pause and returns the previous one.
    pub fn set_pause(&self, percent: u32) -> u32 {
        self.pause.replace(percent)
    }

    /// How fast the collector works relative to allocation, in percent.
    pub fn step_multiplier(&self) -> u32 {
        self.step_multiplier.get()
    }

    /// Sets the step multiplier and returns the previous one.
    pub fn set_step_multiplier(&self, percent: u32) -> u32 {
        self.step_multiplier.replace(percent)
    }
}

impl<'gc> Context<'gc> {
    /// The collector's settings.
    pub fn collector(self) -> &'gc Collector {
        &self.state().collector
    }

    /// Asks for a full collection. It happens before the script's next instruction, so a callback
    /// that needs its effect goes on in a [`Sequence`](crate::object::sequence::Sequence).
    pub fn request_collection(self) {
        self.request(Request::Full);
    }

    /// Asks for one step of the collector, as if `bytes` had been allocated; see
    /// [`Self::request_collection`] for when it happens.
    pub fn request_collection_step(self, bytes: usize) {
        self.charge_fuel(STEP);
        self.request(Request::Step(bytes));
    }

    /// Whether a finalizer is being called, also one that waits. Scripts can not use the collector meanwhile.
    ///
    /// ```
    /// piccolo_core::lua::Lua::new().enter(|ctx| assert!(!ctx.is_finalizing()));
    /// ```
    pub fn is_finalizing(self) -> bool {
        self.state().finalizers.are_running(self)
    }

    fn request(self, request: Request) {
        let collector = self.collector();
        if collector.request.get() != Request::Full {
            collector.request.set(request);
        }
        self.memory().collect_at(0);
    }
}
