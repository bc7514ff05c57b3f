//! Looking into threads: the functions that are active on them, and the variables of these.
//!
//! Levels count from the most recent function, which is 0. Frames that only the VM knows of (those that call
//! message handlers and finalizers) are no levels. Registers are read and written with checks, and the cell of
//! a captured variable is never replaced, only its content, so nothing that the interpreter loop relies on can
//! be broken from here.

use crate::{
    bytecode::{
        instruction::Opcode,
        names::{self, Name, NameKind},
    },
    exec::{diagnosis, traceback},
    object::{
        callback::Callback,
        context::Context,
        function::Function,
        hook::{HookCall, Transfer},
        stack::Stack,
        thread::{Body, CALLS_HOOK, Frame, NativeState, TAIL_CALLED, Thread, ThreadState},
        value::Value,
    },
};

/// How many frames are passed over for a unit of fuel.
const FRAMES_PER_FUEL: usize = 8;

const VARARG: &[u8] = b"(vararg)";
const TEMPORARY: &[u8] = b"(temporary)";
const NATIVE_TEMPORARY: &[u8] = b"(C temporary)";

/// A function that is active on a thread.
#[derive(Clone)]
pub struct Activation<'gc> {
    /// The function.
    pub function: Function<'gc>,
    /// The line that it is at, for a Lua function with line information.
    pub line: Option<u32>,
    /// What the code that called it calls it.
    pub name: Option<Name<'gc>>,
    /// Whether it replaced its caller by a tail call.
    pub is_tail_call: bool,
    /// While it waits for a hook that is called because it was called or returns: its arguments or results.
    pub transfer: Transfer,
}

/// The functions that are active on a thread.
pub struct Activations<'gc, 'a> {
    thread: &'a mut ThreadState<'gc>,
    top: Top<'gc>,
}

impl<'gc, 'a> Activations<'gc, 'a> {
    /// Those of the running thread. Level 0 is `current`, the host function whose stack this is.
    pub fn of_running(stack: &'a mut Stack<'gc, '_>, current: Callback<'gc>) -> Self {
        let (thread, base, frames) = stack.surroundings();
        Self { top: Top { frames, current: Some((current, base)) }, thread }
    }

    /// Those of a thread that does not run; `None` for one that does.
    pub fn of_other<R>(
        ctx: Context<'gc>,
        thread: Thread<'gc>,
        look: impl FnOnce(&mut Activations<'gc, '_>) -> R,
    ) -> Option<R> {
        thread.modify(ctx, |thread| look(&mut Activations { top: Top::of_idle(thread), thread }))
    }

    /// The function at `level`, if there are so many.
    pub fn get(&self, ctx: Context<'gc>, level: usize) -> Option<Activation<'gc>> {
        Some(self.view().activation(&self.level(ctx, level)?))
    }

    /// The most recent function that `is_wanted`.
    ///
    /// ```
    /// use piccolo_core::{exec::inspection::Activations, lua::Lua, object::{callback::{Action, Callback}, function::Function, value::Value}};
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| {
    ///     let is_called_by_lua = Callback::knowing_itself(ctx, |itself, ctx, mut stack| {
    ///         let active = Activations::of_running(&mut stack, itself);
    ///         let found = active.find_function(ctx, |function| matches!(function, Function::Closure(_)));
    ///         stack.replace(Value::boolean(found.is_some()));
    ///         Ok(Action::Return)
    ///     });
    ///     ctx.globals().set(ctx, "is_called_by_lua", is_called_by_lua)
    /// })?;
    /// assert!(lua.load("local answer = is_called_by_lua() return answer").eval::<bool>()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find_function(
        &self,
        ctx: Context<'gc>,
        is_wanted: impl FnMut(&Function<'gc>) -> bool,
    ) -> Option<Function<'gc>> {
        ctx.charge_fuel(self.top.frames / FRAMES_PER_FUEL);
        self.view().levels().map(|level| level.function).find(is_wanted)
    }

    /// Name and value of a variable of the function at `level`. `n` counts from 1; first come the local
    /// variables in order of declaration, then registers without a name. Negative numbers count the
    /// extra arguments.
    pub fn local(&self, ctx: Context<'gc>, level: usize, n: i64) -> Option<(&'gc [u8], Value<'gc>)> {
        let (name, slot) = self.view().slot(&self.level(ctx, level)?, n)?;
        match *self.thread.stack.get(slot)? {
            Value::Cell(cell) => Some((name, cell.get())),
            value => Some((name, value)),
        }
    }

    /// Changes a variable of the function at `level`, counted as by [`Self::local`]. Gives its name.
    pub fn set_local(
        &mut self,
        ctx: Context<'gc>,
        level: usize,
        n: i64,
        value: Value<'gc>,
    ) -> Option<&'gc [u8]> {
        let (name, slot) = self.view().slot(&self.level(ctx, level)?, n)?;
        match self.thread.stack.get_mut(slot)? {
            Value::Cell(cell) => cell.set(ctx, value),
            register => *register = value,
        }
        Some(name)
    }

