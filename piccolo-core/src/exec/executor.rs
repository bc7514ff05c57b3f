//! [`Executor`]: runs a function, step by step, with all the coroutines it resumes.
//!
//! The executor owns a stack of threads; only the top one runs. Resuming pushes a thread, yielding
//! pops one, and Rust's stack is the same depth whatever the script does.
//!
//! Unsafe invariant: `drive` is the only place that makes references to the state of a running
//! thread, one at a time, and hands them on; no callback can reach them but through its own stack.

use crate::{
    exec::{
        call,
        dispatch::{self, Exit},
        fibers::Entered,
        fuel::Fuel,
        hook, moving,
        native::{self, Drive, Pause, Turn},
        survey, unwind,
    },
    object::{
        context::Context,
        error::{Error, Stop},
        finalizer::RunId,
        function::Function,
        stash::{Fetch, Stashable, StashedThread, WrongVm},
        thread::{
            Body, Frame, RequestFailure, Role, Thread, ThreadState, ThreadStatus,
            unfinished::{FEW, Move, Unfinished},
            wanted,
        },
        value::Value,
    },
    support::account,
};

/// How many coroutines may be resumed inside each other. (The reference implementation allows about
/// 200, since it resumes on the C stack.)
const MAX_NESTED_THREADS: usize = 5000;

/// How many coroutines may be closed inside each other, by `__close` metamethods.
const MAX_NESTED_CLOSES: usize = 195;

/// The fuel of going from one coroutine to another.
pub(super) const SWITCH: i64 = 16;

/// How many samples of a step may be of memory that was not met before, where that may take long and costs nothing yet.
const MOST_WARY: u32 = 2;

/// A step that may take so much need not return soon.
pub(crate) const LONG_STEP: i64 = 200_000;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The function returned; see [`Executor::values`].
    Returned,
    /// The function yielded; see [`Executor::values`] and [`Executor::resume`].
    Yielded,
    /// The function failed; see [`Executor::failure`].
    Failed,
    /// A limit, or the host, ended the run for good.
    Stopped(Stop),
    /// The fuel is used up, or collection, which need not be at the cost of the run, has done as much as that: then some
    /// is left. Step again to go on.
    OutOfFuel,
    /// The collector should run: leave the VM and step again. (`Lua::enter` collects when it is left.)
    /// Only [`Executor::step`] gives this; `Lua::step` collects and goes on.
    CollectionDue,
    /// A sequence waits for the host. Step again when the waker ([`Context::waker`]) was woken; doing so
    /// earlier polls the sequence in vain.
    Pending,
}

impl Step {
    /// Whether the run is over.
    pub fn is_finished(self) -> bool {
        matches!(self, Step::Returned | Step::Failed | Step::Stopped(_))
    }
}

/// Why a run failed.
#[derive(Clone, Debug)]
pub struct Failure<'gc> {
    /// The error.
    pub error: Error<'gc>,
    /// Where it was raised: text that starts with `stack traceback:`.
    pub traceback: Vec<u8>,
}

/// Runs a function step by step.
#[derive(Clone, Copy)]
pub struct Executor<'gc>(Thread<'gc>);

