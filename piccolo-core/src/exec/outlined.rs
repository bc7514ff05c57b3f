//! Small functions that the arms of the interpreter loop call, kept out of the loop so that they do not
//! take registers from it.
//!
//! Unsafe invariants are those of [`dispatch`](super::dispatch): pointers into the stack are valid for
//! the slots that each function says, and no reference into the stack lives across a call.

// Each reference that is made from a raw pointer is written out; rustc asks for that where clippy does not.
#![allow(clippy::needless_borrow)]

use std::cmp::Ordering;

use crate::{
    bytecode::instruction::{Instruction, Opcode},
    exec::{
        dispatch::{VALUES, opcode, string_constant},
        operation,
        suspension::{self, Suspension},
    },
    meta::{MetaCall, Outcome},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        metamethod::Metamethod,
        stack::Stack,
        string::String,
        table::Table,
        thread::{Frame, SLACK, ThreadState, unfinished::FEW, wanted},
        userdata::class::Found,
        value::Value,
    },
};

/// Moves `results` values from `source` to `target` and makes them `wanted`.
///
/// # Safety
/// All slots are inside the stack.
#[inline(never)]
pub(super) unsafe fn place_results<'gc>(
    source: *const Value<'gc>,
    target: *mut Value<'gc>,
    results: usize,
    wanted: usize,
) {
    // SAFETY: as above; the ranges may overlap.
    unsafe {
        core::ptr::copy(source, target, results.min(wanted));
        for missing in results..wanted {
            *target.add(missing) = Value::Nil;
        }
    }
}

/// Pops the top frame and puts `count` results where the native frame below wants them.
///
/// # Safety
/// The top frame has a result slot inside the stack, and `results` points to `count` values.
#[inline(always)]
pub(super) unsafe fn return_to_native<'gc>(
    thread: *mut ThreadState<'gc>,
    results: *const Value<'gc>,
    count: usize,
) {
    // SAFETY: as above, and `thread` is valid as in `run`.
    unsafe {
        let frames = &mut (*thread).frames;
        let len = frames.len() - 1;
        let target = (*frames.as_ptr().add(len)).result as usize;
        frames.set_len(len);
        let target_slot = (&mut (*thread).stack).as_mut_ptr().add(target);
        match count {
            0 => {}
            1 => *target_slot = *results,
            _ => core::ptr::copy(results, target_slot, count),
        }
        (*thread).top = target + count;
    }
}

/// Calls a host function with the values from stack slot `first` to the thread's top, and returns what it returns from
/// the top frame. If it does not just return, gives what comes of that.
///
/// # Safety
/// `thread` is valid as in `run`. The top frame and the one below are frames of Lua, and what the former wants is a number
/// of results, all, or [`wanted::FINISH`].
#[inline(never)]
pub(super) unsafe fn return_native<'gc>(
    ctx: Context<'gc>,
    thread: *mut ThreadState<'gc>,
    callback: Callback<'gc>,
    first: usize,
) -> Option<Suspension<'gc>> {
    // SAFETY: as above; results go to below where they are.
    unsafe {
        let callers = (&(*thread).frames).len();
        let outcome = callback.call(ctx, Stack::new(ctx, &mut *thread, first, callers));
        if !matches!(outcome, Ok(Action::Return)) {
            return Some(suspension::suspend_last(ctx, &mut *thread, callback, outcome, first));
        }
        // Nothing to drop, which the compiler would look for in every variant.
        core::mem::forget(outcome);
        let frames = &mut (*thread).frames;
        let len = frames.len() - 1;
        let Frame { result, wanted, .. } = *frames.as_ptr().add(len);
        let results = (*thread).top - first;
        let stack = (&mut (*thread).stack).as_mut_ptr();
        if wanted == wanted::FINISH {
            let value = if results > 0 { *stack.add(first) } else { Value::Nil };
            let is_finished = operation::finish_simple(&mut *thread, value);
            return if is_finished { None } else { suspension::finish_last(ctx, &mut *thread, first) };
        }
        if wanted < 0 && results > FEW {
            return suspension::finish_last(ctx, &mut *thread, first);
        }
        frames.set_len(len);
        let target = stack.add(result as usize);
        if wanted < 0 {
            ctx.charge_fuel(results / 16);
            core::ptr::copy(stack.add(first), target, results);
            (*thread).top = result as usize + results;
        } else if wanted == 1 && results > 0 {
            *target = *stack.add(first);
        } else {
            ctx.charge_small(i64::from(wanted) / VALUES);
            place_results(stack.add(first), target, results, wanted as usize);
        }
    }
    None
}

