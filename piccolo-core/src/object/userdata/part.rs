//! References into userdata: [`Part`], an object that stands for what is inside another.
//!
//! It holds no pointer to that, but the other object and a [`Projection`], which looks for it at each
//! access. So it does not matter what happens to the other object meanwhile: what has moved is found again,
//! and what is gone is an error.

use std::{cell::RefMut, marker::PhantomData};

use gc_arena::{Collect, collect::Trace};

use crate::object::{
    context::Context,
    error::Error,
    string::String,
    userdata::{
        UserData,
        storage::{Holds, Storage},
        typed::{UserDataType, UserRef},
    },
};

/// How many parts may be inside each other. Access to one goes through all that it is in.
const MAX_DEPTH: usize = 100;

/// Which of several parts of an object is meant.
#[derive(Clone, Copy, Debug)]
pub enum Key<'gc> {
    /// There is only one.
    Only,
    /// The one with this number, as scripts count.
    Integer(i64),
    /// The one with this name.
    Name(String<'gc>),
}

// SAFETY: the one variant with a pointer is traced.
unsafe impl<'gc> Collect<'gc> for Key<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Key::Name(name) = self {
            cc.trace(name);
        }
    }
}

/// What gives access to a value of a type.
pub type Guard<'gc, T> = <<T as UserDataType<'gc>>::Storage as Storage<'gc, T>>::Guard;
type Read<'gc, T> = fn(UserData<'gc>, Key<'gc>) -> Result<Guard<'gc, T>, Error<'gc>>;
type Write<'gc, T> = fn(Context<'gc>, UserData<'gc>, Key<'gc>) -> Result<RefMut<'gc, T>, Error<'gc>>;

/// How a `T` is found in an object of another type.
pub struct Projection<'gc, T: UserDataType<'gc>> {
    read: Read<'gc, T>,
    write: Write<'gc, T>,
    /// In how many objects the object itself is, and the outermost of these.
    origin: fn(UserData<'gc>) -> (usize, UserData<'gc>),
}

impl<'gc, T: UserDataType<'gc>> Clone for Projection<'gc, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'gc, T: UserDataType<'gc>> Copy for Projection<'gc, T> {}

// SAFETY: functions hold nothing to trace.
unsafe impl<'gc, T: UserDataType<'gc>> Collect<'gc> for Projection<'gc, T> {
    const NEEDS_TRACE: bool = false;
}

impl<'gc, T: UserDataType<'gc>> Projection<'gc, T> {
    /// One that starts from objects of type `P`; see [`project`] and [`project_mut`].
    pub const fn new<P: UserDataType<'gc>>(read: Read<'gc, T>, write: Write<'gc, T>) -> Self {
        Self { read, write, origin: |object| object.downcast::<P>().map_or((0, object), UserRef::origin) }
    }

    /// One that starts from objects that are no userdata of scripts.
    pub(super) const fn from_static(read: Read<'gc, T>, write: Write<'gc, T>) -> Self {
        Self { read, write, origin: |object| (0, object) }
    }

    /// A reference to what is found in `parent` under `key`.
    ///
    /// # Errors
    /// When there are too many parts inside each other, or memory is short.
    pub fn part(
        self,
        ctx: Context<'gc>,
        parent: UserData<'gc>,
        key: Key<'gc>,
    ) -> Result<UserRef<'gc, T>, Error<'gc>> {
        let depth = (self.origin)(parent).0 + 1;
        if depth > MAX_DEPTH {
            return Err(Error::message(format!("more than {MAX_DEPTH} userdata inside each other")));
        }
        let class = ctx.class::<T>()?;
        let part = Part { parent, key, projection: self, depth };
        Ok(UserRef(UserData::new_part(ctx, class, part), PhantomData))
    }

    /// The way to the base of a type, for [`Base::new`](crate::object::userdata::class::Base::new).
    pub fn into_upcast(self, ctx: Context<'gc>) -> UserData<'gc> {
        UserData::new_upcast(ctx, self)
    }

    pub(super) fn borrow(self, parent: UserData<'gc>) -> Result<Guard<'gc, T>, Error<'gc>> {
        (self.read)(parent, Key::Only)
    }

    pub(super) fn borrow_mut(
        self,
        ctx: Context<'gc>,
        parent: UserData<'gc>,
    ) -> Result<RefMut<'gc, T>, Error<'gc>> {
        (self.write)(ctx, parent, Key::Only)
    }

    pub(super) fn origin(self, parent: UserData<'gc>) -> (usize, UserData<'gc>) {
        (self.origin)(parent)
    }
}

/// What stands for a `T` inside another object.
pub struct Part<'gc, T: UserDataType<'gc>> {
    parent: UserData<'gc>,
    key: Key<'gc>,
    projection: Projection<'gc, T>,
    depth: usize,
}

// SAFETY: the pointers are traced; the projection holds none.
unsafe impl<'gc, T: UserDataType<'gc>> Collect<'gc> for Part<'gc, T> {
    fn trace<C: Trace<'gc>>(&self, cc: &mut C) {
        cc.trace(&self.parent);
        cc.trace(&self.key);
    }
}

impl<'gc, T: UserDataType<'gc>> Part<'gc, T> {
    pub(super) fn borrow(&self) -> Result<Guard<'gc, T>, Error<'gc>> {
        (self.projection.read)(self.parent, self.key)
    }

    pub(super) fn borrow_mut(&self, ctx: Context<'gc>) -> Result<RefMut<'gc, T>, Error<'gc>> {
        (self.projection.write)(ctx, self.parent, self.key)
    }

    pub(super) fn origin(&self) -> (usize, UserData<'gc>) {
        (self.depth, self.projection.origin(self.parent).1)
    }
}

/// Access to what `find` gives of the `P` in `object`.
///
/// # Errors
/// When `object` is no `P`, or in use, or `find` gives nothing.
pub fn project<'gc, P: UserDataType<'gc>, T: UserDataType<'gc>>(
    object: UserData<'gc>,
    key: Key<'gc>,
    find: impl FnOnce(&P) -> Option<&T>,
) -> Result<Guard<'gc, T>, Error<'gc>>
where
    P::Storage: Holds<'gc, P, T, T::Storage>,
{
    let parent = object.downcast::<P>().ok_or_else(|| gone::<P, T>(key))?;
    P::Storage::part(parent, find)?.ok_or_else(|| gone::<P, T>(key))
}

/// As [`project`], to change it.
///
/// # Errors
/// As those of [`project`].
pub fn project_mut<'gc, P: UserDataType<'gc>, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    key: Key<'gc>,
    find: impl FnOnce(&mut P) -> Option<&mut T>,
) -> Result<RefMut<'gc, T>, Error<'gc>>
where
    P::Storage: Holds<'gc, P, T, T::Storage>,
{
    let parent = object.downcast::<P>().ok_or_else(|| gone::<P, T>(key))?;
    P::Storage::part_mut(ctx, parent, find)?.ok_or_else(|| gone::<P, T>(key))
}

#[cold]
fn gone<'gc, P: UserDataType<'gc>, T: UserDataType<'gc>>(key: Key<'gc>) -> Error<'gc> {
    let (whole, part) = (P::NAME, T::NAME);
    Error::message(match key {
        Key::Only => format!("this {part} is no longer in its {whole}"),
        Key::Integer(index) => format!("this {part} is no longer in its {whole} (at {index})"),
        Key::Name(name) => format!("this {part} is no longer in its {whole} (at '{}')", name.to_str_lossy()),
    })
}
