//! The functions of the debug library for upvalues.

use piccolo_core::object::{
    callback::{Action, Callback},
    closure::{Closure, UpValue},
    context::Context,
    error::Error,
    function::Function,
    stack::Stack,
    table::Table,
    userdata::UserData,
    value::Value,
};

use crate::library::Result;

/// The registry's field with the identities that scripts hold, by address.
const IDENTITIES: &str = "_UPVALUE_IDENTITIES";

/// What a variable without a name is called.
const NO_NAME: &[u8] = b"(no name)";

/// The data of a userdata that identifies an upvalue: nothing, since it is compared only.
struct Identity;

/// Whether a userdata is the identity of an upvalue, to which nothing can be attached.
pub(super) fn is_identity(userdata: UserData<'_>) -> bool {
    userdata.downcast_static::<Identity>().is_some()
}

/// An upvalue of a Lua function.
struct Place<'gc> {
    closure: Closure<'gc>,
    index: usize,
    upvalue: UpValue<'gc>,
}

impl<'gc> Place<'gc> {
    /// Upvalue `n` (counted from 1) of the function in argument `index`. Host functions have none.
    fn argument(ctx: Context<'gc>, stack: &Stack<'gc, '_>, index: usize) -> Result<'gc, Option<Self>> {
        let n: i64 = stack.parameter(ctx, index + 1)?;
        let function: Function = stack.argument(ctx, index)?;
        let (Function::Closure(closure), Ok(n)) = (function, usize::try_from(n)) else { return Ok(None) };
        let Some(index) = n.checked_sub(1) else { return Ok(None) };
        Ok(closure.upvalue(index).map(|upvalue| Self { closure, index, upvalue }))
    }

    /// As [`Self::argument`], for functions that insist on the upvalue.
    fn required(ctx: Context<'gc>, stack: &Stack<'gc, '_>, index: usize) -> Result<'gc, Self> {
        Self::argument(ctx, stack, index)?.ok_or(Error::argument(index + 1, "invalid upvalue index"))
    }

    fn name(&self) -> &'gc [u8] {
        match self.closure.function().prototype().upvalues.get(self.index) {
            Some(upvalue) if !upvalue.name.is_empty() => &upvalue.name,
            _ => NO_NAME,
        }
    }
}

/// `debug.getupvalue(f, up)`: name and value of the upvalue with index `up` of a function; nothing if there is
/// none. What a host function captures is one upvalue without a name, whose value does not show.
pub(super) fn getupvalue<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let place = Place::argument(ctx, &stack, 0)?;
    match (stack.get(0), place) {
        (_, Some(place)) => {
            stack.replace(ctx.intern(place.name()).into());
            stack.push(place.upvalue.get())?;
        }
        (Value::Callback(callback), None) if captured_values(callback, &stack) => {
            stack.replace(ctx.intern(b"").into());
            stack.push(Value::Nil)?;
        }
        _ => stack.clear(),
    }
    Ok(Action::Return)
}

/// `debug.setupvalue(f, up, value)`: sets the upvalue with index `up` of a function. Returns its name; nothing
/// if there is no such upvalue.
pub(super) fn setupvalue<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let value = stack.check_any(2)?;
    match Place::argument(ctx, &stack, 0)? {
        Some(place) => {
            place.upvalue.set(ctx, value);
            stack.replace(ctx.intern(place.name()).into());
        }
        None => stack.clear(),
    }
    Ok(Action::Return)
}

/// `debug.upvalueid(f, n)`: a value that identifies an upvalue: functions that share a variable have the same
/// one for it. What a host function captures counts as one upvalue. Nil if there is no such upvalue.
pub(super) fn upvalueid<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let place = Place::argument(ctx, &stack, 0)?;
    let identity = match (stack.get(0), place) {
        (_, Some(Place { upvalue, .. })) => identity(ctx, upvalue.as_ptr().addr(), Value::Cell(upvalue))?,
        (function @ Value::Callback(callback), None) if captured_values(callback, &stack) => {
            identity(ctx, callback.as_ptr().addr(), function)?
        }
        _ => Value::Nil,
    };
    stack.replace(identity);
    Ok(Action::Return)
}

/// Whether the second argument asks for what a host function captures.
fn captured_values<'gc>(callback: Callback<'gc>, stack: &Stack<'gc, '_>) -> bool {
    callback.captures_values() && stack.get(1).raw_equals(Value::Integer(1))
}

/// The userdata that stands for the upvalues at an address, which belongs to `owner`. As long as somebody
/// holds it, it is the same one.
fn identity<'gc>(ctx: Context<'gc>, address: usize, owner: Value<'gc>) -> Result<'gc, Value<'gc>> {
    let identities = match ctx.registry().get(ctx, IDENTITIES)? {
        Value::Table(identities) => identities,
        _ => {
            let identities = Table::new(ctx);
            let metatable = Table::new(ctx);
            metatable.set(ctx, "__mode", "v")?;
            identities.set_metatable(ctx, Some(metatable));
            ctx.registry().set(ctx, IDENTITIES, identities)?;
            identities
        }
    };
    let known = identities.raw_get_integer(address as i64);
    if !known.is_nil() {
        return Ok(known);
    }
    let identity = UserData::new_static(ctx, Identity);
    // Kept alive, so that nothing else gets its address.
    identity.set_user_value(ctx, owner);
    let identity = Value::UserData(identity);
    identities.raw_set_integer(ctx, address as i64, identity)?;
    Ok(identity)
}

/// `debug.upvaluejoin(f1, n1, f2, n2)`: makes upvalue `n1` of `f1` the same variable as upvalue `n2` of `f2`.
pub(super) fn upvaluejoin<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let target = Place::required(ctx, &stack, 0)?;
    let source = Place::required(ctx, &stack, 2)?;
    target.closure.set_upvalue(ctx, target.index, source.upvalue);
    stack.clear();
    Ok(Action::Return)
}