impl<'gc> Executor<'gc> {
    /// An executor that will call `function` with `arguments`. The function can not yield to the host.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(
        ctx: Context<'gc>,
        function: Function<'gc>,
        arguments: &[Value<'gc>],
    ) -> Result<Self, Error<'gc>> {
        Thread::hosted(ctx, function, arguments, Role::Main).map(Self)
    }

    /// An executor whose function may yield values to the host.
    ///
    /// # Errors
    /// When memory is short.
    pub fn for_coroutine(
        ctx: Context<'gc>,
        function: Function<'gc>,
        arguments: &[Value<'gc>],
    ) -> Result<Self, Error<'gc>> {
        Thread::hosted(ctx, function, arguments, Role::Host).map(Self)
    }

    /// What drives one fiber of another executor.
    pub(super) fn for_fiber(thread: Thread<'gc>) -> Self {
        Self(thread)
    }

    /// The bottom thread.
    pub fn thread(self) -> Thread<'gc> {
        self.0
    }

    /// The executor that `thread` is the bottom thread of, if it is one.
    pub fn from_thread(thread: Thread<'gc>) -> Option<Self> {
        thread.is_executor().then_some(Self(thread))
    }

    /// The values that the function returned or yielded last.
    pub fn values(self) -> Vec<Value<'gc>> {
        self.0.results()
    }

    /// Why the run failed, if it did.
    pub fn failure(self) -> Option<Failure<'gc>> {
        self.0.inspect(|state| {
            let error = state.failure.clone()?;
            Some(Failure { error, traceback: state.traceback.clone().unwrap_or_default() })
        })?
    }

    /// Sets the arguments with which a function that yielded goes on at the next step.
    ///
    /// # Errors
    /// When the function did not yield, or memory is short.
    pub fn resume(self, ctx: Context<'gc>, arguments: &[Value<'gc>]) -> Result<(), Error<'gc>> {
        if self.0.status() != ThreadStatus::Suspended || !self.0.is_started() {
            return Err(Error::message("cannot resume non-suspended coroutine"));
        }
        self.0.barrier(ctx);
        // SAFETY: a suspended thread is in the middle of no turn, so nothing borrows its state.
        let state = unsafe { &mut *self.0.state() };
        state.top = state.natives.last().map_or(0, |native| native.bottom);
        push_values(ctx, state, arguments)
    }

    /// Runs until the function is done, `fuel` is used up or something is needed from the host.
    ///
    /// A run that is in the middle of a step (this was called by one of its own callbacks) or finished
    /// is left alone; its last state is reported. A run that is stepped by a callback of another one, and that
    /// by a callback of yet another, fails when it is the 17th. If a callback panics, the run is over:
    /// [`Stop::Cancelled`].
    pub fn step(self, ctx: Context<'gc>, fuel: &mut Fuel) -> Step {
        if let Some(step) = self.settled() {
            return step;
        }
        let Some(entered) = Entered::new(ctx, self) else {
            let step = self.fail(Error::message("C stack overflow"));
            self.discard_fibers();
            return step;
        };
        let mut left = fuel.left();
        let step = entered.step(&mut left);
        fuel.set_left(left);
        step
    }

    /// The state of a run that can not be stepped.
    pub(crate) fn settled(self) -> Option<Step> {
        if self.0.is_stepping() {
            return Some(Step::Pending);
        }
        match self.0.status() {
            ThreadStatus::Dead => Some(match self.failure() {
                Some(Failure { error: Error::Stop(stop), .. }) => Step::Stopped(stop),
                Some(_) => Step::Failed,
                None => Step::Returned,
            }),
            ThreadStatus::Running | ThreadStatus::Suspended | ThreadStatus::Normal => None,
        }
    }

    /// Ends the run at once. Nothing of the script runs any more.
    pub fn stop(self, ctx: Context<'gc>, stop: Stop) -> Step {
        match self.settled() {
            Some(step) => step,
            None => {
                let step = self.fail(Error::Stop(stop));
                self.forget_finalizers(ctx, step);
                self.discard_fibers();
                step
            }
        }
    }

    /// Runs the executor's own thread, and the coroutines that it resumed.
    pub(super) fn run(self, ctx: Context<'gc>, fuel: &mut i64) -> Step {
        let is_outermost = enter_run(ctx);
        let step = match ctx.state().working_set.is_charged() {
            false => self.run_threads(ctx, None, fuel),
            true => self.run_surveyed(ctx, fuel),
        };
        self.leave_run(ctx, fuel, step, is_outermost)
    }

    /// As [`Self::run_threads`], with a look at the running code now and then.
    fn run_surveyed(self, ctx: Context<'gc>, fuel: &mut i64) -> Step {
        let set = &ctx.state().working_set;
        let mut wary = 0;
        loop {
            let part = (*fuel).min(set.due_in().max(1));
            let mut left = part;
            let step = self.run_threads(ctx, None, &mut left);
            *fuel -= part - left;
            set.advance(part - left);
            if step != Step::OutOfFuel || left > 0 {
                return step;
            }
            if set.is_look_due() {
                *fuel -= survey::look(ctx, state_of(self.current())) as i64;
                wary += u32::from(set.is_wary());
            }
            if *fuel <= 0 || wary >= MOST_WARY && *fuel < LONG_STEP {
                return step;
            }
        }
    }

    /// As [`Self::run`], for a thread that was not started. A function of Lua goes into the interpreter loop at once.
    pub(super) fn run_call(self, ctx: Context<'gc>, fuel: &mut i64) -> Step {
        if ctx.state().working_set.is_charged() {
            return self.run(ctx, fuel);
        }
        let is_outermost = enter_run(ctx);
        let step = match self.call_at_once(ctx, fuel) {
            Turn::Continue if self.is_at_end() && !ctx.memory().needs_attention() => {
                ctx.state().deep_stacks.note(self.0);
                self.finish(Drive::Finished)
            }
            turn => {
                let drive = follow(ctx, self.0, turn, fuel);
                self.run_threads(ctx, drive, fuel)
            }
        };
        self.leave_run(ctx, fuel, step, is_outermost)
    }

    /// Calls the thread's function of Lua, unless something else is due first.
    #[inline(always)]
    fn call_at_once(self, ctx: Context<'gc>, fuel: &mut i64) -> Turn<'gc> {
        let state = state_of(self.0);
        let Some(Function::Closure(closure)) = Function::from_value(state.stack[0]) else {
            return Turn::Continue;
        };
        if ctx.state().needs_attention.get() || ctx.memory().needs_attention() {
            return Turn::Continue;
        }
        self.0.barrier(ctx);
        if call::push_closure(ctx, state, closure, 1, 0, wanted::BOUNDARY).is_err() {
            return Turn::Continue;
        }
        ctx.charge_small(closure.function().state().cost);
        self.0.set_started();
        self.0.set_status(ThreadStatus::Running);
        ctx.state().running.set(Some(self.0));
        run_loop::<false>(ctx, self.0, fuel)
    }

    #[inline(always)]
    fn leave_run(self, ctx: Context<'gc>, fuel: &mut i64, step: Step, is_outermost: bool) -> Step {
        let memory = ctx.memory();
        if step == Step::OutOfFuel {
            self.mark_return();
        }
        *fuel -= memory.take_fuel();
        if step.is_finished() {
            *fuel -= ctx.take_fuel_debt();
        }
        if is_outermost {
            memory.leave_script();
        }
        self.forget_finalizers(ctx, step);
        step
    }

    /// Whether the bottom thread was started and has nothing left to do.
    fn is_at_end(self) -> bool {
        let state = state_of(self.0);
        self.0.is_started() && state.frames.is_empty() && state.action.is_none()
    }

    /// Runs the threads from the one that is on top, which has come to `first` before, if to anything.
    fn run_threads(self, ctx: Context<'gc>, mut first: Option<Drive<'gc>>, fuel: &mut i64) -> Step {
        self.0.barrier(ctx);
        let mut current = self.current();
        current.barrier(ctx);
        current.set_status(ThreadStatus::Running);
        if let Err(error) = start(ctx, current) {
            return self.fail(error);
        }
        loop {
            ctx.state().running.set(Some(current));
            let drive = match first.take() {
                Some(drive) => drive,
                None => drive(ctx, current, fuel),
            };
            ctx.state().deep_stacks.note(current);
            match drive {
                Drive::Paused(pause) => {
                    return match pause {
                        Pause::OutOfFuel => Step::OutOfFuel,
                        Pause::Collect => Step::CollectionDue,
                        Pause::Pending => Step::Pending,
                    };
                }
                Drive::Stopped(stop) => {
                    first = match self.stop_thread_on_top(ctx, current, stop) {
                        Ok(drive) => drive,
                        Err(error) => return self.fail(error),
                    };
                    current = self.current();
                }
                drive if current == self.0 && !matches!(drive, Drive::Resume(_) | Drive::Close(_)) => {
                    return self.finish(drive);
                }
                drive => match self.switch(ctx, current, drive) {
                    Ok(next) => current = next,
                    Err(Error::Stop(stop)) => {
                        current = self.current();
                        first = Some(Drive::Stopped(stop));
                    }
                    Err(error) => return self.fail(error),
                },
            }
        }
    }

    /// Notes that a step ends here; see [`ThreadState::mark_return`].
    pub(crate) fn mark_return(self) {
        state_of(self.current()).mark_return();
    }

    /// The thread that runs next.
    pub(super) fn current(self) -> Thread<'gc> {
        // SAFETY: no thread of this executor runs, so nothing borrows the state.
        let state = unsafe { &*self.0.state() };
        state.active.last().copied().unwrap_or(self.0)
    }

    /// Ends a run whose bottom thread is done or yields.
    fn finish(self, drive: Drive<'gc>) -> Step {
        match drive {
            Drive::Yielded => {
                self.0.set_status(ThreadStatus::Suspended);
                Step::Yielded
            }
            Drive::Failed(error) => self.fail(*error),
            Drive::Closed(_) => match state_of(self.0).failure.take() {
                Some(stop) => self.fail(stop),
                None => self.fail(Error::message("a bottom thread was closed")),
            },
            _ => {
                self.0.set_status(ThreadStatus::Dead);
                Step::Returned
            }
        }
    }

    /// If the run was stopped, none of its finalizers is called any more. A script that asks to end its host is not
    /// stopped in this sense.
    #[inline(always)]
    pub(super) fn forget_finalizers(self, ctx: Context<'gc>, step: Step) {
        if let Step::Stopped(Stop::Memory | Stop::Fuel | Stop::Cancelled) = step {
            ctx.state().finalizers.forget(self.0.run_id());
        }
    }

    /// The name of the run.
    pub(crate) fn run_id(self) -> RunId {
        self.0.run_id()
    }

    /// Cancels the executor's own thread, and the coroutines that it resumed.
    pub(super) fn stop_thread(self) {
        if self.settled().is_none() {
            self.fail(Error::Stop(Stop::Cancelled));
        }
    }

    /// Hands values or control from one thread to another; gives the one that runs next.
    fn switch(
        self,
        ctx: Context<'gc>,
        from: Thread<'gc>,
        drive: Drive<'gc>,
    ) -> Result<Thread<'gc>, Error<'gc>> {
        ctx.charge_small(SWITCH);
        match drive {
            Drive::Resume(other) => self.resume_thread(ctx, from, other),
            Drive::Close(other) => self.close_thread(ctx, from, other),
            Drive::Yielded => {
                from.set_status(ThreadStatus::Suspended);
                let first = state_of(from).natives.last().map_or(0, |native| native.bottom);
                self.hand_back(ctx, from, first)
            }
            Drive::Finished => {
                from.set_status(ThreadStatus::Dead);
                let to = self.hand_back(ctx, from, 0)?;
                // Unless its values are still on their way.
                if from.status() == ThreadStatus::Dead {
                    state_of(from).release(ctx);
                }
                Ok(to)
            }
            Drive::Failed(error) => {
                from.set_status(ThreadStatus::Dead);
                state_of(from).failure = Some((*error).clone());
                Ok(self.deliver(ctx, *error))
            }
            Drive::Closed(error) => {
                from.set_status(ThreadStatus::Dead);
                let state = state_of(from);
                state.unyieldable = 0;
                state.top = 0;
                match error {
                    Some(error) => Ok(self.deliver(ctx, *error)),
                    None => self.hand_back(ctx, from, 0),
                }
            }
            Drive::Paused(_) | Drive::Stopped(_) | Drive::Unfinished => Ok(from),
        }
    }

    /// Removes the running thread from the stack of threads; gives the one below.
    fn pop_active(self, ctx: Context<'gc>) -> Thread<'gc> {
        let state = state_of(self.0);
        state.active.pop();
        let to = state.active.last().copied().unwrap_or(self.0);
        to.set_status(ThreadStatus::Running);
        to.barrier(ctx);
        note_switch(ctx);
        to
    }

    /// Pops the running thread and gives its values from slot `first` up to the one that resumed it.
    fn hand_back(
        self,
        ctx: Context<'gc>,
        from: Thread<'gc>,
        first: usize,
    ) -> Result<Thread<'gc>, Error<'gc>> {
        let to = self.pop_active(ctx);
        if let Err(error) = transfer(ctx, from, first, to) {
            refuse_transfer(ctx, to, error, "too many results to resume")?;
        }
        Ok(to)
    }

    /// Pops the running thread and tells the sequence that resumed it of an error.
    fn deliver(self, ctx: Context<'gc>, error: Error<'gc>) -> Thread<'gc> {
        let to = self.pop_active(ctx);
        fail_request(to, error);
        to
    }

    /// Puts `other` on top of the stack of threads, whose size is bounded by [`MAX_NESTED_THREADS`].
    fn push_active(self, ctx: Context<'gc>, from: Thread<'gc>, other: Thread<'gc>) {
        state_of(self.0).push_active(ctx.memory(), other);
        from.set_status(ThreadStatus::Normal);
        other.set_status(ThreadStatus::Running);
        other.barrier(ctx);
        note_switch(ctx);
    }

    fn resume_thread(
        self,
        ctx: Context<'gc>,
        from: Thread<'gc>,
        other: Thread<'gc>,
    ) -> Result<Thread<'gc>, Error<'gc>> {
        let refusal = match other.status() {
            ThreadStatus::Suspended if state_of(self.0).active.len() >= MAX_NESTED_THREADS => {
                "C stack overflow"
            }
            ThreadStatus::Suspended if !other.is_hosted() => "",
            ThreadStatus::Dead => "cannot resume dead coroutine",
            _ => "cannot resume non-suspended coroutine",
        };
        if !refusal.is_empty() {
            refuse(ctx, from, refusal);
            return Ok(from);
        }
        let first = state_of(from).natives.last().map_or(0, |native| native.bottom);
        if let Err(error) = transfer(ctx, from, first, other) {
            refuse_transfer(ctx, from, error, "too many arguments to resume")?;
            return Ok(from);
        }
        self.push_active(ctx, from, other);
        if state_of(other).unfinished.is_none() {
            start(ctx, other)?;
            native::return_resumed(ctx, state_of(other));
        }
        Ok(other)
    }

    /// How many coroutines on top of the stack of threads are being closed, one by the other.
    fn nested_closes(self) -> usize {
        let is_closing = |thread: &&Thread<'gc>| {
            let first = state_of(**thread).natives.first();
            first.is_some_and(|native| matches!(native.body, Body::Close { .. }))
        };
        let active = &state_of(self.0).active;
        active.iter().rev().take(MAX_NESTED_CLOSES).take_while(is_closing).count()
    }

    fn close_thread(
        self,
        ctx: Context<'gc>,
        from: Thread<'gc>,
        other: Thread<'gc>,
    ) -> Result<Thread<'gc>, Error<'gc>> {
        if other.is_hosted() || matches!(other.status(), ThreadStatus::Running | ThreadStatus::Normal) {
            let text = format!("cannot close a {} coroutine", other.status().name());
            fail_request(from, Error::message(text));
            return Ok(from);
        }
        if self.nested_closes() >= MAX_NESTED_CLOSES {
            fail_request(from, Error::Value(Value::String(ctx.intern(b"C stack overflow"))));
            return Ok(from);
        }
        let state = state_of(other);
        let error = state.failure.take().map(Box::new);
        self.push_active(ctx, from, other);
        other.set_started();
        unwind::close(ctx, state, error)?;
        Ok(other)
    }
}