    /// The traceback from `level` on, in the form of the reference implementation's `luaL_traceback`: text
    /// that starts with `stack traceback:` and has no newline at its end.
    pub fn traceback(&self, ctx: Context<'gc>, level: usize) -> Vec<u8> {
        let passed = level.min(self.top.frames) + self.thread.natives.len();
        ctx.charge_fuel(passed / FRAMES_PER_FUEL);
        traceback::of_view(ctx, &self.view(), level)
    }

    fn level(&self, ctx: Context<'gc>, level: usize) -> Option<Level<'gc>> {
        ctx.charge_fuel(level.min(self.top.frames) / FRAMES_PER_FUEL);
        self.view().levels().nth(level)
    }

    fn view(&self) -> View<'gc, '_> {
        View { thread: self.thread, top: self.top }
    }
}

/// What is the top of the frames that are looked at.
#[derive(Clone, Copy)]
struct Top<'gc> {
    /// How many frames there are.
    frames: usize,
    /// A host function above them that has no frame, and where its values start.
    current: Option<(Callback<'gc>, usize)>,
}

impl<'gc> Top<'gc> {
    fn of_idle(thread: &ThreadState<'gc>) -> Self {
        Self { frames: thread.frames.len(), current: thread.raised_by.map(|callback| (callback, thread.top)) }
    }
}

/// The functions that are active on a thread, to be read only.
pub(crate) struct View<'gc, 'a> {
    thread: &'a ThreadState<'gc>,
    top: Top<'gc>,
}

/// Where a level's function is.
pub(crate) struct Level<'gc> {
    /// Its frame, or the number of frames if it has none.
    index: usize,
    /// How many native frames lie below that.
    natives: usize,
    pub(crate) function: Function<'gc>,
}

impl<'gc, 'a> View<'gc, 'a> {
    /// All functions of a thread.
    pub(crate) fn new(thread: &'a ThreadState<'gc>) -> Self {
        Self { top: Top::of_idle(thread), thread }
    }

