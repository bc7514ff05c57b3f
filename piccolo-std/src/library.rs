//! Building library tables, and the errors that library functions share.

use piccolo_core::{
    convert::{FromLua, IntoLua, failure::quoted},
    meta::failure::Failure,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        held::MaybeSend,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        table::{Table, TableError},
        value::Value,
    },
    sequence::{Await, Tail, callback::SequenceFunction, poll_callback, returning::CallbackResult},
};
use piccolo_derive::Collect;

use crate::libs;

/// How many modules there is room for at first.
const MODULES: usize = 8;

/// What every library function returns.
pub(crate) type Result<'gc, T = Action<'gc>> = core::result::Result<T, Error<'gc>>;

/// A table of functions under construction.
#[derive(Clone, Copy)]
pub(crate) struct Library<'gc> {
    ctx: Context<'gc>,
    pub(crate) table: Table<'gc>,
}

impl<'gc> Library<'gc> {
    /// A library in a table of its own, in the global variable `name`.
    pub(crate) fn global(ctx: Context<'gc>, name: &str) -> Result<'gc, Self> {
        let library = Self { ctx, table: libs::new_table(ctx, name)? };
        ctx.globals().set(ctx, name, library.table)?;
        add_loaded(ctx, name, library.table)?;
        Ok(library)
    }

    /// A library whose functions are fields of `table`.
    pub(crate) fn within(ctx: Context<'gc>, table: Table<'gc>) -> Self {
        Self { ctx, table }
    }

    /// Adds a function.
    #[inline(always)]
    pub(crate) fn function<F>(self, name: &str, function: F) -> Result<'gc, Self>
    where
        F: for<'a> Fn(Context<'gc>, Stack<'gc, 'a>) -> Result<'gc> + MaybeSend + 'static,
    {
        self.callback(name, Callback::new(self.ctx, function))
    }

    /// Adds a function that may suspend.
    #[inline(always)]
    pub(crate) fn sequence<Arguments, F>(self, name: &str, function: F) -> Result<'gc, Self>
    where
        F: SequenceFunction<'gc, Arguments>,
        <F::Sequence as Await<'gc>>::Waiting: 'gc,
        <F::Sequence as Await<'gc>>::Output: CallbackResult<'gc>,
    {
        self.callback(name, Callback::sequence(self.ctx, function))
    }

    /// Adds a function that gets itself as first argument.
    #[inline(always)]
    pub(crate) fn function_knowing_itself<F>(self, name: &str, function: F) -> Result<'gc, Self>
    where
        F: for<'a> Fn(Callback<'gc>, Context<'gc>, Stack<'gc, 'a>) -> Result<'gc> + MaybeSend + 'static,
    {
        self.callback(name, Callback::knowing_itself(self.ctx, function))
    }

    /// Adds a function that is made: one code for all, so that little of it is in memory.
    #[inline(never)]
    fn callback(self, name: &str, callback: Callback<'gc>) -> Result<'gc, Self> {
        self.value(name, callback)
    }

    /// Adds a value.
    pub(crate) fn value(self, name: &str, value: impl IntoLua<'gc>) -> Result<'gc, Self> {
        self.table.set(self.ctx, name, value)?;
        Ok(self)
    }
}

/// Lists a module as loaded, in the registry's `_LOADED`: `require` finds it there, and messages name functions
/// by it.
pub(crate) fn add_loaded<'gc>(ctx: Context<'gc>, name: &str, module: Table<'gc>) -> Result<'gc, ()> {
    loaded_modules(ctx)?.set(ctx, name, module)
}

/// The registry's table of modules by name.
pub(crate) fn loaded_modules<'gc>(ctx: Context<'gc>) -> Result<'gc, Table<'gc>> {
    match ctx.registry().get(ctx, "_LOADED")? {
        Value::Table(loaded) => Ok(loaded),
        _ => {
            let loaded = Table::with_capacity(ctx, 0, MODULES)?;
            ctx.registry().set(ctx, "_LOADED", loaded)?;
            Ok(loaded)
        }
    }
}

/// The same error, without the position of the caller: errors of operators inside native functions
/// have none.
#[cold]
pub(crate) fn without_position<'gc>(ctx: Context<'gc>, error: Error<'gc>) -> Error<'gc> {
    match error {
        Error::Message(_) => Error::Value(error.to_value(ctx)),
        other => other,
    }
}

/// The error of an operator inside a native function.
#[cold]
pub(crate) fn operator_error<'gc>(ctx: Context<'gc>, failure: impl Into<Failure<'gc>>) -> Error<'gc> {
    without_position(ctx, failure.into().into_error(ctx))
}

/// Has the function that got `error`, and has done nothing yet, called again when garbage is collected, if that can help.
#[cold]
pub(crate) fn retry_for(ctx: Context<'_>, error: TableError) {
    if error == TableError::Memory {
        ctx.retry_when_collected();
    }
}

/// `callee`, or what its `__call` makes of it; see [`piccolo_core::meta::call::prepare`].
pub(crate) fn prepare_call<'gc>(
    ctx: Context<'gc>,
    callee: Value<'gc>,
    stack: &mut Stack<'gc, '_>,
    bottom: usize,
) -> Result<'gc, Function<'gc>> {
    if let Some(function) = Function::from_value(callee) {
        return Ok(function);
    }
    piccolo_core::meta::call::prepare(ctx, callee, stack, bottom)
        .map_err(|error| without_position(ctx, error))
}

