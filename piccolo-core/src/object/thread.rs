//! Threads: a Lua stack, the frames of the functions active on it, and what they wait for.
//!
//! A thread holds everything that a suspended coroutine needs, so switching coroutines is switching
//! a pointer. Rust's stack plays no part.
//!
//! Unsafe invariants:
//! - The whole of `stack` is initialised, and every slot holds a value whose object is alive: tracing
//!   marks the slots below the live top and clears those above, and every thread that ran since it
//!   was traced is traced again before marking ends (`Thread::barrier`). Deep stacks are gone through when all else
//!   is marked (`deep`).
//! - `Thread::state` hands out a raw pointer; references made from it end before anything else can
//!   reach the thread. The public methods of a handle touch only `status`, a cell beside the state.
//! - A frame with a closure has a `pc` inside that closure's code and a `base` with at least
//!   `max_stack` slots above it.

pub(crate) mod deep;
#[forbid(unsafe_code)]
mod growth;
mod left;
pub(crate) mod relocation;
#[forbid(unsafe_code)]
pub(crate) mod unfinished;

use std::{
    cell::{Cell, OnceCell, RefCell, UnsafeCell},
    mem::offset_of,
    num::NonZeroU32,
};

use gc_arena::{Collect, Gc, GcWeak, collect::Trace};

use crate::{
    bytecode::instruction::{Instruction, Opcode},
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::{Context, State},
        error::Error,
        fiber::Fibers,
        finalizer::RunId,
        function::Function,
        hook::{HookCall, HookState},
        sequence::BoxSequence,
        serial::Serial,
        table::Table,
        thread::unfinished::Unfinished,
        value::Value,
    },
    support::{
        account::{self, MemoryAccount},
        remains,
    },
};

/// The most slots that one stack may have (`LUAI_MAXSTACK` of the reference implementation).
pub const MAX_STACK: usize = 1_000_000;

/// The most frames that one thread may have.
pub const MAX_FRAMES: usize = 250_000;

/// The most native frames that one thread may have (a host's stack would allow 200 in the reference
/// implementation). Errors that go through all of them may grow longer at each.
pub const MAX_NATIVE_FRAMES: usize = 16_000;

/// From how many native frames on what is boxed for one lies deep.
pub(crate) const DEEP_NATIVES: usize = 256;

/// What error handling may use above the limits.
const RESERVE_STACK: usize = 200 * 64;
const RESERVE_FRAMES: usize = 1_000;
const RESERVE_NATIVE_FRAMES: usize = 500;

/// Slots that every frame has above its own, for metamethod calls and native arguments.
pub(crate) const SLACK: usize = 8;

/// How many native frames may lie on a function that is marked.
const MOST_ABOVE_MARK: usize = 8;

const SLOT_BYTES: usize = size_of::<Value<'static>>();

const INITIAL_STACK: usize = 32;

const INITIAL_FRAMES: usize = 4;

/// How many stacks of finished threads are kept for others.
const MAX_SPARE_STACKS: usize = 16;

/// What a fiber takes besides its thread.
const FIBER_BYTES: usize = 256;

/// The fuel of making a thread.
const NEW_THREAD: usize = 32;

/// As how many slots a thread counts for the collector that goes through it, beside its own, and one that is dropped.
const TRACED: usize = 16;
const DROPPED: usize = 48;

/// Who runs a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Whoever resumes it.
    Coroutine,
    /// The host, through an executor. It can not yield.
    Main,
    /// The host, through an executor. It may yield to the host.
    Host,
    /// The executor of another thread, beside that. It can not yield.
    Fiber,
}

/// The storage of a finished thread, emptied.
#[derive(Default)]
pub(crate) struct StackParts<'gc> {
    stack: Vec<Value<'gc>>,
    frames: Vec<Frame<'gc>>,
}

impl StackParts<'_> {
    fn bytes(&self) -> usize {
        self.stack.capacity() * size_of::<Value<'_>>() + self.frames.capacity() * size_of::<Frame<'_>>()
    }
}

/// What a coroutine is doing (manual section 6.2, `coroutine.status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadStatus {
    /// Not started, or waiting in a yield.
    Suspended,
    /// The one that runs.
    Running,
    /// Waiting for a coroutine that it resumed.
    Normal,
    /// Finished, or stopped by an error.
    Dead,
}

impl ThreadStatus {
    /// The name that scripts see.
    pub const fn name(self) -> &'static str {
        match self {
            ThreadStatus::Suspended => "suspended",
            ThreadStatus::Running => "running",
            ThreadStatus::Normal => "normal",
            ThreadStatus::Dead => "dead",
        }
    }
}

