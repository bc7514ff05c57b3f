//! Fields with `by_ref`, `index` and `base`: what expansions of `#[derive(UserData)]` make of them.

use std::{borrow::Cow, cell::RefMut};

use crate::{
    convert::{FromLua, IntoLua, container::optional, elements, elements::Container},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        metamethod::Metamethod,
        stack::Stack,
        table::Table,
        userdata::{
            UserData,
            about::About,
            class::{Base, Member},
            part::{Guard, Key, Projection, project, project_mut},
            storage::Holds,
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

/// What a field with `by_ref` can be: a userdata, perhaps in an `Option`, or a vector or map that scripts
/// can refer to.
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

/// Where the `N`th of the fields is that are parts of a type; not every variant of an enum has it.
pub trait Place<const N: usize> {
    /// The field's type.
    type Field;

    /// The field.
    fn place(&self) -> Option<&Self::Field>;

    /// The field, to be changed.
    fn place_mut(&mut self) -> Option<&mut Self::Field>;
}

/// What a field with `by_ref` can be in a `P`: the one condition for it, so that there is one message.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to a field of type `{Self}`",
    label = "no userdata type, and no vector or map that scripts can refer to",
    note = "types with `#[derive(UserData)]`, `Option`s of them, and `Vec`, `HashMap` and `BTreeMap` of these, of numbers, strings or values of the VM can be fields with `by_ref` (keys are integers or strings); write `get` for others"
)]
pub trait ReferredIn<'gc, P: UserDataType<'gc>>: ByReference<'gc> {
    /// [`project`], to the target.
    ///
    /// # Errors
    /// As those of [`project`].
    fn project(
        object: UserData<'gc>,
        key: Key<'gc>,
        find: impl FnOnce(&P) -> Option<&Self::Target>,
    ) -> Result<Guard<'gc, Self::Target>, Error<'gc>>;

    /// [`project_mut`], to the target.
    ///
    /// # Errors
    /// As those of [`project_mut`].
    fn project_mut(
        ctx: Context<'gc>,
        object: UserData<'gc>,
        key: Key<'gc>,
        find: impl FnOnce(&mut P) -> Option<&mut Self::Target>,
    ) -> Result<RefMut<'gc, Self::Target>, Error<'gc>>;
}

impl<'gc, P: UserDataType<'gc>, F: ByReference<'gc>> ReferredIn<'gc, P> for F
where
    P::Storage: Holds<'gc, P, F::Target, <F::Target as UserDataType<'gc>>::Storage>,
{
    fn project(
        object: UserData<'gc>,
        key: Key<'gc>,
        find: impl FnOnce(&P) -> Option<&F::Target>,
    ) -> Result<Guard<'gc, F::Target>, Error<'gc>> {
        project::<P, F::Target>(object, key, find)
    }

    fn project_mut(
        ctx: Context<'gc>,
        object: UserData<'gc>,
        key: Key<'gc>,
        find: impl FnOnce(&mut P) -> Option<&mut F::Target>,
    ) -> Result<RefMut<'gc, F::Target>, Error<'gc>> {
        project_mut::<P, F::Target>(ctx, object, key, find)
    }
}

/// The getter of a field with `by_ref`: a reference to its target, or nil if that is not there.
///
/// # Errors
/// When the object is in use, or there are too many inside each other.
pub fn refer<'gc, P, const N: usize>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
) -> Result<Value<'gc>, Error<'gc>>
where
    P: UserDataType<'gc> + Place<N>,
    P::Field: ReferredIn<'gc, P>,
{
    let whole =
        UserRef::<P>::from_lua(ctx, Value::UserData(object)).map_err(|error| error.into_argument(0))?;
    if whole.borrow()?.place().and_then(P::Field::find).is_none() {
        return Ok(Value::Nil);
    }
    let projection = Projection::new::<P>(
        |object, key| P::Field::project(object, key, |this: &P| this.place()?.find()),
        |ctx, object, key| {
            P::Field::project_mut(ctx, object, key, |this: &mut P| this.place_mut()?.find_mut())
        },
    );
    Ok(projection.part(ctx, object, Key::Only)?.into())
}

/// A type that holds what it extends.
#[diagnostic::on_unimplemented(
    message = "the base is a `{Self}`, not the `{T}` that is extended",
    label = "not of the type that `extends` names"
)]
pub trait Same<T> {}

impl<T> Same<T> for T {}

/// Requires of the field that holds the base that it has the type that is extended.
pub const fn is_same<F: Same<T>, T>() {}

