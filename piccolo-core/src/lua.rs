//! [`Lua`]: a virtual machine, from the host's side.

mod call;
mod chunk;
pub mod dismantling;
pub mod limits;
mod parking;
pub mod run;
pub mod scope;
pub mod script;
pub mod tasks;

use std::{fmt, task::Waker};

pub use self::chunk::Chunk;
use self::parking::Parking;
use crate::{
    compile::CompileError,
    convert::FromMulti,
    exec::{
        collection::{self, Driver},
        executor::{Executor, Failure, LONG_STEP, StashedExecutor, Step},
        fuel::Fuel,
        heap::Heap,
    },
    meta::{Outcome, text},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::{Error, Exit, HostError, Stop},
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        value::Value,
    },
};

/// The fuel that an error object's `__tostring` may take.
const DESCRIPTION_FUEL: u64 = 1_000_000;

/// How many bytes of what remains of large objects are freed each time that the host enters the VM.
const FREED_BY_ENTRY: usize = 1 << 20;

/// A Lua virtual machine.
///
/// ```
/// use piccolo_core::lua::Lua;
///
/// let mut lua = Lua::new();
/// let sum: i64 = lua.load("local s = 0; for i = 1, 10 do s = s + i end; return s").eval()?;
/// assert_eq!(sum, 55);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub struct Lua {
    heap: Heap,
    driver: Driver,
    /// The fuel that was given by limits, and what runs have left of it.
    fuel_limit: u64,
    fuel_left: u64,
}

impl Default for Lua {
    fn default() -> Self {
        Self::new()
    }
}

impl Lua {
    /// A VM without any library.
    pub fn new() -> Self {
        Self::with_seed(0x5eed_1e55_c0ff_ee00)
    }

    /// A VM whose hashes, and with them the order in which `pairs` lists string and number keys, depend
    /// on `seed` alone.
    pub fn with_seed(seed: u64) -> Self {
        let mut heap = Heap::new(seed);
        let mut driver = Driver::default();
        driver.attach(&mut heap);
        Self { heap, driver, fuel_limit: u64::MAX, fuel_left: u64::MAX }
    }

