//! What the VM may hold of the host's: callbacks, their captures, sequences, userdata.

use gc_arena::Collect;

/// What the host gives to the VM without pointers into it.
pub trait MaybeSend {}

impl<T: ?Sized> MaybeSend for T {}

/// What is traced by the VM's collector.
pub trait Held<'gc>: Collect<'gc> {}

impl<'gc, T: Collect<'gc> + ?Sized> Held<'gc> for T {}
