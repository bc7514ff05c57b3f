//! [`Context`]: the handle through which everything inside a VM is reached, and the VM's `State`.
//!
//! The state is the arena's root. It is mutated through cells without barriers of its own: every
//! entry into the arena goes through the root barrier, so the root is traced again before marking
//! can end.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    task::{self, Poll, Waker},
};

use gc_arena::{Collect, Finalization, Gc, GcWeak, Mutation, barrier::Write, collect::Trace};

use crate::{
    object::{
        callback::Callback,
        collector::Collector,
        finalizer::{Finalizers, RunId},
        held::Held,
        interner::{self, Interner},
        metamethod::Metamethod,
        reading::Numerals,
        serial::Serial,
        settling::Settling,
        stash::Stash,
        string::String,
        table::{self, Relocation, Table},
        thread::{
            MAX_FRAMES, StackParts, Thread, ThreadState, deep::DeepStacks, relocation::StackRelocation,
        },
        userdata::class::Classes,
        value::Value,
        working_set::{ESTIMATE_BYTES, WorkingSet},
    },
    support::{
        account::{MemoryAccount, MemoryExceeded},
        nesting::Nesting,
    },
};

/// The most fuel that is charged at once, so that sums stay in range.
const MAX_DEBT: i64 = 1 << 60;

/// How much fuel a host function may use up before it should pause; see [`Context::is_pause_due`].
pub const BURST: usize = 1024;

/// What scripts add to messages for nothing.
const SHORT_MESSAGE: usize = 256;

/// How many copies of a part of a message there may be while it is made: in it with and without a position, each in a
/// vector that grows. What is no UTF-8 takes three times its bytes in some.
const MESSAGE_COPIES: usize = 12;

/// Access to a running VM: allocates, interns, reaches globals. Cheap to copy; lives only inside
/// [`Lua::enter`](crate::lua::Lua::enter) and callbacks.
#[derive(Clone, Copy)]
pub struct Context<'gc> {
    mutation: &'gc Mutation<'gc>,
    state: &'gc State<'gc>,
}

/// After how many stores into objects that it may have gone through, the collector gets its turn.
const BARRIERS: usize = 64;

/// How many marked functions return in one step.
const MOST_MARKS_PASSED: usize = 2;

impl<'gc> Context<'gc> {
    pub(crate) fn new(mutation: &'gc Mutation<'gc>, state: &'gc State<'gc>) -> Self {
        Self { mutation, state }
    }

    /// The arena's mutation handle, for objects of `gc-arena` itself. With the feature `send` hosts do
    /// not get it: it allocates what can not move between threads, and gives out handles that share
    /// counters with the arena. [`Self::allocate`], [`Self::write`] and [`Self::upgrade`] are there
    /// always, and belong together: what was not made by `allocate` may look dead to `upgrade` until the collector
    /// comes to it.
    #[cfg(not(feature = "send"))]
    #[inline(always)]
    pub fn mutation(self) -> &'gc Mutation<'gc> {
        self.mutation
    }

    /// The arena's mutation handle, which is no host's to have; see [`Heap`](crate::exec::heap::Heap).
    #[cfg(feature = "send")]
    #[inline(always)]
    pub(crate) fn mutation(self) -> &'gc Mutation<'gc> {
        self.mutation
    }

