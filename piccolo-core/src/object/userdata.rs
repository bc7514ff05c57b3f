//! Host objects that scripts can hold.
//!
//! [`UserData`] is a handle to any of them, [`UserRef`] to one of a known type. What holds
//! values of the VM implements [`UserDataType`], mostly with `#[derive(UserData)]`; anything else can be
//! moved in with [`UserData::new_static`].
//!
//! Unsafe invariant: a [`UserData`] points to the `header` of an `Object`, whose `tag` is the `Tag`
//! - of `T::Proxy`, if the object's data is a `T::Storage`. For any `'gc` a proxy has one root type, and
//!   [`UserDataType`] demands that it is `T`: so equal tags, with the same `'gc`, mean the same `T`;
//! - of `PartProxy<T::Proxy>` or `UpcastProxy<T::Proxy>`, if the data is a `Part<T>` or a `Projection<T>`;
//! - of `StaticProxy<T>`, if the object's data is a `Static<T>`. This and the former are no one's proxies.

pub mod about;
pub(crate) mod accessors;
pub mod class;
pub mod lent;
pub mod part;
pub mod storage;
pub mod typed;

use std::{any::TypeId, cell::Cell, marker::PhantomData, mem::offset_of};

use gc_arena::{Collect, Gc, GcWeak, Static, collect::Trace};

use crate::{
    object::{
        context::Context,
        error::Error,
        held::{Held, MaybeSend},
        serial::Serial,
        table::Table,
        userdata::{
            class::Class,
            part::{Part, Projection},
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
    support::account,
};

/// A host object with an optional metatable.
#[derive(Clone, Copy)]
pub struct UserData<'gc>(Gc<'gc, Header<'gc>>);

/// What is the same in all host objects.
#[repr(C)]
pub(crate) struct Header<'gc> {
    serial: Serial,
    tag: Tag,
    /// What the VM made of its type; none for data that no scripts see into.
    class: Option<Class<'gc>>,
    /// What few objects have of their own.
    own: Cell<Option<Gc<'gc, Own<'gc>>>>,
}

const _: () = assert!(offset_of!(Header<'static>, serial) == 0);

/// A type, in the size of a pointer.
#[derive(Clone, Copy)]
pub(crate) struct Tag(&'static TypeId);

impl Tag {
    #[inline(always)]
    pub(crate) fn of<T: 'static>() -> Self {
        Self(const { &TypeId::of::<T>() })
    }
}

impl PartialEq for Tag {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        // A type may have several such places.
        std::ptr::eq(self.0, other.0) || self.0 == other.0
    }
}

/// What an object has that is not of its class.
struct Own<'gc> {
    metatable: Cell<Option<Table<'gc>>>,
    user_value: Cell<Value<'gc>>,
    /// What the data has on Rust's heap, as far as it is charged.
    heap_size: Cell<usize>,
    /// The VM's list of objects with finalizers has it.
    is_finalizable: Cell<bool>,
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>() + self.heap_size.get());
    }
}

// SAFETY: everything is traced, and changed behind a barrier.
unsafe impl<'gc> Collect<'gc> for Own<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(metatable) = self.metatable.get() {
            cc.trace(&metatable);
        }
        self.user_value.get().trace(cc);
    }
}

/// A host object.
#[repr(C)]
pub(crate) struct Object<'gc, D> {
    header: Header<'gc>,
    data: D,
}

/// The tag of data of a type that is no [`UserDataType`].
struct StaticProxy<T>(PhantomData<fn() -> T>);

/// The tag of references into a userdata, by the proxy of what they refer to.
struct PartProxy<P>(PhantomData<fn() -> P>);

/// The tag of ways from a derived type to its base, by the proxy of the base.
struct UpcastProxy<P>(PhantomData<fn() -> P>);

impl<D> Drop for Object<'_, D> {
    fn drop(&mut self) {
        account::note_traceable_freed(16 + size_of::<Self>());
    }
}