    /// Gives access to the inside of the VM. Garbage is collected, if due, when it is left.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::value::Value};
    ///
    /// let mut lua = Lua::new();
    /// lua.enter(|ctx| {
    ///     let key = Value::String(ctx.intern(b"answer"));
    ///     ctx.globals().raw_set(ctx, key, Value::Integer(42))
    /// })
    /// .expect("the key is a string");
    /// assert_eq!(lua.load("return answer").eval::<i64>()?, 42);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn enter<R>(&mut self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        let had_request = self.heap.has_request();
        let result = self.heap.enter(f);
        if !had_request {
            // There is no run that would wait for it.
            self.heap.forget_request();
        }
        self.driver.collect(&mut self.heap);
        let remains = self.heap.read(|state| state.memory.remains());
        if remains > 0 {
            self.heap.reduce_remains_to(remains.saturating_sub(FREED_BY_ENTRY));
        }
        result
    }

    /// As [`Self::enter`], for what may fail: errors of the VM become errors of the host.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::table::Table};
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.set_global("answer", 42))?;
    /// let error = lua.try_enter(|ctx| ctx.globals().get::<Table>(ctx, "answer").map(drop)).unwrap_err();
    /// assert_eq!(error.to_string(), "answer: table expected, got number");
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_enter<R>(
        &mut self,
        f: impl for<'gc> FnOnce(Context<'gc>) -> Result<R, Error<'gc>>,
    ) -> Result<R, RuntimeError> {
        self.enter(|ctx| f(ctx).map_err(|error| RuntimeError::of(ctx, error)))
    }

    /// A chunk of Lua source, to be run in one of several ways. A first line that starts with `#` is
    /// skipped.
    pub fn load<'a>(&'a mut self, source: &'a (impl AsRef<[u8]> + ?Sized)) -> Chunk<'a> {
        Chunk::new(self, source.as_ref())
    }

    /// Runs an executor until its function is done, `fuel` is used up or something is needed from the host,
    /// collecting garbage as needed. An executor of another VM counts as failed. Where no fuel is left, nothing is
    /// executed.
    pub fn step(&mut self, executor: &StashedExecutor, fuel: &mut Fuel) -> Step {
        self.step_waking(executor, fuel, Waker::noop())
    }

    /// As [`Self::step`]; `waker` is what an operation that is not ready has woken when it is. So after
    /// [`Step::Pending`], nothing is to be done until then. The base of drivers such as [`Self::run`].
    ///
    /// Neither gives [`Step::CollectionDue`], since both collect and go on; drivers treat it as
    /// [`Step::OutOfFuel`] where they name all steps.
    pub fn step_waking(&mut self, executor: &StashedExecutor, fuel: &mut Fuel, waker: &Waker) -> Step {
        if self.fuel_left == u64::MAX {
            return self.step_within(executor, fuel, waker);
        }
        let mut own = Fuel::new(self.fuel_left.min(fuel.remaining()));
        let step = self.step_within(executor, &mut own, waker);
        self.fuel_left = self.fuel_left.saturating_sub(own.used());
        fuel.charge(own.used());
        step
    }

    /// As [`Self::step_waking`], with no look at the VM's own limit of fuel.
    fn step_within(&mut self, executor: &StashedExecutor, fuel: &mut Fuel, waker: &Waker) -> Step {
        // What the step may do in all, collection included, whoever pays for that.
        let mut budget = fuel.left();
        let step = self.step_until(executor, fuel, &mut budget, waker);
        // What remains of the last objects does not wait for another run.
        self.free_remains(fuel, &mut budget);
        step
    }

    fn step_until(
        &mut self,
        executor: &StashedExecutor,
        fuel: &mut Fuel,
        budget: &mut i64,
        waker: &Waker,
    ) -> Step {
        loop {
            // A run of which nothing is left to pay for would go on to where it looks at its fuel.
            if !self.work(executor, fuel, budget) || fuel.left().min(*budget) <= 0 {
                // A run that is over stays so, also while the collector is at work for another one.
                return self.heap.look(|ctx| {
                    let Ok(executor) = ctx.fetch(executor) else { return Step::Failed };
                    executor.settled().unwrap_or_else(|| {
                        if !ctx.has_relocated_in_part() {
                            executor.mark_return();
                        }
                        Step::OutOfFuel
                    })
                });
            }
            let mut share = Fuel::of_left(fuel.left().min(*budget));
            let (step, is_refused) = self.heap.enter(|ctx| {
                let step = match ctx.fetch(executor) {
                    Ok(executor) => ctx.with_waker(waker, || executor.step(ctx, &mut share)),
                    Err(_) => Step::Failed,
                };
                (step, ctx.memory().take_wish_for_room())
            });
            fuel.charge(share.used());
            *budget = budget.saturating_sub_unsigned(share.used());
            // Where a slice ends is no place for collection: the run would not be left there without slices.
            if step == Step::OutOfFuel {
                return step;
            }
            let is_due = self.driver.begin(&mut self.heap);
            if step != Step::CollectionDue {
                if step.is_finished() {
                    self.forget_relocation(executor);
                }
                return step;
            }
            if is_due
                && !self.driver.make_room(&mut self.heap, is_refused)
                && !self.raises_memory_error(executor)
            {
                self.forget_relocation(executor);
                if !self.begin_stop(executor, Stop::Memory) {
                    return self.stop(executor, Stop::Memory);
                }
            }
        }
    }

    /// If scripts may catch that memory is short, has a run raise it as an error when it is stepped next.
    fn raises_memory_error(&mut self, executor: &StashedExecutor) -> bool {
        self.heap.look(|ctx| {
            let catchable = ctx.state().catchable_memory.get();
            if catchable && let Ok(executor) = ctx.fetch(executor) {
                executor.thread().short_of_memory().set(true);
            }
            catchable
        })
    }

    /// Lets the collector do what is due, as long as `budget` lasts. False: that is used up.
    fn work(&mut self, executor: &StashedExecutor, fuel: &mut Fuel, budget: &mut i64) -> bool {
        if !self.relocate(executor, fuel, budget) {
            return false;
        }
        while self.free_remains(fuel, budget) && self.driver.is_busy() {
            if fuel.left().min(*budget) <= 0 {
                return false;
            }
            let units = self.driver.work(&mut self.heap);
            *budget = budget.saturating_sub_unsigned(units);
            fuel.charge(self.heap.read(|state| state.memory.pay_for_collection(units)));
            if !self.driver.is_busy() {
                return self.free_remains(fuel, budget) && fuel.left().min(*budget) > 0;
            }
        }
        self.heap.read(|state| state.memory.remains() == 0)
    }

    /// Moves to larger blocks what a run waits for, as long as `budget` lasts. That one pays for it, whichever is stepped.
    /// False: the budget, or the fuel, is used up.
    fn relocate(&mut self, executor: &StashedExecutor, fuel: &mut Fuel, budget: &mut i64) -> bool {
        let run = self.heap.look(|ctx| ctx.fetch(executor).map_or(0, Executor::run_id));
        let owed = self.heap.take_owed(run);
        *budget = budget.saturating_sub_unsigned(owed);
        fuel.charge(owed);
        while self.heap.is_relocating() {
            if fuel.left().min(*budget) <= 0 {
                return false;
            }
            *budget = budget.saturating_sub_unsigned(self.heap.relocate(*budget >= LONG_STEP));
            fuel.charge(self.heap.take_owed(run));
        }
        true
    }

    /// Forgets what a run waits for, and what it owes for such things.
    fn forget_relocation(&mut self, executor: &StashedExecutor) {
        let run = self.heap.look(|ctx| ctx.fetch(executor).map(Executor::run_id).ok());
        if run.is_some() {
            self.heap.forget_relocation(run);
        }
    }

    /// Frees what remains of large objects, as long as `budget` lasts. That is paid for with their allocation, and
    /// nothing depends on when it happens. False: some is left.
    fn free_remains(&mut self, fuel: &Fuel, budget: &mut i64) -> bool {
        while self.heap.read(|state| state.memory.remains() > 0) {
            if fuel.left().min(*budget) <= 0 {
                return false;
            }
            if *budget >= LONG_STEP {
                self.heap.free_remains();
                return true;
            }
            let Some(units) = self.heap.free_piece() else { return true };
            *budget = budget.saturating_sub_unsigned(units);
        }
        true
    }

    /// Ends a run for good: nothing of its script runs any more. What its suspended operations hold, futures of
    /// the host above all, is dropped at once. The rest of the VM is as usable as before.
    ///
    /// A run that is over stays as it is; gives how it ended.
    ///
    /// ```
    /// use piccolo_core::{exec::executor::Step, lua::Lua, object::error::Stop};
    ///
    /// let mut lua = Lua::new();
    /// let run = lua.load("while true do end").executor(())?;
    /// assert_eq!(lua.cancel(&run), Step::Stopped(Stop::Cancelled));
    /// assert_eq!(lua.take::<()>(&run).unwrap_err().stop(), Some(Stop::Cancelled));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn cancel(&mut self, executor: &StashedExecutor) -> Step {
        self.stop(executor, Stop::Cancelled)
    }

    /// Has a run that holds much drop it piece by piece and stop then. False: it may as well be stopped at once.
    fn begin_stop(&mut self, executor: &StashedExecutor, stop: Stop) -> bool {
        self.heap.enter(|ctx| ctx.fetch(executor).is_ok_and(|executor| executor.begin_stop(ctx, stop)))
    }

    fn stop(&mut self, executor: &StashedExecutor, stop: Stop) -> Step {
        self.forget_relocation(executor);
        // What that leaves is collected when the VM is used next.
        self.heap
            .enter(|ctx| ctx.fetch(executor).map_or(Step::Stopped(stop), |executor| executor.stop(ctx, stop)))
    }

    /// Runs an executor to its end and converts what its function returned. While the run waits for the host,
    /// so does the operating system's thread; [`Self::run`] is for those who have other things to do.
    ///
    /// # Errors
    /// When the script fails, its results do not convert, or a limit stops it.
    pub fn finish<T: for<'gc> FromMulti<'gc>>(
        &mut self,
        executor: &StashedExecutor,
    ) -> Result<T, RuntimeError> {
        let parking = Parking::of_this_thread();
        let waker = parking.waker();
        let mut fuel = Fuel::unlimited();
        loop {
            match self.step_waking(executor, &mut fuel, &waker) {
                Step::OutOfFuel | Step::CollectionDue if self.fuel_left == 0 => {
                    return Err(RuntimeError::stopped(Stop::Fuel));
                }
                Step::OutOfFuel | Step::CollectionDue => fuel = Fuel::unlimited(),
                Step::Pending => parking.park(),
                Step::Returned | Step::Yielded | Step::Failed | Step::Stopped(_) => break,
            }
        }
        self.take(executor)
    }

    /// Converts what the function of a finished executor returned.
    ///
    /// # Errors
    /// The script's error, if it failed; an error if the results do not convert or there are none yet.
    pub fn take<T: for<'gc> FromMulti<'gc>>(
        &mut self,
        executor: &StashedExecutor,
    ) -> Result<T, RuntimeError> {
        let failure = self.enter(|ctx| {
            let executor = ctx.fetch(executor).map_err(|error| RuntimeError::plain(error.to_string()))?;
            match executor.failure() {
                None => match T::from_multi(ctx, &executor.values(), 0) {
                    Ok(value) => Ok(Ok(value)),
                    Err(error) => Err(RuntimeError::of(ctx, error)),
                },
                Some(failure) => Ok(Err(describe(ctx, failure)?)),
            }
        })?;
        match failure {
            Ok(value) => Ok(value),
            Err(Description::Done(error)) => Err(error),
            Err(Description::Call { call, otherwise }) => Err(self.call_description(&call, otherwise)),
        }
    }

    /// Runs the `__tostring` of an error object. If that gives no string, waits for something or takes long,
    /// the error stays as it is.
    fn call_description(&mut self, call: &StashedExecutor, otherwise: RuntimeError) -> RuntimeError {
        let mut fuel = Fuel::new(DESCRIPTION_FUEL);
        let mut step = self.step(call, &mut fuel);
        // Where collection took a turn, there is fuel left.
        while step == Step::OutOfFuel && fuel.remaining() > 0 && self.fuel_left > 0 {
            step = self.step(call, &mut fuel);
        }
        if step != Step::Returned {
            self.cancel(call);
            return otherwise;
        }
        self.enter(|ctx| {
            let value = ctx.fetch(call).ok().and_then(|call| call.values().first().copied());
            match value {
                Some(Value::String(text)) => {
                    RuntimeError { message: text.as_bytes().to_vec(), ..RuntimeError::plain("") }
                }
                _ => otherwise,
            }
        })
    }

    /// Collects all garbage. Finalizers run with the next script.
    pub fn collect_garbage(&mut self) {
        self.driver.full(&mut self.heap);
        self.heap.free_remains();
    }

    /// Collects everything between any two steps that could, to find mistakes in the use of the
    /// collector. Very slow.
    pub fn set_gc_stress(&mut self, stress: bool) {
        self.driver.stress = stress;
        self.heap.read(|state| state.memory.collect_at(0));
    }

    /// Bytes in use.
    pub fn memory_used(&self) -> usize {
        self.heap.used()
    }

    /// Sets how many bytes may be in use; a script that needs more is stopped.
    pub fn set_memory_limit(&mut self, bytes: usize) {
        self.heap.read(|state| {
            state.memory.set_limit(bytes);
            state.memory.collect_at(0);
        });
    }

    /// Ends the VM: calls the finalizers of all objects that have one, in reverse order of creation.
    /// Dropping a VM calls none. A finalizer that waits for the host ends it, and so does the end of the VM's fuel:
    /// the others are not called. If finalizers ask the host to end, this gives what the last one wants; the others
    /// are called first unless it wants them not to be.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// assert_eq!(Lua::new().close(), None);
    /// ```
    pub fn close(mut self) -> Option<Exit> {
        self.finalize()
    }

    /// Does what [`Self::close`] does before the VM's memory is freed. A process that ends anyway may leave that
    /// to the system, and [forget](std::mem::forget) the VM.
    ///
    /// ```
    /// # use piccolo_core::lua::Lua;
    /// let mut lua = Lua::new();
    /// lua.load("big = {}").exec()?;
    /// lua.finalize();
    /// std::mem::forget(lua);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn finalize(&mut self) -> Option<Exit> {
        collection::finalize_all(&mut self.heap);
        let mut exit = None;
        while let Some(asked) = self.call_finalizers() {
            exit = Some(asked);
            if !asked.close {
                break;
            }
        }
        exit
    }

    /// Calls the finalizers that are due, up to one that asks the host to end.
    fn call_finalizers(&mut self) -> Option<Exit> {
        let executor = self.enter(|ctx| {
            let last = Callback::new(ctx, |_, _| Ok(Action::Sequence(BoxSequence::new(LastBreath))));
            Executor::new(ctx, Function::Callback(last), &[]).map(|executor| ctx.stash(executor)).ok()
        })?;
        let parking = Parking::of_this_thread();
        let waker = parking.waker();
        loop {
            match self.step_waking(&executor, &mut Fuel::unlimited(), &waker) {
                Step::OutOfFuel if self.fuel_left > 0 => {}
                Step::Pending if parking.take_wakeup() => {}
                Step::Stopped(Stop::Exit(exit)) => return Some(exit),
                _ => return None,
            }
        }
    }
}

