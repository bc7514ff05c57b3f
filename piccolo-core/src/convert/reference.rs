//! Fields with `by_ref`, `index` and `base`: what expansions of `#[derive(UserData)]` make of them.

use std::borrow::Cow;

use crate::{
    convert::{FromLua, IntoLua, container::optional, elements, elements::Container},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        stack::Stack,
        table::Table,
        userdata::{
            UserData,
            part::{Key, Projection},
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

/// What a field with `by_ref` can be: a userdata, perhaps in an `Option`, or a vector or map that scripts
/// can refer to.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to a field of type `{Self}`",
    label = "no userdata type, and no vector or map that scripts can refer to",
    note = "types with `#[derive(UserData)]`, `Option`s of them, and `Vec`, `HashMap` and `BTreeMap` of these, of numbers, strings or values of the VM can be fields with `by_ref`; write `get` for others"
)]
pub trait ByReference<'gc> {
    /// What is referred to.
    type Target: UserDataType<'gc>;

    /// The target, if it is there.
    fn find(&self) -> Option<&Self::Target>;

    /// The target, if it is there, to be changed.
    fn find_mut(&mut self) -> Option<&mut Self::Target>;

    /// The name of its type in annotations for editors.
    fn annotation() -> Cow<'static, str>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> ByReference<'gc> for T {
    type Target = T;

    fn find(&self) -> Option<&T> {
        Some(self)
    }

    fn find_mut(&mut self) -> Option<&mut T> {
        Some(self)
    }

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> ByReference<'gc> for Option<T> {
    type Target = T;

    fn find(&self) -> Option<&T> {
        self.as_ref()
    }

    fn find_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }

    fn annotation() -> Cow<'static, str> {
        optional(T::annotation())
    }
}

/// The type of a field with `by_ref`.
pub fn about_reference<'gc, T: ByReference<'gc>>() -> Vec<Cow<'static, str>> {
    vec![T::annotation()]
}

/// The type of the elements of a field with `index`.
pub fn about_elements<'gc, C: Container<'gc>>() -> Vec<Cow<'static, str>> {
    vec![<C::Item as elements::Element>::annotation()]
}

/// A reference to what `projection` finds in `object`, or nil if that is nothing.
///
/// # Errors
/// When the object is in use, or there are too many inside each other.
pub fn refer<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    is_there: Result<bool, Error<'gc>>,
    projection: Projection<'gc, T>,
) -> Result<Value<'gc>, Error<'gc>> {
    if is_there? { Ok(projection.part(ctx, object, Key::Only)?.into()) } else { Ok(Value::Nil) }
}

/// Whether `find` gives something of the `P` in `object`.
///
/// # Errors
/// When `object` is no `P`, or in use.
pub fn is_there<'gc, P: UserDataType<'gc>, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    find: impl FnOnce(&P) -> Option<&T>,
) -> Result<bool, Error<'gc>> {
    let object = UserRef::<P>::from_lua(ctx, Value::UserData(object))?;
    Ok(find(&*object.borrow()?).is_some())
}

/// The vector or map in the first argument.
fn container<'gc, P: UserDataType<'gc>, C: Container<'gc>>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    projection: Projection<'gc, C>,
) -> Result<UserRef<'gc, C>, Error<'gc>> {
    let object = stack.argument::<UserRef<P>>(ctx, 0)?;
    projection.part(ctx, object.untyped(), Key::Only)
}

/// `__index` of a type whose elements are those of a field.
///
/// # Errors
/// As those of reading an element.
pub fn get_element<'gc, P: UserDataType<'gc>, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    projection: Projection<'gc, C>,
) -> Result<Action<'gc>, Error<'gc>> {
    let value = elements::element(ctx, container::<P, C>(ctx, &stack, projection)?, stack.get(1))?;
    stack.replace_with(ctx, value)
}

/// `__newindex` of a type whose elements are those of a field.
///
/// # Errors
/// As those of setting an element.
pub fn set_element<'gc, P: UserDataType<'gc>, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    projection: Projection<'gc, C>,
) -> Result<Action<'gc>, Error<'gc>> {
    elements::set(ctx, container::<P, C>(ctx, &stack, projection)?, stack.get(1), stack.get(2))?;
    stack.clear();
    Ok(Action::Return)
}

