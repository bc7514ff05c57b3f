//! Messages that name what failed: variables, fields, called functions, positions.

use std::string::String as Text;

use crate::{
    bytecode::{
        instruction::{Instruction, Opcode},
        names::{self, Name, NameKind},
        prototype::Prototype,
    },
    convert::failure::{is_fit_for_message, quotable},
    exec::function_names::FunctionNames,
    meta::failure::{Failure, Operand},
    object::{
        callback::Callback,
        context::Context,
        error::Error,
        function::Function,
        stack::Position,
        thread::{Frame, ThreadState},
        value::Value,
    },
    support::any_bytes::{from_bytes, to_bytes},
};

/// The fuel of a message about an argument.
const ARGUMENT: usize = 140;

/// The instruction that the top frame is in the middle of.
pub(crate) fn current_instruction(thread: &ThreadState<'_>) -> Option<Instruction> {
    instruction_of(thread.frames.last()?)
}

/// The instruction that a frame is in the middle of.
#[inline]
pub(crate) fn instruction_of(frame: &Frame<'_>) -> Option<Instruction> {
    let (prototype, pc) = location(frame)?;
    prototype.code.get(pc).copied()
}

/// The function of a Lua frame and the instruction it is in the middle of.
pub(crate) fn location<'gc>(frame: &Frame<'gc>) -> Option<(&'gc Prototype, usize)> {
    let pc = frame.current_pc()?;
    Some((frame.closure?.function().prototype(), pc))
}

/// The error for a failed operation of `i`, with the name of the variable that holds the operand.
pub(crate) fn explain<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    i: Instruction,
    failure: Failure<'gc>,
) -> Error<'gc> {
    let place = place_on_top(ctx, thread);
    let name = place.and_then(|(prototype, pc)| match place_of(i, failure.operand())? {
        Place::Register(register) => names::register_name(prototype, pc, register),
        Place::Upvalue(upvalue) => Some(names::upvalue_name(prototype, upvalue)),
        Place::Callee => names::called_name(prototype, pc),
    });
    with_name(ctx, thread, failure, name)
}

/// The error for an operand in `register` of the top frame.
pub(crate) fn explain_register<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    register: usize,
    failure: Failure<'gc>,
) -> Error<'gc> {
    let place = place_on_top(ctx, thread);
    let name = place.and_then(|(prototype, pc)| names::register_name(prototype, pc, register as u8));
    with_name(ctx, thread, failure, name)
}

/// The error for a metamethod that can not be called.
pub(crate) fn explain_callee<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    failure: Failure<'gc>,
) -> Error<'gc> {
    let place = place_on_top(ctx, thread);
    let name = place.and_then(|(prototype, pc)| names::called_name(prototype, pc));
    with_name(ctx, thread, failure, name)
}

/// As [`location`], for the top frame. Charges for looking for a name there, as far as the instruction.
fn place_on_top<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>) -> Option<(&'gc Prototype, usize)> {
    let place = thread.frames.last().and_then(location);
    ctx.charge_fuel(place.map_or(0, |(_, pc)| pc / 2));
    place
}

/// The error for a failed operation of the top frame on the variable `name`.
fn with_name<'gc>(
    ctx: Context<'gc>,
    thread: &ThreadState<'gc>,
    failure: Failure<'gc>,
    name: Option<Name<'_>>,
) -> Error<'gc> {
    let name = name.filter(|name| is_fit_for_message(ctx, &name.name));
    let variable =
        name.map_or(Vec::new(), |name| [format!(" ({} '", name.kind).as_bytes(), &name.name, b"')"].concat());
    match failure.into_text(ctx, &variable) {
        Ok(text) => located(ctx, &thread.frames, &text),
        Err(error) => error,
    }
}