    /// Moves a Rust value with pointers into the VM to the VM's heap, to be shared by what points to it
    /// (captures of callbacks, sequences). Its size is not part of the VM's memory account.
    ///
    /// ```
    /// use gc_arena::RefLock;
    /// use piccolo_core::{lua::Lua, object::{table::Table, value::Value}};
    ///
    /// Lua::new().enter(|ctx| {
    ///     let list = ctx.allocate(RefLock::new(vec![Value::Nil]));
    ///     ctx.write(list).unlock().borrow_mut().push(Value::Table(Table::new(ctx)));
    ///     assert_eq!(list.borrow().len(), 2);
    /// });
    /// ```
    pub fn allocate<T: Held<'gc> + 'gc>(self, value: T) -> Gc<'gc, T> {
        let object = Gc::new(self.mutation, value);
        self.note_weakly_reachable(Gc::erase(object));
        object
    }

    /// Notes a new object that weak pointers may come to lead to. While strings are forgotten, only what is marked
    /// counts as alive; see [`Self::upgrade`].
    #[inline]
    pub(crate) fn note_weakly_reachable(self, object: Gc<'gc, ()>) {
        if self.state.interner.is_pruning() {
            self.mutation.forward_barrier(None, object);
        }
    }

    /// Access to an object of [`Self::allocate`] that is about to change, through the write barrier.
    pub fn write<T: ?Sized + 'gc>(self, object: Gc<'gc, T>) -> &'gc Write<T> {
        Gc::write(self.mutation, object)
    }

    /// What a weak pointer to an object of [`Self::allocate`], or to a host object, points to, if it is still there.
    pub fn upgrade<T: ?Sized + 'gc>(self, object: GcWeak<'gc, T>) -> Option<Gc<'gc, T>> {
        let upgraded = object.upgrade(self.mutation)?;
        // What is dead stays dead when its strings are forgotten.
        let is_gone =
            self.state.interner.is_pruning() && interner::is_unmarked(self.mutation, Gc::erase(upgraded));
        (!is_gone).then_some(upgraded)
    }

    /// Whether the collector has to be told of stores.
    #[inline(always)]
    pub(crate) fn is_marking(self) -> bool {
        self.state.is_marking.get()
    }

    /// Notes that an object may have become one that the collector has to go through again. It gets its turn when there
    /// are some of them, so that its list of them stays short.
    #[cold]
    pub(crate) fn note_barrier(self) {
        let barriers = &self.state.barriers;
        barriers.set(barriers.get() + 1);
        if barriers.get().is_multiple_of(BARRIERS) {
            self.memory().collect_at(0);
        }
    }

    #[inline(always)]
    pub(crate) fn state(self) -> &'gc State<'gc> {
        self.state
    }

    /// The VM's memory account.
    #[inline(always)]
    pub fn memory(self) -> &'gc MemoryAccount {
        &self.state.memory
    }

    /// The string with these bytes. Short strings are interned: equal ones are the same object.
    #[inline]
    pub fn intern(self, bytes: &[u8]) -> String<'gc> {
        self.state.interner.intern(self.mutation, &self.state.memory, bytes)
    }

    /// The table of global variables.
    pub fn globals(self) -> Table<'gc> {
        self.state.globals
    }

    /// A table that only the host sees, for what must live as long as the VM.
    pub fn registry(self) -> Table<'gc> {
        self.state.registry
    }

    /// Charges work beyond the one unit of an instruction or call to the fuel of the running slice.
    /// Callbacks whose work grows with their arguments charge it before they do it.
    #[inline]
    pub fn charge_fuel(self, units: usize) {
        self.state.charge_fuel(units);
    }

    /// Charges for a message that is about to be made of `len` bytes that a script chose: the fuel for its copies, and,
    /// until it is made, the memory that they take.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// let mut lua = Lua::new();
    /// lua.set_memory_limit(1 << 20);
    /// assert!(lua.enter(|ctx| ctx.charge_message(1000).is_ok()));
    /// assert!(lua.enter(|ctx| ctx.charge_message(1 << 20).is_err()));
    /// ```
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    #[inline]
    pub fn charge_message(self, len: usize) -> Result<(), MemoryExceeded> {
        if len > SHORT_MESSAGE { self.charge_long_message(len) } else { Ok(()) }
    }

    #[cold]
    fn charge_long_message(self, len: usize) -> Result<(), MemoryExceeded> {
        let bytes = len.saturating_mul(MESSAGE_COPIES);
        self.memory().charge(bytes)?;
        self.memory().credit(bytes);
        self.charge_fuel(len);
        Ok(())
    }

    /// As [`Self::charge_fuel`], for amounts that no script chooses.
    #[inline(always)]
    pub(crate) fn charge_small(self, units: i64) {
        let debt = &self.state.fuel_debt;
        debt.set(debt.get() + units);
    }

    /// Whether so much fuel ([`BURST`]) was charged since the running host function was called or last went on
    /// that it should pause, if it can (see [`SequencePoll::Pause`](crate::object::sequence::SequencePoll::Pause)):
    /// what is charged is taken off the fuel of the step only then.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::context::BURST};
    ///
    /// Lua::new().enter(|ctx| {
    ///     assert!(!ctx.is_pause_due());
    ///     ctx.charge_fuel(BURST);
    ///     assert!(ctx.is_pause_due());
    /// });
    /// ```
    #[inline(always)]
    pub fn is_pause_due(self) -> bool {
        self.state.fuel_debt.get() >= BURST as i64
    }

    /// Has a function that fails for want of memory called again, or a sequence polled again, after a full
    /// collection. For those that have done nothing yet, or whose state is as if they had not (also their stack).
    /// The error that they return afterwards is not seen by anybody. If memory is short again, it ends the run.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// Lua::new().enter(|ctx| {
    ///     ctx.memory().set_limit(ctx.memory().used() + 1000);
    ///     // What a sequence or callback does before it returns the error.
    ///     if ctx.memory().charge(10_000).is_err() {
    ///         ctx.retry_when_collected();
    ///     }
    /// });
    /// ```
    #[cold]
    pub fn retry_when_collected(self) {
        self.memory().ask_for_room();
    }

    /// Whether something was charged since the executor last took it off the fuel.
    #[inline(always)]
    pub(crate) fn has_fuel_debt(self) -> bool {
        self.state.fuel_debt.get() > 0
    }

    /// What was charged since the executor last took it off the fuel.
    #[inline(always)]
    pub(crate) fn take_fuel_debt(self) -> i64 {
        self.state.fuel_debt.replace(0)
    }

    /// The `next` function of this VM (manual section 6.1). The VM steps through tables without a call
    /// when a generic `for` uses it.
    pub fn next_function(self) -> Callback<'gc> {
        if let Some(next) = self.state.next_function.get() {
            return next;
        }
        let next = Callback::new(self, table::next_function);
        self.state.next_function.set(Some(next));
        next
    }

    #[inline(always)]
    pub(crate) fn is_next_function(self, callback: Callback<'gc>) -> bool {
        self.state.next_function.get().is_some_and(|next| next.as_ptr() == callback.as_ptr())
    }

    /// Whether scripts may load precompiled chunks; by default they may not. Such chunks are verified.
    pub fn allows_binary_chunks(self) -> bool {
        self.state.allows_binary_chunks.get()
    }

    /// Lets scripts load precompiled chunks, or not.
    pub fn allow_binary_chunks(self, allow: bool) {
        self.state.allows_binary_chunks.set(allow);
    }

    /// What `tostring` and `%p` show to tell an object from others: its address, or where addresses are hidden a number,
    /// in the order in which objects are made. None for what is no object; strings are none where addresses are hidden.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::{table::Table, value::Value}};
    ///
    /// Lua::new().enter(|ctx| {
    ///     let (one, other) = (Value::Table(Table::new(ctx)), Value::Table(Table::new(ctx)));
    ///     assert_ne!(ctx.shown_address(one), ctx.shown_address(other));
    ///     ctx.hide_addresses(true);
    ///     assert_ne!(ctx.shown_address(one), ctx.shown_address(other));
    ///     assert_eq!(ctx.shown_address(Value::Nil), None);
    /// });
    /// ```
    pub fn shown_address(self, value: Value<'gc>) -> Option<u64> {
        match self.state.hides_addresses.get() {
            false => value.object().map(|object| object.addr() as u64),
            true => Serial::of(value).map(Serial::shown),
        }
    }

    /// Has texts show no addresses of objects; see [`Self::shown_address`]. Then the same script prints the same
    /// each time, and learns nothing of the process that it runs in.
    pub fn hide_addresses(self, hide: bool) {
        self.state.hides_addresses.set(hide);
    }

    /// Has fuel depend on how much memory a script goes through: where that is more than the processor's first cache, or
    /// all of them, are taken to hold, reading takes many times as long, and a unit of fuel buys less. What is read is estimated now and
    /// then, the same way each time that the same script runs. Sandboxes do this.
    ///
    /// ```
    /// piccolo_core::lua::Lua::new().enter(|ctx| ctx.charge_working_set(true));
    /// ```
    pub fn charge_working_set(self, is_charged: bool) {
        let set = &self.state.working_set;
        match is_charged {
            true if !set.is_charged() => self.memory().charge_object(ESTIMATE_BYTES),
            false if set.is_charged() => self.memory().credit(ESTIMATE_BYTES),
            _ => {}
        }
        set.set_charged(is_charged, self.state.interner.seed());
    }

    /// Charges for reading `count` of so many objects, which lie anywhere in memory, where fuel depends on that; see
    /// [`Self::charge_working_set`]. What host functions read is not seen otherwise.
    ///
    /// ```
    /// piccolo_core::lua::Lua::new().enter(|ctx| {
    ///     ctx.charge_working_set(true);
    ///     ctx.charge_scattered(1, 100);
    ///     assert!(!ctx.is_pause_due());
    /// });
    /// ```
    #[inline]
    pub fn charge_scattered(self, count: usize, among: usize) {
        match self.state.working_set.price(count, among) {
            0 => {}
            units => self.charge_fuel(units),
        }
    }

    /// Has each run call only finalizers (`__gc`) of objects that got them in it, so that no script uses the fuel of
    /// another one. Those of objects that turn out to be garbage while another run is stepped are not called at all.
    ///
    /// ```
    /// piccolo_core::lua::Lua::new().enter(|ctx| ctx.separate_finalizers());
    /// ```
    pub fn separate_finalizers(self) {
        self.state.finalizers.separate();
    }

    /// The environment of the chunk that the running executor was made for ([`Chunk`](crate::lua::Chunk)), if it was.
    pub fn run_environment(self) -> Option<Table<'gc>> {
        self.state.root.get().and_then(Thread::environment)
    }

    /// The name of a metamethod, `__index` for example.
    pub fn metamethod_name(self, metamethod: Metamethod) -> String<'gc> {
        let known = self.state.interner.event_name(metamethod);
        known.unwrap_or_else(|| self.intern(metamethod.name().as_bytes()))
    }

    /// The name of a metamethod, for a look into a metatable: if no table ever had the name, any other string.
    #[inline(always)]
    pub(crate) fn event_key(self, metamethod: Metamethod) -> String<'gc> {
        self.state.interner.event_key(metamethod)
    }

    /// The metatable of a value: its own for tables and userdata, its type's otherwise.
    #[inline]
    pub fn metatable(self, value: Value<'gc>) -> Option<Table<'gc>> {
        match value {
            Value::Table(table) => table.metatable(),
            Value::UserData(userdata) => userdata.metatable(),
            other => self.state.type_metatables[type_slot(other)].get(),
        }
    }

    /// The metatable of strings.
    #[inline(always)]
    pub(crate) fn string_metatable(self) -> Option<Table<'gc>> {
        self.state.type_metatables[STRING_SLOT].get()
    }

    /// Sets the metatable that all values of `value`'s type share. For tables and userdata, which
    /// have their own, nothing happens.
    pub fn set_type_metatable(self, value: Value<'gc>, metatable: Option<Table<'gc>>) {
        if !matches!(value, Value::Table(_) | Value::UserData(_)) {
            self.state.type_metatables[type_slot(value)].set(metatable);
        }
    }
}

