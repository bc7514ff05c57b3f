//! Where coroutines can not yield.
//!
//! In the reference implementation, a host function that calls back can not be suspended, unless it is one of
//! [`YIELDABLE`]. Here all can be, while they call functions of Lua. `coroutine.yield` itself as a callback, such
//! as `table.sort(list, coroutine.yield)`, is refused as it is there, and with
//! [`Options::reference_yields`](crate::Options::reference_yields) so are all yields that are refused there.
//! `coroutine.isyieldable` always answers as there: scripts that ask go the way that they go there.

use piccolo_core::{
    exec::inspection::Activations,
    object::{
        callback::{Action, Callback},
        context::Context,
        stack::Stack,
        table::Table,
        value::Value,
    },
};

use crate::{
    coroutine::{BOUNDARY, unyieldable},
    library::{Library, Result},
};

/// The host functions through which coroutines yield.
const YIELDABLE: [&str; 4] = ["dofile", "pairs", "pcall", "xpcall"];

/// The field of the registry with a list of them.
const FIELD: &str = "_YIELDABLE";

/// Adds `yield` and `isyieldable` to the library, and notes which of the base functions coroutines yield through.
pub(super) fn add_functions<'gc>(
    ctx: Context<'gc>,
    library: Library<'gc>,
    as_reference: bool,
) -> Result<'gc, ()> {
    let list = Table::new(ctx);
    for (i, name) in (1..).zip(YIELDABLE) {
        list.raw_set_integer(ctx, i, ctx.globals().get(ctx, name)?)?;
    }
    ctx.registry().set(ctx, FIELD, list)?;
    let library = match as_reference {
        false => library.function_knowing_itself("yield", yield_values)?,
        true => library.function_knowing_itself("yield", yield_values_as_reference)?,
    };
    library.function_knowing_itself("isyieldable", isyieldable)?;
    Ok(())
}

/// `coroutine.yield(...)`.
fn yield_values<'gc>(itself: Callback<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.is_called_by_native() && stack.is_yieldable() && is_callback(ctx, &mut stack, itself)? {
        return Err(unyieldable(ctx, BOUNDARY));
    }
    super::yield_values(ctx, stack)
}

/// Whether `current` was called by a host function that can not be suspended in the reference implementation.
#[cold]
fn is_callback<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    current: Callback<'gc>,
) -> Result<'gc, bool> {
    let yieldable = yieldable(ctx)?;
    let active = Activations::of_running(stack, current).functions(ctx);
    Ok(active.get(1).is_some_and(|caller| is_unyieldable((*caller).into(), &yieldable)))
}

/// `coroutine.yield(...)`, as in the reference implementation.
fn yield_values_as_reference<'gc>(
    itself: Callback<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    if stack.is_yieldable() && is_inside_host_function(ctx, &mut stack, itself)? {
        return Err(unyieldable(ctx, BOUNDARY));
    }
    super::yield_values(ctx, stack)
}

/// `coroutine.isyieldable([co])`.
fn isyieldable<'gc>(itself: Callback<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.is_empty() && is_inside_host_function(ctx, &mut stack, itself)? {
        stack.replace(Value::False);
        return Ok(Action::Return);
    }
    super::isyieldable(ctx, stack)
}

/// Whether a host function that can not be suspended is active below `current` on the running thread.
fn is_inside_host_function<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    current: Callback<'gc>,
) -> Result<'gc, bool> {
    let yieldable = yieldable(ctx)?;
    let active = Activations::of_running(stack, current).functions(ctx);
    Ok(active.into_iter().skip(1).any(|active| is_unyieldable(active.into(), &yieldable)))
}

/// The functions of [`YIELDABLE`].
fn yieldable<'gc>(ctx: Context<'gc>) -> Result<'gc, [Value<'gc>; 4]> {
    let list: Table = ctx.registry().get(ctx, FIELD)?;
    Ok([1, 2, 3, 4].map(|i| list.raw_get_integer(i)))
}

fn is_unyieldable<'gc>(function: Value<'gc>, yieldable: &[Value<'gc>; 4]) -> bool {
    matches!(function, Value::Callback(_)) && !yieldable.iter().any(|value| value.raw_equals(function))
}