/// The base in the field `N`.
pub const fn base<'gc, P, F, const N: usize>() -> Base<'gc>
where
    P: UserDataType<'gc> + Place<N, Field = F>,
    F: UserDataType<'gc>,
    P::Storage: Holds<'gc, P, F, F::Storage>,
{
    Base::new::<F>(|ctx| direct::<P, F, N>().into_upcast(ctx))
}

/// The projection to the field `N` itself.
const fn direct<'gc, P, F, const N: usize>() -> Projection<'gc, F>
where
    P: UserDataType<'gc> + Place<N, Field = F>,
    F: UserDataType<'gc>,
    P::Storage: Holds<'gc, P, F, F::Storage>,
{
    Projection::<F>::new::<P>(
        |object, key| project::<P, F>(object, key, |this| this.place()),
        |ctx, object, key| project_mut::<P, F>(ctx, object, key, |this| this.place_mut()),
    )
}

/// What a field with `index` can be in a `P`: the one condition for it, so that there is one message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no elements that scripts can refer to",
    label = "no vector or map",
    note = "`Vec`, `HashMap` and `BTreeMap` of types with `#[derive(UserData)]` that are not `frozen`, of numbers, strings or values of the VM can be fields with `index`"
)]
pub trait ContainedIn<'gc, P: UserDataType<'gc>>: Container<'gc> {
    /// The projection to the field `N`.
    fn projection<const N: usize>() -> Projection<'gc, Self>
    where
        P: Place<N, Field = Self>;
}

impl<'gc, P: UserDataType<'gc>, F: Container<'gc>> ContainedIn<'gc, P> for F
where
    P::Storage: Holds<'gc, P, F, F::Storage>,
{
    fn projection<const N: usize>() -> Projection<'gc, F>
    where
        P: Place<N, Field = F>,
    {
        direct::<P, F, N>()
    }
}

/// The metamethods of a type whose elements are those of the field `N`.
pub const fn elements<'gc, P, F, const N: usize>() -> [Member<'gc>; 4]
where
    P: UserDataType<'gc> + Place<N, Field = F>,
    F: ContainedIn<'gc, P>,
{
    [
        Member::metamethod(Metamethod::Index, |ctx| {
            Callback::new(ctx, |ctx, mut stack| {
                let value = elements::element(ctx, container::<P, F, N>(ctx, &stack)?, stack.get(1))?;
                stack.replace_with(ctx, value)
            })
        })
        .about(|| About { types: vec![<F::Item as elements::Element>::annotation()], ..About::default() }),
        Member::metamethod(Metamethod::NewIndex, |ctx| {
            Callback::new(ctx, |ctx, mut stack| {
                elements::set(ctx, container::<P, F, N>(ctx, &stack)?, stack.get(1), stack.get(2))?;
                stack.clear();
                Ok(Action::Return)
            })
        }),
        Member::metamethod(Metamethod::Len, |ctx| {
            Callback::new(ctx, |ctx, mut stack| {
                let count = container::<P, F, N>(ctx, &stack)?.borrow()?.count();
                stack.replace_with(ctx, count)
            })
        }),
        Member::metamethod(Metamethod::Pairs, |ctx| {
            Callback::new(ctx, |ctx, mut stack| {
                let iterator = elements::pairs(ctx, container::<P, F, N>(ctx, &stack)?)?;
                stack.replace_with(ctx, iterator)
            })
        }),
    ]
}

/// The vector or map in the field `N` of the first argument.
fn container<'gc, P, F, const N: usize>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
) -> Result<UserRef<'gc, F>, Error<'gc>>
where
    P: UserDataType<'gc> + Place<N, Field = F>,
    F: ContainedIn<'gc, P>,
{
    let object = stack.argument::<UserRef<P>>(ctx, 0)?;
    F::projection::<N>().part(ctx, object.untyped(), Key::Only)
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

    /// The names of the types of key and value in annotations for editors.
    fn annotations() -> [Cow<'static, str>; 2];
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc>> Iterated<'gc> for T {
    fn into_pair(self, ctx: Context<'gc>, index: i64) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>> {
        Ok((Value::Integer(index), self.into_lua(ctx)?))
    }

    fn annotations() -> [Cow<'static, str>; 2] {
        [Cow::Borrowed("integer"), T::annotation()]
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, K: IntoLua<'gc>, V: IntoLua<'gc>> Iterated<'gc> for (K, V) {
    fn into_pair(self, ctx: Context<'gc>, _: i64) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>> {
        Ok((self.0.into_lua(ctx)?, self.1.into_lua(ctx)?))
    }

    fn annotations() -> [Cow<'static, str>; 2] {
        [K::annotation(), V::annotation()]
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