impl<'gc> Context<'gc> {
    /// The waker of whoever drives the run: waking it has the run stepped again. An operation that is not
    /// ready keeps it, suspends with `Pending`, and sees to it that it is woken.
    ///
    /// A run that is driven by plain [`Lua::step`](crate::lua::Lua::step) has one that does nothing.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// Lua::new().enter(|ctx| ctx.waker().wake());
    /// ```
    pub fn waker(self) -> Waker {
        self.state.waker.borrow().as_ref().unwrap_or(Waker::noop()).clone()
    }

    /// Makes `waker` the one that [`Self::waker`] gives as long as `f` runs. For hosts that step an
    /// [`Executor`](crate::exec::executor::Executor) from inside of the VM.
    ///
    /// ```
    /// # use std::{sync::{Arc, atomic::{AtomicBool, Ordering}}, task::{Wake, Waker}};
    /// use piccolo_core::lua::Lua;
    ///
    /// #[derive(Default)]
    /// struct Flag(AtomicBool);
    ///
    /// impl Wake for Flag {
    ///     fn wake(self: Arc<Self>) {
    ///         self.0.store(true, Ordering::Release);
    ///     }
    /// }
    ///
    /// let flag = Arc::new(Flag::default());
    /// let waker = Waker::from(flag.clone());
    /// Lua::new().enter(|ctx| ctx.with_waker(&waker, || ctx.waker().wake()));
    /// assert!(flag.0.load(Ordering::Acquire));
    /// ```
    pub fn with_waker<R>(self, waker: &Waker, f: impl FnOnce() -> R) -> R {
        let _restored = RestoredWaker { ctx: self, former: self.replace_waker(Some(waker.clone())) };
        f()
    }

