//! [`Stack`]: the values that a callback or sequence works on.
//!
//! Arguments arrive on it and results leave on it, so that a call allocates nothing. It is a window
//! of the thread's own stack: indices count from the first argument, whatever lies below.
//!
//! Unsafe invariant: `ThreadState::state` points to the state of the VM that is entered, from
//! `Stack::new` on for as long as the stack lives.

use std::fmt;

use crate::{
    object::{
        context::{Context, State},
        error::Error,
        thread::{Frame, SLACK, Thread, ThreadState},
        value::Value,
    },
    support::slices::move_down,
};

/// A window of a thread's stack: the arguments of a callback, and then its results.
///
/// It is two words, so that it is passed in registers: a native call would wait longer for a larger
/// one to go through memory than for all else.
pub struct Stack<'gc, 'a> {
    thread: &'a mut ThreadState<'gc>,
    window: Window,
}

const _: () = assert!(size_of::<Stack<'static, 'static>>() == 16);

/// Where the values begin, and how many frames of the thread lie below the native function, in the
/// lower and upper half of a word.
#[derive(Clone, Copy)]
struct Window(u64);

impl Window {
    #[inline(always)]
    fn new(base: usize, callers: usize) -> Self {
        Self(base as u64 | (callers as u64) << 32)
    }

    #[inline(always)]
    fn base(self) -> usize {
        self.0 as u32 as usize
    }

    #[inline(always)]
    fn callers(self) -> usize {
        (self.0 >> 32) as usize
    }
}

impl<'gc, 'a> Stack<'gc, 'a> {
    #[inline(always)]
    pub(crate) fn new(
        ctx: Context<'gc>,
        thread: &'a mut ThreadState<'gc>,
        base: usize,
        callers: usize,
    ) -> Self {
        thread.state = ctx.state();
        Self { thread, window: Window::new(base, callers) }
    }

    #[inline(always)]
    fn base(&self) -> usize {
        self.window.base()
    }

    /// The VM's state.
    fn state(&self) -> &'gc State<'gc> {
        // SAFETY: `new` stored the state of the context, which lives as long as `'gc`; the stack lives
        // no longer.
        unsafe { &*self.thread.state }
    }

    /// The frames below the native function that this is the stack of.
    pub(crate) fn callers(&self) -> &[Frame<'gc>] {
        &self.thread.frames[..self.window.callers()]
    }

    /// The thread's state, where the window starts, and how many frames lie below the native function.
    pub(crate) fn surroundings(&mut self) -> (&mut ThreadState<'gc>, usize, usize) {
        (self.thread, self.window.base(), self.window.callers())
    }

    /// The same stack for a shorter time.
    pub fn reborrow(&mut self) -> Stack<'gc, '_> {
        Stack { thread: self.thread, window: self.window }
    }

    /// The part of the stack from `bottom` up, for whatever works above the values below; the whole
    /// stack sees what it leaves.
    #[inline]
    pub fn above(&mut self, bottom: usize) -> Stack<'gc, '_> {
        let base = self.base() + bottom.min(self.len());
        let callers = self.window.callers();
        Stack { thread: self.thread, window: Window::new(base, callers) }
    }