/// `__len` of a type whose elements are those of a field.
///
/// # Errors
/// When the object is in use.
pub fn count_elements<'gc, P: UserDataType<'gc>, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    projection: Projection<'gc, C>,
) -> Result<Action<'gc>, Error<'gc>> {
    let count = container::<P, C>(ctx, &stack, projection)?.borrow()?.count();
    stack.replace_with(ctx, count)
}

/// `__pairs` of a type whose elements are those of a field.
///
/// # Errors
/// When the object is in use, or memory is short.
pub fn element_pairs<'gc, P: UserDataType<'gc>, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    projection: Projection<'gc, C>,
) -> Result<Action<'gc>, Error<'gc>> {
    let iterator = elements::pairs(ctx, container::<P, C>(ctx, &stack, projection)?)?;
    stack.replace_with(ctx, iterator)
}

/// What the iterator of a type with `iter` gives: a value, for which scripts see a number as the key, or a
/// pair of key and value.
#[diagnostic::on_unimplemented(
    message = "scripts can not iterate over items of type `{Self}`",
    label = "not made into a Lua value, and no pair of such",
    note = "`fn iter(&self)` must give values that implement `IntoLua`, or pairs of these; add `.cloned()` to an iterator over references"
)]
pub trait Iterated<'gc> {
    /// Key and value; `index` is the number of the item, from 1.
    ///
    /// # Errors
    /// When they have no representation in Lua.
    fn into_pair(self, ctx: Context<'gc>, index: i64) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc>> Iterated<'gc> for T {
    fn into_pair(self, ctx: Context<'gc>, index: i64) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>> {
        Ok((Value::Integer(index), self.into_lua(ctx)?))
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, K: IntoLua<'gc>, V: IntoLua<'gc>> Iterated<'gc> for (K, V) {
    fn into_pair(self, ctx: Context<'gc>, _: i64) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>> {
        Ok((self.0.into_lua(ctx)?, self.1.into_lua(ctx)?))
    }
}

/// `__pairs` of a type with `iter`: over the items that are there when it is called.
///
/// # Errors
/// When the object is in use, an item has no representation in Lua, or memory is short.
pub fn iterate<'gc, P: UserDataType<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    collect: impl FnOnce(&P, &mut Items<'gc>) -> Result<(), Error<'gc>>,
) -> Result<Action<'gc>, Error<'gc>> {
    let object = stack.argument::<UserRef<P>>(ctx, 0)?;
    let mut items = Items { ctx, table: Table::new(ctx), count: 0 };
    collect(&*object.borrow()?, &mut items)?;
    let position = ctx.allocate(gc_arena::Lock::new(1i64));
    let next = Callback::with_captures(ctx, (items.table, position), |(items, position), ctx, mut stack| {
        let index = position.get();
        position.set(ctx.mutation(), index.saturating_add(2));
        let (key, value) = (items.raw_get_integer(index), items.raw_get_integer(index.saturating_add(1)));
        stack.replace_with(ctx, (key, value))
    });
    stack.replace_with(ctx, next)
}

/// The items of an iteration.
pub struct Items<'gc> {
    ctx: Context<'gc>,
    table: Table<'gc>,
    count: i64,
}

impl<'gc> Items<'gc> {
    /// Takes all items of an iterator.
    ///
    /// # Errors
    /// When one has no representation in Lua, or memory is short.
    pub fn extend<T: Iterated<'gc>>(&mut self, items: impl Iterator<Item = T>) -> Result<(), Error<'gc>> {
        for item in items {
            self.ctx.charge_fuel(1);
            let (key, value) = item.into_pair(self.ctx, self.count + 1)?;
            self.table.raw_set_integer(self.ctx, 2 * self.count + 1, key)?;
            self.table.raw_set_integer(self.ctx, 2 * self.count + 2, value)?;
            self.count += 1;
        }
        Ok(())
    }
}
