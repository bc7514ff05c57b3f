//! Host objects of known types: [`UserDataType`], what they are, and [`UserRef`], a handle to one.

use std::{borrow::Cow, cell::RefMut, fmt, marker::PhantomData};

use gc_arena::{Collect, Gc, Rootable, barrier, collect::Trace};

use crate::object::{
    context::Context,
    error::Error,
    held::Held,
    stash::{Stashable, StashedUserData},
    table::Table,
    userdata::{
        Object, Tag, UserData, WeakUserData, allocate,
        class::{Base, Member},
        storage::{MutableStorage, Storage},
    },
    value::Value,
};

/// A Rust type whose values can be host objects, with pointers into the VM inside. To be implemented with
/// `#[derive(UserData)]`, on top of `#[derive(Collect)]`.
///
/// It is safe to implement by hand: the bound of [`Self::Proxy`] can only be fulfilled truthfully. That
/// type stands for `Self` with any lifetime in place of `'gc`, and so has an identity (a
/// [`TypeId`](std::any::TypeId)) although `Self` has none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a userdata type",
    label = "needs `#[derive(UserData)]`",
    note = "derive `Collect` and `UserData` for `{Self}`; for a type of another crate, wrap it in one of yours"
)]
pub trait UserDataType<'gc>: Held<'gc> + Sized + 'gc {
    /// A type without lifetimes whose root is `Self`.
    type Proxy: Rootable<'gc, Root = Self> + 'static;
    /// How it is stored: a [`RefLock`](gc_arena::RefLock), or as it is if it is frozen.
    type Storage: Storage<'gc, Self>;
    /// Its name in scripts and messages.
    const NAME: &'static str;
    /// What scripts see of it, in several lists.
    const MEMBERS: &'gc [&'gc [Member<'gc>]];
    /// The type that it extends: what is offered for that one, is for this one, too.
    const BASE: Option<Base<'gc>> = None;
    /// How values are copied, if scripts may do that.
    const CLONE: Option<fn(&Self) -> Self> = None;
    /// Whether scripts expect a field of this type to be a part of its object that they can change.
    const IS_PART: bool = true;
    /// What is documented about it.
    const DOCS: &'static str = "";

    /// The name of the type in annotations for editors.
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }
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
///
/// A handle may also refer to a part of another object: to a field with `by_ref`, or to the base of a type
/// that `extends` another. It looks for the part at each borrow, and fails if it is gone by then.
pub struct UserRef<'gc, T: UserDataType<'gc>>(
    pub(super) UserData<'gc>,
    pub(super) PhantomData<Gc<'gc, T::Storage>>,
);

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
        let class = ctx.class::<T>()?;
        let tag = Tag::of::<T::Proxy>();
        let object = allocate(ctx, tag, Some(class), T::Storage::new(value));
        let this = Self(UserData::from_object(object), PhantomData);
        ctx.state().finalizers.register(ctx, Value::UserData(this.0), class.metatable());
        Ok(this)
    }

    /// Access to the value.
    ///
    /// # Errors
    /// When host code is changing it, or it is a part of an object that is gone.
    #[inline]
    pub fn borrow(self) -> Result<<T::Storage as Storage<'gc, T>>::Guard, Error<'gc>> {
        match self.0.as_owned::<T>() {
            Some(object) => object.as_ref().data.try_borrow().ok_or_else(in_use::<T>),
            None => self.borrow_part(),
        }
    }

    #[cold]
    fn borrow_part(self) -> Result<<T::Storage as Storage<'gc, T>>::Guard, Error<'gc>> {
        match (self.0.as_part::<T>(), self.0.upcast::<T>()) {
            (Some(part), _) => part.borrow(),
            (None, Some(base)) => base.borrow(self.0),
            (None, None) => Err(gone::<T>()),
        }
    }

    /// Access to the value that may change it.
    ///
    /// # Errors
    /// When host code uses it already, or it is a part of an object that is gone.
    #[inline]
    pub fn borrow_mut(self, ctx: Context<'gc>) -> Result<RefMut<'gc, T>, Error<'gc>>
    where
        T::Storage: MutableStorage<'gc, T>,
    {
        match self.0.as_owned::<T>() {
            Some(object) => {
                let data = barrier::field!(Gc::write(ctx.mutation(), object), Object, data);
                T::Storage::try_borrow_mut(data).ok_or_else(in_use::<T>)
            }
            None => self.borrow_part_mut(ctx),
        }
    }

    #[cold]
    fn borrow_part_mut(self, ctx: Context<'gc>) -> Result<RefMut<'gc, T>, Error<'gc>> {
        match (self.0.as_part::<T>(), self.0.upcast::<T>()) {
            (Some(part), _) => part.borrow_mut(ctx),
            (None, Some(base)) => base.borrow_mut(ctx, self.0),
            (None, None) => Err(gone::<T>()),
        }
    }

    /// In how many objects inside each other it is: 0, if it is not a part of another; and the outermost of these.
    pub(super) fn origin(self) -> (usize, UserData<'gc>) {
        match (self.0.as_part::<T>(), self.0.upcast::<T>()) {
            (Some(part), _) => part.origin(),
            (None, Some(base)) => base.origin(self.0),
            (None, None) => (0, self.0),
        }
    }

    /// Charges what the value takes more of Rust's heap than before, or credits what it takes less; to the object
    /// that it is in. A charge that exceeds the memory limit stops the run.
    #[inline(always)]
    pub(crate) fn note_growth(
        self,
        ctx: Context<'gc>,
        before: usize,
        after: usize,
    ) -> Result<(), Error<'gc>> {
        if before == after { Ok(()) } else { self.change_heap_size(ctx, before, after) }
    }

    #[cold]
    fn change_heap_size(self, ctx: Context<'gc>, before: usize, after: usize) -> Result<(), Error<'gc>> {
        let (_, whole) = self.origin();
        // What was there before the VM counted is not credited.
        whole.set_heap_size(ctx, (whole.heap_size() + after).saturating_sub(before))
    }

    /// The same object as a handle to any type.
    #[inline]
    pub fn untyped(self) -> UserData<'gc> {
        self.0
    }

    /// A handle that does not keep the object alive.
    pub fn downgrade(self) -> WeakUserRef<'gc, T> {
        WeakUserRef(self.0.downgrade(), PhantomData)
    }

    /// Its metatable.
    pub fn metatable(self) -> Option<Table<'gc>> {
        self.untyped().metatable()
    }

    /// Whether both are the same object.
    pub fn is_same(self, other: Self) -> bool {
        self.0.as_ptr() == other.0.as_ptr()
    }
}