    /// The active functions, from the most recent one down.
    pub(crate) fn levels(&self) -> impl Iterator<Item = Level<'gc>> {
        let thread = self.thread;
        let mut natives = self.natives().len();
        let others = (0..self.top.frames).rev().filter_map(move |index| {
            let function = match thread.frames[index].closure {
                Some(closure) => Function::Closure(closure),
                None => {
                    natives = natives.saturating_sub(1);
                    Function::Callback(thread.natives.get(natives)?.callback?)
                }
            };
            Some(Level { index, natives, function })
        });
        self.current().into_iter().chain(others)
    }

    /// The host function that has no frame, if that is the most recent one.
    fn current(&self) -> Option<Level<'gc>> {
        let (callback, _) = self.top.current?;
        Some(Level {
            index: self.top.frames,
            natives: self.natives().len(),
            function: Function::Callback(callback),
        })
    }

    /// The native frames among those that are looked at.
    fn natives(&self) -> &'a [NativeState<'gc>] {
        let is_native = |frame: &&Frame<'gc>| frame.closure.is_none();
        let above = self.thread.frames.get(self.top.frames..).unwrap_or_default().iter().filter(is_native);
        &self.thread.natives[..self.thread.natives.len().saturating_sub(above.count())]
    }

    /// How many functions are active.
    pub(crate) fn count(&self) -> usize {
        let hidden = self.natives().iter().filter(|native| native.callback.is_none()).count();
        usize::from(self.top.current.is_some()) + self.top.frames - hidden
    }

    /// The `count` least recent functions, the more recent ones first.
    pub(crate) fn last_levels(&self, count: usize) -> Vec<Level<'gc>> {
        let mut natives = self.natives().iter().map(|native| native.callback).enumerate();
        let below =
            self.thread.frames[..self.top.frames].iter().enumerate().filter_map(|(index, frame)| match frame
                .closure
            {
                Some(closure) => {
                    let natives = self.natives().len() - natives.len();
                    Some(Level { index, natives, function: Function::Closure(closure) })
                }
                None => {
                    let (natives, callback) = natives.next()?;
                    Some(Level { index, natives, function: Function::Callback(callback?) })
                }
            });
        let mut levels: Vec<_> = below.take(count).collect();
        if levels.len() < count {
            levels.extend(self.current());
        }
        levels.reverse();
        levels
    }

    /// What there is to know about the function at a level.
    pub(crate) fn activation(&self, level: &Level<'gc>) -> Activation<'gc> {
        let frame = self.frame(level);
        let place = frame.and_then(diagnosis::location);
        Activation {
            function: level.function,
            line: place.and_then(|(prototype, pc)| prototype.line(pc)),
            name: self.name(level),
            is_tail_call: frame.is_some_and(|frame| frame.flags & TAIL_CALLED != 0),
            transfer: self.hook_call(level).map_or(Transfer::default(), |(call, _)| call.transfer),
        }
    }

    fn frame(&self, level: &Level<'gc>) -> Option<&'a Frame<'gc>> {
        self.thread.frames.get(..self.top.frames)?.get(level.index)
    }

    /// The call of a hook that interrupts the function at a level, and where that has its values.
    fn hook_call(&self, level: &Level<'gc>) -> Option<(&'a HookCall, usize)> {
        let frame = self.thread.frames.get(..self.top.frames)?.get(level.index + 1)?;
        if frame.flags & CALLS_HOOK == 0 {
            return None;
        }
        let is_native = self.frame(level)?.closure.is_none();
        match &self.thread.natives.get(level.natives + usize::from(is_native))?.body {
            Body::Hook(call) => Some((call, frame.base as usize)),
            _ => None,
        }
    }

    /// What the caller of a function calls it.
    fn name(&self, level: &Level<'gc>) -> Option<Name<'gc>> {
        if self.frame(level).is_some_and(|frame| frame.flags & TAIL_CALLED != 0) {
            return None;
        }
        let mut natives = level.natives;
        for frame in self.thread.frames[..level.index].iter().rev() {
            if frame.closure.is_some() {
                let (prototype, pc) = diagnosis::location(frame)?;
                return names::called_name(prototype, pc);
            }
            natives = natives.checked_sub(1)?;
            let native = self.thread.natives.get(natives)?;
            match native.body {
                _ if native.callback.is_some() => return None,
                Body::Finalize { .. } => {
                    return Some(Name { kind: NameKind::Metamethod, name: b"__gc".as_slice().into() });
                }
                Body::Hook(_) => {
                    return Some(Name { kind: NameKind::Hook, name: b"?".as_slice().into() });
                }
                // The handler counts as called by the instruction that failed.
                Body::MessageHandler { .. } => {}
                _ => return None,
            }
        }
        None
    }

    /// The name and the stack slot of a variable.
    fn slot(&self, level: &Level<'gc>, n: i64) -> Option<(&'gc [u8], usize)> {
        let (Function::Closure(closure), Some(frame)) = (level.function, self.frame(level)) else {
            let (first, end) = self.native_window(level);
            let slot = first.checked_add(usize::try_from(n).ok()?.checked_sub(1)?)?;
            return (slot < end).then_some((NATIVE_TEMPORARY, slot));
        };
        let base = frame.base as usize;
        if n < 0 {
            let extra = frame.extra as usize;
            let index = usize::try_from(n.unsigned_abs()).ok()? - 1;
            return (index < extra).then(|| (VARARG, base - extra + index));
        }
        let index = usize::try_from(n).ok()?.checked_sub(1)?;
        let prototype = closure.function().prototype();
        let pc = frame.current_pc()?;
        if let Some(local) = names::active_locals(prototype, pc).nth(index) {
            return Some((&local.name, base + usize::from(local.register)));
        }
        let instruction = prototype.code.get(pc)?;
        // What a call takes from its function on belongs to the called function.
        let end = match instruction.op() {
            _ if let Some((_, end)) = self.hook_call(level) => end - base,
            Opcode::Call | Opcode::TailCall => usize::from(instruction.a()),
            Opcode::TForCall => usize::from(instruction.a()) + 4,
            _ => usize::from(prototype.max_stack),
        };
        (index < end).then_some((TEMPORARY, base + index))
    }

    /// The slots of a host function's values.
    fn native_window(&self, level: &Level<'gc>) -> (usize, usize) {
        match (self.frame(level), self.top.current) {
            (None, Some((_, base))) => (base, self.thread.top),
            (None, None) => (0, 0),
            (Some(frame), _) if let Some((_, end)) = self.hook_call(level) => (frame.base as usize, end),
            (Some(frame), current) => {
                let is_waiting = current.is_some() || level.index + 1 < self.thread.frames.len();
                let bottom = self.thread.natives.get(level.natives).map_or(0, |native| native.bottom);
                (frame.base as usize, if is_waiting { bottom } else { self.thread.top })
            }
        }
    }
}