/// Where the results of a frame go, beyond a fixed number of registers.
pub(crate) mod wanted {
    /// All results; the top of the stack is set behind them.
    pub(crate) const MULTI: i16 = -1;
    /// One result, which finishes the calling frame's interrupted instruction.
    pub(crate) const FINISH: i16 = -2;
    /// Like [`FINISH`], for a comparison whose result is to be negated.
    pub(crate) const FINISH_NOT: i16 = -3;
    /// All results; the frame below is native, so the interpreter loop is left.
    pub(crate) const BOUNDARY: i16 = -4;
    /// All results, which the frame below returns at once.
    pub(crate) const TAIL: i16 = -5;

    /// From here down: what is wanted of a frame that was on top when a step ended.
    const MARKED: i16 = -1000;

    pub(crate) const fn is_marked(wanted: i16) -> bool {
        wanted <= MARKED
    }

    /// What marks a frame of which `wanted` is wanted.
    pub(crate) const fn marked(wanted: i16) -> i16 {
        if is_marked(wanted) { wanted } else { MARKED - (wanted - TAIL) }
    }

    /// What is wanted of a frame that may be marked.
    pub(crate) const fn unmarked(wanted: i16) -> i16 {
        if is_marked(wanted) { MARKED - wanted + TAIL } else { wanted }
    }
}

/// The frame was entered by a tail call.
pub(crate) const TAIL_CALLED: u16 = 1;

/// The frame deals with an error, and may use the reserve above the limits.
pub(crate) const HANDLES_ERROR: u16 = 2;

/// The frame's function was entered, as far as hooks are concerned.
pub(crate) const ENTERED: u16 = 4;

/// Hooks have seen the frame's next instruction.
pub(crate) const SEEN: u16 = 8;

/// Hooks have seen that the frame's function returns.
pub(crate) const RETURNS: u16 = 16;

/// The frame calls a hook.
pub(crate) const CALLS_HOOK: u16 = 32;

/// A part of the list that the frame's next instruction puts into a table is there; how much of it is in the place of the
/// list's first value.
pub(crate) const LISTED: u16 = 64;

/// An active function.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Frame<'gc> {
    /// The Lua function, or `None` for a native frame, whose state is the thread's last sequence.
    pub(crate) closure: Option<Closure<'gc>>,
    /// The next instruction.
    pub(crate) pc: *const Instruction,
    pub(crate) constants: *const Value<'gc>,
    /// The first register (of a native frame: the first value of its window).
    pub(crate) base: u32,
    /// Where the first result goes.
    pub(crate) result: u32,
    /// How many results the caller wants; negative numbers as in [`wanted`].
    pub(crate) wanted: i16,
    pub(crate) flags: u16,
    /// How many extra arguments lie below `base`.
    pub(crate) extra: u32,
}