/// An [`Executor`] kept by the host.
#[derive(Clone, Debug)]
pub struct StashedExecutor(StashedThread);

impl<'gc> Stashable<'gc> for Executor<'gc> {
    type Stashed = StashedExecutor;
    fn stash(self, ctx: Context<'gc>) -> StashedExecutor {
        StashedExecutor(ctx.stash(self.0))
    }
}

impl Fetch for StashedExecutor {
    type Fetched<'gc> = Executor<'gc>;
    fn fetch<'gc>(&self, ctx: Context<'gc>) -> Result<Executor<'gc>, WrongVm> {
        ctx.fetch(&self.0).map(Executor)
    }
}

/// The state of a thread that the executor has in its hands.
pub(super) fn state_of<'a, 'gc>(thread: Thread<'gc>) -> &'a mut ThreadState<'gc>
where
    'gc: 'a,
{
    // SAFETY: called only between the turns of a thread, when no callback and no loop holds a reference, for
    // threads that only their own executor drives. Results that one function uses at the same time belong to
    // different threads, and none is used after the thread was handed on.
    unsafe { &mut *thread.state() }
}

/// Calls the thread's function if that has not happened yet, unless its arguments are still on their way.
#[inline(always)]
fn start<'gc>(ctx: Context<'gc>, thread: Thread<'gc>) -> Result<(), Error<'gc>> {
    if thread.is_started() { Ok(()) } else { call_function(ctx, thread) }
}

#[inline(never)]
fn call_function<'gc>(ctx: Context<'gc>, thread: Thread<'gc>) -> Result<(), Error<'gc>> {
    let state = state_of(thread);
    if state.unfinished.is_some() {
        return Ok(());
    }
    thread.set_started();
    let Some(function) = Function::from_value(state.stack[0]) else { return Ok(()) };
    if let Function::Closure(closure) = function
        && call::push_closure(ctx, state, closure, 1, 0, wanted::BOUNDARY).is_ok()
    {
        ctx.charge_small(closure.function().state().cost);
        return Ok(());
    }
    let frame = Frame::native(1, 0, wanted::BOUNDARY);
    state.push_native(ctx.memory(), frame, Body::ReturnResumed, None)?;
    state.action = Some(crate::object::callback::Action::TailCall(function));
    Ok(())
}

/// Tells the sequence on top of `thread` that a coroutine can not be switched to, with a message that
/// gets no position.
fn refuse<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, message: &str) {
    fail_request(thread, Error::Value(Value::String(ctx.intern(message.as_bytes()))));
}

