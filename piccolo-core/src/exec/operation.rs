//! What the interpreter loop's fast paths leave over: metamethods, conversions, allocation with
//! sizes, calls of anything but a plain function, errors.
//!
//! The frame's `pc` is saved and points behind the instruction. Everything here goes through bounds
//! checks, so only the loop itself relies on verified bytecode.

use crate::{
    bytecode::instruction::{Instruction, Opcode},
    convert::number::charge_reading,
    exec::{
        call::{self, Called},
        diagnosis, hook,
        long::{compare_strings, concat_strings, hash_key, read_loop_value},
        moving,
    },
    meta::{
        MetaCall, Outcome, arithmetic, comparison, concatenation,
        failure::{Failure, Operand, type_name},
        index,
    },
    object::{
        callback::Callback,
        context::Context,
        error::{Error, Stop},
        function::Function,
        metamethod::Metamethod,
        reading::is_long,
        string::String,
        table::{
            Table,
            key::{is_too_long, ready_key},
        },
        thread::{LISTED, SEEN, ThreadState, unfinished::FEW, wanted},
        userdata::class::Found,
        value::Value,
    },
    sequence::long::{self, Relation},
    support::{
        any_bytes, number,
        numeral::{self, Numeral},
    },
};

/// What the interpreter loop does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Go on with the top frame, which is one of a closure; load it again.
    Frame,
    /// The top frame is native or there is none: leave the loop.
    Boundary,
    /// A callback asked for something: leave the loop.
    Leave,
    /// As if nothing had been, the current instruction is executed again.
    Again,
    /// The same in the next step.
    Pause,
    /// Something is to be done piece by piece first (`ThreadState::unfinished`): leave the loop.
    Unfinished,
}

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// Executes `instruction` of the top frame, or finishes it if it is one that has just read or set a member of a
/// userdata.
#[cold]
#[inline(never)]
pub(crate) fn execute<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
) -> Result<'gc, Flow> {
    if let Some(result) = thread.accessed.take() {
        return result.map(|()| Flow::Frame).map_err(|error| *error);
    }
    let (frames, top) = (thread.frames.len(), thread.top);
    let pc = thread.frames.last().map(|frame| frame.pc);
    let result = execute_once(ctx, thread, i);
    if matches!(result, Err(Error::Stop(Stop::Memory)))
        && ctx.memory().was_refused()
        && thread.frames.len() == frames
        && let (Some(frame), Some(pc)) = (thread.frames.last_mut(), pc)
    {
        frame.pc = pc;
        thread.top = top;
        retry(ctx, thread);
    }
    result
}

/// Has the current instruction, which failed for want of memory, executed again when garbage is collected.
pub(super) fn retry<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) {
    repeat(thread);
    ctx.memory().begin_retry();
}

/// Notes that a callback failed. It is only called again if that was for want of memory and it asked for it.
#[cold]
pub(crate) fn note_failure<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    callback: Callback<'gc>,
    error: &Error<'gc>,
) {
    thread.raised_by = Some(callback);
    if let Error::Stop(Stop::Memory) = error {
        ctx.memory().set_refused(ctx.memory().wants_room());
    }
}