const _: () = assert!(size_of::<Frame<'static>>() == 40);

impl<'gc> Frame<'gc> {
    /// A frame for a native function whose window starts at `base`.
    pub(crate) fn native(base: usize, result: usize, wanted: i16) -> Self {
        Self {
            closure: None,
            pc: core::ptr::null(),
            constants: core::ptr::null(),
            base: base as u32,
            result: result as u32,
            wanted,
            flags: 0,
            extra: 0,
        }
    }

    /// The index of the instruction that was fetched last.
    pub(crate) fn current_pc(&self) -> Option<usize> {
        let closure = self.closure?;
        let code = closure.function().state().code;
        // SAFETY: `pc` points into `code` or one past its end.
        let next = unsafe { self.pc.offset_from(code) };
        Some((next.max(1) - 1) as usize)
    }

    /// The index of the instruction that is fetched next.
    pub(crate) fn next_pc(&self) -> Option<usize> {
        let closure = self.closure?;
        // SAFETY: `pc` points into `code` or one past its end.
        Some(unsafe { self.pc.offset_from(closure.function().state().code) } as usize)
    }
}

/// What a native frame is in the middle of.
pub(crate) enum Body<'gc> {
    /// A sequence of a callback.
    Sequence(BoxSequence<'gc>),
    /// Waits for the arguments of the next resume, to return them.
    ReturnResumed,
    /// Runs a message handler; the handler's first result replaces the error.
    MessageHandler { depth: u32, function: Option<Function<'gc>> },
    /// Closes to-be-closed variables, then goes on with raising an error.
    Unwind(Box<Unwinding<'gc>>),
    /// Closes all variables of a coroutine that is being closed.
    Close { error: Option<Box<Error<'gc>>> },
    /// Runs finalizers; `top` is restored afterwards.
    Finalize { top: usize },
    /// Calls the host function that the frame stands for, on the values of its window.
    Start,
    /// Calls the hook.
    Hook(Box<HookCall>),
}

/// An error on its way to a native frame, while variables are closed.
pub(crate) struct Unwinding<'gc> {
    pub(crate) error: Error<'gc>,
    /// The first stack slot whose variables are closed.
    pub(crate) level: usize,
}

/// The state of a native frame.
pub(crate) struct NativeState<'gc> {
    pub(crate) body: Body<'gc>,
    /// The host function that the frame stands for, for tracebacks.
    pub(crate) callback: Option<Callback<'gc>>,
    /// The index where the values of its last request start.
    pub(crate) bottom: usize,
    /// How its last request failed, until the sequence is told.
    pub(crate) failure: Option<Box<RequestFailure<'gc>>>,
    /// Whether it is known not to take errors of what it calls. Noted where frames lie deep, since then many are asked,
    /// and what a sequence says comes from memory that is in no cache.
    pub(crate) passes_errors: bool,
}

impl<'gc> NativeState<'gc> {
    fn new(body: Body<'gc>, callback: Option<Callback<'gc>>, bottom: usize) -> Self {
        Self { body, callback, bottom, failure: None, passes_errors: false }
    }
}

/// How a request of a native frame failed.
pub(crate) struct RequestFailure<'gc> {
    pub(crate) error: Error<'gc>,
    /// Whether the error was raised on the frame's own thread, so that its traceback was taken and its
    /// message handler called.
    pub(crate) is_handled: bool,
}

const _: () = assert!(size_of::<NativeState<'static>>() <= 56);

/// What a thread consists of.
pub(crate) struct ThreadState<'gc> {
    pub(crate) stack: Vec<Value<'gc>>,
    /// One past the last value of a native window or of an open list of values.
    pub(crate) top: usize,
    pub(crate) frames: Vec<Frame<'gc>>,
    pub(crate) natives: Vec<NativeState<'gc>>,
    /// Stack indices of to-be-closed variables, ascending.
    pub(crate) to_be_closed: Vec<u32>,
    /// How many frames deal with errors.
    pub(crate) error_frames: u32,
    /// Whether the error in flight is that the reserve was used up.
    pub(crate) is_reserve_used_up: bool,
    /// The index of the frame that calls the hook, which is off meanwhile. It lies on another one.
    pub(crate) hook_frame: Option<NonZeroU32>,
    /// How many frames forbid yielding.
    pub(crate) unyieldable: u32,
    /// The fuel ended inside of the interpreter loop, which goes on as if nothing had been, with this fuel charged
    /// and not yet taken.
    pub(crate) debt_in_loop: Option<i64>,
    /// Whether the stack, or the storage of frames, is long and should grow before it is full.
    pub(crate) is_nearly_full: bool,
    /// What is done piece by piece before the thread goes on.
    pub(crate) unfinished: Option<Box<Unfinished<'gc>>>,
    /// What a callback asked for; set between its return and the executor's answer.
    pub(crate) action: Option<Action<'gc>>,
    /// The host function that raised the error in flight.
    pub(crate) raised_by: Option<Callback<'gc>>,
    /// How the access to a member of a userdata went, between the interpreter loop's shortcut and its slow path.
    pub(crate) accessed: Option<Result<(), Box<Error<'gc>>>>,
    /// For the bottom thread of an executor: the coroutines running on top of it.
    pub(crate) active: Vec<Thread<'gc>>,
    /// The error that killed the coroutine.
    pub(crate) failure: Option<Error<'gc>>,
    /// Where `failure` was raised, for the bottom thread of an executor.
    pub(crate) traceback: Option<Vec<u8>>,
    /// Whether this is the bottom thread of an executor.
    pub(crate) is_bottom: bool,
    /// Whether it is, of an executor whose function can not yield.
    pub(crate) is_main: bool,
    /// The VM's state, for the [`Stack`](crate::object::stack::Stack) that sets it; only that uses it.
    pub(crate) state: *const State<'gc>,
    charged: usize,
}

#[repr(C)]
pub(crate) struct ThreadCell<'gc> {
    serial: Serial,
    status: Cell<ThreadStatus>,
    started: Cell<bool>,
    stepping: Cell<bool>,
    /// For the bottom thread of an executor: whether the run is to be told that memory is short.
    is_short_of_memory: Cell<bool>,
    role: Cell<Role>,
    /// For the bottom thread of an executor: those that run beside it.
    fibers: RefCell<Option<Box<Fibers<'gc>>>>,
    hook: OnceCell<Box<HookState<'gc>>>,
    /// For the bottom thread of an executor: the name of the run, and the environment of the chunk that it runs.
    run_id: Cell<RunId>,
    environment: Cell<Option<Table<'gc>>>,
    /// Whether it is one of the [`DeepStacks`](deep::DeepStacks), and from where on it is still to be gone through.
    is_listed: Cell<bool>,
    rest: Cell<Option<usize>>,
    state: UnsafeCell<ThreadState<'gc>>,
}