/// Tells the sequence on top of `thread` that values can not be handed over: there are too many, or memory is short, if
/// that is an error.
#[cold]
fn refuse_transfer<'gc>(
    ctx: Context<'gc>,
    thread: Thread<'gc>,
    error: Error<'gc>,
    message: &str,
) -> Result<(), Error<'gc>> {
    match error {
        Error::Message(_) => refuse(ctx, thread, message),
        Error::Stop(Stop::Memory) if ctx.state().catchable_memory.get() => {
            ctx.request_collection();
            fail_request(thread, unwind::out_of_memory(ctx));
        }
        error => return Err(error),
    }
    Ok(())
}

/// Moves the values from slot `first` of `from` to where the top native frame of `to` expects them. If they are many, `to`
/// does that before it goes on.
#[inline(always)]
fn transfer<'gc>(
    ctx: Context<'gc>,
    from: Thread<'gc>,
    first: usize,
    to: Thread<'gc>,
) -> Result<(), Error<'gc>> {
    if from == to {
        return Ok(());
    }
    let source = state_of(from);
    let target = state_of(to);
    // A coroutine that was not started holds its function in the first slot.
    target.top = target.natives.last().map_or(1, |native| native.bottom);
    let first = first.min(source.top);
    if source.top - first > FEW {
        return moving::receive(ctx, target, from, first..source.top);
    }
    push_values(ctx, target, &source.stack[first..source.top])?;
    source.top = first;
    Ok(())
}

