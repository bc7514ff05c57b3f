//! Host objects that scripts can hold.
//!
//! [`UserData`] is a handle to any of them, [`UserRef`] to one of a known type. What holds
//! values of the VM implements [`UserDataType`], mostly with `#[derive(UserData)]`; anything else can be
//! moved in with [`UserData::new_static`].
//!
//! Unsafe invariant: a [`UserData`] points to the `header` of an `Object`, whose `tag` is the `TypeId`
//! - of `T::Proxy`, if the object's data is a `T::Storage`. For any `'gc` a proxy has one root type, and
//!   [`UserDataType`] demands that it is `T`: so equal tags, with the same `'gc`, mean the same `T`;
//! - of `StaticProxy<T>`, which is no one's proxy, if the object's data is a `Static<T>`.

pub mod class;
pub mod storage;
pub mod typed;

use std::{any::TypeId, cell::Cell, marker::PhantomData};

use gc_arena::{Collect, Gc, GcWeak, Static, collect::Trace};

use crate::{
    object::{
        context::Context,
        held::{Held, MaybeSend},
        table::Table,
        userdata::typed::{UserDataType, UserRef},
        value::Value,
    },
    support::account,
};

/// A host object with an optional metatable.
#[derive(Clone, Copy)]
pub struct UserData<'gc>(Gc<'gc, Header<'gc>>);

/// What is the same in all host objects.
pub(crate) struct Header<'gc> {
    tag: TypeId,
    metatable: Cell<Option<Table<'gc>>>,
    user_value: Cell<Value<'gc>>,
}

/// A host object.
#[repr(C)]
pub(crate) struct Object<'gc, D> {
    header: Header<'gc>,
    data: D,
}

/// The tag of data of a type that is no [`UserDataType`].
struct StaticProxy<T>(PhantomData<fn() -> T>);

impl<D> Drop for Object<'_, D> {
    fn drop(&mut self) {
        account::note_freed(16 + size_of::<Self>());
    }
}

// SAFETY: metatable and user value are traced and changed behind a barrier; the data is traced.
unsafe impl<'gc, D: Collect<'gc>> Collect<'gc> for Object<'gc, D> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(metatable) = self.header.metatable.get() {
            cc.trace(&metatable);
        }
        self.header.user_value.get().trace(cc);
        cc.trace(&self.data);
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for UserData<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

/// Allocates a host object. The tag has to be that of the data; see the module's invariant.
fn allocate<'gc, D: Held<'gc> + 'gc>(
    ctx: Context<'gc>,
    tag: TypeId,
    metatable: Option<Table<'gc>>,
    data: D,
) -> Gc<'gc, Object<'gc, D>> {
    let header = Header { tag, metatable: Cell::new(metatable), user_value: Cell::new(Value::Nil) };
    ctx.memory().charge_object(16 + size_of::<Object<'_, D>>());
    Gc::new(ctx.mutation(), Object { header, data })
}

impl<'gc> UserData<'gc> {
    /// Moves a Rust value without pointers into the VM to the VM, to be found again with
    /// [`Self::downcast_static`]. It has no metatable, so scripts can only pass it on.
    pub fn new_static<T: MaybeSend + 'static>(ctx: Context<'gc>, data: T) -> Self {
        let object = allocate(ctx, TypeId::of::<StaticProxy<T>>(), None, Static(data));
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(object) })
    }

    /// The Rust value, if it is a `T` that came from [`Self::new_static`].
    pub fn downcast_static<T: 'static>(self) -> Option<&'gc T> {
        if self.0.tag != TypeId::of::<StaticProxy<T>>() {
            return None;
        }
        // SAFETY: the tag says that the data is a `Static<T>`.
        let object = unsafe { Gc::cast::<Object<'gc, Static<T>>>(self.0) };
        Some(&object.as_ref().data.0)
    }

    /// Moves a value of a type with `#[derive(UserData)]` to the VM: [`UserRef::new`] without its type.
    ///
    /// # Errors
    /// When memory is short for the type's metatable.
    pub fn new<T: UserDataType<'gc>>(
        ctx: Context<'gc>,
        value: T,
    ) -> Result<Self, crate::object::error::Error<'gc>> {
        UserRef::new(ctx, value).map(UserRef::untyped)
    }

    /// The handle with its type, if it is a `T`; see [`UserRef`].
    #[inline]
    pub fn downcast<T: UserDataType<'gc>>(self) -> Option<UserRef<'gc, T>> {
        if !self.is::<T>() {
            return None;
        }
        // SAFETY: the tag says that the data is a `T::Storage`.
        Some(UserRef(unsafe { Gc::cast::<Object<'gc, T::Storage>>(self.0) }))
    }

    /// Whether it is a `T`.
    #[inline]
    pub fn is<T: UserDataType<'gc>>(self) -> bool {
        self.0.tag == TypeId::of::<T::Proxy>()
    }

    /// Its metatable.
    #[inline]
    pub fn metatable(self) -> Option<Table<'gc>> {
        self.0.metatable.get()
    }

    /// Replaces its metatable.
    pub fn set_metatable(self, ctx: Context<'gc>, metatable: Option<Table<'gc>>) {
        ctx.mutation().backward_barrier(Gc::erase(self.0), None);
        self.0.as_ref().metatable.set(metatable);
        if let Some(metatable) = metatable {
            ctx.state().finalizers.register(ctx, Value::UserData(self), metatable);
        }
    }

    /// The Lua value that travels with it.
    pub fn user_value(self) -> Value<'gc> {
        self.0.user_value.get()
    }

    /// Replaces the Lua value that travels with it.
    pub fn set_user_value(self, ctx: Context<'gc>, value: Value<'gc>) {
        ctx.mutation().backward_barrier(Gc::erase(self.0), None);
        self.0.as_ref().user_value.set(value);
    }

    /// An address that identifies the object.
    pub fn as_ptr(self) -> *const () {
        Gc::as_ptr(self.0).cast()
    }

    pub(crate) fn downgrade(self) -> WeakUserData<'gc> {
        WeakUserData(Gc::downgrade(self.0))
    }
}

/// A reference that does not keep the object alive.
#[derive(Clone, Copy)]
pub(crate) struct WeakUserData<'gc>(GcWeak<'gc, Header<'gc>>);

// SAFETY: a weak pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for WeakUserData<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> WeakUserData<'gc> {
    pub(crate) fn is_dead(self, fc: &gc_arena::Finalization<'gc>) -> bool {
        self.0.is_dead(fc)
    }

    /// The object, kept alive for this cycle at least.
    pub(crate) fn resurrect(self, fc: &gc_arena::Finalization<'gc>) -> Option<UserData<'gc>> {
        self.0.resurrect(fc).map(UserData)
    }
}
