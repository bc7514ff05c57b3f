//! Lua functions: an instantiated prototype and its captured variables.
//!
//! A closure and its upvalue pointers are one allocation; since `gc-arena` allocates sized types
//! only, there is one type per size class.
//!
//! Unsafe invariants: a [`Closure`] always points to the `header` of a `ClosureOf` whose `upvalues`
//! array follows it directly (`repr(C)`) and has at least
//! `header.function.upvalue_count` elements, all of the first `upvalue_count` set. Whoever stores into
//! an upvalue or replaces one issues a barrier on the object stored into.

mod gathering;
mod instantiation;
mod texts;

use std::{cell::Cell, mem::offset_of, sync::Arc};

use gc_arena::{Collect, Gc, collect::Trace};

use crate::{
    bytecode::{dismantling::Share, instruction::Instruction, prototype::Prototype},
    object::{context::Context, serial::Serial, value::Value},
    support::{
        account::{self, Charge},
        remains,
    },
};

use self::gathering::FirstSegment;
pub use self::instantiation::Instantiation;

/// A captured variable.
#[derive(Clone, Copy)]
pub struct UpValue<'gc>(Gc<'gc, UpValueState<'gc>>);

pub(crate) struct UpValueState<'gc>(Cell<Value<'gc>>);

const UPVALUE_BYTES: usize = 16 + size_of::<UpValueState<'static>>();

impl Drop for UpValueState<'_> {
    fn drop(&mut self) {
        account::note_traceable_freed(UPVALUE_BYTES);
    }
}

// SAFETY: the only pointer is traced; `set` issues the barrier.
unsafe impl<'gc> Collect<'gc> for UpValueState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        self.0.get().trace(cc);
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for UpValue<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> UpValue<'gc> {
    /// A fresh variable.
    #[inline]
    pub fn new(ctx: Context<'gc>, value: Value<'gc>) -> Self {
        ctx.memory().charge_traceable(UPVALUE_BYTES);
        Self(Gc::new(ctx.mutation(), UpValueState(Cell::new(value))))
    }

    /// Its value.
    #[inline(always)]
    pub fn get(self) -> Value<'gc> {
        self.0.0.get()
    }

    /// Changes its value.
    #[inline(always)]
    pub fn set(self, ctx: Context<'gc>, value: Value<'gc>) {
        if ctx.is_marking() {
            self.barrier_while_marking(ctx);
        }
        self.0.0.set(value);
    }

    #[cold]
    #[inline(never)]
    fn barrier_while_marking(self, ctx: Context<'gc>) {
        ctx.mutation().backward_barrier(Gc::erase(self.0), None);
        ctx.note_barrier();
    }

    /// An address that identifies the variable.
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }
}

/// A prototype made ready to run in one VM: its constants are values of that VM.
#[derive(Clone, Copy)]
pub struct FunctionProto<'gc>(Gc<'gc, FunctionProtoState<'gc>>);

pub(crate) struct FunctionProtoState<'gc> {
    /// The first instruction, inside `prototype`.
    pub(crate) code: *const Instruction,
    /// The first constant, inside `constants`.
    pub(crate) constants_ptr: *const Value<'gc>,
    pub(crate) parameters: u8,
    pub(crate) is_vararg: bool,
    pub(crate) max_stack: u8,
    /// The fuel of a call.
    pub(crate) cost: i64,
    pub(crate) upvalue_count: u8,
    pub(crate) prototype: Share,
    pub(crate) constants: Box<[Value<'gc>]>,
    pub(crate) children: Box<[FunctionProto<'gc>]>,
    /// The first segments of long lists.
    constant_segments: FirstSegment<'gc, Value<'gc>>,
    child_segments: FirstSegment<'gc, FunctionProto<'gc>>,
    bytes: usize,
    /// What is charged for the chunk's name, as long as one of its functions is there.
    _name: Option<Arc<Charge>>,
}

impl Drop for FunctionProtoState<'_> {
    fn drop(&mut self) {
        account::note_traceable_freed(self.bytes);
        remains::leave(std::mem::take(&mut self.constants).into_vec());
        remains::leave(std::mem::take(&mut self.children).into_vec());
    }
}

// SAFETY: all pointers are traced, those of long lists by their segments; nothing is mutable.
unsafe impl<'gc> Collect<'gc> for FunctionProtoState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        match &self.constant_segments {
            Some(first) => cc.trace(first),
            None => self.constants.iter().for_each(|value| value.trace(cc)),
        }
        match &self.child_segments {
            Some(first) => cc.trace(first),
            None => self.children.iter().for_each(|child| cc.trace(child)),
        }
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for FunctionProto<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> FunctionProto<'gc> {
    /// Prepares `prototype` and the prototypes inside it. Equal strings in all of them are one object.
    pub fn new(ctx: Context<'gc>, prototype: &Arc<Prototype>) -> Self {
        Instantiation::new(prototype.clone(), Charge::default()).finish(ctx)
    }

    #[inline(always)]
    pub(crate) fn state(self) -> &'gc FunctionProtoState<'gc> {
        self.0.as_ref()
    }

    /// The compiled function.
    pub fn prototype(self) -> &'gc Arc<Prototype> {
        &self.0.as_ref().prototype
    }
}

/// A Lua function.
#[derive(Clone, Copy)]
pub struct Closure<'gc>(Gc<'gc, ClosureHeader<'gc>>);