/// Writes `value` and nils to `wanted` slots, possibly none.
///
/// # Safety
/// All slots are inside the stack.
#[cold]
#[inline(never)]
pub(super) unsafe fn fill_results<'gc>(target: *mut Value<'gc>, value: Value<'gc>, wanted: usize) {
    for index in 0..wanted {
        // SAFETY: as above.
        unsafe { *target.add(index) = if index == 0 { value } else { Value::Nil } };
    }
}

/// The order of two strings, byte by byte.
#[inline(never)]
pub(super) fn order(a: String<'_>, b: String<'_>) -> Ordering {
    a.as_bytes().cmp(b.as_bytes())
}

/// Adds a field to a table without metatable; otherwise does nothing and gives `false`.
#[inline(never)]
pub(super) fn add_field<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    key: String<'gc>,
    value: Value<'gc>,
) -> bool {
    table.metatable().is_none() && table.raw_set_string(ctx, key, value).is_ok()
}

/// As [`add_field`], for an integer key.
#[inline(never)]
pub(super) fn add_integer<'gc>(ctx: Context<'gc>, table: Table<'gc>, key: i64, value: Value<'gc>) -> bool {
    table.metatable().is_none() && table.raw_set_integer(ctx, key, value).is_ok()
}

/// A table with room for `array` elements and `2^(hash - 1)` fields; `None` when memory is short.
#[inline(never)]
pub(super) fn new_table<'gc>(ctx: Context<'gc>, array: i32, hash: u8) -> Option<Table<'gc>> {
    if array == 0 && hash == 0 {
        return Some(Table::new(ctx));
    }
    let hash = if hash == 0 { 0 } else { 1usize.checked_shl(hash as u32 - 1)? };
    Table::with_capacity(ctx, array.max(0) as usize, hash).ok()
}

/// How many tables are looked at for what the loop charges ([`INHERITED`]). Longer ways are charged step by step.
const FEW_STEPS: usize = 4;

/// The fuel of a field that is inherited, beyond that of an instruction.
pub(super) const INHERITED: i64 = 4;

/// `table[key]` for a key that `table` itself lacks, but perhaps for its old nodes, as long as every `__index` on the
/// way is a table;
/// else the call of the handler, if that is a Lua function.
#[inline(never)]
pub(super) fn inherited<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    key: Value<'gc>,
) -> Result<Value<'gc>, Option<MetaCall<'gc>>> {
    let mut table = table;
    if let Value::String(key) = key
        && table.has_old_nodes()
    {
        let value = table.get_short_string(key);
        if !value.is_nil() {
            return Ok(value);
        }
    }
    for _ in 0..FEW_STEPS {
        let Some(metatable) = table.metatable() else { return Ok(Value::Nil) };
        match metatable.index_handler(ctx) {
            Value::Nil => return Ok(Value::Nil),
            Value::Table(next) => table = next,
            handler @ Value::Closure(_) => {
                return Err(Some(MetaCall::two(handler, Value::Table(table), key)));
            }
            _ => return Err(None),
        }
        let value = match key {
            Value::String(key) => table.get_short_string(key),
            Value::Integer(key) => table.get_integer(key),
            key => table.raw_get(key),
        };
        if !value.is_nil() {
            return Ok(value);
        }
    }
    Err(None)
}

/// The field `key` of the table that strings are indexed by; nil if it is not as simple as that.
#[inline(never)]
pub(super) fn string_method<'gc>(ctx: Context<'gc>, key: String<'gc>) -> Value<'gc> {
    let Some(metatable) = ctx.string_metatable() else { return Value::Nil };
    match metatable.index_handler(ctx) {
        Value::Table(methods) => methods.get_short_string(key),
        _ => Value::Nil,
    }
}