#[inline(always)]
fn execute_once<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    match i.op() {
        Opcode::GetUpvalueField
        | Opcode::GetIndex
        | Opcode::GetField
        | Opcode::GetInteger
        | Opcode::SelfField => get(ctx, thread, i),
        Opcode::SetUpvalueField | Opcode::SetIndex | Opcode::SetField | Opcode::SetInteger => {
            set(ctx, thread, i)
        }
        Opcode::NewTable => new_table(ctx, thread, i),
        Opcode::SetList => set_list(ctx, thread, i),
        Opcode::Neg | Opcode::BNot => {
            let value = register(thread, i.b());
            let operator = if i.op() == Opcode::Neg { Metamethod::Unm } else { Metamethod::BNot };
            let outcome = arithmetic::arithmetic(ctx, operator, value, value);
            assign(ctx, thread, i, outcome)
        }
        Opcode::Len => {
            let outcome = index::length(ctx, register(thread, i.b()));
            assign(ctx, thread, i, outcome)
        }
        Opcode::Concat => {
            let last = base(thread) + i.a() as usize + i.b() as usize;
            concat(ctx, thread, i, last)
        }
        Opcode::Eq
        | Opcode::EqK
        | Opcode::Lt
        | Opcode::Le
        | Opcode::LtI
        | Opcode::LeI
        | Opcode::GtI
        | Opcode::GeI => compare(ctx, thread, i),
        Opcode::Close => {
            let level = base(thread) + i.a() as usize;
            Ok(close_variables(ctx, thread, level)?.unwrap_or(Flow::Frame))
        }
        Opcode::ToBeClosed => mark_to_be_closed(ctx, thread, i.a()),
        Opcode::Charge => {
            ctx.charge_fuel(i.d().max(0) as usize);
            Ok(Flow::Frame)
        }
        Opcode::TForPrep => {
            mark_to_be_closed(ctx, thread, i.a() + 3)?;
            jump(thread, i.d());
            Ok(Flow::Frame)
        }
        Opcode::Call | Opcode::TailCall => call_instruction(ctx, thread, i),
        Opcode::TForCall => iterate(ctx, thread, i),
        Opcode::Return | Opcode::Return0 | Opcode::Return1 => return_instruction(ctx, thread, i),
        Opcode::ForPrep => prepare_loop(ctx, thread, i),
        Opcode::Vararg => all_varargs(ctx, thread, i),
        op => match arithmetic_operator(op) {
            Some(operator) => arithmetic_instruction(ctx, thread, i, operator),
            None => Err(Error::message("malformed bytecode")),
        },
    }
}

fn base(thread: &ThreadState<'_>) -> usize {
    thread.frames.last().map_or(0, |frame| frame.base as usize)
}

pub(crate) fn register<'gc>(thread: &ThreadState<'gc>, register: u8) -> Value<'gc> {
    thread.stack[base(thread) + register as usize]
}

fn set_register<'gc>(thread: &mut ThreadState<'gc>, register: u8, value: Value<'gc>) {
    let index = base(thread) + register as usize;
    thread.stack[index] = value;
}

pub(crate) fn constant<'gc>(thread: &ThreadState<'gc>, index: i32) -> Value<'gc> {
    let closure = thread.frames.last().and_then(|frame| frame.closure);
    let constants = closure.map(|closure| &closure.function().state().constants);
    constants.and_then(|constants| constants.get(index as usize)).copied().unwrap_or(Value::Nil)
}

pub(crate) fn upvalue<'gc>(thread: &ThreadState<'gc>, index: u8) -> Value<'gc> {
    let closure = thread.frames.last().and_then(|frame| frame.closure);
    closure.and_then(|closure| closure.upvalue(index as usize)).map_or(Value::Nil, |upvalue| upvalue.get())
}

/// Moves the top frame's `pc` by `distance`.
fn jump(thread: &mut ThreadState<'_>, distance: i32) {
    if let Some(frame) = thread.frames.last_mut() {
        frame.pc = frame.pc.wrapping_offset(distance as isize);
    }
}

/// Where a metamethod call of the top frame puts its arguments.
fn scratch(thread: &ThreadState<'_>) -> usize {
    let registers = thread.frames.last().and_then(|frame| frame.closure);
    base(thread) + registers.map_or(0, |closure| closure.function().state().max_stack as usize)
}

fn fail<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    i: Instruction,
    failure: Failure<'gc>,
) -> Error<'gc> {
    diagnosis::explain(ctx, thread, i, failure)
}

/// Ends an instruction whose result goes to `R[A]`.
fn assign<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
    outcome: core::result::Result<Outcome<'gc>, Failure<'gc>>,
) -> Result<'gc, Flow> {
    let value = match outcome.map_err(|failure| fail(ctx, thread, i, failure))? {
        Outcome::Value(value) => value,
        Outcome::Call(call) => match call_metamethod(ctx, thread, call, wanted::FINISH)? {
            Called::Value(value) => value,
            Called::Flow(flow) => return Ok(flow),
        },
    };
    set_register(thread, i.a(), value);
    Ok(Flow::Frame)
}

fn call_metamethod<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    meta: MetaCall<'gc>,
    wanted: i16,
) -> Result<'gc, Called<'gc>> {
    let at = scratch(thread);
    call::call_metamethod(ctx, thread, meta, at, wanted)
}