    /// Sets the waker; gives the one before.
    pub(crate) fn replace_waker(self, waker: Option<Waker>) -> Option<Waker> {
        self.state.waker.replace(waker)
    }

    /// Polls a future of the host, which can not get at the VM, with the run's waker.
    pub(crate) fn poll_future<F: Future + ?Sized + 'static>(self, future: Pin<&mut F>) -> Poll<F::Output> {
        self.poll_fn(|cx| future.poll(cx))
    }

    /// Calls `poll` with the run's waker. `poll` must not use the VM.
    pub(crate) fn poll_fn<R>(self, poll: impl FnOnce(&mut task::Context<'_>) -> R) -> R {
        let waker = self.state.waker.borrow();
        poll(&mut task::Context::from_waker(waker.as_ref().unwrap_or(Waker::noop())))
    }
}

/// Sets the former waker again, also when a panic passes by.
struct RestoredWaker<'gc> {
    ctx: Context<'gc>,
    former: Option<Waker>,
}

impl Drop for RestoredWaker<'_> {
    fn drop(&mut self) {
        self.ctx.replace_waker(self.former.take());
    }
}

/// Receives the pieces of warnings; the flag says whether more pieces of the same warning follow.
#[cfg(not(feature = "send"))]
pub type WarningHandler = Box<dyn FnMut(&[u8], bool)>;