// SAFETY: what is its own is traced and changed behind a barrier; the data is traced.
unsafe impl<'gc, D: Collect<'gc>> Collect<'gc> for Object<'gc, D> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(class) = &self.header.class {
            cc.trace(class);
        }
        if let Some(own) = self.header.own.get() {
            cc.trace(&own);
        }
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
    tag: Tag,
    class: Option<Class<'gc>>,
    data: D,
) -> Gc<'gc, Object<'gc, D>> {
    let serial = Serial::new(ctx.memory().charge_traceable(16 + size_of::<Object<'_, D>>()));
    let header = Header { serial, tag, class, own: Cell::new(None) };
    let object = Gc::new(ctx.mutation(), Object { header, data });
    ctx.note_weakly_reachable(Gc::erase(object));
    object
}

impl<'gc> UserData<'gc> {
    fn from_object<D>(object: Gc<'gc, Object<'gc, D>>) -> Self {
        // SAFETY: `repr(C)` puts the header first.
        Self(unsafe { Gc::cast(object) })
    }

    /// Moves a Rust value without pointers into the VM to the VM, to be found again with
    /// [`Self::downcast_static`]. It has no metatable, so scripts can only pass it on.
    pub fn new_static<T: MaybeSend + 'static>(ctx: Context<'gc>, data: T) -> Self {
        let object = allocate(ctx, Tag::of::<StaticProxy<T>>(), None, Static(data));
        Self::from_object(object)
    }

    /// The Rust value, if it is a `T` that came from [`Self::new_static`].
    pub fn downcast_static<T: 'static>(self) -> Option<&'gc T> {
        if self.0.tag != Tag::of::<StaticProxy<T>>() {
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
    pub fn new<T: UserDataType<'gc>>(ctx: Context<'gc>, value: T) -> Result<Self, Error<'gc>> {
        UserRef::new(ctx, value).map(UserRef::untyped)
    }

    /// A reference into `parent`, to what `projection` finds there under `key`.
    fn new_part<T: UserDataType<'gc>>(ctx: Context<'gc>, class: Class<'gc>, part: Part<'gc, T>) -> Self {
        let object = allocate(ctx, Tag::of::<PartProxy<T::Proxy>>(), Some(class), part);
        Self::from_object(object)
    }

    /// A way from a derived type to the base `T`, as an object.
    fn new_upcast<T: UserDataType<'gc>>(ctx: Context<'gc>, projection: Projection<'gc, T>) -> Self {
        let object = allocate(ctx, Tag::of::<UpcastProxy<T::Proxy>>(), None, projection);
        Self::from_object(object)
    }

    /// The handle with its type, if it is a `T`, or of a type that extends it; see [`UserRef`].
    #[inline]
    pub fn downcast<T: UserDataType<'gc>>(self) -> Option<UserRef<'gc, T>> {
        self.is::<T>().then_some(UserRef(self, PhantomData))
    }

    /// Whether it is a `T`, or of a type that extends it.
    #[inline]
    pub fn is<T: UserDataType<'gc>>(self) -> bool {
        self.0.tag == Tag::of::<T::Proxy>() || self.is_indirectly::<T>()
    }

    #[cold]
    fn is_indirectly<T: UserDataType<'gc>>(self) -> bool {
        self.as_part::<T>().is_some() || self.upcast::<T>().is_some()
    }

    /// The data, if the object holds a `T` itself.
    #[inline(always)]
    fn as_owned<T: UserDataType<'gc>>(self) -> Option<Gc<'gc, Object<'gc, T::Storage>>> {
        if self.0.tag != Tag::of::<T::Proxy>() {
            return None;
        }
        // SAFETY: the tag says that the data is a `T::Storage`.
        Some(unsafe { Gc::cast::<Object<'gc, T::Storage>>(self.0) })
    }

    /// Where it refers to, if it is a reference to a `T` in a userdata.
    fn as_part<T: UserDataType<'gc>>(self) -> Option<&'gc Part<'gc, T>> {
        if self.0.tag != Tag::of::<PartProxy<T::Proxy>>() {
            return None;
        }
        // SAFETY: the tag says that the data is a `Part<T>`.
        let object = unsafe { Gc::cast::<Object<'gc, Part<'gc, T>>>(self.0) };
        Some(&object.as_ref().data)
    }

    /// The way to the `T` that its type extends, if it does.
    fn upcast<T: UserDataType<'gc>>(self) -> Option<&'gc Projection<'gc, T>> {
        let tag = Tag::of::<UpcastProxy<T::Proxy>>();
        let way = self.0.class?.upcasts().iter().find(|way| way.0.tag == tag)?;
        // SAFETY: the tag says that the data is a `Projection<T>`.
        let object = unsafe { Gc::cast::<Object<'gc, Projection<'gc, T>>>(way.0) };
        Some(&object.as_ref().data)
    }

    /// Its metatable.
    #[inline]
    pub fn metatable(self) -> Option<Table<'gc>> {
        match self.0.own.get() {
            None => self.0.class.map(Class::metatable),
            Some(own) => own.metatable.get(),
        }
    }

    /// Replaces its metatable.
    pub fn set_metatable(self, ctx: Context<'gc>, metatable: Option<Table<'gc>>) {
        self.own(ctx).metatable.set(metatable);
        if let Some(metatable) = metatable {
            ctx.state().finalizers.register(ctx, Value::UserData(self), metatable);
        }
    }

    /// The Lua value that travels with it.
    pub fn user_value(self) -> Value<'gc> {
        self.0.own.get().map_or(Value::Nil, |own| own.user_value.get())
    }

    /// Replaces the Lua value that travels with it.
    pub fn set_user_value(self, ctx: Context<'gc>, value: Value<'gc>) {
        self.own(ctx).user_value.set(value);
    }

    /// What is its own, about to be changed: behind a barrier.
    fn own(self, ctx: Context<'gc>) -> &'gc Own<'gc> {
        if let Some(own) = self.0.own.get() {
            ctx.mutation().backward_barrier(Gc::erase(own), None);
            if ctx.is_marking() {
                ctx.note_barrier();
            }
            return own.as_ref();
        }
        let own = Own {
            metatable: Cell::new(self.metatable()),
            user_value: Cell::new(Value::Nil),
            heap_size: Cell::new(0),
            is_finalizable: Cell::new(false),
        };
        ctx.memory().charge_traceable(16 + size_of_val(&own));
        let own = Gc::new(ctx.mutation(), own);
        ctx.mutation().backward_barrier(Gc::erase(self.0), None);
        self.0.as_ref().own.set(Some(own));
        own.as_ref()
    }

    /// Says how many bytes the Rust value has on Rust's heap, which the VM does not see: they count against the
    /// memory limit, and make the collector work, until the object is collected or another number is said.
    ///
    /// What scripts put into fields, and into vectors and maps through fields with `by_ref`, is counted without that.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::userdata::typed::UserRef};
    /// use piccolo_derive::{Collect, UserData, methods};
    ///
    /// #[derive(Collect, UserData)]
    /// struct Image {
    ///     pixels: Vec<u8>,
    /// }
    ///
    /// #[methods]
    /// impl Image {
    ///     #[lua(new)]
    ///     fn new<'gc>(
    ///         ctx: piccolo_core::object::context::Context<'gc>,
    ///         size: u32,
    ///     ) -> Result<UserRef<'gc, Image>, piccolo_core::object::error::Error<'gc>> {
    ///         let image = UserRef::new(ctx, Image { pixels: Vec::new() })?;
    ///         image.untyped().set_heap_size(ctx, size as usize)?;
    ///         image.borrow_mut(ctx)?.pixels = vec![0; size as usize];
    ///         Ok(image)
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.register::<Image>().map(drop))?;
    /// lua.set_memory_limit(8 << 20);
    /// // Each is collected before the next ones are too many, and one that is too large is never made.
    /// lua.load("for i = 1, 1000 do Image(1 << 16) end").exec()?;
    /// assert!(lua.load("Image(16 << 20)").exec().unwrap_err().stop().is_some());
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When the limit does not allow that many. The number stays what it was then.
    pub fn set_heap_size(self, ctx: Context<'gc>, bytes: usize) -> Result<(), Error<'gc>> {
        let before = self.heap_size();
        match bytes.checked_sub(before) {
            Some(0) => return Ok(()),
            Some(more) => ctx.memory().charge(more)?,
            None => ctx.memory().credit(before - bytes),
        }
        self.own(ctx).heap_size.set(bytes);
        Ok(())
    }

    /// How many bytes [`Self::set_heap_size`] was told, and scripts have added.
    pub fn heap_size(self) -> usize {
        self.0.own.get().map_or(0, |own| own.heap_size.get())
    }

    /// Whether it is among the objects that have a finalizer.
    pub(crate) fn is_finalizable(self) -> bool {
        self.0.own.get().is_some_and(|own| own.is_finalizable.get())
    }

    /// Makes a note that it is.
    pub(crate) fn note_finalizable(self, ctx: Context<'gc>) {
        self.own(ctx).is_finalizable.set(true);
    }

    /// Takes back that note.
    pub(crate) fn forget_finalizable(self) {
        if let Some(own) = self.0.own.get() {
            own.is_finalizable.set(false);
        }
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
    /// The object, if it is still there.
    fn upgrade(self, ctx: Context<'gc>) -> Option<UserData<'gc>> {
        ctx.upgrade(self.0).map(UserData)
    }
}