fn get<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let object = match i.op() {
        Opcode::GetUpvalueField => upvalue(thread, i.b()),
        // `SelfField` copied the object before it looked, and its two registers may overlap.
        Opcode::SelfField => register(thread, i.a() + 1),
        _ => register(thread, i.b()),
    };
    let key = match i.op() {
        Opcode::GetIndex => register(thread, i.c()),
        Opcode::GetInteger => Value::Integer(i.d() as i64),
        _ => constant(thread, i.d()),
    };
    let key = match ready_key(ctx, key) {
        Ok(key) => key,
        Err(key) => return hash_first(ctx, thread, key),
    };
    if let (Value::UserData(object), Value::String(key)) = (object, key)
        && key.is_short()
        && !ctx.state().has_hooks.get()
    {
        let value = match object.member(ctx, key) {
            Found::Accessor(handler, get) => {
                Some(get(ctx, object).inspect_err(|error| note_failure(ctx, thread, handler, error))?)
            }
            Found::Value(value) => Some(value),
            Found::Nothing => None,
        };
        if let Some(value) = value {
            set_register(thread, i.a(), value);
            return Ok(Flow::Frame);
        }
    }
    let outcome = index::index(ctx, object, key);
    assign(ctx, thread, i, outcome)
}

/// Hashes a long key before the instruction is executed again.
#[cold]
fn hash_first<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, key: String<'gc>) -> Result<'gc, Flow> {
    let at = scratch(thread);
    repeat(thread);
    hash_key(ctx, thread, at, key)
}

/// Has the current instruction executed again.
fn repeat(thread: &mut ThreadState<'_>) {
    jump(thread, -1);
    if let Some(frame) = thread.frames.last_mut() {
        frame.flags |= SEEN;
    }
}

fn set<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let object = match i.op() {
        Opcode::SetUpvalueField => upvalue(thread, i.a()),
        _ => register(thread, i.a()),
    };
    let key = match i.op() {
        Opcode::SetIndex => register(thread, i.b()),
        Opcode::SetInteger => Value::Integer(i.d() as i64),
        _ => constant(thread, i.d()),
    };
    let value = match i.op() {
        Opcode::SetIndex if i.d() == 0 => register(thread, i.c()),
        Opcode::SetIndex => constant(thread, i.d() - 1),
        _ if i.b() == 0 => register(thread, i.c()),
        _ => constant(thread, i.c() as i32),
    };
    let key = match ready_key(ctx, key) {
        Ok(key) => key,
        Err(key) => return hash_first(ctx, thread, key),
    };
    if let (Value::UserData(object), Value::String(key)) = (object, key)
        && key.is_short()
        && !ctx.state().has_hooks.get()
        && let Some((handler, set)) = object.setter(ctx, key)
    {
        let result = set(ctx, object, value);
        return result.inspect_err(|error| note_failure(ctx, thread, handler, error)).map(|()| Flow::Frame);
    }
    match index::set_index(ctx, object, key, value).map_err(|failure| fail(ctx, thread, i, failure))? {
        None => Ok(Flow::Frame),
        Some(meta) => match call_metamethod(ctx, thread, meta, wanted::FINISH)? {
            Called::Value(_) => Ok(Flow::Frame),
            Called::Flow(flow) => Ok(flow),
        },
    }
}

fn new_table<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let hash = if i.b() == 0 { 0 } else { 1usize.checked_shl(i.b() as u32 - 1).unwrap_or(usize::MAX) };
    let table = Table::with_capacity(ctx, i.d().max(0) as usize, hash)?;
    set_register(thread, i.a(), Value::Table(table));
    Ok(Flow::Frame)
}

/// How many values are put into a table at a time.
const LIST_PIECE: usize = 8192;

fn set_list<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let first = base(thread) + i.a() as usize + 1;
    let count = if i.b() == 0 { thread.top.saturating_sub(first) } else { i.b() as usize };
    let Value::Table(table) = register(thread, i.a()) else {
        return Err(Error::message("malformed bytecode"));
    };
    // What is done already, of a long list.
    let done = match thread.frames.last() {
        Some(frame) if frame.flags & LISTED != 0 => match thread.stack[first] {
            Value::Integer(done) => done as usize,
            _ => 0,
        },
        _ => {
            table.ensure_array(ctx, i.d() as usize + count)?;
            0
        }
    };
    let end = count.min(done + LIST_PIECE);
    ctx.charge_fuel(end.saturating_sub(done) / 2);
    for offset in done..end {
        table.raw_set_listed(ctx, i.d() as i64 + 1 + offset as i64, thread.stack[first + offset])?;
    }
    let Some(frame) = thread.frames.last_mut() else { return Ok(Flow::Frame) };
    if end < count {
        // The first value is in the table; its place is free.
        frame.flags |= LISTED;
        thread.stack[first] = Value::Integer(end as i64);
        repeat(thread);
        return Ok(Flow::Pause);
    }
    frame.flags &= !LISTED;
    Ok(Flow::Frame)
}

