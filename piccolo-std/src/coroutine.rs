//! Coroutines (manual section 6.2).

use gc_arena::Collect;
use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    function::Function,
    sequence::{BoxSequence, Sequence, SequencePoll},
    stack::Stack,
    thread::{Thread, ThreadStatus},
    value::Value,
};

use crate::{
    Options,
    base::{Protected, positioned, return_error},
    library::{Library, Result, insert_first, remove_first},
};

/// Puts the table `coroutine` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_coroutine<'gc>(ctx: Context<'gc>, _: &Options) -> core::result::Result<(), Error<'gc>> {
    Library::global(ctx, "coroutine")?
        .function("create", create)?
        .function("resume", resume)?
        .function("running", running)?
        .function("status", status)?
        .function("wrap", wrap)?
        .function("yield", yield_values)?
        .function("isyieldable", isyieldable)?
        .function("close", close)?;
    Ok(())
}

/// `coroutine.create(f)`: a coroutine that will run `f`.
fn create<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let function: Function = stack.argument(ctx, 0)?;
    stack.replace(Thread::new(ctx, function)?.into());
    Ok(Action::Return)
}

/// Why a coroutine can not be resumed.
fn refusal(thread: Thread<'_>) -> Option<&'static str> {
    match thread.status() {
        ThreadStatus::Suspended => None,
        ThreadStatus::Dead => Some("cannot resume dead coroutine"),
        ThreadStatus::Running | ThreadStatus::Normal => Some("cannot resume non-suspended coroutine"),
    }
}

/// `coroutine.resume(co, ...)`: runs `co`, whose function (or last yield) gets the other arguments, until
/// it yields or ends. Returns true and the values it yielded or returned, or false and the error.
fn resume<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let thread: Thread = stack.argument(ctx, 0)?;
    if let Some(message) = refusal(thread) {
        return_error(ctx, &Error::message(message), &mut stack)?;
        return Ok(Action::Return);
    }
    stack.as_mut_slice()[0] = Value::True;
    Ok(Action::Resume { thread, bottom: 1, then: BoxSequence::new(Protected) })
}

/// `coroutine.yield(...)`: suspends the running coroutine; its resumer gets the arguments. Returns what
/// the next resume passes.
fn yield_values<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.is_yieldable() {
        return Ok(Action::Yield { then: None });
    }
    let (_, is_main) = stack.thread();
    let message: &[u8] = if is_main {
        b"attempt to yield from outside a coroutine"
    } else {
        b"attempt to yield across a C-call boundary"
    };
    Err(Error::Value(ctx.intern(message).into()))
}

/// `coroutine.wrap(f)`: a function that resumes a coroutine running `f` each time it is called. Errors of
/// the coroutine close it and are passed on.
fn wrap<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let function: Function = stack.argument(ctx, 0)?;
    let thread = Thread::new(ctx, function)?;
    let resumer = Callback::with_captures(ctx, thread, |thread, _, mut stack| {
        if let Some(message) = refusal(*thread) {
            return Err(Error::message(message));
        }
        insert_first(&mut stack, (*thread).into())?;
        Ok(Action::Resume { thread: *thread, bottom: 1, then: BoxSequence::new(Wrapped) })
    });
    stack.replace(resumer.into());
    Ok(Action::Return)
}

/// Passes on what a wrapped coroutine, the first value, gives. Without fields it needs no allocation.
#[derive(Collect)]
#[collect(require_static)]
struct Wrapped;

impl<'gc> Sequence<'gc> for Wrapped {
    fn poll(&mut self, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        remove_first(&mut stack);
        Ok(SequencePoll::Return)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        if let Value::Thread(thread) = stack.get(0)
            && thread.status() == ThreadStatus::Dead
        {
            // Closing gives the error again, or one that a closed variable raised instead.
            stack.replace(Value::Nil);
            return Ok(SequencePoll::Close { thread, bottom: 1 });
        }
        match error {
            Error::Value(Value::String(text)) => Err(positioned(ctx, &stack, text, 1)),
            other => Err(other),
        }
    }
}

/// `coroutine.status(co)`: `"running"`, `"suspended"`, `"normal"` (it resumed another one) or `"dead"`.
fn status<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let thread: Thread = stack.argument(ctx, 0)?;
    stack.replace(ctx.intern(thread.status().name().as_bytes()).into());
    Ok(Action::Return)
}

/// `coroutine.running()`: the running coroutine, and whether it is the main one.
fn running<'gc>(_: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (thread, is_main) = stack.thread();
    stack.replace(thread.into());
    stack.push(Value::boolean(is_main))?;
    Ok(Action::Return)
}

/// `coroutine.isyieldable([co])`: whether `co`, by default the running coroutine, can yield.
fn isyieldable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (current, _) = stack.thread();
    let asked = if stack.is_empty() { current } else { stack.argument(ctx, 0)? };
    let yieldable = if asked == current { stack.is_yieldable() } else { !asked.is_main() };
    stack.replace(Value::boolean(yieldable));
    Ok(Action::Return)
}

/// `coroutine.close(co)`: closes the variables of a suspended or dead coroutine that are to be closed, and
/// makes it dead. Returns true, or false and the error that the coroutine or closing ended with.
fn close<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let thread: Thread = stack.argument(ctx, 0)?;
    match thread.status() {
        ThreadStatus::Suspended | ThreadStatus::Dead => {
            stack.replace(Value::True);
            Ok(Action::Close { thread, bottom: 1, then: BoxSequence::new(Protected) })
        }
        other => Err(Error::message(format!("cannot close a {} coroutine", other.name()))),
    }
}