fn push_values<'gc>(
    ctx: Context<'gc>,
    state: &mut ThreadState<'gc>,
    values: &[Value<'gc>],
) -> Result<(), Error<'gc>> {
    let top = state.top;
    state.ensure(ctx.memory(), top + values.len())?;
    if let [value] = values {
        // Most frequent by far; no call for it.
        state.stack[top] = *value;
        state.top = top + 1;
        return Ok(());
    }
    state.stack[top..top + values.len()].copy_from_slice(values);
    state.top = top + values.len();
    ctx.charge_fuel(values.len() / 64);
    Ok(())
}

/// Tells the sequence on top of `thread` that its request failed.
fn fail_request<'gc>(thread: Thread<'gc>, error: Error<'gc>) {
    if let Some(native) = state_of(thread).natives.last_mut() {
        native.failure = Some(Box::new(RequestFailure { error, is_handled: false }));
    }
}

/// Has what the host did since the last run cost the script nothing. Gives whether no other run is in the middle of a step.
#[inline(always)]
fn enter_run(ctx: Context<'_>) -> bool {
    ctx.state().marks_passed.set(0);
    ctx.memory().enter_script()
}

/// Runs one thread until it needs another one, the host, or is done.
fn drive<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Drive<'gc> {
    if state_of(thread).unfinished.is_some()
        && let Some(drive) = go_on(ctx, thread, fuel)
    {
        return drive;
    }
    loop {
        let turn = next_turn(ctx, thread, fuel);
        if !matches!(turn, Turn::Continue)
            && let Some(drive) = follow(ctx, thread, turn, fuel)
        {
            return drive;
        }
    }
}