/// The operator of an arithmetic instruction.
pub(super) fn arithmetic_operator(op: Opcode) -> Option<Metamethod> {
    Some(match op {
        Opcode::Add | Opcode::AddK | Opcode::AddI => Metamethod::Add,
        Opcode::Sub | Opcode::SubK => Metamethod::Sub,
        Opcode::Mul | Opcode::MulK => Metamethod::Mul,
        Opcode::Mod | Opcode::ModK => Metamethod::Mod,
        Opcode::Pow | Opcode::PowK => Metamethod::Pow,
        Opcode::Div | Opcode::DivK => Metamethod::Div,
        Opcode::IDiv | Opcode::IDivK => Metamethod::IDiv,
        Opcode::BAnd | Opcode::BAndK => Metamethod::BAnd,
        Opcode::BOr | Opcode::BOrK => Metamethod::BOr,
        Opcode::BXor | Opcode::BXorK => Metamethod::BXor,
        Opcode::Shl | Opcode::ShlK => Metamethod::Shl,
        Opcode::Shr | Opcode::ShrK => Metamethod::Shr,
        _ => return None,
    })
}

/// The result of an arithmetic operator on numbers, or the call of the handler that stands in for an operator on a table or
/// userdata.
#[inline(always)]
pub(crate) fn operator_handler<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    i: Instruction,
) -> Option<Outcome<'gc>> {
    let (operator, left, right) = match i.op() {
        Opcode::Neg => (Metamethod::Unm, register(thread, i.b()), register(thread, i.b())),
        Opcode::BNot => (Metamethod::BNot, register(thread, i.b()), register(thread, i.b())),
        Opcode::Len => (Metamethod::Len, register(thread, i.b()), register(thread, i.b())),
        Opcode::Lt => (Metamethod::Lt, register(thread, i.a()), register(thread, i.b())),
        Opcode::Le => (Metamethod::Le, register(thread, i.a()), register(thread, i.b())),
        Opcode::Eq if matches!(register(thread, i.a()), Value::String(_)) => return None,
        Opcode::Eq => match comparison::equals(ctx, register(thread, i.a()), register(thread, i.b())) {
            call @ Outcome::Call(_) => return Some(call),
            Outcome::Value(_) => return None,
        },
        op => arithmetic_operands(thread, i, arithmetic_operator(op)?),
    };
    let is_object = |value| matches!(value, Value::Table(_) | Value::UserData(_));
    if is_object(left) || is_object(right) {
        return arithmetic::binary_handler(ctx, operator, left, right).map(Outcome::Call);
    }
    if matches!(operator, Metamethod::Len | Metamethod::Lt | Metamethod::Le) {
        return None;
    }
    if operator == Metamethod::Mod
        && let (Some(x), Some(y)) = (left.as_number(), right.as_number())
    {
        ctx.charge_small(number::float_modulo_cost(x, y));
    }
    arithmetic::raw(operator, left, right).ok()?.map(Outcome::Value)
}

fn arithmetic_operands<'gc>(
    thread: &ThreadState<'gc>,
    i: Instruction,
    operator: Metamethod,
) -> (Metamethod, Value<'gc>, Value<'gc>) {
    arithmetic_operands_in(thread, i, operator, |number| register(thread, number))
}

