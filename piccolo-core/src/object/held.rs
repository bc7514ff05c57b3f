//! What the VM may hold of the host's: callbacks, their captures, sequences, userdata.
//!
//! Without the feature `send` that is anything that the collector can trace. With it, a VM moves
//! between threads, and everything in it moves along, so all of it has to bear that: [`MaybeSend`] is
//! asked of what has no pointers into the VM, [`Held`] of what has.
//!
//! Unsafe invariant: what implements [`Held`] may be moved to another thread, read, changed and dropped
//! there, if everything of its VM moves at the same time. Pointers into the VM fulfil it by themselves,
//! since all that can be allocated there is held; everything else in a held type must be `Send`.

#[cfg(feature = "send")]
mod holders;

use gc_arena::Collect;

/// What the host gives to the VM without pointers into it. With the feature `send` it must be `Send`;
/// without, it is everything.
#[cfg(not(feature = "send"))]
pub trait MaybeSend {}

#[cfg(not(feature = "send"))]
impl<T: ?Sized> MaybeSend for T {}

/// What the host gives to the VM without pointers into it: with the feature `send` of this crate,
/// which is on, it must be `Send`.
#[cfg(feature = "send")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent between threads safely",
    label = "`{Self}` is not `Send`",
    note = "the feature `send` is on: what a VM holds moves between threads with it"
)]
pub trait MaybeSend: Send {}

#[cfg(feature = "send")]
impl<T: ?Sized + Send> MaybeSend for T {}

/// What is traced by the VM's collector and, with the feature `send`, moves between threads with the
/// VM. `#[derive(Collect)]` of `piccolo` implements both.
#[cfg(not(feature = "send"))]
pub trait Held<'gc>: Collect<'gc> {}

#[cfg(not(feature = "send"))]
impl<'gc, T: Collect<'gc> + ?Sized> Held<'gc> for T {}

/// What is traced by the VM's collector and moves between threads with the VM. `#[derive(Collect)]` of
/// `piccolo` implements it, where all fields are held, or marked `#[collect(require_static)]` and `Send`.
///
/// # Safety
/// Values may be moved to another thread, used and dropped there, provided that the VM that their
/// pointers belong to moves there too. This is so if every part is either a pointer of this VM or `Send`.
#[cfg(feature = "send")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be in a VM that moves between threads",
    label = "holds something that is not `Send`, or was not made with piccolo's `Collect`",
    note = "the feature `send` is on: derive `piccolo::Collect` for types with pointers into the VM, and wrap others, which must be `Send`, in `gc_arena::Static`"
)]
pub unsafe trait Held<'gc>: Collect<'gc> {}

/// What `#[derive(Collect)]` expands to; no part of the public interface.
#[doc(hidden)]
pub mod expansion {
    use std::marker::PhantomData;

    pub use gc_arena::collect::{Collect, Trace};

    pub use super::{Held, MaybeSend};
    pub use piccolo_core::__implement_held as implement_held;

    /// What can be a field of a traced type.
    #[diagnostic::on_unimplemented(
        message = "a field of type `{Self}` can not be traced by the collector",
        label = "no `Collect`",
        note = "if it holds nothing of the VM, write `#[collect(require_static)]` on the field; if the type is yours, derive `piccolo::Collect` for it"
    )]
    pub trait Traced<'gc>: Collect<'gc> {}

    #[diagnostic::do_not_recommend]
    impl<'gc, T: Collect<'gc> + ?Sized> Traced<'gc> for T {}

    /// Traces a field.
    #[inline(always)]
    pub fn trace_field<'gc, C: Trace<'gc>, T: Traced<'gc> + ?Sized>(cc: &mut C, field: &T) {
        cc.trace(field);
    }

    /// Whether fields of a type need to be traced: by the inherent constant, or with [`UnknownNeeds`] in scope by that
    /// of the trait. So a type that can not be traced is reported where it is traced, and not once more here.
    pub struct Needs<'gc, T: ?Sized>(PhantomData<&'gc ()>, PhantomData<T>);

    impl<'gc, T: Collect<'gc> + ?Sized> Needs<'gc, T> {
        /// Whether they do.
        pub const TRACE: bool = T::NEEDS_TRACE;
    }

    /// For types that can not be traced.
    pub trait UnknownNeeds {
        /// They are.
        const TRACE: bool = true;
    }

    impl<T: ?Sized> UnknownNeeds for Needs<'_, T> {}

    /// Conflicts with an implementation of `Drop`, which could reach objects that are freed already.
    /// What needs one goes into a field of its own, marked `#[collect(require_static)]`.
    pub trait MustNotImplDrop {}

    #[expect(drop_bounds)]
    impl<T: Drop> MustNotImplDrop for T {}

    /// Requires of a field that it needs no tracing.
    #[inline(always)]
    pub fn require_static<T: ?Sized + 'static>(_: &T) {}

    /// Requires of a traced field that it may move between threads.
    pub fn require_held<'gc, 'a, T: ?Sized + Held<'gc>>(_: &'a T)
    where
        // Lets the lifetimes be given.
        'gc: 'gc,
        'a: 'a,
    {
    }

    /// Requires of an untraced field that it may move between threads.
    pub fn require_send<T: ?Sized + MaybeSend>(_: &T) {}

    /// Requires of a type that it may move between threads.
    pub fn require_send_type<T: MaybeSend>() {}
}

/// Passes items on if the feature `send` is on.
#[cfg(feature = "send")]
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_held {
    ($($item:item)*) => { $($item)* };
}

/// Passes items on if the feature `send` is on, which it is not.
#[cfg(not(feature = "send"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_held {
    ($($item:item)*) => {};
}
