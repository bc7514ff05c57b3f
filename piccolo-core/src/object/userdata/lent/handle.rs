//! The handle by which scripts use an object that is lent with its methods: a userdata whose functions pass the number
//! of a member, and the arguments, to the function that the loan lends, which is the handle's user value.

use crate::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    function::Function,
    metamethod::Metamethod,
    stack::Stack,
    table::Table,
    userdata::{
        UserData,
        class::{Role, can_not_set},
        lent::LentMember,
    },
    value::Value,
};

/// What a handle holds.
struct Handle {
    class: &'static str,
}

/// A member that a function of a handle's class is for.
type Target = (&'static str, &'static str, i64);

/// A handle of the type `class` with `members`, which `call` does.
///
/// # Errors
/// When memory is short.
pub(super) fn make<'gc>(
    ctx: Context<'gc>,
    class: &'static str,
    members: &'static [LentMember],
    call: Callback<'gc>,
) -> Result<UserData<'gc>, Error<'gc>> {
    let handle = UserData::new_static(ctx, Handle { class });
    handle.set_user_value(ctx, Value::Callback(call));
    let (metatable, methods) = (Table::new(ctx), Table::new(ctx));
    let (getters, setters) = (Table::new(ctx), Table::new(ctx));
    let set_event = |event, value| metatable.raw_set(ctx, Value::String(ctx.metamethod_name(event)), value);
    for (number, member) in (0..).zip(members) {
        let target: Target = (class, member.name, number);
        let function = || Value::Callback(Callback::with_captures(ctx, target, call_member));
        let name = Value::String(ctx.intern(member.name.as_bytes()));
        match member.role {
            Role::Getter => getters.raw_set(ctx, name, Value::Integer(number))?,
            Role::Setter => setters.raw_set(ctx, name, Value::Integer(number))?,
            Role::Metamethod(event) => set_event(event, function())?,
            _ => methods.raw_set(ctx, name, function())?,
        }
    }
    let index = Callback::with_captures(ctx, (class, methods, getters), get_member);
    let new_index = Callback::with_captures(ctx, (class, getters, setters), set_member);
    set_event(Metamethod::Index, Value::Callback(index))?;
    set_event(Metamethod::NewIndex, Value::Callback(new_index))?;
    set_event(Metamethod::Name, Value::String(ctx.intern(class.as_bytes())))?;
    set_event(Metamethod::Metatable, Value::False)?;
    handle.set_metatable(ctx, Some(metatable));
    Ok(handle)
}

/// Passes the call on to what is lent by the handle in the first argument.
fn forward<'gc>(mut stack: Stack<'gc, '_>, (class, name, number): Target) -> Result<Action<'gc>, Error<'gc>> {
    let lent = match stack.get(0) {
        Value::UserData(object) => {
            let handle = object.downcast_static::<Handle>();
            handle.filter(|handle| handle.class == class).map(|_| object.user_value())
        }
        _ => None,
    };
    let Some(Value::Callback(call)) = lent else {
        let found = if stack.is_empty() { "no value" } else { stack.get(0).type_name() };
        let text = format!("calling '{class}:{name}' on bad self ({class} expected, got {found})");
        return Err(Error::message(text));
    };
    stack.insert(0, Value::Integer(number))?;
    Ok(Action::TailCall(Function::Callback(call)))
}

fn call_member<'gc>(
    target: &'gc Target,
    _: Context<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    forward(stack, *target)
}

fn get_member<'gc>(
    (class, methods, getters): &'gc (&'static str, Table<'gc>, Table<'gc>),
    _: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let key = stack.get(1);
    match getters.raw_get(key) {
        Value::Integer(number) => {
            stack.truncate(1);
            forward(stack, (class, "__index", number))
        }
        _ => {
            stack.replace(methods.raw_get(key));
            Ok(Action::Return)
        }
    }
}

fn set_member<'gc>(
    (class, getters, setters): &'gc (&'static str, Table<'gc>, Table<'gc>),
    _: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let key = stack.get(1);
    match setters.raw_get(key) {
        Value::Integer(number) => {
            stack.remove(1);
            forward(stack, (class, "__newindex", number))
        }
        _ => Err(can_not_set(class, key, !getters.raw_get(key).is_nil())),
    }
}