    /// How many values there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.thread.top - self.base()
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`, or nil when there are fewer.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Value<'gc> {
        self.as_slice().get(index).copied().unwrap_or(Value::Nil)
    }

    /// All values.
    #[inline(always)]
    pub fn as_slice(&self) -> &[Value<'gc>] {
        &self.thread.stack[self.window.base()..self.thread.top]
    }

    /// All values, to be changed in place.
    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [Value<'gc>] {
        &mut self.thread.stack[self.window.base()..self.thread.top]
    }

    /// Makes room for `more` values.
    ///
    /// # Errors
    /// "stack overflow" beyond [`MAX_STACK`](crate::object::thread::MAX_STACK) slots, or a stop when
    /// memory is short.
    #[inline]
    pub fn reserve(&mut self, more: usize) -> Result<(), Error<'gc>> {
        let needed = self.thread.top.saturating_add(more);
        if needed <= self.thread.stack.len() {
            return Ok(());
        }
        let memory = &self.state().memory;
        self.thread.grow(memory, needed)
    }

    /// Whether there can be `more` values. Room for them is made as they are pushed.
    ///
    /// ```
    /// # use piccolo_core::{lua::Lua, object::{callback::{Action, Callback}}};
    /// # let mut lua = Lua::new();
    /// # lua.enter(|ctx| {
    /// # let checked = Callback::new(ctx, |_, stack| {
    /// assert!(stack.can_hold(1000));
    /// assert!(!stack.can_hold(1 << 40));
    /// #     Ok(Action::Return)
    /// # });
    /// # ctx.globals().set(ctx, "checked", checked).is_ok()
    /// # });
    /// # lua.load("checked()").exec().expect("it runs");
    /// ```
    pub fn can_hold(&self, more: usize) -> bool {
        self.thread.top.saturating_add(more) <= crate::object::thread::MAX_STACK
    }

    /// Appends a value.
    ///
    /// # Errors
    /// As [`Self::reserve`].
    #[inline(always)]
    pub fn push(&mut self, value: Value<'gc>) -> Result<(), Error<'gc>> {
        if self.thread.top >= self.thread.stack.len() {
            self.reserve(1)?;
        }
        self.thread.stack[self.thread.top] = value;
        self.thread.top += 1;
        Ok(())
    }

    /// Appends several values.
    ///
    /// # Errors
    /// As [`Self::reserve`].
    pub fn extend(&mut self, values: &[Value<'gc>]) -> Result<(), Error<'gc>> {
        self.reserve(values.len())?;
        let top = self.thread.top;
        self.thread.stack[top..top + values.len()].copy_from_slice(values);
        self.thread.top += values.len();
        Ok(())
    }

    /// Removes and returns the last value.
    #[inline]
    pub fn pop(&mut self) -> Option<Value<'gc>> {
        if self.is_empty() {
            return None;
        }
        self.thread.top -= 1;
        Some(self.thread.stack[self.thread.top])
    }

    /// Inserts a value before position `index` (at the end, if there are fewer values).
    ///
    /// # Errors
    /// As [`Self::reserve`].
    #[inline]
    pub fn insert(&mut self, index: usize, value: Value<'gc>) -> Result<(), Error<'gc>> {
        self.push(value)?;
        match self.as_mut_slice().get_mut(index..) {
            // As scalars: values that were written a moment ago are not ready to be read as a block.
            Some([first, second]) => {
                *second = *first;
                *first = value;
            }
            Some(values @ [_, _, ..]) => {
                values.copy_within(..values.len() - 1, 1);
                values[0] = value;
            }
            _ => {}
        }
        Ok(())
    }

    /// Removes and returns the value at `index`, if there is one.
    pub fn remove(&mut self, index: usize) -> Option<Value<'gc>> {
        let values = self.as_mut_slice();
        let value = *values.get(index)?;
        values[index..].rotate_left(1);
        self.thread.top -= 1;
        Some(value)
    }

    /// Removes the first `count` values.
    #[inline]
    pub fn remove_front(&mut self, count: usize) {
        let values = self.as_mut_slice();
        let count = count.min(values.len());
        match values.len() - count {
            0 => {}
            // As a scalar: a value that was written a moment ago is not ready to be read as a block.
            1 => values[0] = values[count],
            left => move_down(values, count..count + left, 0),
        }
        self.thread.top -= count;
    }

    /// Keeps the first `len` values.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.thread.top = self.thread.top.min(self.base().saturating_add(len));
    }

    /// Makes it exactly `len` values, adding nils or dropping from the end.
    ///
    /// # Errors
    /// As [`Self::reserve`].
    pub fn resize(&mut self, len: usize) -> Result<(), Error<'gc>> {
        let old = self.len();
        if len > old {
            self.reserve(len - old)?;
            let top = self.thread.top;
            self.thread.stack[top..top + (len - old)].fill(Value::Nil);
        }
        self.thread.top = self.base() + len;
        Ok(())
    }

