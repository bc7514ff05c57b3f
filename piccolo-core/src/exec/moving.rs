//! Moving many values: results and arguments to where they belong, variable arguments to where they are wanted, and
//! what coroutines hand to each other.
//!
//! Up to [`FEW`] values are moved at once by whoever has them. If there are more, that is left to the executor, as an
//! [`Unfinished`] of the thread: it moves them piece by piece before anything else happens on the thread, and the step
//! may end in between. There is room for them before that begins, so nothing can fail.
//!
//! [`FEW`]: crate::object::thread::unfinished::FEW

use std::ops::Range;

use crate::{
    exec::{call, operation::Flow},
    object::{
        closure::Closure,
        context::Context,
        error::Error,
        thread::{
            Thread, ThreadState, ThreadStatus,
            unfinished::{Move, Source, Unfinished, VALUES_PER_FUEL},
        },
    },
    support::slices::move_down,
};

/// How many values are moved at a time.
const PIECE: usize = 4096;

/// From how many values on those that are moved are in no cache.
const FAR: usize = 32 * 1024;

/// How many slots are made for a unit of fuel. The system has to find memory for them.
const SLOTS_PER_FUEL: usize = 2;

/// Has many values moved from slot `from` to slot `to`; the thread's top is behind them then.
#[cold]
#[inline(never)]
pub(crate) fn start(thread: &mut ThreadState<'_>, from: usize, to: usize, count: usize) -> Flow {
    set(thread, Move { source: None, from, to, count, done: 0, callee: None })
}

/// As [`start`], for the arguments of a closure that takes the place of the top frame's.
pub(crate) fn start_tail_call<'gc>(
    thread: &mut ThreadState<'gc>,
    from: usize,
    to: usize,
    count: usize,
    callee: Closure<'gc>,
) -> Flow {
    set(thread, Move { source: None, from, to, count, done: 0, callee: Some(callee) })
}

/// Has the many values in `slots` of another thread moved to the top of this one. The other one has its status again when
/// that is done, unless it runs: then it has resumed this one.
#[cold]
#[inline(never)]
pub(crate) fn receive<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    source: Thread<'gc>,
    slots: Range<usize>,
) -> Result<(), Error<'gc>> {
    thread.reserve(ctx.memory(), thread.top + slots.len())?;
    let status = Some(source.status()).filter(|status| *status != ThreadStatus::Running);
    source.set_status(ThreadStatus::Normal);
    let source = Some(Source { thread: source, status });
    let (from, to, count) = (slots.start, thread.top, slots.len());
    set(thread, Move { source, from, to, count, done: 0, callee: None });
    Ok(())
}

fn set<'gc>(thread: &mut ThreadState<'gc>, values: Move<'gc>) -> Flow {
    thread.unfinished = Some(Box::new(Unfinished::Move(values)));
    Flow::Unfinished
}

/// Goes on moving the values that the thread is in the middle of moving, as long as there is fuel. Whether that
/// is done.
pub(crate) fn go_on<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    values: &mut Move<'gc>,
    fuel: &mut i64,
) -> bool {
    loop {
        *fuel -= ctx.take_fuel_debt();
        if *fuel <= 0 {
            return false;
        }
        let unfilled = thread.unfilled(values.to + values.count).min(PIECE);
        let left = values.count - values.done;
        if unfilled > 0 {
            ctx.charge_fuel(unfilled / SLOTS_PER_FUEL);
            thread.fill_piece(unfilled);
        } else if left > 0 {
            let count = left.min(PIECE);
            let far = if values.count > FAR { count / 4 } else { 0 };
            ctx.charge_fuel(count / VALUES_PER_FUEL + far);
            move_piece(thread, values, count);
        } else {
            return true;
        }
    }
}

/// Moves the next `count` values.
fn move_piece<'gc>(thread: &mut ThreadState<'gc>, values: &mut Move<'gc>, count: usize) {
    let &mut Move { from, to, done, .. } = values;
    match &values.source {
        Some(source) => {
            let target = &mut thread.stack[to + done..][..count];
            source.thread.inspect(|source| target.copy_from_slice(&source.stack[from + done..][..count]));
        }
        None if to < from => move_down(&mut thread.stack, from + done..from + done + count, to + done),
        None => {
            // From the end, where both may overlap.
            let left = values.count - done - count;
            thread.stack.copy_within(from + left..from + left + count, to + left);
        }
    }
    values.done += count;
}

/// Does what is to be done when all values are moved.
pub(crate) fn land<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    values: &Move<'gc>,
) -> Result<(), Error<'gc>> {
    thread.top = values.to + values.count;
    if let Some(source) = &values.source {
        let is_dead = source.status == Some(ThreadStatus::Dead);
        source.thread.modify(ctx, |state| {
            state.top = values.from;
            if is_dead {
                state.release(ctx);
            }
        });
        if let Some(status) = source.status {
            source.thread.set_status(status);
        }
    }
    match values.callee {
        Some(closure) => call::enter_tail_call(ctx, thread, closure, values.to).map(drop),
        None => Ok(()),
    }
}
