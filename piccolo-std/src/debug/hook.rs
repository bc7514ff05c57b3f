//! The functions of the debug library for hooks.

use piccolo_core::object::{
    callback::Action,
    context::Context,
    function::Function,
    hook::Hook,
    metamethod::Metamethod,
    sequence::{BoxSequence, Sequence, SequencePoll},
    stack::Stack,
    string::String,
    table::Table,
    value::Value,
};

use super::Subject;
use crate::library::{Result, optional_or};

/// The registry's field with the hooks of threads, which programs for the reference implementation know.
const HOOKS: &str = "_HOOKKEY";

/// `debug.sethook([thread,] hook, mask [, count])`: has `hook` called for the events in `mask`: `c` when a
/// function is called, `r` when one returns, `l` when a new line begins; and after each `count` instructions, if
/// that is above 0. Without a hook, removes the one that is set.
pub(super) fn sethook<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let subject = Subject::of(&stack);
    let function = stack.get(subject.next);
    let hook = match function {
        Value::Nil => None,
        _ => {
            let mask: String = stack.argument(ctx, subject.next + 1)?;
            let function: Function = stack.argument(ctx, subject.next)?;
            let count = optional_or(ctx, &stack, subject.next + 2, 0i64)?;
            let mask = mask.as_bytes();
            Some(Hook {
                function,
                on_call: mask.contains(&b'c'),
                on_return: mask.contains(&b'r'),
                on_line: mask.contains(&b'l'),
                count: u32::try_from(count.max(0)).unwrap_or(u32::MAX),
            })
        }
    };
    let thread = subject.thread(&stack);
    hooks(ctx)?.raw_set(ctx, thread.into(), function)?;
    thread.set_hook(ctx, hook)?;
    stack.clear();
    // With a frame of its own, it returns when the hook is in force already.
    Ok(Action::Sequence(BoxSequence::new(ReturnNothing)))
}

/// The table of hooks by thread, with weak keys.
fn hooks<'gc>(ctx: Context<'gc>) -> Result<'gc, Table<'gc>> {
    if let Value::Table(hooks) = ctx.registry().get(ctx, HOOKS)? {
        return Ok(hooks);
    }
    let hooks = Table::new(ctx);
    hooks.set(ctx, ctx.metamethod_name(Metamethod::Mode), "k")?;
    hooks.set_metatable(ctx, Some(hooks));
    ctx.registry().set(ctx, HOOKS, hooks)?;
    Ok(hooks)
}

#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
struct ReturnNothing;

impl<'gc> Sequence<'gc> for ReturnNothing {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        Ok(SequencePoll::Return)
    }
}

/// `debug.gethook([thread])`: the hook, its mask and its count; nil if there is none.
pub(super) fn gethook<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let Some(hook) = Subject::of(&stack).thread(&stack).hook() else {
        stack.replace(Value::Nil);
        return Ok(Action::Return);
    };
    let letters = [(hook.on_call, b'c'), (hook.on_return, b'r'), (hook.on_line, b'l')];
    let mask: Vec<u8> = letters.iter().filter(|(is_set, _)| *is_set).map(|(_, letter)| *letter).collect();
    stack.replace(hook.function.into());
    stack.push(ctx.intern(&mask).into())?;
    stack.push(Value::Integer(hook.count.into()))?;
    Ok(Action::Return)
}