/// The operator and operands of an instruction, where registers hold what `register` gives.
#[inline(always)]
pub(super) fn arithmetic_operands_in<'gc>(
    thread: &ThreadState<'gc>,
    i: Instruction,
    operator: Metamethod,
    register: impl Fn(u8) -> Value<'gc>,
) -> (Metamethod, Value<'gc>, Value<'gc>) {
    let left = register(i.b());
    match i.op() {
        Opcode::AddI => match i.c() {
            0 => (operator, left, Value::Integer(i.d() as i64)),
            1 => (operator, Value::Integer(i.d() as i64), left),
            _ => (Metamethod::Sub, left, Value::Integer(-(i.d() as i64))),
        },
        op if (Opcode::AddK as u8..=Opcode::ShrK as u8).contains(&(op as u8)) => {
            let number = constant(thread, i.d());
            if i.c() == 1 { (operator, number, left) } else { (operator, left, number) }
        }
        _ => (operator, left, register(i.c())),
    }
}

fn arithmetic_instruction<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
    operator: Metamethod,
) -> Result<'gc, Flow> {
    let (operator, left, right) = arithmetic_operands(thread, i, operator);
    let outcome = arithmetic::arithmetic(ctx, operator, left, right);
    assign(ctx, thread, i, outcome)
}

/// Concatenates `R[A]` up to the stack slot before `end`, from the right.
fn concat<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
    end: usize,
) -> Result<'gc, Flow> {
    let mut left = end;
    let result = concat_pieces(ctx, thread, i, &mut left);
    if left != end && result.is_err() {
        // Some values are joined already.
        ctx.memory().set_refused(false);
    }
    result
}

/// [`concat`]; `next` is one past the values that are left.
fn concat_pieces<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
    next: &mut usize,
) -> Result<'gc, Flow> {
    let first = base(thread) + i.a() as usize;
    while *next - first > 1 {
        let end = *next;
        let texts =
            thread.stack[first..end].iter().rev().take_while(|value| concatenation::is_text(**value)).count();
        if texts >= 2 {
            let start = end - texts;
            if is_too_long(ctx, long::strings_len(&thread.stack[start..end])) {
                let at = scratch(thread) + 1;
                thread.ensure(ctx.memory(), at)?;
                // The value takes the place of two.
                thread.stack[at - 1] = Value::Integer((start + 2 - first) as i64);
                return concat_strings(ctx, thread, (start, end), at);
            }
            let joined = concatenation::join(ctx, &thread.stack[start..end])?;
            thread.stack[start] = Value::String(joined);
            *next = start + 1;
            continue;
        }
        let (left, right) = (thread.stack[end - 2], thread.stack[end - 1]);
        let outcome = concatenation::concat(ctx, left, right).map_err(|failure| {
            let register = end - 2 - base(thread) + usize::from(failure.operand() == Operand::Second);
            diagnosis::explain_register(ctx, thread, register, failure)
        })?;
        let value = match outcome {
            Outcome::Value(value) => value,
            Outcome::Call(meta) => {
                // The slot below the arguments says where to go on.
                let at = scratch(thread) + 1;
                thread.ensure(ctx.memory(), at)?;
                thread.stack[at - 1] = Value::Integer((end - first) as i64);
                match call::call_metamethod(ctx, thread, meta, at, wanted::FINISH)? {
                    Called::Value(value) => value,
                    Called::Flow(flow) => return Ok(flow),
                }
            }
        };
        thread.stack[end - 2] = value;
        *next = end - 1;
    }
    Ok(Flow::Frame)
}

fn compare<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let left = register(thread, i.a());
    let immediate = match left {
        Value::Float(_) => Value::float(i.b() as i8 as f64),
        _ => Value::Integer(i.b() as i8 as i64),
    };
    let (relation, right) = match i.op() {
        Opcode::Eq => (Relation::Equal, register(thread, i.b())),
        Opcode::EqK => (Relation::Equal, constant(thread, i.b().into())),
        Opcode::Lt => (Relation::Less, register(thread, i.b())),
        Opcode::Le => (Relation::LessOrEqual, register(thread, i.b())),
        _ => (Relation::Equal, Value::Nil),
    };
    if let Some(strings) = long::long_pair(ctx, relation, left, right) {
        let at = scratch(thread);
        return compare_strings(ctx, thread, at, relation, strings);
    }
    let (left, right, or_equal) = match i.op() {
        Opcode::Eq | Opcode::EqK => {
            let outcome = comparison::equals(ctx, left, right);
            return decide(ctx, thread, i, Ok(outcome), wanted::FINISH);
        }
        Opcode::Lt => (left, right, false),
        Opcode::Le => (left, right, true),
        Opcode::LtI => (left, immediate, false),
        Opcode::LeI => (left, immediate, true),
        Opcode::GtI => (immediate, left, false),
        _ => (immediate, left, true),
    };
    if !or_equal {
        let outcome = comparison::less_than(ctx, left, right);
        return decide(ctx, thread, i, outcome, wanted::FINISH);
    }
    let outcome = comparison::less_equal(ctx, left, right);
    if outcome.is_err()
        && let Ok(swapped) = comparison::less_than(ctx, right, left)
    {
        // Without `__le`, `a <= b` is `not (b < a)`, as PUC-Rio's default build has it.
        return decide(ctx, thread, i, Ok(swapped), wanted::FINISH_NOT);
    }
    decide(ctx, thread, i, outcome, wanted::FINISH)
}