/// Draws the consequences of a turn of a thread; gives what the thread needs, if it can not just go on.
#[inline(always)]
fn follow<'gc>(
    ctx: Context<'gc>,
    thread: Thread<'gc>,
    turn: Turn<'gc>,
    fuel: &mut i64,
) -> Option<Drive<'gc>> {
    let drive = match turn {
        Turn::Continue => return None,
        Turn::Raise { .. } if ctx.memory().take_retry() => return Some(Drive::Paused(Pause::Collect)),
        Turn::Raise { error, own_frame } => unwind::raise(ctx, state_of(thread), *error, own_frame)?,
        Turn::Drive(drive) => drive,
    };
    match drive {
        Drive::Finished if state_of(thread).is_large() && !state_of(thread).is_bottom => {
            unwind::finish(state_of(thread));
        }
        Drive::Unfinished => {}
        drive => return Some(drive),
    }
    go_on(ctx, thread, fuel)
}

/// Goes on with what a thread is in the middle of, as long as there is fuel; gives what the thread needs, if it can not just
/// go on.
#[cold]
fn go_on<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Option<Drive<'gc>> {
    while let Some(mut unfinished) = state_of(thread).unfinished.take() {
        let is_done = match &mut *unfinished {
            Unfinished::Descent(descent) => unwind::go_on(ctx, state_of(thread), descent, fuel),
            Unfinished::Move(values) => moving::go_on(ctx, state_of(thread), values, fuel),
        };
        if !is_done {
            state_of(thread).unfinished = Some(unfinished);
            return Some(Drive::Paused(Pause::OutOfFuel));
        }
        let drive = match *unfinished {
            Unfinished::Descent(descent) => unwind::land(ctx, state_of(thread), descent.landing),
            Unfinished::Move(values) => end_move(ctx, thread, &values),
        };
        if drive.is_some() {
            return drive;
        }
    }
    None
}

