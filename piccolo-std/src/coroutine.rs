//! Coroutines (manual section 6.2).

pub(crate) mod boundary;

use piccolo_core::{
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        stack::Stack,
        thread::{Thread, ThreadStatus},
        value::Value,
    },
    sequence::{Tail, close as close_thread, resume_stack, run_callback},
};
use piccolo_derive::sequence;

use crate::{
    Options,
    base::{positioned, raise_long, return_protected},
    buffer::SLICE,
    library::{FEW, Library, Result, insert_first, others, remove_first},
};

const BOUNDARY: &[u8] = b"attempt to yield across a C-call boundary";

/// Puts the table `coroutine` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_coroutine<'gc>(
    ctx: Context<'gc>,
    options: &Options,
) -> core::result::Result<(), Error<'gc>> {
    let library = Library::global(ctx, "coroutine")?
        .function("create", create)?
        .sequence("resume", resume)?
        .function("running", running)?
        .function("status", status)?
        .function("wrap", wrap)?
        .sequence("close", close)?;
    boundary::add_functions(ctx, library, options.reference_yields)
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
#[sequence]
async fn resume<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let thread: Thread = stack.argument(ctx, 0)?;
    if let Some(message) = refusal(thread) {
        return Tail::values(ctx, stack, (false, message));
    }
    stack.as_mut_slice()[0] = Value::True;
    let result = resume_stack(thread).above(1).await;
    return_protected(ctx, stack, result)
}

/// `coroutine.yield(...)`: suspends the running coroutine; its resumer gets the arguments. Returns what
/// the next resume passes.
fn yield_values<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.is_yieldable() {
        return Ok(Action::Yield { bottom: 0, then: None });
    }
    let (_, is_main) = stack.thread();
    let message: &[u8] = if is_main { b"attempt to yield from outside a coroutine" } else { BOUNDARY };
    Err(unyieldable(ctx, message))
}

fn unyieldable<'gc>(ctx: Context<'gc>, message: &[u8]) -> Error<'gc> {
    Error::Value(ctx.intern(message).into())
}

/// `coroutine.wrap(f)`: a function that resumes a coroutine running `f` each time it is called. Errors of
/// the coroutine close it and are passed on.
fn wrap<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let function: Function = stack.argument(ctx, 0)?;
    let thread = Thread::new(ctx, function)?;
    let resumer = Callback::with_captures(ctx, thread, |thread, ctx, mut stack| {
        if stack.len() > FEW {
            return run_callback(ctx, stack, resume_with_many(ctx, *thread));
        }
        insert_first(&mut stack, (*thread).into())?;
        run_callback(ctx, stack, resume_wrapped(ctx))
    });
    stack.replace(resumer.into());
    Ok(Action::Return)
}

/// Resumes a wrapped coroutine, the first value. It stays on the stack, so that the sequence, which is
/// made for each resumption, is not allocated.
#[sequence]
async fn resume_wrapped<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let thread: Thread = stack.argument(ctx, 0)?;
    if let Some(message) = refusal(thread) {
        return Err(Error::message(message));
    }
    let resumed = resume_stack(thread).above(1).await;
    let thread: Thread = stack.argument(ctx, 0)?;
    if stack.len() > FEW {
        return Ok(others(ctx));
    }
    remove_first(stack);
    let Err(error) = resumed else { return Ok(Tail::Stack) };
    fail(ctx, thread, error).await
}

/// Resumes a wrapped coroutine with so many values that it is not put before them.
#[sequence]
async fn resume_with_many<'gc>(
    ctx: Context<'gc>,
    thread: Thread<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    if let Some(message) = refusal(thread) {
        return Err(Error::message(message));
    }
    match resume_stack(thread).await {
        Ok(()) => Ok(Tail::Stack),
        Err(error) => fail(ctx, thread, error).await,
    }
}

/// Passes on the error of a wrapped coroutine.
#[sequence]
async fn fail<'gc>(
    ctx: Context<'gc>,
    thread: Thread<'gc>,
    error: Error<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let error = match thread.status() {
        // Closing gives the error again, or one that a closed variable raised instead.
        ThreadStatus::Dead => match close_thread(thread).await {
            Ok(()) => return Ok(Tail::Stack),
            Err(error) => error,
        },
        _ => error,
    };
    match error {
        Error::Value(Value::String(text)) if text.len() > SLICE => {
            let position = positioned(ctx, stack, ctx.intern(b""), 1).to_value(ctx);
            raise_long(position, text).await?;
            Ok(Tail::Stack)
        }
        Error::Value(Value::String(text)) => Err(positioned(ctx, stack, text, 1)),
        other => Err(other),
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

/// The fuel of finding out whether a coroutine can yield.
const YIELDABLE: usize = 6;

/// `coroutine.isyieldable([co])`: whether `co`, by default the running coroutine, can yield.
fn isyieldable<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    ctx.charge_fuel(YIELDABLE);
    let (current, _) = stack.thread();
    let asked = if stack.is_empty() { current } else { stack.argument(ctx, 0)? };
    let yieldable = if asked == current { stack.is_yieldable() } else { !asked.is_main() };
    stack.replace(Value::boolean(yieldable));
    Ok(Action::Return)
}

/// `coroutine.close(co)`: closes the variables of a suspended or dead coroutine that are to be closed, and
/// makes it dead. Returns true, or false and the error that the coroutine or closing ended with.
#[sequence]
async fn close<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, Tail<'gc>> {
    let thread: Thread = stack.argument(ctx, 0)?;
    match thread.status() {
        ThreadStatus::Suspended | ThreadStatus::Dead => {
            stack.replace(Value::True);
            let result = close_thread(thread).await;
            return_protected(ctx, stack, result)
        }
        other => Err(Error::message(format!("cannot close a {} coroutine", other.name()))),
    }
}