    /// Removes all values.
    #[inline]
    pub fn clear(&mut self) {
        self.thread.top = self.base();
    }

    /// Replaces all values by one.
    #[inline(always)]
    pub fn replace(&mut self, value: Value<'gc>) {
        // The slack above each frame has room for it.
        let base = self.base();
        self.thread.stack[base] = value;
        self.thread.top = base + 1;
    }

    /// The source and line of the Lua function `level` levels up (1 = whoever called this native
    /// function), or `None` when that is a native function or does not exist.
    pub fn position(&self, level: usize) -> Option<Position<'gc>> {
        if self.thread.error_frames > 0 {
            return self.position_in_error(level.max(1));
        }
        let callers = self.callers();
        let mut index = callers.len().checked_sub(level.max(1))?;
        if let Some(frame) = self.thread.hook_frame
            && frame.get() as usize >= index
        {
            // That frame is none of a function.
            index = index.checked_sub(1)?;
        }
        Position::of(callers.get(index)?)
    }

    /// As [`Self::position`], where some frames are none of a function: those that deal with errors.
    #[cold]
    fn position_in_error(&self, level: usize) -> Option<Position<'gc>> {
        let callers = self.callers();
        let is_native = |frame: &&Frame<'gc>| frame.closure.is_none();
        let above = self.thread.frames[callers.len()..].iter().filter(is_native).count();
        let mut natives = self.thread.natives.iter().rev().skip(above);
        let mut is_function = |frame: &&Frame<'gc>| {
            frame.closure.is_some() || natives.next().is_some_and(|n| n.callback.is_some())
        };
        self.state().charge_fuel(level.min(callers.len()) / 16);
        let frame = callers.iter().rev().filter(|frame| is_function(frame)).nth(level - 1)?;
        Position::of(frame)
    }

    /// The running thread, and whether it is the main one of its executor.
    pub fn thread(&self) -> (Thread<'gc>, bool) {
        let running = self.state().running.get().expect("a native function runs on some thread");
        (running, self.thread.is_main)
    }

    /// The environment (manual section 2.2) of the Lua function that is nearest below this native function: the value
    /// of its upvalue `_ENV`. `None` if it has none, since it uses no globals, or if there is no such function in this
    /// coroutine.
    pub fn environment(&self) -> Option<Value<'gc>> {
        let closure = self.callers().iter().rev().find_map(|frame| frame.closure)?;
        let upvalues = &closure.function().prototype().upvalues;
        let index = upvalues.iter().position(|upvalue| *upvalue.name == *b"_ENV")?;
        closure.upvalue(index).map(|upvalue| upvalue.get())
    }

    /// Whether a yield is possible here: not inside a finalizer or outside of coroutines.
    pub fn is_yieldable(&self) -> bool {
        self.thread.unyieldable == 0
    }
}

const _: () = assert!(SLACK >= 8);

impl fmt::Debug for Stack<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice().iter().map(|value| value.type_name())).finish()
    }
}

/// A place in a Lua source, as messages show it: `input:3:`.
#[derive(Clone, Copy)]
pub struct Position<'gc> {
    source: &'gc [u8],
    line: Option<u32>,
}

impl<'gc> Position<'gc> {
    /// Where a frame is, if it is one of a Lua function.
    pub(crate) fn of(frame: &crate::object::thread::Frame<'gc>) -> Option<Self> {
        let pc = frame.current_pc()?;
        let prototype = frame.closure?.function().prototype();
        Some(Self { source: &prototype.source, line: prototype.line(pc) })
    }

    /// The line, if the function has line information.
    pub fn line(self) -> Option<u32> {
        self.line
    }

    /// Appends `source:line: ` to `text`, as `luaL_where` of the reference implementation does.
    pub fn write_prefix(self, text: &mut Vec<u8>) {
        text.extend_from_slice(&crate::support::chunk_name::short_source(self.source));
        match self.line {
            Some(line) => text.extend_from_slice(format!(":{line}: ").as_bytes()),
            None => text.extend_from_slice(b":-1: "),
        }
    }
}