/// Receives the pieces of warnings; the flag says whether more pieces of the same warning follow.
#[cfg(feature = "send")]
pub type WarningHandler = Box<dyn FnMut(&[u8], bool) + Send>;

impl<'gc> Context<'gc> {
    /// Sets what receives warnings: those of `warn` and errors in finalizers. Without one they are
    /// dropped.
    pub fn set_warning_handler(self, handler: Option<WarningHandler>) {
        if let Ok(mut current) = self.state.warning_handler.try_borrow_mut() {
            *current = handler;
        }
    }

    /// Emits a warning, or a piece of one when `to_be_continued` (manual section 6.1, `warn`).
    pub fn warn(self, message: &[u8], to_be_continued: bool) {
        if let Ok(mut handler) = self.state.warning_handler.try_borrow_mut()
            && let Some(handler) = handler.as_mut()
        {
            handler(message, to_be_continued);
        }
    }
}

/// The index of the metatable of strings.
const STRING_SLOT: usize = 3;

/// The index of a basic type's shared metatable.
fn type_slot(value: Value<'_>) -> usize {
    match value {
        Value::Nil | Value::Cell(_) | Value::Table(_) | Value::UserData(_) => 0,
        Value::False | Value::True => 1,
        Value::Integer(_) | Value::Float(_) => 2,
        Value::String(_) => STRING_SLOT,
        Value::Closure(_) | Value::Callback(_) => 4,
        Value::Thread(_) => 5,
    }
}

