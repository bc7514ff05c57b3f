//! Where coroutines can not yield.
//!
//! In the reference implementation, a host function that calls back can not be suspended, unless it is one of
//! [`YIELDABLE`]. Here all can be. Only `coroutine.yield` itself as a comparator or replacement is refused as it is
//! there, and with [`Options::reference_yields`](crate::Options::reference_yields) so are all yields that are
//! refused there.
//! `coroutine.isyieldable` always answers as there: scripts that ask go the way that they go there.

use piccolo_core::{
    exec::inspection::Activations,
    object::{
        callback::{Action, Callback},
        context::Context,
        function::Function,
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

/// The field of the registry with `coroutine.yield`.
const YIELD: &str = "_YIELD";

/// Adds `yield` and `isyieldable` to the library, and notes which of the base functions coroutines yield through.
pub(super) fn add_functions<'gc>(
    ctx: Context<'gc>,
    library: Library<'gc>,
    as_reference: bool,
) -> Result<'gc, ()> {
    let list = Table::with_capacity(ctx, YIELDABLE.len(), 0)?;
    for (i, name) in (1..).zip(YIELDABLE) {
        list.raw_set_integer(ctx, i, ctx.globals().get(ctx, name)?)?;
    }
    ctx.registry().set(ctx, FIELD, list)?;
    let library = match as_reference {
        false => library.function("yield", super::yield_values)?,
        true => library.function_knowing_itself("yield", yield_values)?,
    };
    let itself: Value = library.table.get(ctx, "yield")?;
    ctx.registry().set(ctx, YIELD, itself)?;
    library.function_knowing_itself("isyieldable", isyieldable)?;
    Ok(())
}

/// Fails if a function that is to be called back is `coroutine.yield` itself.
#[inline]
pub(crate) fn refuse_yield<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    function: Function<'gc>,
) -> Result<'gc, ()> {
    let Function::Callback(callback) = function else { return Ok(()) };
    if !stack.is_yieldable() {
        return Ok(());
    }
    let itself: Value = ctx.registry().get(ctx, YIELD)?;
    match itself.raw_equals(callback.into()) {
        true => Err(unyieldable(ctx, BOUNDARY)),
        false => Ok(()),
    }
}

/// `coroutine.yield(...)`, as in the reference implementation.
fn yield_values<'gc>(itself: Callback<'gc>, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
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
    let list: Table = ctx.registry().get(ctx, FIELD)?;
    let yieldable = [1, 2, 3, 4].map(|i| list.raw_get_integer(i));
    let known = [Value::from(current)].into_iter().chain(yieldable);
    let is_unyieldable = |active: &Function<'gc>| {
        matches!(active, Function::Callback(_))
            && !known.clone().any(|value| value.raw_equals((*active).into()))
    };
    Ok(Activations::of_running(stack, current).find_function(ctx, is_unyieldable).is_some())
}
