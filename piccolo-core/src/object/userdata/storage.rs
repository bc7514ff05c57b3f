//! How the data of a host object is stored: in a cell, or as it is.

use std::{
    cell::{Ref, RefMut},
    ops::Deref,
};

use gc_arena::{RefLock, barrier::Write};
use piccolo_derive::Collect;

use crate::object::{held::Held, userdata::typed::UserDataType};

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
}

/// A way to store `P`s so that a `T` in one can be referred to as an object of its own: both types are
/// `frozen`, or both are not.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to this part: one of the types is `frozen`, and the other is not",
    label = "not stored like what it is in",
    note = "make both types `frozen` or none; or write `#[lua(clone)]`, if copies are meant"
)]
pub trait Holds<'gc, P, T: UserDataType<'gc>>: Storage<'gc, P> {
    /// Access to what `find` gives.
    fn part(
        whole: Self::Guard,
        find: impl FnOnce(&P) -> Option<&T>,
    ) -> Option<<T::Storage as Storage<'gc, T>>::Guard>;
}

impl<'gc, P: Held<'gc> + 'gc, T: UserDataType<'gc, Storage = RefLock<T>>> Holds<'gc, P, T> for RefLock<P> {
    fn part(whole: Ref<'gc, P>, find: impl FnOnce(&P) -> Option<&T>) -> Option<Ref<'gc, T>> {
        Ref::filter_map(whole, find).ok()
    }
}

impl<'gc, P: Held<'gc> + 'gc, T: UserDataType<'gc, Storage = Frozen<T>>> Holds<'gc, P, T> for Frozen<P> {
    fn part(whole: &'gc P, find: impl FnOnce(&P) -> Option<&T>) -> Option<&'gc T> {
        find(whole)
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
