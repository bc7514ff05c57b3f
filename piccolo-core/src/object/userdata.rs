//! Host objects that scripts can hold.

use std::{any::Any, cell::Cell};

use gc_arena::{Collect, Gc, GcWeak, collect::Trace};

use crate::{
    object::{context::Context, held::MaybeSend, table::Table, value::Value},
    support::account,
};

/// A host object with an optional metatable.
#[derive(Clone, Copy)]
pub struct UserData<'gc>(Gc<'gc, UserDataState<'gc>>);

struct UserDataState<'gc> {
    metatable: Cell<Option<Table<'gc>>>,
    user_value: Cell<Value<'gc>>,
    data: Box<dyn Any>,
    bytes: usize,
}

impl Drop for UserDataState<'_> {
    fn drop(&mut self) {
        account::note_freed(self.bytes);
    }
}

// SAFETY: metatable and user value are traced and changed behind a barrier; the data is `'static`.
unsafe impl<'gc> Collect<'gc> for UserDataState<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        if let Some(metatable) = self.metatable.get() {
            cc.trace(&metatable);
        }
        self.user_value.get().trace(cc);
    }
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for UserData<'gc> {
    #[inline(always)]
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

impl<'gc> UserData<'gc> {
    /// Moves a Rust value into the VM.
    pub fn new_static<T: MaybeSend + 'static>(ctx: Context<'gc>, data: T) -> Self {
        let bytes = 16 + size_of::<UserDataState<'_>>() + size_of::<T>();
        ctx.memory().charge_object(bytes);
        Self(Gc::new(
            ctx.mutation(),
            UserDataState {
                metatable: Cell::new(None),
                user_value: Cell::new(Value::Nil),
                data: Box::new(data),
                bytes,
            },
        ))
    }

    /// The Rust value, if it is a `T`.
    pub fn downcast_static<T: 'static>(self) -> Option<&'gc T> {
        self.0.as_ref().data.downcast_ref()
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
pub(crate) struct WeakUserData<'gc>(GcWeak<'gc, UserDataState<'gc>>);

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