/// Gives the executor an opportunity to call finalizers.
#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
struct LastBreath;

impl<'gc> Sequence<'gc> for LastBreath {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(SequencePoll::Return)
    }
}

enum Description {
    Done(RuntimeError),
    /// The error object's `__tostring` has to be called.
    Call {
        call: StashedExecutor,
        /// The error, if the call gives no description.
        otherwise: RuntimeError,
    },
}

fn describe<'gc>(ctx: Context<'gc>, failure: Failure<'gc>) -> Result<Description, RuntimeError> {
    if let Error::Value(value) = failure.error
        && !matches!(value, Value::String(_) | Value::Integer(_) | Value::Float(_))
        && failure.error.as_host().is_none()
        && let Outcome::Call(call) = text::to_text(ctx, value)
        && let Some(function) = Function::from_value(call.callee)
    {
        let executor =
            Executor::new(ctx, function, call.arguments()).map_err(|error| RuntimeError::of(ctx, error))?;
        let otherwise = RuntimeError::new(ctx, &failure);
        return Ok(Description::Call { call: ctx.stash(executor), otherwise });
    }
    Ok(Description::Done(RuntimeError::new(ctx, &failure)))
}

/// Why a script did not come to its end.
#[derive(Clone)]
pub struct RuntimeError {
    message: Vec<u8>,
    traceback: Vec<u8>,
    stop: Option<Stop>,
    host: Option<HostError>,
    incomplete: bool,
}