const _: () = assert!(offset_of!(ThreadCell<'static>, serial) == 0);

impl Drop for ThreadCell<'_> {
    fn drop(&mut self) {
        let state = self.state.get_mut();
        account::note_traceable_freed(state.charged);
        account::note_traced(DROPPED);
        remains::leave(core::mem::take(&mut state.stack));
        remains::leave(core::mem::take(&mut state.frames));
        left::leave(core::mem::take(&mut state.natives));
    }
}

/// A coroutine.
#[derive(Clone, Copy)]
pub struct Thread<'gc>(Gc<'gc, ThreadCell<'gc>>);

impl PartialEq for Thread<'_> {
    fn eq(&self, other: &Self) -> bool {
        Gc::ptr_eq(self.0, other.0)
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for Thread<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

// SAFETY: everything reachable is traced; slots above the live top are cleared, so that no slot
// outlives its object. Mutation happens behind `Thread::barrier`.
unsafe impl<'gc> Collect<'gc> for ThreadCell<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        // SAFETY: no reference into the state is live while the collector runs.
        let state = unsafe { &mut *self.state.get() };
        if self.is_listed.get() {
            self.rest.set(Some(0));
        } else {
            let top = state.live_top();
            account::note_traced(TRACED + state.stack.len() + state.frames.len());
            let (live, dead) = state.stack.split_at_mut(top);
            live.iter().for_each(|value| value.trace(cc));
            for slot in dead {
                *slot = Value::Nil;
            }
            for closure in state.frames.iter().filter_map(|frame| frame.closure) {
                cc.trace(&closure);
            }
            account::note_traced(state.natives.len() * deep::NATIVE_WEIGHT);
            for native in &state.natives {
                native.trace(cc);
            }
        }
        if let Some(hook) = self.hook.get() {
            HookState::trace(hook, cc);
        }
        if let Some(environment) = self.environment.get() {
            cc.trace(&environment);
        }
        if let Some(fibers) = &*self.fibers.borrow() {
            cc.trace(fibers);
        }
        if let Some(unfinished) = &state.unfinished {
            Unfinished::trace(unfinished, cc);
        }
        if let Some(callback) = &state.raised_by {
            cc.trace(callback);
        }
        for thread in &state.active {
            cc.trace(thread);
        }
        if let Some(Err(error)) = &state.accessed {
            cc.trace(&**error);
        }
        if let Some(error) = &state.failure {
            cc.trace(error);
        }
        if let Some(action) = &state.action {
            action.trace(cc);
        }
    }
}

impl<'gc> NativeState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(callback) = &self.callback {
            cc.trace(callback);
        }
        if let Some(failure) = &self.failure {
            cc.trace(&failure.error);
        }
        match &self.body {
            Body::Sequence(sequence) => cc.trace(sequence),
            Body::Unwind(unwinding) => cc.trace(&unwinding.error),
            Body::Close { error: Some(error) } => cc.trace(&**error),
            Body::MessageHandler { function: Some(function), .. } => cc.trace(function),
            Body::ReturnResumed
            | Body::MessageHandler { function: None, .. }
            | Body::Close { error: None }
            | Body::Finalize { .. }
            | Body::Start
            | Body::Hook(_) => {}
        }
    }
}