/// Removes the first value. Inlined, as are its parts: a stack whose address goes nowhere stays in
/// registers.
#[inline(always)]
pub(crate) fn remove_first<'gc>(stack: &mut Stack<'gc, '_>) {
    let values = stack.as_mut_slice();
    let len = values.len();
    match values {
        [] => return,
        [_] => {}
        [first, second] => *first = *second,
        values => values.copy_within(1.., 0),
    }
    stack.truncate(len - 1);
}

/// Removes the first `count` values, piece by piece.
#[derive(Collect)]
#[collect(require_static)]
pub(crate) struct RemovingFirst {
    count: usize,
    done: usize,
}

impl RemovingFirst {
    pub(crate) fn new(count: usize) -> Self {
        Self { count, done: 0 }
    }
}

impl<'gc> Sequence<'gc> for RemovingFirst {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let left = stack.len() - self.count;
        while self.done < left {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let end = left.min(self.done + VALUES);
            charge_values(ctx, (end - self.done) / 2);
            let moved = self.done + self.count..end + self.count;
            stack.as_mut_slice().copy_within(moved, self.done);
            self.done = end;
        }
        stack.truncate(left);
        Ok(SequencePoll::Return)
    }
}

/// Returns all values but the first.
#[cold]
#[inline(never)]
pub(crate) fn others<'gc>(ctx: Context<'gc>) -> Tail<'gc> {
    let others = |ctx: Context<'gc>, stack: Stack<'gc, '_>| poll_callback(ctx, stack, RemovingFirst::new(1));
    Tail::Call(Function::Callback(Callback::new(ctx, others)))
}

/// Puts a value before all others. Inlined for the same reason.
#[inline(always)]
pub(crate) fn insert_first<'gc>(stack: &mut Stack<'gc, '_>, value: Value<'gc>) -> Result<'gc, ()> {
    stack.push(value)?;
    let values = stack.as_mut_slice();
    match values {
        [first, last] => core::mem::swap(first, last),
        values => {
            let count = values.len() - 1;
            values.copy_within(..count, 1);
            values[0] = value;
        }
    }
    Ok(())
}

/// The error of an argument that is none of several types.
#[cold]
pub(crate) fn expected<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    types: &'static str,
) -> Error<'gc> {
    let error = piccolo_core::convert::failure::ConversionError::expected(ctx, types, stack.get(index));
    let error = if index < stack.len() { error } else { error.for_missing() };
    error.into_argument(index)
}

/// An argument that may be left out, with its default. For functions that have done nothing yet.
#[inline(always)]
pub(crate) fn optional_or<'gc, T: FromLua<'gc>>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    default: T,
) -> Result<'gc, T> {
    Ok(stack.optional_parameter(ctx, index)?.unwrap_or(default))
}

/// Which of several options the string in argument `index` is.
pub(crate) fn option<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    default: Option<&str>,
    options: &[&str],
) -> Result<'gc, usize> {
    let given: String = match (stack.optional(ctx, index)?, default) {
        (Some(given), _) => given,
        (None, Some(default)) => ctx.intern(default.as_bytes()),
        (None, None) => stack.argument(ctx, index)?,
    };
    match options.iter().position(|option| option.as_bytes() == given.as_bytes()) {
        Some(option) => Ok(option),
        None => Err(invalid_option(ctx, index, given.as_bytes())),
    }
}

/// The error of an option that there is not.
#[cold]
pub(crate) fn invalid_option<'gc>(ctx: Context<'gc>, index: usize, option: &[u8]) -> Error<'gc> {
    match quoted(ctx, option) {
        Ok(option) => Error::argument(index, format!("invalid option '{option}'")),
        Err(error) => error.into(),
    }
}

/// How many bytes are moved about for a unit of fuel.
pub(crate) const BYTES_PER_UNIT: usize = 16;

/// Charges the fuel for moving `bytes` about.
#[inline(always)]
pub(crate) fn charge_bytes<'gc>(ctx: Context<'gc>, bytes: usize) {
    if bytes >= BYTES_PER_UNIT {
        ctx.charge_fuel(bytes / BYTES_PER_UNIT);
    }
}

/// A search for zero bytes in a string, in pieces.
#[derive(Default)]
pub(crate) struct ZeroSearch {
    done: usize,
}

impl ZeroSearch {
    /// Whether there are any; `None` if a pause is due before that is known.
    pub(crate) fn go_on<'gc>(&mut self, ctx: Context<'gc>, text: &[u8]) -> Option<bool> {
        while let Some(rest) = text.get(self.done..).filter(|rest| !rest.is_empty()) {
            if ctx.is_pause_due() {
                return None;
            }
            let part = &rest[..rest.len().min(SEARCHED)];
            charge_bytes(ctx, part.len() / 2);
            if part.contains(&0) {
                return Some(true);
            }
            self.done += part.len();
        }
        self.done = 0;
        Some(false)
    }
}

/// How many bytes are searched without a look at the fuel.
const SEARCHED: usize = 32 * 1024;

/// How many bytes are written to an output for a unit of fuel.
pub(crate) const WRITTEN_PER_UNIT: usize = 3;

/// The fuel for the text of a number or object.
pub(crate) const TEXT: usize = 44;

/// The fuel for one item that is read or written where that may be a call.
pub(crate) const ITEM: usize = 22;

/// Up to how many values are moved about at once, by functions for which that is a small matter.
pub(crate) const FEW: usize = 2048;

/// How many values are moved about without a look at the fuel.
pub(crate) const VALUES: usize = 1024;

/// Charges the fuel for moving `count` values about.
#[inline(always)]
pub(crate) fn charge_values<'gc>(ctx: Context<'gc>, count: usize) {
    ctx.charge_fuel(count);
}