/// The call of a table's `__newindex` for a key that it lacks, if that is a Lua function.
#[inline(never)]
pub(super) fn assignment<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    key: Value<'gc>,
    value: Value<'gc>,
) -> Option<MetaCall<'gc>> {
    match table.metatable()?.metamethod(ctx, Metamethod::NewIndex) {
        handler @ Value::Closure(_) if table.raw_get(key).is_nil() => {
            Some(MetaCall::three(handler, Value::Table(table), key, value))
        }
        _ => None,
    }
}

/// Pushes the frame of a metamethod that is a Lua function, with one wanted result, if there is room.
///
/// # Safety
/// The top frame is one of a closure, and its `pc` is saved.
#[inline(never)]
pub(super) unsafe fn enter_metamethod<'gc>(thread: *mut ThreadState<'gc>, call: MetaCall<'gc>) -> bool {
    // SAFETY: passed on to the caller.
    unsafe { push_metamethod(thread, call) }
}

/// How far [`enter_operator`] came.
pub(super) enum Shortcut {
    /// The frame of a handler is on top.
    Call,
    /// The result is where it belongs.
    Result,
    /// [`operation::execute`] knows what is left to do.
    Nothing,
}

impl Shortcut {
    fn of_result(is_there: bool) -> Self {
        if is_there { Shortcut::Result } else { Shortcut::Nothing }
    }
}

/// Reads or sets a member of a userdata, computes with numbers, or enters the handler of an operator on a table or
/// userdata, if that is a Lua function.
///
/// # Safety
/// As for [`enter_metamethod`].
#[inline(never)]
pub(super) unsafe fn enter_operator<'gc>(
    ctx: Context<'gc>,
    thread: *mut ThreadState<'gc>,
    i: Instruction,
) -> Shortcut {
    // SAFETY: passed on to the caller.
    unsafe {
        match opcode(i) {
            Opcode::GetField => Shortcut::of_result(get_member(ctx, thread, i, i.b())),
            // The object was copied before it was looked at, and the two registers may overlap.
            Opcode::SelfField => Shortcut::of_result(get_member(ctx, thread, i, i.a() + 1)),
            Opcode::SetField => Shortcut::of_result(set_member(ctx, thread, i)),
            _ => enter_handler(ctx, thread, i),
        }
    }
}

/// Enters the handler of an operator, or computes what needs none. All in one, since a call that is handed from function
/// to function goes through memory.
///
/// # Safety
/// As for [`enter_metamethod`].
#[inline(never)]
unsafe fn enter_handler<'gc>(ctx: Context<'gc>, thread: *mut ThreadState<'gc>, i: Instruction) -> Shortcut {
    // SAFETY: passed on to the caller; the reference ends before the thread changes.
    unsafe {
        match operation::operator_handler(ctx, &*thread, i) {
            Some(Outcome::Call(call)) if push_metamethod(thread, call) => Shortcut::Call,
            Some(Outcome::Value(value)) => {
                let (_, base) = top_frame(thread);
                *base.add(i.a() as usize) = value;
                Shortcut::Result
            }
            _ => Shortcut::Nothing,
        }
    }
}

/// The top frame, and its registers.
///
/// # Safety
/// As for [`enter_metamethod`].
#[inline(always)]
unsafe fn top_frame<'gc>(thread: *mut ThreadState<'gc>) -> (*const Frame<'gc>, *mut Value<'gc>) {
    // SAFETY: there is a frame, and its registers are inside the stack.
    unsafe {
        let frames = &(*thread).frames;
        let frame = frames.as_ptr().add(frames.len() - 1);
        (frame, (&mut (*thread).stack).as_mut_ptr().add((*frame).base as usize))
    }
}