/// An error with a message, behind the position of the last of `callers`.
fn located<'gc>(ctx: Context<'gc>, callers: &[Frame<'gc>], message: &[u8]) -> Error<'gc> {
    let mut text = Vec::new();
    if let Some(position) = callers.last().and_then(Position::of) {
        position.write_prefix(&mut text);
    }
    text.extend_from_slice(message);
    Error::Value(Value::String(ctx.intern(&text)))
}

enum Place {
    Register(u8),
    Upvalue(u8),
    Callee,
}

/// Where an instruction's operand is, if a variable may hold it.
fn place_of(i: Instruction, operand: Operand) -> Option<Place> {
    let constant_first = i.c() == 1 && is_constant_arithmetic(i.op());
    match (i.op(), operand) {
        (_, Operand::Hidden) => None,
        (Opcode::Call | Opcode::TailCall | Opcode::TForCall, _) => Some(Place::Callee),
        (Opcode::GetUpvalueField, _) => Some(Place::Upvalue(i.b())),
        (Opcode::SetUpvalueField, _) => Some(Place::Upvalue(i.a())),
        (Opcode::SetIndex | Opcode::SetField | Opcode::SetInteger, _) => Some(Place::Register(i.a())),
        (op, Operand::First) if is_constant_arithmetic(op) => {
            (!constant_first).then_some(Place::Register(i.b()))
        }
        (op, Operand::Second) if is_constant_arithmetic(op) => {
            constant_first.then_some(Place::Register(i.b()))
        }
        (_, Operand::First) => Some(Place::Register(i.b())),
        (_, Operand::Second) => Some(Place::Register(i.c())),
    }
}

fn is_constant_arithmetic(op: Opcode) -> bool {
    (Opcode::AddK as u8..=Opcode::AddI as u8).contains(&(op as u8))
}

/// The error of marking a value without `__close` as to be closed.
pub(crate) fn not_closable<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>, register: u8) -> Error<'gc> {
    let place = place_on_top(ctx, thread);
    let name = place.and_then(|(prototype, pc)| names::local_name(prototype, pc, register as usize + 1));
    let name = name.filter(|name| is_fit_for_message(ctx, name)).map(quotable).map_or("?".into(), from_bytes);
    Error::message(format!("variable '{name}' got a non-closable value"))
}

/// Adds what only the VM knows to an error that a callback or instruction raised: the position of the
/// code at level 1, and the name of the function whose argument is bad. `callers` are the frames below
/// the function that raised it (including the frame of the instruction, if it was one).
pub(crate) fn locate<'gc>(
    ctx: Context<'gc>,
    callers: &[Frame<'gc>],
    raised_by: Option<Callback<'gc>>,
    error: Error<'gc>,
) -> Error<'gc> {
    let message = match error {
        Error::Message(message) => message,
        Error::Argument { index, message, name } => {
            argument_message(ctx, callers, raised_by, index, name, &message).into()
        }
        other => return other,
    };
    located(ctx, callers, &to_bytes(&message))
}

fn global_name<'gc>(ctx: Context<'gc>, function: Function<'gc>) -> Option<Text> {
    FunctionNames::find(ctx, [function]).of(function).map(Text::from)
}

fn argument_message<'gc>(
    ctx: Context<'gc>,
    callers: &[Frame<'gc>],
    raised_by: Option<Callback<'gc>>,
    index: usize,
    parameter: Option<&str>,
    message: &str,
) -> Text {
    let place = callers.last().and_then(location);
    ctx.charge_fuel(ARGUMENT + place.map_or(0, |(_, pc)| pc / 2));
    let called = place.and_then(|(prototype, pc)| names::called_name(prototype, pc));
    let mut number = index + 1;
    let name = match called {
        Some(name) => {
            ctx.charge_fuel(name.name.len());
            let text = from_bytes(&name.name).into_owned();
            if name.kind == NameKind::Method {
                number -= 1;
                if number == 0 {
                    return format!("calling '{text}' on bad self ({message})");
                }
            }
            text
        }
        None => raised_by
            .and_then(|callback| global_name(ctx, Function::Callback(callback)))
            .unwrap_or("?".into()),
    };
    let parameter = parameter.map_or(Text::new(), |parameter| format!(" '{parameter}'"));
    format!("bad argument #{number}{parameter} to '{name}' ({message})")
}
