//! Values that the host keeps across entries into the VM.
//!
//! A stashed handle is an index into the VM's list of stashed values. It shares nothing with the
//! arena but a list of indices to free, so it can live anywhere, also longer than the VM.

use std::{
    cell::RefCell,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use gc_arena::{Collect, collect::Trace};

use crate::object::{
    context::Context, function::Function, string::String, table::Table, thread::Thread, userdata::UserData,
    value::Value,
};

/// The stashed values of one VM.
#[derive(Default)]
pub(crate) struct Stash<'gc> {
    slots: RefCell<Vec<Option<Value<'gc>>>>,
    /// Free indices; dropped handles add theirs. Its address identifies the VM.
    free: Arc<Mutex<Vec<usize>>>,
}

// SAFETY: all values are traced; the stash is part of the root, which is traced again after every entry.
unsafe impl<'gc> Collect<'gc> for Stash<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slots = self.slots.borrow_mut();
        for &index in free.iter() {
            slots[index] = None;
        }
        slots.iter().flatten().for_each(|value| value.trace(cc));
    }
}

impl<'gc> Stash<'gc> {
    fn insert(&self, value: Value<'gc>) -> Slot {
        let mut slots = self.slots.borrow_mut();
        let reused = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let index = reused.unwrap_or(slots.len());
        if index == slots.len() {
            slots.push(None);
        }
        slots[index] = Some(value);
        Slot(Arc::new(SlotOwner { index, free: self.free.clone() }))
    }

    fn get(&self, slot: &Slot) -> Option<Value<'gc>> {
        if !Arc::ptr_eq(&self.free, &slot.0.free) {
            return None;
        }
        self.slots.borrow().get(slot.0.index).copied().flatten()
    }
}

struct SlotOwner {
    index: usize,
    free: Arc<Mutex<Vec<usize>>>,
}

impl Drop for SlotOwner {
    fn drop(&mut self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.index);
    }
}

#[derive(Clone)]
struct Slot(Arc<SlotOwner>);

/// A handle was used with a VM that it does not belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongVm;

impl fmt::Display for WrongVm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stashed value belongs to another VM")
    }
}

impl std::error::Error for WrongVm {}

/// What can be kept outside of the VM, with [`Context::stash`].
pub trait Stashable<'gc> {
    /// The handle.
    type Stashed;
    /// Keeps `self` alive until the handle is dropped.
    fn stash(self, ctx: Context<'gc>) -> Self::Stashed;
}

/// A handle of [`Context::stash`].
pub trait Fetch {
    /// What it gives back.
    type Fetched<'gc>;
    /// The value that was stashed.
    ///
    /// # Errors
    /// [`WrongVm`] when it was stashed in another VM.
    fn fetch<'gc>(&self, ctx: Context<'gc>) -> Result<Self::Fetched<'gc>, WrongVm>;
}

impl<'gc> Context<'gc> {
    /// Keeps a value alive across entries into the VM, until the handle and its clones are dropped.
    pub fn stash<S: Stashable<'gc>>(self, value: S) -> S::Stashed {
        value.stash(self)
    }

    /// The value that was stashed.
    ///
    /// # Errors
    /// [`WrongVm`] when it was stashed in another VM.
    pub fn fetch<F: Fetch>(self, stashed: &F) -> Result<F::Fetched<'gc>, WrongVm> {
        stashed.fetch(self)
    }
}

macro_rules! stashable {
    ($($name:ident: $type:ident, $pattern:pat => $result:expr;)*) => {$(
        #[doc = concat!("A [`", stringify!($type), "`] kept by the host.")]
        #[derive(Clone)]
        pub struct $name(Slot);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.0.index)
            }
        }

        impl<'gc> Stashable<'gc> for $type<'gc> {
            type Stashed = $name;
            fn stash(self, ctx: Context<'gc>) -> $name {
                $name(ctx.state().stash.insert(self.into()))
            }
        }

        impl Fetch for $name {
            type Fetched<'gc> = $type<'gc>;
            fn fetch<'gc>(&self, ctx: Context<'gc>) -> Result<$type<'gc>, WrongVm> {
                match ctx.state().stash.get(&self.0) {
                    Some($pattern) => Ok($result),
                    _ => Err(WrongVm),
                }
            }
        }
    )*};
}

stashable! {
    StashedValue: Value, value => value;
    StashedString: String, Value::String(string) => string;
    StashedTable: Table, Value::Table(table) => table;
    StashedThread: Thread, Value::Thread(thread) => thread;
    StashedUserData: UserData, Value::UserData(userdata) => userdata;
    StashedFunction: Function, value => Function::from_value(value).ok_or(WrongVm)?;
}