/// Reads a member of the userdata in a register, for an instruction that names it by a short string.
///
/// # Safety
/// As for [`enter_metamethod`].
#[inline(never)]
unsafe fn get_member<'gc>(
    ctx: Context<'gc>,
    thread: *mut ThreadState<'gc>,
    i: Instruction,
    object: u8,
) -> bool {
    // SAFETY: operands are in range, and the key is a string. The stack stays where it is: a class's functions know
    // nothing of the thread, which only its own loop changes.
    unsafe {
        let (frame, base) = top_frame(thread);
        let Value::UserData(object) = *base.add(object as usize) else { return false };
        if ctx.state().has_hooks.get() {
            return false;
        }
        let key = string_constant((*frame).constants.offset(i.d() as isize));
        let target = base.add(i.a() as usize);
        match object.member(ctx, key) {
            Found::Accessor(handler, get) => match get(ctx, object) {
                Ok(value) => {
                    *target = value;
                    after_accessor(ctx, thread)
                }
                Err(error) => accessor_failed(thread, handler, error),
            },
            Found::Value(value) => {
                *target = value;
                true
            }
            Found::Nothing => false,
        }
    }
}

/// Sets a field of a userdata, for an instruction that names it by a short string.
///
/// # Safety
/// As for [`enter_metamethod`].
#[inline(never)]
unsafe fn set_member<'gc>(ctx: Context<'gc>, thread: *mut ThreadState<'gc>, i: Instruction) -> bool {
    // SAFETY: as in `get_member`.
    unsafe {
        let (frame, base) = top_frame(thread);
        let Value::UserData(object) = *base.add(i.a() as usize) else { return false };
        if ctx.state().has_hooks.get() {
            return false;
        }
        let key = string_constant((*frame).constants.offset(i.d() as isize));
        let Some((handler, set)) = object.setter(ctx, key) else { return false };
        let value =
            if i.b() == 0 { base.add(i.c() as usize) } else { (*frame).constants.add(i.c() as usize) };
        match set(ctx, object, *value) {
            Ok(()) => after_accessor(ctx, thread),
            Err(error) => accessor_failed(thread, handler, error),
        }
    }
}

/// Whether the loop can go on after a function of the host.
///
/// # Safety
/// `thread` is valid as in `run`.
#[inline(always)]
unsafe fn after_accessor<'gc>(ctx: Context<'gc>, thread: *mut ThreadState<'gc>) -> bool {
    if ctx.has_fuel_debt() || ctx.memory().is_collection_due() {
        // SAFETY: as above.
        unsafe { (*thread).accessed = Some(Ok(())) };
        return false;
    }
    true
}

/// Notes the failure of a function of the host.
///
/// # Safety
/// `thread` is valid as in `run`.
#[cold]
#[inline(never)]
unsafe fn accessor_failed<'gc>(
    thread: *mut ThreadState<'gc>,
    handler: Callback<'gc>,
    error: Error<'gc>,
) -> bool {
    // SAFETY: as above.
    unsafe {
        (*thread).raised_by = Some(handler);
        (*thread).accessed = Some(Err(Box::new(error)));
    }
    false
}

/// What [`enter_metamethod`] does.
///
/// # Safety
/// As there.
#[inline(always)]
unsafe fn push_metamethod<'gc>(thread: *mut ThreadState<'gc>, call: MetaCall<'gc>) -> bool {
    // SAFETY: `thread` is valid as in `run`; slots are checked against the stack's length.
    unsafe {
        let Value::Closure(callee) = call.callee else { return false };
        let function = callee.function().state();
        let frames = &mut (*thread).frames;
        let Some(caller) = frames.last() else { return false };
        let Some(closure) = caller.closure else { return false };
        let at = caller.base as usize + closure.function().state().max_stack as usize;
        let arguments = call.arguments();
        let needed = at + (function.max_stack as usize).max(arguments.len()) + SLACK;
        if function.is_vararg || needed > (&(*thread).stack).len() || frames.len() == frames.capacity() {
            return false;
        }
        let target = (&mut (*thread).stack).as_mut_ptr().add(at);
        for (index, argument) in arguments.iter().enumerate() {
            *target.add(index) = *argument;
        }
        for missing in arguments.len()..function.parameters as usize {
            *target.add(missing) = Value::Nil;
        }
        frames.push(Frame {
            closure: Some(callee),
            pc: function.code,
            constants: function.constants_ptr,
            base: at as u32,
            result: at as u32,
            wanted: wanted::FINISH,
            flags: 0,
            extra: 0,
        });
        true
    }
}