/// Goes on behind values that are moved. What they were handed over for happens: the thread is resumed.
fn end_move<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, values: &Move<'gc>) -> Option<Drive<'gc>> {
    let mut ended = moving::land(ctx, state_of(thread), values);
    if values.source.is_some() {
        ended = ended.and_then(|()| start(ctx, thread));
        native::return_resumed(ctx, state_of(thread));
    }
    match ended {
        Ok(()) => None,
        Err(Error::Stop(stop)) => Some(Drive::Stopped(stop)),
        Err(error) => Some(Drive::Failed(Box::new(error))),
    }
}

/// Does what the thread's last callback asked for, or gives the top frame its turn.
#[inline(always)]
fn next_turn<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Turn<'gc> {
    let state = state_of(thread);
    if state.action.is_some() {
        if ctx.state().needs_attention.get() && hook::is_due(ctx, state) {
            return perform_actions(ctx, thread, fuel);
        }
        if is_out_of_fuel(ctx, fuel) {
            return Turn::Drive(Drive::Paused(Pause::OutOfFuel));
        }
    }
    if let Some(action) = state.action.take() {
        // What it calls may allocate, and the loop only looks after what it does itself.
        return match native::perform::<false>(ctx, state, action) {
            Turn::Continue if ctx.memory().needs_attention() && state_of(thread).action.is_none() => {
                attend_to_memory(ctx, thread, fuel)
            }
            turn => turn,
        };
    }
    match ctx.state().needs_attention.get() {
        true => attend(ctx, thread, fuel),
        false => run_top_frame::<false>(ctx, thread, fuel),
    }
}

/// Whether no fuel is left, for host functions that call host functions: no loop looks at it between them.
#[inline(always)]
fn is_out_of_fuel(ctx: Context<'_>, fuel: &mut i64) -> bool {
    *fuel -= ctx.take_fuel_debt();
    *fuel <= 0
}

/// Does what callbacks asked for, one after the other, with hooks.
fn perform_actions<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Turn<'gc> {
    let mut turn = Turn::Continue;
    while matches!(turn, Turn::Continue) && state_of(thread).action.is_some() {
        if is_out_of_fuel(ctx, fuel) {
            return Turn::Drive(Drive::Paused(Pause::OutOfFuel));
        }
        if let Some(action) = state_of(thread).action.take() {
            turn = native::perform::<true>(ctx, state_of(thread), action);
        }
    }
    turn
}