/// What one VM owns.
pub(crate) struct State<'gc> {
    pub(crate) memory: MemoryAccount,
    pub(crate) interner: Interner<'gc>,
    pub(crate) globals: Table<'gc>,
    pub(crate) registry: Table<'gc>,
    type_metatables: [Cell<Option<Table<'gc>>>; 6],
    pub(crate) stash: Stash<'gc>,
    pub(crate) finalizers: Finalizers<'gc>,
    pub(crate) classes: Classes<'gc>,
    pub(crate) collector: Collector,
    warning_handler: RefCell<Option<WarningHandler>>,
    fuel_debt: Cell<i64>,
    /// Whether the collector is marking, or may be, so that stores into tables have to be told to it.
    pub(crate) is_marking: Cell<bool>,
    /// Stores that the collector was told of since its last turn.
    pub(crate) barriers: Cell<usize>,
    /// Nothing is alive any more, and nobody will enter the VM.
    is_abandoned: Cell<bool>,
    pub(crate) settling: Settling<'gc>,
    pub(crate) deep_stacks: DeepStacks<'gc>,
    /// Emptied stacks of finished threads; they hold nothing to trace.
    pub(crate) spare_stacks: RefCell<Vec<StackParts<'gc>>>,
    allows_binary_chunks: Cell<bool>,
    hides_addresses: Cell<bool>,
    /// Whether scripts may catch that memory is short, and whether the run that is stepped is to be told that it is.
    pub(crate) catchable_memory: Cell<bool>,
    /// How many runs there were.
    runs: Cell<RunId>,
    is_short_of_memory: Cell<bool>,
    next_function: Cell<Option<Callback<'gc>>>,
    /// The thread of the last call by the host, to be used for the next one.
    pub(crate) spare_caller: Cell<Option<Thread<'gc>>>,
    /// The thread whose instructions run, while one does.
    pub(crate) running: Cell<Option<Thread<'gc>>>,
    /// Whether there may be more to do between the turns of a thread than giving its frames their turns:
    /// finalizers are pending, or some thread has a hook.
    pub(crate) needs_attention: Cell<bool>,
    /// Whether some thread ever had a hook.
    pub(crate) has_hooks: Cell<bool>,
    /// How many marked functions have returned in this step; see `ThreadState::mark_return`.
    pub(crate) marks_passed: Cell<usize>,
    /// The bottom thread of the executor that is in the middle of a step, of the innermost one if one is
    /// stepped by a callback of another.
    pub(crate) root: Cell<Option<Thread<'gc>>>,
    /// The waker of who drives that executor.
    waker: RefCell<Option<Waker>>,
    /// Sequences of any type that run inside each other.
    pub(crate) sequences: Nesting,
    /// Executors that are stepped inside each other.
    pub(crate) executors: Nesting,
    /// Derived conversions that are inside each other, and how often a variant was tried in the outermost one.
    pub(crate) conversions: Nesting,
    pub(crate) variants_tried: Cell<u32>,
    pub(crate) numerals: Numerals,
    pub(crate) working_set: WorkingSet,
    pub(crate) relocation: Relocation<'gc>,
    pub(crate) stack_relocation: StackRelocation<'gc>,
}

impl<'gc> State<'gc> {
    /// The name of a new run.
    pub(crate) fn next_run(&self) -> RunId {
        self.runs.set(self.runs.get() + 1);
        self.runs.get()
    }

    /// See [`Context::charge_fuel`].
    #[inline]
    pub(crate) fn charge_fuel(&self, units: usize) {
        if units > 0 {
            let debt = &self.fuel_debt;
            let units = i64::try_from(units).unwrap_or(MAX_DEBT).min(MAX_DEBT);
            debt.set((debt.get() + units).min(MAX_DEBT));
        }
    }

    /// Notes that a marked function is about to return. Whether the step ends before that: not for the first ones, since
    /// where nothing is nested deeply, one function returns that was interrupted by the end of the last step.
    pub(crate) fn pass_mark(&self) -> bool {
        let passed = &self.marks_passed;
        passed.set(passed.get() + 1);
        passed.get() > MOST_MARKS_PASSED
    }

    /// A VM without libraries. `seed` makes hashes, and with them the order of `pairs`, reproducible.
    pub(crate) fn new(mutation: &'gc Mutation<'gc>, seed: u64) -> Self {
        let memory = MemoryAccount::default();
        memory.set_depth(MAX_FRAMES);
        let interner = Interner::new(mutation, &memory, seed);
        let globals = Table::allocate(mutation, &memory);
        let registry = Table::allocate(mutation, &memory);
        Self {
            memory,
            interner,
            globals,
            registry,
            type_metatables: Default::default(),
            stash: Stash::default(),
            finalizers: Finalizers::default(),
            classes: Classes::default(),
            collector: Collector::default(),
            warning_handler: RefCell::new(None),
            fuel_debt: Cell::new(0),
            is_marking: Cell::new(true),
            barriers: Cell::new(0),
            is_abandoned: Cell::new(false),
            settling: Settling::default(),
            deep_stacks: DeepStacks::default(),
            spare_stacks: RefCell::default(),
            allows_binary_chunks: Cell::new(false),
            hides_addresses: Cell::new(false),
            catchable_memory: Cell::new(false),
            runs: Cell::new(0),
            is_short_of_memory: Cell::new(false),
            next_function: Cell::new(None),
            spare_caller: Cell::new(None),
            running: Cell::new(None),
            needs_attention: Cell::new(false),
            has_hooks: Cell::new(false),
            marks_passed: Cell::new(0),
            root: Cell::new(None),
            waker: RefCell::new(None),
            sequences: Nesting::default(),
            executors: Nesting::default(),
            conversions: Nesting::default(),
            variants_tried: Cell::new(0),
            numerals: Numerals::default(),
            working_set: WorkingSet::default(),
            relocation: Relocation::default(),
            stack_relocation: StackRelocation::default(),
        }
    }
}