/// Ends a comparison: jumps if the outcome's truth is what the instruction waits for.
fn decide<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
    outcome: core::result::Result<Outcome<'gc>, Failure<'gc>>,
    wanted: i16,
) -> Result<'gc, Flow> {
    let value = match outcome.map_err(|failure| fail(ctx, thread, i, failure))? {
        Outcome::Value(value) => value,
        Outcome::Call(meta) => match call_metamethod(ctx, thread, meta, wanted)? {
            Called::Value(value) => value,
            Called::Flow(flow) => return Ok(flow),
        },
    };
    branch(thread, i, value.is_falsy() == (wanted == wanted::FINISH_NOT));
    Ok(Flow::Frame)
}

fn branch(thread: &mut ThreadState<'_>, i: Instruction, truth: bool) {
    if truth == (i.c() != 0) {
        jump(thread, i.d());
    }
}

/// Finishes the top frame's interrupted instruction with the result of its metamethod. `result` is
/// the slot where the metamethod's results were to go.
pub(crate) fn finish<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    value: Value<'gc>,
    result: usize,
    negated: bool,
) -> Result<'gc, Flow> {
    let Some(i) = diagnosis::current_instruction(thread) else {
        return Err(Error::message("malformed bytecode"));
    };
    match i.op() {
        Opcode::SetUpvalueField | Opcode::SetIndex | Opcode::SetField | Opcode::SetInteger => {}
        Opcode::Eq
        | Opcode::EqK
        | Opcode::Lt
        | Opcode::Le
        | Opcode::LtI
        | Opcode::LeI
        | Opcode::GtI
        | Opcode::GeI => branch(thread, i, value.is_falsy() == negated),
        Opcode::Concat => {
            let Value::Integer(remaining) = thread.stack[result - 1] else {
                return Err(Error::message("malformed bytecode"));
            };
            let end = base(thread) + i.a() as usize + remaining as usize;
            thread.stack[end - 2] = value;
            return concat(ctx, thread, i, end - 1);
        }
        Opcode::Close | Opcode::Return => {
            if let Value::Integer(top) = thread.stack[result - 1] {
                thread.top = top as usize;
            }
            // For the next variable.
            repeat(thread);
        }
        _ => set_register(thread, i.a(), value),
    }
    Ok(Flow::Frame)
}

/// Returns from the top frame, a metamethod with one result, if all there is to finish is an
/// assignment to a register or a jump.
pub(crate) fn finish_simple<'gc>(thread: &mut ThreadState<'gc>, value: Value<'gc>) -> bool {
    let Some(below) = thread.frames.len().checked_sub(2) else { return false };
    let Some(i) = diagnosis::instruction_of(&thread.frames[below]) else { return false };
    let is_assignment = matches!(
        i.op(),
        Opcode::GetUpvalueField
            | Opcode::GetIndex
            | Opcode::GetField
            | Opcode::GetInteger
            | Opcode::SelfField
    ) || (Opcode::Add as u8..=Opcode::Len as u8).contains(&(i.op() as u8));
    if is_assignment {
        thread.frames.pop();
        set_register(thread, i.a(), value);
        return true;
    }
    let is_store =
        matches!(i.op(), Opcode::SetUpvalueField | Opcode::SetIndex | Opcode::SetField | Opcode::SetInteger);
    if is_store {
        thread.frames.pop();
        return true;
    }
    let is_comparison = matches!(i.op(), Opcode::Eq | Opcode::Lt | Opcode::Le);
    if is_comparison {
        thread.frames.pop();
        branch(thread, i, !value.is_falsy());
    }
    is_comparison
}