/// Gives the top frame of a thread its turn, after finalizers and with hooks.
#[cold]
fn attend<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Turn<'gc> {
    let state = state_of(thread);
    if ctx.state().replace_short_of_memory(false) {
        return Turn::raise(Error::Stop(Stop::Memory), false);
    }
    let finalizers = &ctx.state().finalizers;
    ctx.state().needs_attention.set(finalizers.has_pending() || ctx.state().has_hooks.get());
    if finalizers.has_pending() && !state.frames.is_empty() && !finalizers.are_running(ctx) {
        match native::push_finalizers(ctx, state) {
            Ok(()) => return Turn::Continue,
            Err(error @ Error::Stop(_)) => return Turn::raise(error, false),
            // No room; there will be when functions return.
            Err(_) => {}
        }
    }
    if !hook::is_due(ctx, state) {
        return run_top_frame::<false>(ctx, thread, fuel);
    }
    match run_top_frame::<true>(ctx, thread, fuel) {
        Turn::Continue => perform_actions(ctx, thread, fuel),
        turn => turn,
    }
}

/// Gives the top frame of a thread its turn. `HOOKED` tells that it runs with hooks.
#[inline(always)]
fn run_top_frame<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: Thread<'gc>,
    fuel: &mut i64,
) -> Turn<'gc> {
    let state = state_of(thread);
    if let Some(debt) = state.debt_in_loop.take() {
        ctx.charge_small(debt);
    } else {
        // Host functions see what they charge themselves, and decide by it when to pause.
        *fuel -= ctx.take_fuel_debt();
        // Before the fuel, here and in the loop: when the collector runs does not depend on how a run is sliced.
        if ctx.memory().needs_attention() {
            return attend_to_memory(ctx, thread, fuel);
        }
        // The loop only looks where code is repeated or a function of Lua called.
        if *fuel <= 0 && !state.frames.is_empty() {
            return Turn::Drive(Drive::Paused(Pause::OutOfFuel));
        }
    }
    let Some(frame) = state.frames.last() else { return Turn::Drive(Drive::Finished) };
    if frame.closure.is_some() {
        return run_loop::<HOOKED>(ctx, thread, fuel);
    }
    if *fuel <= 0 {
        return Turn::Drive(Drive::Paused(Pause::OutOfFuel));
    }
    *fuel -= dispatch::SEQUENCE;
    let turn = native::take_turn::<HOOKED>(ctx, state);
    *fuel -= ctx.take_fuel_debt();
    // In the loop that is a place to look at the fuel.
    let is_closure_next = matches!(turn, Turn::Continue) && native::is_closure_on_top(state);
    ctx.state().working_set.note_exit(is_closure_next);
    turn
}

/// Runs the interpreter loop on the top frame, which is one of Lua.
#[inline(always)]
fn run_loop<'gc, const HOOKED: bool>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Turn<'gc> {
    let exit = dispatch::run::<HOOKED>(ctx, thread.state(), fuel);
    ctx.state().working_set.note_exit(matches!(exit, Exit::OutOfFuel | Exit::CollectBehindCall));
    match exit {
        Exit::Boundary | Exit::Action => Turn::Continue,
        Exit::OutOfFuel => {
            state_of(thread).debt_in_loop = Some(ctx.take_fuel_debt());
            Turn::Drive(Drive::Paused(Pause::OutOfFuel))
        }
        Exit::Collect | Exit::CollectBehindCall => attend_to_memory(ctx, thread, fuel),
        Exit::Error(error) => Turn::Raise { error, own_frame: false },
        Exit::Turn(turn) => turn,
    }
}

/// Takes what was allocated off the fuel, and lets the collector run if it is due.
#[cold]
fn attend_to_memory<'gc>(ctx: Context<'gc>, thread: Thread<'gc>, fuel: &mut i64) -> Turn<'gc> {
    let memory = ctx.memory();
    memory.end_interruption();
    if memory.is_collection_due() {
        memory.charge_boxes();
        memory.take_back(account::take_freed());
    }
    let waits = ctx.note_attention(thread, state_of(thread));
    memory.adopt_remains();
    let units = memory.take_fuel();
    *fuel -= units;
    // Taken at other times where steps are short.
    ctx.state().working_set.advance(-units);
    match memory.is_collection_due() || memory.remains() > 0 || waits {
        true => Turn::Drive(Drive::Paused(Pause::Collect)),
        false => Turn::Continue,
    }
}

/// Notes that another thread runs from here on, which the collector goes through again.
fn note_switch(ctx: Context<'_>) {
    if ctx.is_marking() {
        ctx.note_barrier();
    }
}
