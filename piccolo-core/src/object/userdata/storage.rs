//! How the data of a host object is stored: in a cell, or as it is.

use std::{
    cell::{Ref, RefMut},
    ops::Deref,
};

use gc_arena::{RefLock, barrier::Write};
use piccolo_derive::Collect;

use crate::object::{
    context::Context,
    error::Error,
    held::Held,
    userdata::typed::{UserDataType, UserRef},
};

/// How a `T` is stored in a host object: [`RefLock<T>`] or [`Frozen<T>`].
pub trait Storage<'gc, T>: sealed::Sealed + Held<'gc> + Sized + 'gc {
    /// What gives access to the value.
    type Guard: Deref<Target = T>;

    /// Stores a value.
    fn new(value: T) -> Self;

    /// The value, unless it is being changed.
    fn try_borrow(&'gc self) -> Option<Self::Guard>;
}

/// A way to store values in which they can change.
#[diagnostic::on_unimplemented(
    message = "this userdata type is frozen: its values can not be changed",
    note = "remove `frozen` from the type's `#[lua(..)]`, take `&self` instead of `&mut self`, or put what changes into a `Cell`"
)]
pub trait MutableStorage<'gc, T>: Storage<'gc, T> {
    /// The value, to be changed, unless it is in use.
    fn try_borrow_mut(this: &'gc Write<Self>) -> Option<RefMut<'gc, T>>;

    /// Access to a value that is stored elsewhere.
    fn guard(value: Ref<'gc, T>) -> Self::Guard;
}

/// A way to store `P`s so that a `T`, which is stored as an `S`, can be referred to in one: both types are
/// `frozen`, or both are not.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to a `{T}` in a `{P}`: one of the types is `frozen`, and the other is not",
    label = "not stored like what it is in",
    note = "make both types `frozen` or none; or write `#[lua(clone)]`, if copies are meant"
)]
pub trait Holds<'gc, P: UserDataType<'gc>, T: UserDataType<'gc>, S>: Storage<'gc, P> {
    /// Access to what `find` gives, if that is something.
    ///
    /// # Errors
    /// When the whole can not be borrowed.
    fn part(
        whole: UserRef<'gc, P>,
        find: impl FnOnce(&P) -> Option<&T>,
    ) -> Result<Option<<T::Storage as Storage<'gc, T>>::Guard>, Error<'gc>>;

    /// As [`Self::part`], to change it.
    ///
    /// # Errors
    /// When the whole can not be borrowed, or is `frozen`.
    fn part_mut(
        ctx: Context<'gc>,
        whole: UserRef<'gc, P>,
        find: impl FnOnce(&mut P) -> Option<&mut T>,
    ) -> Result<Option<RefMut<'gc, T>>, Error<'gc>>;
}

impl<'gc, P, T> Holds<'gc, P, T, RefLock<T>> for RefLock<P>
where
    P: UserDataType<'gc, Storage = RefLock<P>>,
    T: UserDataType<'gc, Storage = RefLock<T>>,
{
    fn part(
        whole: UserRef<'gc, P>,
        find: impl FnOnce(&P) -> Option<&T>,
    ) -> Result<Option<Ref<'gc, T>>, Error<'gc>> {
        Ok(Ref::filter_map(whole.borrow()?, find).ok())
    }

    fn part_mut(
        ctx: Context<'gc>,
        whole: UserRef<'gc, P>,
        find: impl FnOnce(&mut P) -> Option<&mut T>,
    ) -> Result<Option<RefMut<'gc, T>>, Error<'gc>> {
        Ok(RefMut::filter_map(whole.borrow_mut(ctx)?, find).ok())
    }
}

impl<'gc, P, T> Holds<'gc, P, T, Frozen<T>> for Frozen<P>
where
    P: UserDataType<'gc, Storage = Frozen<P>>,
    T: UserDataType<'gc, Storage = Frozen<T>>,
{
    fn part(
        whole: UserRef<'gc, P>,
        find: impl FnOnce(&P) -> Option<&T>,
    ) -> Result<Option<&'gc T>, Error<'gc>> {
        Ok(find(whole.borrow()?))
    }

    fn part_mut(
        _: Context<'gc>,
        _: UserRef<'gc, P>,
        _: impl FnOnce(&mut P) -> Option<&mut T>,
    ) -> Result<Option<RefMut<'gc, T>>, Error<'gc>> {
        Err(Error::message(format!("{} can not be changed", T::NAME)))
    }
}

/// The storage of types that are `frozen`: no cell, nothing to borrow.
#[derive(Collect)]
pub struct Frozen<T>(T);

impl<'gc, T: Held<'gc> + 'gc> Storage<'gc, T> for RefLock<T> {
    type Guard = Ref<'gc, T>;

    #[inline]
    fn new(value: T) -> Self {
        RefLock::new(value)
    }

    #[inline]
    fn try_borrow(&'gc self) -> Option<Ref<'gc, T>> {
        RefLock::try_borrow(self).ok()
    }
}

impl<'gc, T: Held<'gc> + 'gc> MutableStorage<'gc, T> for RefLock<T> {
    #[inline]
    fn try_borrow_mut(this: &'gc Write<Self>) -> Option<RefMut<'gc, T>> {
        this.unlock().try_borrow_mut().ok()
    }

    #[inline]
    fn guard(value: Ref<'gc, T>) -> Ref<'gc, T> {
        value
    }
}

impl<'gc, T: Held<'gc> + 'gc> Storage<'gc, T> for Frozen<T> {
    type Guard = &'gc T;

    #[inline]
    fn new(value: T) -> Self {
        Frozen(value)
    }

    #[inline]
    fn try_borrow(&'gc self) -> Option<&'gc T> {
        Some(&self.0)
    }
}

mod sealed {
    /// Keeps the ways of storing to those of this module.
    pub trait Sealed {}

    impl<T> Sealed for gc_arena::RefLock<T> {}
    impl<T> Sealed for super::Frozen<T> {}
}