impl RuntimeError {
    fn plain(message: impl Into<String>) -> Self {
        Self {
            message: message.into().into_bytes(),
            traceback: Vec::new(),
            stop: None,
            host: None,
            incomplete: false,
        }
    }

    /// The error of a run that a limit has stopped.
    fn stopped(stop: Stop) -> Self {
        Self { stop: Some(stop), ..Self::plain(stop.to_string()) }
    }

    /// An error that no script has seen.
    fn of<'gc>(ctx: Context<'gc>, error: Error<'gc>) -> Self {
        Self::new(ctx, &Failure { error, traceback: Vec::new() })
    }

    fn new<'gc>(ctx: Context<'gc>, failure: &Failure<'gc>) -> Self {
        let mut error = Self { traceback: failure.traceback.clone(), ..Self::plain("") };
        match &failure.error {
            Error::Stop(stop) => error.stop = Some(*stop),
            other => error.host = other.as_host(),
        }
        if let Some(host) = &error.host {
            error.incomplete = host.downcast_ref().is_some_and(|error: &CompileError| error.incomplete);
            error.message = host.to_string().into_bytes();
            return error;
        }
        error.message = match failure.error.to_value(ctx) {
            value @ (Value::String(_) | Value::Integer(_) | Value::Float(_)) => {
                text::raw_text(ctx, value).as_bytes().to_vec()
            }
            value => format!("(error object is a {} value)", value.type_name()).into_bytes(),
        };
        error
    }

    /// The message, as bytes since Lua's strings are.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Where the error was raised: lines that start with `stack traceback:`. Empty for syntax errors
    /// and for error objects that describe themselves.
    pub fn traceback(&self) -> &[u8] {
        &self.traceback
    }

    /// The limit that stopped the run, if one did.
    pub fn stop(&self) -> Option<Stop> {
        self.stop
    }

    /// The Rust error that a callback failed with, if the script did not catch it.
    pub fn host(&self) -> Option<&HostError> {
        self.host.as_ref()
    }

    /// The Rust error of type `E` that a callback failed with, if it is one and the script did not replace it.
    ///
    /// ```
    /// use std::num::ParseIntError;
    ///
    /// use piccolo_core::lua::Lua;
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.set_global("parse", ctx.function(|text: &str| text.parse::<i64>())))?;
    /// let error = lua.load("return parse('x')").eval::<i64>().unwrap_err();
    /// assert!(error.downcast_ref::<ParseIntError>().is_some());
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        self.host.as_deref()?.downcast_ref()
    }

    /// Whether this is a syntax error at the very end of the source, so that more input may mend it.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.message))?;
        if !self.traceback.is_empty() {
            write!(f, "\n{}", String::from_utf8_lossy(&self.traceback))?;
        }
        Ok(())
    }
}

impl fmt::Debug for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RuntimeError {}

impl From<CompileError> for RuntimeError {
    fn from(error: CompileError) -> Self {
        Self { message: error.message, incomplete: error.incomplete, ..Self::plain("") }
    }
}