#[repr(C)]
pub(crate) struct ClosureHeader<'gc> {
    serial: Serial,
    function: FunctionProto<'gc>,
}

const _: () = assert!(offset_of!(ClosureHeader<'static>, serial) == 0);

type Slot<'gc> = Cell<Option<UpValue<'gc>>>;

#[repr(C)]
struct ClosureOf<'gc, const N: usize> {
    header: ClosureHeader<'gc>,
    upvalues: [Slot<'gc>; N],
}

impl<const N: usize> Drop for ClosureOf<'_, N> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>());
    }
}

// SAFETY: all pointers are traced; `set_upvalue` issues the barrier.
unsafe impl<'gc, const N: usize> Collect<'gc> for ClosureOf<'gc, N> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.header.function);
        for upvalue in self.upvalues.iter().filter_map(Cell::get) {
            cc.trace(&upvalue);
        }
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for Closure<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> Closure<'gc> {
    /// A closure of `function` whose upvalues are given by `upvalue`, called with each index.
    #[inline]
    pub(crate) fn new(
        ctx: Context<'gc>,
        function: FunctionProto<'gc>,
        upvalue: impl FnMut(usize) -> UpValue<'gc>,
    ) -> Self {
        match function.state().upvalue_count {
            0 => Self::allocate::<0>(ctx, function, upvalue),
            1 => Self::allocate::<1>(ctx, function, upvalue),
            2 => Self::allocate::<2>(ctx, function, upvalue),
            3 => Self::allocate::<3>(ctx, function, upvalue),
            4 => Self::allocate::<4>(ctx, function, upvalue),
            5..=6 => Self::allocate::<6>(ctx, function, upvalue),
            7..=8 => Self::allocate::<8>(ctx, function, upvalue),
            9..=16 => Self::allocate::<16>(ctx, function, upvalue),
            17..=32 => Self::allocate::<32>(ctx, function, upvalue),
            33..=64 => Self::allocate::<64>(ctx, function, upvalue),
            65..=128 => Self::allocate::<128>(ctx, function, upvalue),
            _ => Self::allocate::<255>(ctx, function, upvalue),
        }
    }

    #[inline]
    fn allocate<const N: usize>(
        ctx: Context<'gc>,
        function: FunctionProto<'gc>,
        mut upvalue: impl FnMut(usize) -> UpValue<'gc>,
    ) -> Self {
        let count = function.state().upvalue_count as usize;
        let upvalues = core::array::from_fn(|i| Cell::new((i < count).then(|| upvalue(i))));
        let serial = Serial::new(ctx.memory().charge_traceable(16 + size_of::<ClosureOf<'_, N>>()));
        let header = ClosureHeader { serial, function };
        let closure = Gc::new(ctx.mutation(), ClosureOf::<N> { header, upvalues });
        // SAFETY: `repr(C)` puts the header first, so the pointer is valid for it.
        Self(unsafe { Gc::cast(closure) })
    }

    /// A closure of a main chunk: its first upvalue is `env`, others (of loaded binaries) are nil.
    pub fn main(ctx: Context<'gc>, prototype: &Arc<Prototype>, env: Value<'gc>) -> Self {
        Self::of_main(ctx, FunctionProto::new(ctx, prototype), env)
    }

    /// A closure of a main chunk that is ready to run; see [`Self::main`].
    pub fn of_main(ctx: Context<'gc>, function: FunctionProto<'gc>, env: Value<'gc>) -> Self {
        Self::new(ctx, function, |i| UpValue::new(ctx, if i == 0 { env } else { Value::Nil }))
    }

    /// The function that this is a closure of.
    #[inline(always)]
    pub fn function(self) -> FunctionProto<'gc> {
        self.0.as_ref().function
    }

    /// How many variables it captures.
    pub fn upvalue_count(self) -> usize {
        self.function().state().upvalue_count as usize
    }

    #[inline(always)]
    fn slot(self, index: usize) -> &'gc Slot<'gc> {
        debug_assert!(index < self.upvalue_count());
        let first = Gc::as_ptr(self.0).wrapping_add(1).cast::<Slot<'gc>>();
        // SAFETY: the invariants above: the array follows the header and callers keep `index` in range.
        unsafe { &*first.add(index) }
    }

    /// The captured variable `index`, which the caller knows to be in range.
    ///
    /// # Safety
    /// `index` is less than the prototype's number of upvalues.
    #[inline(always)]
    pub(crate) unsafe fn upvalue_unchecked(self, index: usize) -> UpValue<'gc> {
        // SAFETY: the first `upvalue_count` slots are always set.
        unsafe { self.slot(index).get().unwrap_unchecked() }
    }

    /// The captured variable `index`, counted from 0.
    pub fn upvalue(self, index: usize) -> Option<UpValue<'gc>> {
        if index < self.upvalue_count() { self.slot(index).get() } else { None }
    }

    /// Makes upvalue `index` share the variable `upvalue`. Out of range, nothing happens.
    pub fn set_upvalue(self, ctx: Context<'gc>, index: usize, upvalue: UpValue<'gc>) {
        if index < self.upvalue_count() {
            ctx.mutation().backward_barrier(Gc::erase(self.0), None);
            ctx.note_barrier();
            self.slot(index).set(Some(upvalue));
        }
    }

    /// An address that identifies the closure.
    #[inline(always)]
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }
}
