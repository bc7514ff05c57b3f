//! [`Hook`]: a function that is called while a thread runs, for debuggers and profilers.
//!
//! Each thread has a hook of its own; a new coroutine has none. While the hook runs, and while finalizers do,
//! it is off. It can not yield; its errors are errors of the function that it interrupts. As long as no thread
//! of a VM has a hook, none of this takes time.

use std::cell::Cell;

use gc_arena::collect::Trace;

use crate::{
    object::{
        context::Context,
        error::Error,
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        thread::{Body, Thread, ThreadStatus},
    },
    support::account,
};

/// What calls a hook, and for which events.
///
/// The function gets the name of the event and, for `line`, the number of the line, or nil where it is not
/// known. With [`Activations`](crate::exec::inspection::Activations), a host function finds what it interrupts
/// at level 1, and a Lua function at level 2 of `debug.getinfo`.
///
/// ```
/// use piccolo_core::{
///     lua::Lua,
///     object::{callback::{Action, Callback}, hook::Hook},
/// };
///
/// let mut lua = Lua::new();
/// let run = lua.load("local x = 1\nlocal y = 2\nreturn line").executor(())?;
/// let is_set = lua.enter(|ctx| {
///     let function = Callback::new(ctx, |ctx, stack| {
///         ctx.globals().set(ctx, "line", stack.get(1))?;
///         Ok(Action::Return)
///     });
///     let thread = ctx.fetch(&run).expect("it is of this VM").thread();
///     thread.set_hook(ctx, Some(Hook::of(function.into()).on_line())).is_ok()
/// });
/// assert!(is_set);
/// assert_eq!(lua.finish::<i64>(&run)?, 3);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Hook<'gc> {
    /// What is called.
    pub function: Function<'gc>,
    /// Whether it is called when a function is entered: `call` or `tail call`.
    pub on_call: bool,
    /// Whether it is called when a function is about to return: `return`.
    pub on_return: bool,
    /// Whether it is called before a new line is run, and when a loop goes back within a line: `line`.
    pub on_line: bool,
    /// After how many instructions of the VM it is called, again and again: `count`. 0 for never.
    pub count: u32,
}

impl<'gc> Hook<'gc> {
    /// A hook that is called for no event yet.
    pub fn of(function: Function<'gc>) -> Self {
        Self { function, on_call: false, on_return: false, on_line: false, count: 0 }
    }

    /// The same, called also when functions are entered.
    #[must_use]
    pub fn on_call(self) -> Self {
        Self { on_call: true, ..self }
    }

    /// The same, called also when functions return.
    #[must_use]
    pub fn on_return(self) -> Self {
        Self { on_return: true, ..self }
    }

    /// The same, called also before new lines.
    #[must_use]
    pub fn on_line(self) -> Self {
        Self { on_line: true, ..self }
    }

    /// The same, called also after each `count` instructions.
    #[must_use]
    pub fn after(self, count: u32) -> Self {
        Self { count, ..self }
    }

    /// Whether it is called before instructions.
    pub(crate) fn looks_at_instructions(&self) -> bool {
        self.on_line || self.count > 0
    }
}

/// What a hook is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookEvent {
    Call,
    TailCall,
    Return,
    Line,
    Count,
}

impl HookEvent {
    /// The name that hooks get.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            HookEvent::Call => "call",
            HookEvent::TailCall => "tail call",
            HookEvent::Return => "return",
            HookEvent::Line => "line",
            HookEvent::Count => "count",
        }
    }
}

/// How the interrupted function goes on after a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterHook {
    /// A Lua function begins.
    Enter,
    /// A Lua function runs the instruction that the hook was called for.
    Run,
    /// A host function begins.
    Start,
    /// The function returns the values from this stack slot to the thread's top.
    Return(usize),
}

/// Values that a function was given or returns, as `debug.getlocal` counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// The index of the first one, counted from 1; 0 when there are none to speak of.
    pub first: usize,
    /// How many there are.
    pub count: usize,
}

/// A call of a hook that is under way.
pub(crate) struct HookCall {
    /// The events that it is still to be called for.
    pub(crate) events: [Option<HookEvent>; 2],
    pub(crate) line: Option<u32>,
    pub(crate) transfer: Transfer,
    /// The thread's top, which is restored afterwards.
    pub(crate) top: usize,
    pub(crate) after: AfterHook,
}

/// What a thread knows of its hook.
#[derive(Default)]
pub(crate) struct HookState<'gc> {
    hook: Cell<Option<Hook<'gc>>>,
    /// How many instructions are left until the next `count`.
    left: Cell<u32>,
    /// The instruction that was looked at last, in the function that runs.
    pub(crate) last_pc: Cell<usize>,
    /// Whether there may be frames of functions that were entered before the hook was set.
    is_new: Cell<bool>,
}

impl Drop for HookState<'_> {
    fn drop(&mut self) {
        account::note_freed(size_of::<Self>());
    }
}

impl<'gc> HookState<'gc> {
    pub(crate) fn hook(&self) -> Option<Hook<'gc>> {
        self.hook.get()
    }

    /// Whether the hook was set since the last call.
    pub(crate) fn take_is_new(&self) -> bool {
        self.is_new.take()
    }

    /// Counts an instruction; gives whether a `count` is due.
    pub(crate) fn counts_down(&self, hook: &Hook<'gc>) -> bool {
        if hook.count == 0 {
            return false;
        }
        let left = self.left.get().saturating_sub(1);
        self.left.set(if left == 0 { hook.count } else { left });
        left == 0
    }

    pub(crate) fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(hook) = self.hook.get() {
            cc.trace(&hook.function);
        }
    }
}

impl<'gc> Thread<'gc> {
    /// Sets the thread's hook, or removes it. That takes effect at once, also when the thread runs.
    ///
    /// # Errors
    /// A stop when the memory limit does not allow it.
    pub fn set_hook(self, ctx: Context<'gc>, hook: Option<Hook<'gc>>) -> Result<(), Error<'gc>> {
        let hook = hook.filter(|hook| hook.on_call || hook.on_return || hook.looks_at_instructions());
        let state = match self.hook_state() {
            Some(state) => state,
            None if hook.is_none() => return Ok(()),
            None => {
                ctx.memory().charge(size_of::<HookState<'_>>())?;
                self.make_hook_state()
            }
        };
        self.barrier(ctx);
        state.left.set(hook.map_or(0, |hook| hook.count));
        state.is_new.set(hook.is_some() && self.is_started());
        state.hook.set(hook);
        if hook.is_some() {
            ctx.state().has_hooks.set(true);
            ctx.state().needs_attention.set(true);
            self.prepare_yield(ctx);
        }
        ctx.memory().interrupt();
        Ok(())
    }

    /// The thread's hook.
    pub fn hook(self) -> Option<Hook<'gc>> {
        self.hook_state()?.hook()
    }

    /// Has the function that the thread is suspended in return in a way that hooks see.
    fn prepare_yield(self, ctx: Context<'gc>) {
        if self.status() != ThreadStatus::Suspended {
            return;
        }
        self.modify(ctx, |state| {
            if let Some(native) = state.natives.last_mut()
                && matches!(native.body, Body::ReturnResumed)
            {
                native.body = Body::Sequence(BoxSequence::new(ReturnValues));
            }
        });
    }
}

/// Returns its values.
#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
pub(crate) struct ReturnValues;

impl<'gc> Sequence<'gc> for ReturnValues {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(SequencePoll::Return)
    }
}