impl<'gc> Thread<'gc> {
    /// A coroutine that will call `function` with the arguments of its first resume.
    ///
    /// # Errors
    /// A stop when the memory limit does not allow it.
    pub fn new(ctx: Context<'gc>, function: Function<'gc>) -> Result<Self, Error<'gc>> {
        let parts = ctx.state().spare_stacks.borrow_mut().pop().unwrap_or_default();
        let StackParts { mut stack, mut frames } = parts;
        stack.reserve_exact(INITIAL_STACK);
        frames.reserve_exact(INITIAL_FRAMES);
        let charged = 16
            + size_of::<ThreadCell<'_>>()
            + stack.capacity() * size_of::<Value<'_>>()
            + frames.capacity() * size_of::<Frame<'_>>();
        ctx.memory().charge_boxes();
        ctx.memory().charge(charged)?;
        let serial = Serial::new(ctx.memory().note_traceable());
        ctx.memory().charge_work(NEW_THREAD);
        stack.resize(stack.capacity(), Value::Nil);
        stack[0] = function.into();
        let state = ThreadState {
            stack,
            top: 1,
            frames,
            natives: Vec::new(),
            to_be_closed: Vec::new(),
            error_frames: 0,
            is_reserve_used_up: false,
            hook_frame: None,
            unyieldable: 0,
            debt_in_loop: None,
            is_nearly_full: false,
            unfinished: None,
            action: None,
            raised_by: None,
            accessed: None,
            active: Vec::new(),
            failure: None,
            traceback: None,
            is_bottom: false,
            is_main: false,
            state: core::ptr::null(),
            charged,
        };
        Ok(Self(Gc::new(
            ctx.mutation(),
            ThreadCell {
                serial,
                status: Cell::new(ThreadStatus::Suspended),
                started: Cell::new(false),
                stepping: Cell::new(false),
                is_short_of_memory: Cell::new(false),
                role: Cell::new(Role::Coroutine),
                fibers: RefCell::new(None),
                hook: OnceCell::new(),
                run_id: Cell::new(0),
                environment: Cell::new(None),
                is_listed: Cell::new(false),
                rest: Cell::new(None),
                state: UnsafeCell::new(state),
            },
        )))
    }

    /// A thread that an executor runs: `function` will be called with `arguments`.
    ///
    /// # Errors
    /// When memory is short.
    pub(crate) fn hosted(
        ctx: Context<'gc>,
        function: Function<'gc>,
        arguments: &[Value<'gc>],
        role: Role,
    ) -> Result<Self, Error<'gc>> {
        let thread = Self::new(ctx, function)?;
        thread.0.as_ref().role.set(role);
        thread.0.as_ref().run_id.set(ctx.state().next_run());
        // SAFETY: the thread was just made; nobody else has it.
        let state = unsafe { &mut *thread.state() };
        state.ensure(ctx.memory(), 1 + arguments.len())?;
        state.stack[1..1 + arguments.len()].copy_from_slice(arguments);
        state.top = 1 + arguments.len();
        state.is_bottom = true;
        if thread.is_main() {
            state.is_main = true;
            state.unyieldable = 1;
        }
        if role == Role::Fiber {
            ctx.memory().charge(FIBER_BYTES)?;
            state.charged += FIBER_BYTES;
        }
        Ok(thread)
    }

    /// Makes an executor's thread that is done one that will call `function`.
    #[inline]
    pub(crate) fn restart(self, ctx: Context<'gc>, function: Function<'gc>) -> Self {
        self.modify(ctx, |state| {
            state.stack[0] = function.into();
            state.top = 1;
        });
        self.set_status(ThreadStatus::Suspended);
        self.0.as_ref().started.set(false);
        self.short_of_memory().set(false);
        self
    }

    /// Adds an argument for the function of a thread that was not started. Starting it is what tells the
    /// collector.
    #[inline]
    pub(crate) fn push_argument(self, memory: &MemoryAccount, value: Value<'gc>) -> Result<(), Error<'gc>> {
        if self.status() == ThreadStatus::Running {
            return Ok(());
        }
        // SAFETY: only a running thread's state is borrowed, by its executor and its stack.
        let state = unsafe { &mut *self.state() };
        state.ensure(memory, state.top + 1)?;
        state.stack[state.top] = value;
        state.top += 1;
        Ok(())
    }

    /// What the coroutine is doing.
    pub fn status(self) -> ThreadStatus {
        self.0.status.get()
    }

    pub(crate) fn set_status(self, status: ThreadStatus) {
        self.0.as_ref().status.set(status);
    }

    /// Whether it was resumed at least once.
    pub fn is_started(self) -> bool {
        self.0.started.get()
    }

    pub(crate) fn set_started(self) {
        self.0.as_ref().started.set(true);
    }

    /// Whether it is the bottom thread of an executor, which no script can resume and which can not yield.
    pub fn is_main(self) -> bool {
        matches!(self.0.role.get(), Role::Main | Role::Fiber)
    }

    /// Whether it is the bottom thread of an executor or a fiber. Only an executor runs it: no script can
    /// resume or close it.
    pub(crate) fn is_hosted(self) -> bool {
        self.0.role.get() != Role::Coroutine
    }

    /// Whether it is the bottom thread of an executor.
    pub(crate) fn is_executor(self) -> bool {
        matches!(self.0.role.get(), Role::Main | Role::Host)
    }

    /// The fibers of the executor that this is the bottom thread of.
    pub(crate) fn fibers(self) -> &'gc RefCell<Option<Box<Fibers<'gc>>>> {
        &self.0.as_ref().fibers
    }

    /// The values that it returned or yielded to the host last.
    pub(crate) fn results(self) -> Vec<Value<'gc>> {
        let read = |state: &ThreadState<'gc>| {
            let first = state.natives.last().map_or(0, |native| native.bottom);
            state.stack[first.min(state.top)..state.top].to_vec()
        };
        match self.status() {
            ThreadStatus::Dead => self.inspect(read).unwrap_or_default(),
            ThreadStatus::Suspended if self.is_started() => self.inspect(read).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Whether it is the bottom thread of an executor that is in the middle of a step.
    pub(crate) fn is_stepping(self) -> bool {
        self.0.stepping.get()
    }

    pub(crate) fn set_stepping(self, stepping: bool) {
        self.0.as_ref().stepping.set(stepping);
    }

    /// For the bottom thread of an executor: whether the run is to be told that memory is short. It is while it is
    /// not being stepped; then the VM's state says so.
    pub(crate) fn short_of_memory(self) -> &'gc Cell<bool> {
        &self.0.as_ref().is_short_of_memory
    }

    /// Tells the collector that the thread is about to change.
    #[inline(always)]
    pub(crate) fn barrier(self, ctx: Context<'gc>) {
        ctx.mutation().backward_barrier(Gc::erase(self.0), None);
    }

    /// The state. References made from the pointer must not overlap.
    #[inline(always)]
    pub(crate) fn state(self) -> *mut ThreadState<'gc> {
        self.0.as_ref().state.get()
    }

    /// Reads the state of a thread that does not run.
    #[inline]
    pub(crate) fn inspect<R>(self, read: impl FnOnce(&ThreadState<'gc>) -> R) -> Option<R> {
        if self.status() == ThreadStatus::Running {
            return None;
        }
        // SAFETY: only a running thread's state is borrowed mutably, by its executor and its stack.
        Some(read(unsafe { &*self.state() }))
    }

    /// Changes the state of a thread that does not run. `change` gets at no other state of this thread.
    #[inline]
    pub(crate) fn modify<R>(
        self,
        ctx: Context<'gc>,
        change: impl FnOnce(&mut ThreadState<'gc>) -> R,
    ) -> Option<R> {
        if self.status() == ThreadStatus::Running {
            return None;
        }
        self.barrier(ctx);
        // SAFETY: only a running thread's state is borrowed, by its executor and its stack.
        Some(change(unsafe { &mut *self.state() }))
    }

    /// The name of its run, if it is the bottom thread of an executor.
    pub(crate) fn run_id(self) -> RunId {
        self.0.run_id.get()
    }

    /// The environment of the chunk that it runs, if it is the bottom thread of an executor of one.
    pub(crate) fn environment(self) -> Option<Table<'gc>> {
        self.0.as_ref().environment.get()
    }

    pub(crate) fn set_environment(self, ctx: Context<'gc>, environment: Table<'gc>) {
        self.barrier(ctx);
        self.0.as_ref().environment.set(Some(environment));
    }

    /// A reference that does not keep it alive.
    pub(crate) fn downgrade(self) -> WeakThread<'gc> {
        WeakThread(Gc::downgrade(self.0))
    }

    /// What is known of its hook, once it had one.
    pub(crate) fn hook_state(self) -> Option<&'gc HookState<'gc>> {
        self.0.as_ref().hook.get().map(|hook| &**hook)
    }

    /// As [`Self::hook_state`], for a thread that gets its first hook.
    pub(crate) fn make_hook_state(self) -> &'gc HookState<'gc> {
        self.0.as_ref().hook.get_or_init(Box::default)
    }

    /// An address that identifies the coroutine.
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }
}

