//! [`Limits`]: what the runs of a VM may consume.

use crate::{
    lua::Lua,
    object::thread::{MAX_FRAMES, MAX_STACK},
};

/// What the runs of a VM may consume, all together.
///
/// ```
/// use piccolo_core::{lua::{Lua, limits::Limits}, object::error::Stop};
///
/// let mut lua = Lua::new();
/// lua.set_limits(Limits { fuel: 1_000_000, memory: 4 << 20, ..Limits::default() });
/// let error = lua.load("while true do end").exec().unwrap_err();
/// assert_eq!(error.stop(), Some(Stop::Fuel));
///
/// lua.set_limits(Limits::default().memory(1 << 20));
/// let error = lua.load("local t = {} while true do t[#t + 1] = t end").exec().unwrap_err();
/// assert_eq!(error.stop(), Some(Stop::Memory));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The [`Fuel`](crate::exec::fuel::Fuel) that runs may use from the moment on at which this limit is set. When it
    /// is used up, runs wait: see [`Lua::set_limits`]. By default 100 million units, which take less than a second
    /// of CPU time; `u64::MAX` is no limit.
    pub fuel: u64,
    /// The bytes that may be in use at a time, libraries and all that the host has put into the VM included. By
    /// default 64 MiB; `usize::MAX` is no limit.
    pub memory: usize,
    /// How many calls of functions may be active at a time in one coroutine; one more is the error
    /// `stack overflow`. By default, and at most, [`MAX_FRAMES`]. Calls need space for variables as well, of which a
    /// coroutine has [`MAX_STACK`] slots.
    pub depth: usize,
    /// Whether a script may catch it when memory is short: then this is an error with the message
    /// `not enough memory`, as in the reference implementation. By default it stops the run, and nothing of the
    /// script runs any more.
    pub catchable_memory: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { fuel: 100_000_000, memory: 64 << 20, depth: MAX_FRAMES, catchable_memory: false }
    }
}

impl Limits {
    /// No limits but those that the VM always has, of depth and of the size of a stack.
    ///
    /// ```
    /// use piccolo_core::lua::{Lua, limits::Limits};
    ///
    /// assert_eq!(Lua::new().limits(), Limits::unlimited());
    /// ```
    pub const fn unlimited() -> Self {
        Self { fuel: u64::MAX, memory: usize::MAX, depth: MAX_FRAMES, catchable_memory: false }
    }

    /// These limits with another [`fuel`](Self::fuel).
    #[must_use]
    pub const fn fuel(self, units: u64) -> Self {
        Self { fuel: units, ..self }
    }

    /// These limits with another [`memory`](Self::memory).
    #[must_use]
    pub const fn memory(self, bytes: usize) -> Self {
        Self { memory: bytes, ..self }
    }

    /// These limits with another [`depth`](Self::depth).
    #[must_use]
    pub const fn depth(self, calls: usize) -> Self {
        Self { depth: calls, ..self }
    }

    /// These limits, with memory whose shortage a script may catch or not.
    #[must_use]
    pub const fn catchable_memory(self, catchable: bool) -> Self {
        Self { catchable_memory: catchable, ..self }
    }
}

const _: () = assert!(MAX_FRAMES < MAX_STACK);

impl Lua {
    /// Sets the limits of all runs. A run that a limit of memory or depth has ended stays ended; one that is out of
    /// fuel goes on with what it is given here.
    ///
    /// Whatever drives a run says when the VM's fuel is used up: [`Lua::step`] gives
    /// [`Step::OutOfFuel`](crate::exec::executor::Step::OutOfFuel) and [`Self::fuel_left`] is 0; [`Lua::finish`] and
    /// [`Lua::run`] fail with [`Stop::Fuel`](crate::object::error::Stop::Fuel) and leave the run as it is.
    ///
    /// ```
    /// use piccolo_core::{lua::{Lua, limits::Limits}, object::error::Stop};
    ///
    /// let mut lua = Lua::new();
    /// lua.set_limits(Limits::default().fuel(10_000));
    /// let run = lua.load("local n = 0 for i = 1, 20000 do n = n + 1 end return n").executor(())?;
    /// assert_eq!(lua.finish::<i64>(&run).unwrap_err().stop(), Some(Stop::Fuel));
    /// assert_eq!(lua.fuel_left(), 0);
    ///
    /// lua.set_limits(Limits::default());
    /// assert_eq!(lua.finish::<i64>(&run)?, 20_000);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn set_limits(&mut self, limits: Limits) {
        self.set_memory_limit(limits.memory);
        self.heap.read(|state| {
            state.memory.set_depth(limits.depth.min(MAX_FRAMES));
            state.catchable_memory.set(limits.catchable_memory);
        });
        self.fuel_limit = limits.fuel;
        self.fuel_left = limits.fuel;
    }

    /// The limits last set.
    pub fn limits(&self) -> Limits {
        self.heap.read(|state| Limits {
            fuel: self.fuel_limit,
            memory: state.memory.limit(),
            depth: state.memory.depth(),
            catchable_memory: state.catchable_memory.get(),
        })
    }

    /// What is left of the fuel of [`Limits::fuel`].
    pub fn fuel_left(&self) -> u64 {
        self.fuel_left
    }
}
