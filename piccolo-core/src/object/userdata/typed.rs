//! Host objects of known types: [`UserDataType`], what they are, and [`UserRef`], a handle to one.
//!
//! Unsafe invariant: that of the parent module; a [`UserRef`] points to an `Object` whose tag says `T`.

use std::{any::TypeId, cell::RefMut, fmt};

use gc_arena::{Collect, Gc, Rootable, barrier, collect::Trace};

use crate::object::{
    context::Context,
    error::Error,
    held::Held,
    stash::{Stashable, StashedUserData},
    table::Table,
    userdata::{
        Object, UserData, allocate,
        class::Member,
        storage::{Frozen, MutableStorage, Storage},
    },
    value::Value,
};

/// A Rust type whose values can be host objects, with pointers into the VM inside. To be implemented with
/// `#[derive(UserData)]`, on top of `#[derive(Collect)]`.
///
/// It is safe to implement by hand: the bound of [`Self::Proxy`] can only be fulfilled truthfully. That
/// type stands for `Self` with any lifetime in place of `'gc`, and so has an identity (a
/// [`TypeId`]) although `Self` has none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a userdata type",
    label = "needs `#[derive(UserData)]`",
    note = "derive `Collect` and `UserData` for `{Self}`; for a type of another crate, wrap it in one of yours"
)]
pub trait UserDataType<'gc>: Held<'gc> + Sized + 'gc {
    /// A type without lifetimes whose root is `Self`.
    type Proxy: Rootable<'gc, Root = Self> + 'static;
    /// How it is stored: a [`RefLock`](gc_arena::RefLock) or [`Frozen`].
    type Storage: Storage<'gc, Self>;
    /// Its name in scripts and messages.
    const NAME: &'static str;
    /// What scripts see of it, in several lists.
    const MEMBERS: &'gc [&'gc [Member<'gc>]];
}

/// A handle to a host object of type `T`: copied freely, traced, passed to and from scripts.
///
/// The object itself is reached for the time of a borrow. Nothing of a script runs while host code does,
/// so a borrow only fails where host code has borrowed the same object before, as with one that was passed
/// in two arguments: an error, which scripts can catch.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{context::Context, error::Error, value::Value}};
/// use piccolo_core::object::userdata::{UserData, typed::UserRef};
/// use piccolo_derive::{Collect, UserData};
///
/// #[derive(Collect, UserData)]
/// struct Player<'gc> {
///     #[lua(get, set)]
///     name: String,
///     inventory: Vec<Value<'gc>>,
/// }
///
/// fn add_player<'gc>(ctx: Context<'gc>) -> Result<(), Error<'gc>> {
///     let player = UserRef::new(ctx, Player { name: "Ada".into(), inventory: Vec::new() })?;
///     player.borrow_mut(ctx)?.inventory.push(Value::Integer(1));
///     ctx.globals().set(ctx, "player", player)
/// }
///
/// let mut lua = Lua::new();
/// assert!(lua.enter(|ctx| add_player(ctx).is_ok()));
/// let name: String = lua.load("player.name = player.name .. '!' return player.name").eval()?;
/// assert_eq!(name, "Ada!");
/// lua.enter(|ctx| {
///     let player: UserData = ctx.globals().get(ctx, "player").expect("a userdata");
///     let player = player.downcast::<Player>().expect("a player");
///     assert_eq!(player.borrow().expect("no one uses it").inventory.len(), 1);
/// });
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub struct UserRef<'gc, T: UserDataType<'gc>>(pub(super) Gc<'gc, Object<'gc, T::Storage>>);

impl<'gc, T: UserDataType<'gc>> Clone for UserRef<'gc, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<'gc, T: UserDataType<'gc>> Copy for UserRef<'gc, T> {}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc, T: UserDataType<'gc>> Collect<'gc> for UserRef<'gc, T> {
    #[inline(always)]
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        cc.trace(&self.0);
    }
}

impl<'gc, T: UserDataType<'gc>> UserRef<'gc, T> {
    /// Moves `value` to the VM. Its metatable is made when the first value of the type comes to the VM.
    ///
    /// # Errors
    /// When memory is short for the type's metatable.
    pub fn new(ctx: Context<'gc>, value: T) -> Result<Self, Error<'gc>> {
        let metatable = ctx.class::<T>()?.metatable();
        let tag = TypeId::of::<T::Proxy>();
        let this = Self(allocate(ctx, tag, Some(metatable), T::Storage::new(value)));
        ctx.state().finalizers.register(ctx, Value::UserData(this.untyped()), metatable);
        Ok(this)
    }

    /// Access to the value.
    ///
    /// # Errors
    /// When host code is changing it.
    #[inline]
    pub fn borrow(self) -> Result<<T::Storage as Storage<'gc, T>>::Guard, Error<'gc>> {
        self.0.as_ref().data.try_borrow().ok_or_else(in_use::<T>)
    }

    /// Access to the value that may change it.
    ///
    /// # Errors
    /// When host code uses it already.
    #[inline]
    pub fn borrow_mut(self, ctx: Context<'gc>) -> Result<RefMut<'gc, T>, Error<'gc>>
    where
        T::Storage: MutableStorage<'gc, T>,
    {
        let data = barrier::field!(Gc::write(ctx.mutation(), self.0), Object, data);
        T::Storage::try_borrow_mut(data).ok_or_else(in_use::<T>)
    }

    /// The same object as a handle to any type.
    #[inline]
    pub fn untyped(self) -> UserData<'gc> {
        // SAFETY: `repr(C)` puts the header first.
        UserData(unsafe { Gc::cast(self.0) })
    }

    /// Its metatable.
    pub fn metatable(self) -> Option<Table<'gc>> {
        self.untyped().metatable()
    }

    /// Whether both are the same object.
    pub fn is_same(self, other: Self) -> bool {
        Gc::ptr_eq(self.0, other.0)
    }
}

impl<'gc, T: UserDataType<'gc, Storage = Frozen<T>>> UserRef<'gc, T> {
    /// The value of a type that is `frozen`.
    #[inline]
    pub fn get(self) -> &'gc T {
        self.0.as_ref().data.get()
    }
}

#[cold]
fn in_use<'gc, T: UserDataType<'gc>>() -> Error<'gc> {
    Error::message(format!("{} is in use already", T::NAME))
}

impl<'gc, T: UserDataType<'gc>> From<UserRef<'gc, T>> for UserData<'gc> {
    fn from(object: UserRef<'gc, T>) -> Self {
        object.untyped()
    }
}

impl<'gc, T: UserDataType<'gc>> From<UserRef<'gc, T>> for Value<'gc> {
    fn from(object: UserRef<'gc, T>) -> Self {
        Value::UserData(object.untyped())
    }
}

/// Stashed without its type; what is fetched is told apart with [`UserData::downcast`].
impl<'gc, T: UserDataType<'gc>> Stashable<'gc> for UserRef<'gc, T> {
    type Stashed = StashedUserData;

    fn stash(self, ctx: Context<'gc>) -> StashedUserData {
        self.untyped().stash(ctx)
    }
}

impl<'gc, T: UserDataType<'gc>> fmt::Debug for UserRef<'gc, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:p}", T::NAME, Gc::as_ptr(self.0))
    }
}