/// Closes the to-be-closed variables from stack slot `level` up. When a handler needs a frame, gives
/// the flow that leads there, and the instruction is executed again afterwards.
fn close_variables<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    level: usize,
) -> Result<'gc, Option<Flow>> {
    let top = thread.top;
    while let Some(&last) = thread.to_be_closed.last()
        && last as usize >= level
    {
        let value = closable(thread, last);
        let at = scratch(thread).max(top) + 1;
        thread.ensure(ctx.memory(), at)?;
        thread.to_be_closed.pop();
        thread.stack[at - 1] = Value::Integer(top as i64);
        let meta = close_call(ctx, value, Value::Nil);
        match call::call_metamethod(ctx, thread, meta, at, wanted::FINISH)? {
            Called::Value(_) => thread.top = top,
            Called::Flow(flow) => return Ok(Some(flow)),
        }
    }
    Ok(None)
}

/// The value of the to-be-closed variable in a stack slot.
pub(crate) fn closable<'gc>(thread: &ThreadState<'gc>, slot: u32) -> Value<'gc> {
    match thread.stack[slot as usize] {
        Value::Cell(cell) => cell.get(),
        value => value,
    }
}

/// The call of a variable's `__close`. If the metamethod is gone by now, the call fails.
pub(crate) fn close_call<'gc>(ctx: Context<'gc>, value: Value<'gc>, error: Value<'gc>) -> MetaCall<'gc> {
    let handler = ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Close));
    MetaCall::two(handler, value, error)
}

fn mark_to_be_closed<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    register: u8,
) -> Result<'gc, Flow> {
    let slot = base(thread) + register as usize;
    let value = closable(thread, slot as u32);
    if value.is_falsy() {
        return Ok(Flow::Frame);
    }
    let handler = ctx.metatable(value).map_or(Value::Nil, |m| m.metamethod(ctx, Metamethod::Close));
    if handler.is_nil() {
        return Err(diagnosis::not_closable(ctx, thread, register));
    }
    thread.push_to_be_closed(ctx.memory(), slot)?;
    Ok(Flow::Frame)
}

/// Calls `R[A]` with the values from `R[A + 1]` to the thread's top.
fn call_instruction<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
) -> Result<'gc, Flow> {
    if i.op() == Opcode::TailCall
        && let Some(flow) = pass_mark(ctx, thread)
    {
        return Ok(flow);
    }
    let slot = base(thread) + i.a() as usize;
    let callee = thread.stack[slot];
    let (function, first) =
        call::resolve_in_place(ctx, thread, slot).map_err(|failure| fail(ctx, thread, i, failure))?;
    let result = if i.op() == Opcode::TailCall {
        call::tail_call(ctx, thread, function, first)
    } else {
        call::call(ctx, thread, function, first, slot, i.c() as i16 - 1)
    };
    if result.is_err() && Function::from_value(callee).is_none() {
        // The arguments have moved.
        ctx.memory().set_refused(false);
    }
    result
}

fn iterate<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let first = base(thread) + i.a() as usize;
    let at = first + 4;
    let arguments = [thread.stack[first + 1], thread.stack[first + 2]];
    thread.ensure(ctx.memory(), at + 3)?;
    thread.stack[at] = arguments[0];
    thread.stack[at + 1] = arguments[1];
    thread.top = at + 2;
    let function = call::resolve(ctx, thread, thread.stack[first], at)
        .map_err(|failure| fail(ctx, thread, i, failure))?;
    call::call(ctx, thread, function, at, at, i.c() as i16)
}

/// If the top function, which is about to return, is marked, removes the mark and has the current instruction executed
/// again.
fn pass_mark<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>) -> Option<Flow> {
    let frame = thread.frames.last_mut().filter(|frame| wanted::is_marked(frame.wanted))?;
    frame.wanted = wanted::unmarked(frame.wanted);
    repeat(thread);
    Some(if ctx.state().pass_mark() { Flow::Pause } else { Flow::Again })
}