/// A coroutine, not kept alive.
#[derive(Clone, Copy)]
pub(crate) struct WeakThread<'gc>(GcWeak<'gc, ThreadCell<'gc>>);

// SAFETY: a weak pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for WeakThread<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> WeakThread<'gc> {
    /// The coroutine, unless it was collected.
    pub(crate) fn upgrade(self, ctx: Context<'gc>) -> Option<Thread<'gc>> {
        self.0.upgrade(ctx.mutation()).map(Thread)
    }
}

impl<'gc> ThreadState<'gc> {
    /// One past the last slot whose value is needed.
    fn live_top(&self) -> usize {
        self.frames_top().max(self.unfinished_top())
    }

    /// One past the last slot that the top frame needs.
    fn frames_top(&self) -> usize {
        let native_top = self.top.min(self.stack.len());
        let Some(frame) = self.frames.last() else { return native_top };
        let Some(closure) = frame.closure else { return native_top };
        let function = closure.function().state();
        let base = frame.base as usize;
        let code = &function.prototype.code;
        // SAFETY: `pc` points into `code` or, when the last instruction closes variables, past its end.
        let next = unsafe { frame.pc.offset_from(function.code) } as usize;
        let open = code.get(next).is_some_and(|next| {
            matches!(next.op(), Opcode::Call | Opcode::TailCall | Opcode::Return | Opcode::SetList)
                && next.b() == 0
        });
        let mut top = base + function.max_stack as usize;
        if open {
            top = top.max(self.top);
        } else if let Some(last) = next.checked_sub(1).and_then(|last| code.get(last))
            && last.op() == Opcode::Call
            && last.c() > 0
        {
            // Registers are a stack: above the results of a call, all are free.
            top = base + last.a() as usize + last.c() as usize - 1;
        }
        top.min(self.stack.len())
    }