/// A handle to a host object that does not keep it alive: for caches and for links back, which need not
/// be cycles for the collector to find.
///
/// ```
/// # use piccolo_core::lua::Lua;
/// use piccolo_core::object::userdata::typed::{UserRef, WeakUserRef};
/// use piccolo_derive::{Collect, UserData};
///
/// #[derive(Collect, UserData)]
/// struct Node<'gc> {
///     parent: Option<WeakUserRef<'gc, Node<'gc>>>,
/// }
///
/// let mut lua = Lua::new();
/// let linked = lua.try_enter(|ctx| {
///     let root = UserRef::new(ctx, Node { parent: None })?;
///     let leaf = UserRef::new(ctx, Node { parent: Some(root.downgrade()) })?;
///     let parent = leaf.borrow()?.parent.and_then(|parent| parent.upgrade(ctx));
///     Ok(parent.is_some_and(|parent| parent.is_same(root)))
/// });
/// assert!(matches!(linked, Ok(true)));
/// ```
pub struct WeakUserRef<'gc, T: UserDataType<'gc>>(WeakUserData<'gc>, PhantomData<Gc<'gc, T::Storage>>);

impl<'gc, T: UserDataType<'gc>> Clone for WeakUserRef<'gc, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<'gc, T: UserDataType<'gc>> Copy for WeakUserRef<'gc, T> {}

// SAFETY: a weak pointer, traced as such.
unsafe impl<'gc, T: UserDataType<'gc>> Collect<'gc> for WeakUserRef<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        cc.trace(&self.0);
    }
}

impl<'gc, T: UserDataType<'gc>> WeakUserRef<'gc, T> {
    /// The object, if it is still there.
    pub fn upgrade(self, ctx: Context<'gc>) -> Option<UserRef<'gc, T>> {
        self.0.upgrade(ctx).map(|object| UserRef(object, PhantomData))
    }
}

#[cold]
fn gone<'gc, T: UserDataType<'gc>>() -> Error<'gc> {
    Error::message(format!("this {} is gone", T::NAME))
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
        write!(f, "{}: {:p}", T::NAME, self.0.as_ptr())
    }
}