fn return_instruction<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    i: Instruction,
) -> Result<'gc, Flow> {
    if let Some(flow) = pass_mark(ctx, thread) {
        return Ok(flow);
    }
    let base = base(thread);
    let first = base + i.a() as usize;
    let count = match i.op() {
        Opcode::Return0 => 0,
        Opcode::Return1 => 1,
        _ if i.b() != 0 => i.b() as usize - 1,
        _ => thread.top.saturating_sub(first),
    };
    if i.op() == Opcode::Return && i.c() != 0 {
        thread.top = first + count;
        if let Some(flow) = close_variables(ctx, thread, base)? {
            return Ok(flow);
        }
    }
    if ctx.state().has_hooks.get() {
        return hook::return_values(ctx, thread, first, count);
    }
    call::return_values(ctx, thread, first, count)
}

fn prepare_loop<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let first = base(thread) + i.a() as usize;
    let [init, limit, step] = [thread.stack[first], thread.stack[first + 1], thread.stack[first + 2]];
    for (value, slot) in [(limit, first + 1), (step, first + 2), (init, first)] {
        if let Value::String(text) = value
            && is_long(value)
        {
            let at = scratch(thread);
            repeat(thread);
            return read_loop_value(ctx, thread, (at, slot), text, slot != first + 1);
        }
    }
    if let (Value::Integer(init), Value::Integer(step)) = (init, step) {
        if step == 0 {
            return Err(Error::message("'for' step is zero"));
        }
        let limit = loop_limit(ctx, limit)?;
        match number::prepare_integer_loop(init, limit, step) {
            Some(count) => {
                thread.stack[first + 1] = Value::Integer(count as i64);
                thread.stack[first + 3] = Value::Integer(init);
            }
            None => jump(thread, i.d()),
        }
        return Ok(Flow::Frame);
    }
    let limit = loop_number(ctx, limit, "limit")?;
    let step = loop_number(ctx, step, "step")?;
    let init = loop_number(ctx, init, "initial value")?;
    if step == 0.0 {
        return Err(Error::message("'for' step is zero"));
    }
    let skips = if step > 0.0 { limit < init } else { init < limit };
    if !skips {
        thread.stack[first] = Value::float(init);
        thread.stack[first + 1] = Value::float(limit);
        thread.stack[first + 2] = Value::float(step);
        thread.stack[first + 3] = Value::float(init);
    } else {
        jump(thread, i.d());
    }
    Ok(Flow::Frame)
}

fn loop_limit<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, number::Limit> {
    charge_reading(ctx, value);
    match to_number(value) {
        Some(Numeral::Integer(limit)) => Ok(number::Limit::Integer(limit)),
        Some(Numeral::Float(limit)) => Ok(number::Limit::Float(limit)),
        None => Err(loop_error(ctx, value, "limit")),
    }
}

fn loop_number<'gc>(ctx: Context<'gc>, value: Value<'gc>, what: &str) -> Result<'gc, f64> {
    charge_reading(ctx, value);
    match to_number(value) {
        Some(Numeral::Integer(number)) => Ok(number as f64),
        Some(Numeral::Float(number)) => Ok(number),
        None => Err(loop_error(ctx, value, what)),
    }
}

/// The number that a value of a loop is or, as the reference implementation has it, reads as.
fn to_number(value: Value<'_>) -> Option<Numeral> {
    match value {
        Value::Integer(number) => Some(Numeral::Integer(number)),
        Value::Float(number) => Some(Numeral::Float(number.get())),
        Value::String(text) => numeral::parse(text.as_bytes()),
        _ => None,
    }
}

fn loop_error<'gc>(ctx: Context<'gc>, value: Value<'gc>, what: &str) -> Error<'gc> {
    let name = type_name(ctx, value);
    if let Err(error) = ctx.charge_message(name.len()) {
        return error.into();
    }
    let name = any_bytes::from_bytes(name);
    Error::message(format!("bad 'for' {what} (number expected, got {name})"))
}

fn all_varargs<'gc>(ctx: Context<'gc>, thread: &mut ThreadState<'gc>, i: Instruction) -> Result<'gc, Flow> {
    let extra = thread.frames.last().map_or(0, |frame| frame.extra as usize);
    let base = base(thread);
    let target = base + i.a() as usize;
    if extra > FEW {
        thread.reserve(ctx.memory(), target + extra)?;
        return Ok(moving::start(thread, base - extra, target, extra));
    }
    thread.ensure(ctx.memory(), target + extra)?;
    thread.stack.copy_within(base - extra..base, target);
    thread.top = target + extra;
    ctx.charge_fuel(extra / 2);
    Ok(Flow::Frame)
}