    /// The first free slot above everything that the top frame uses.
    pub(crate) fn free_slot(&self) -> usize {
        self.live_top()
    }

    /// Makes sure that the stack has `needed` slots and [`SLACK`] more.
    #[inline(always)]
    pub(crate) fn ensure(&mut self, memory: &MemoryAccount, needed: usize) -> Result<(), Error<'gc>> {
        if needed + SLACK <= self.stack.len() { Ok(()) } else { self.grow(memory, needed) }
    }

    /// Has a step end when the top function returns, or one that lies below it.
    ///
    /// Calls pay for the longest way through a function, so what functions do after calls in them costs no fuel any
    /// more. As many of them may return one after the other as could call one another in many steps: what was paid for
    /// in several of those is done in several again.
    pub(crate) fn mark_return(&mut self) {
        let mut frames = self.frames.iter_mut().rev().take(MOST_ABOVE_MARK);
        if let Some(frame) = frames.find(|frame| frame.closure.is_some()) {
            frame.wanted = wanted::marked(frame.wanted);
        }
    }

    /// Makes room for one more frame.
    #[inline(always)]
    pub(crate) fn ensure_frame(&mut self, memory: &MemoryAccount) -> Result<(), Error<'gc>> {
        if self.frames.len() < self.frames.capacity() { Ok(()) } else { self.grow_frames(memory) }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn grow_frames(&mut self, memory: &MemoryAccount) -> Result<(), Error<'gc>> {
        let most = memory.depth().min(MAX_FRAMES);
        let limit = if self.error_frames > 0 { most + RESERVE_FRAMES } else { most };
        let old = self.frames.capacity();
        if old >= limit {
            return Err(self.overflow());
        }
        let capacity = (old * 2).max(4).min(limit);
        let bytes = size_of::<Frame<'_>>();
        self.charge_growth(memory, old * bytes, capacity * bytes)?;
        self.frames.reserve_exact(capacity - self.frames.len());
        memory.credit(old * bytes);
        Ok(())
    }

    /// Pushes a native frame. Inlined, since its parts would go through memory otherwise.
    #[inline(always)]
    pub(crate) fn push_native(
        &mut self,
        memory: &MemoryAccount,
        frame: Frame<'gc>,
        body: Body<'gc>,
        callback: Option<Callback<'gc>>,
    ) -> Result<(), Error<'gc>> {
        if frame.flags & HANDLES_ERROR != 0 {
            self.error_frames += 1;
        }
        if let Err(error) = self.reserve_native(memory) {
            self.error_frames -= u32::from(frame.flags & HANDLES_ERROR != 0);
            return Err(error);
        }
        self.natives.push(NativeState::new(body, callback, frame.base as usize));
        self.frames.push(frame);
        Ok(())
    }

    /// Whether [`Self::place_native`] is possible.
    #[inline(always)]
    pub(crate) fn has_room_for_native(&self) -> bool {
        self.frames.len() < self.frames.capacity()
            && self.natives.len() < self.natives.capacity()
            && !account::is_much_boxed()
    }

    /// Makes [`Self::place_native`] possible. Whether that worked.
    #[cold]
    #[inline(never)]
    pub(crate) fn make_room_for_native(&mut self, memory: &MemoryAccount) -> bool {
        self.reserve_native(memory).is_ok()
    }

    /// Pushes a native frame without flags for which there is room.
    #[inline(always)]
    pub(crate) fn place_native(
        &mut self,
        frame: Frame<'gc>,
        body: Body<'gc>,
        callback: Callback<'gc>,
        bottom: usize,
    ) {
        self.natives.push(NativeState::new(body, Some(callback), bottom));
        self.frames.push(frame);
        self.note_request();
    }

    /// Notes that the sequence on top requested something.
    #[inline(always)]
    pub(crate) fn note_request(&mut self) {
        let is_deep = self.natives.len() >= DEEP_NATIVES;
        if let Some(native) = self.natives.last_mut() {
            native.passes_errors =
                is_deep && matches!(&native.body, Body::Sequence(sequence) if !sequence.get().catches());
        }
    }

    /// Makes room for one more native frame.
    #[inline(always)]
    fn reserve_native(&mut self, memory: &MemoryAccount) -> Result<(), Error<'gc>> {
        if account::is_much_boxed() {
            memory.charge_many_boxes(self.natives.len() >= DEEP_NATIVES);
            memory.check(0)?;
        }
        self.ensure_frame(memory)?;
        if self.natives.len() == self.natives.capacity() {
            self.grow_natives(memory)?;
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn grow_natives(&mut self, memory: &MemoryAccount) -> Result<(), Error<'gc>> {
        let reserve = if self.error_frames > 0 { RESERVE_NATIVE_FRAMES } else { 0 };
        let limit = MAX_NATIVE_FRAMES + reserve;
        let old = self.natives.len();
        if old >= limit {
            self.is_reserve_used_up = self.error_frames > 0;
            return Err(Error::message("C stack overflow"));
        }
        let more = old.max(2).min(limit - old);
        let bytes = size_of::<NativeState<'_>>();
        memory.charge_boxes();
        self.charge_growth(memory, old * bytes, (old + more) * bytes)?;
        self.natives.reserve_exact(more);
        memory.credit(old * bytes);
        Ok(())
    }

    /// Notes that the variable in slot `index` is to be closed.
    pub(crate) fn push_to_be_closed(
        &mut self,
        memory: &MemoryAccount,
        index: usize,
    ) -> Result<(), Error<'gc>> {
        if self.to_be_closed.len() == self.to_be_closed.capacity() {
            let old = self.to_be_closed.capacity();
            let more = old.max(4);
            self.charge_growth(memory, old * size_of::<u32>(), (old + more) * size_of::<u32>())?;
            self.to_be_closed.reserve_exact(more);
            memory.credit(old * size_of::<u32>());
        }
        self.to_be_closed.push(index as u32);
        Ok(())
    }

    /// Notes that `thread` runs on top of this one, the bottom thread of an executor.
    pub(crate) fn push_active(&mut self, memory: &MemoryAccount, thread: Thread<'gc>) {
        if self.active.len() == self.active.capacity() {
            let more = self.active.len().max(8);
            memory.charge_object(more * size_of::<Thread<'_>>());
            self.charged += more * size_of::<Thread<'_>>();
            self.active.reserve_exact(more);
        }
        self.active.push(thread);
    }

    /// Gives back the stack of a thread that ran its function to the end, to the next thread if it is
    /// a small one.
    pub(crate) fn release(&mut self, ctx: Context<'gc>) {
        let mut parts =
            StackParts { stack: core::mem::take(&mut self.stack), frames: core::mem::take(&mut self.frames) };
        self.top = 0;
        let bytes = parts.bytes().min(self.charged);
        self.charged -= bytes;
        let mut spare = ctx.state().spare_stacks.borrow_mut();
        if spare.len() < MAX_SPARE_STACKS && parts.stack.capacity() <= 2 * INITIAL_STACK {
            parts.stack.clear();
            parts.frames.clear();
            spare.push(parts);
        } else {
            remains::leave(parts.stack);
            remains::leave(parts.frames);
        }
        ctx.memory().credit(bytes);
    }
}