/// What moves to larger blocks while a script waits.
impl<'gc> Context<'gc> {
    /// Notes that the interpreter loop was left, on whose top `thread` is. Gives whether the script has to wait since then.
    pub(crate) fn note_attention(self, thread: Thread<'gc>, state: &mut ThreadState<'gc>) -> bool {
        let waits_for_array = self.state.relocation.note_attention(self);
        self.state.stack_relocation.note_attention(self, thread, state) || waits_for_array
    }

    /// Whether the script waits.
    pub(crate) fn is_relocating(self) -> bool {
        self.state.relocation.is_due() || self.state.stack_relocation.is_due()
    }

    /// Whether something has moved in part.
    pub(crate) fn has_relocated_in_part(self) -> bool {
        self.state.relocation.is_under_way() || self.state.stack_relocation.is_under_way()
    }

    /// Moves a piece of what a run waits for, or all of it; gives the run and the work, in units of fuel.
    pub(crate) fn relocate(self, all: bool) -> (RunId, usize) {
        let (array, stack) = (&self.state.relocation, &self.state.stack_relocation);
        match (array.is_due(), all) {
            (true, true) => (array.run(), array.move_all(self)),
            (true, false) => (array.run(), array.move_piece(self)),
            (false, true) => (stack.run(), stack.move_all(self)),
            (false, false) => (stack.run(), stack.move_piece(self)),
        }
    }

    /// Forgets what a run asked for, or, with `None`, all.
    pub(crate) fn forget_relocation(self, run: Option<RunId>) {
        let (array, stack) = (&self.state.relocation, &self.state.stack_relocation);
        if run.is_none_or(|run| run == array.run()) {
            array.forget(self);
        }
        if run.is_none_or(|run| run == stack.run()) {
            stack.forget(self);
        }
    }
}

impl<'gc> State<'gc> {
    /// Sets whether the run that is stepped is to be told that memory is short; gives whether it was to be.
    pub(crate) fn replace_short_of_memory(&self, is_short: bool) -> bool {
        if is_short {
            self.needs_attention.set(true);
        }
        self.is_short_of_memory.replace(is_short)
    }

    /// Has the collector take everything for garbage. Nobody may enter the VM afterwards.
    pub(crate) fn abandon(&self) {
        self.is_abandoned.set(true);
        self.deep_stacks.clear();
        self.finalizers.forget_all();
        self.settling.forget_all();
    }

    /// Whether no script should run before the collector is done with what can not be gone on with then.
    pub(crate) fn is_settling(&self) -> bool {
        self.deep_stacks.is_tracing() || self.settling.is_under_way()
    }

    /// Prepares what outlives sweeping for that. To be called directly before it starts, when all is settled.
    pub(crate) fn begin_sweeping(&self, fc: &Finalization<'gc>) {
        self.deep_stacks.prune(fc);
        self.interner.prune_keys(fc, &self.memory);
        self.interner.end_pruning();
        self.finalizers.end_marking();
        self.settling.end();
    }
}

// SAFETY: everything is traced, unless nobody will look at it any more, but for the interner's set and the list of weak
// tables, which are weak and pruned between marking and sweeping. Cells need no barrier: see the module documentation.
unsafe impl<'gc> Collect<'gc> for State<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if self.is_abandoned.get() {
            return;
        }
        cc.trace(&self.globals);
        cc.trace(&self.registry);
        self.interner.trace_events(cc);
        for metatable in self.type_metatables.iter().filter_map(Cell::get) {
            cc.trace(&metatable);
        }
        cc.trace(&self.stash);
        cc.trace(&self.finalizers);
        cc.trace(&self.classes);
        cc.trace(&self.deep_stacks);
        cc.trace(&self.relocation);
        cc.trace(&self.stack_relocation);
        if let Some(thread) = self.running.get() {
            cc.trace(&thread);
        }
        if let Some(thread) = self.root.get() {
            cc.trace(&thread);
        }
        if let Some(next) = self.next_function.get() {
            cc.trace(&next);
        }
        if let Some(thread) = self.spare_caller.get() {
            cc.trace(&thread);
        }
    }
}
