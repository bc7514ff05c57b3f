//! Who is [`Held`] when VMs move between threads: the VM's own types, and those of the standard library
//! and of `gc-arena` that `gc-arena` can trace.
//!
//! Unsafe invariant: a type in a list is made only of what its group's comment says.

use std::{
    any::TypeId,
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    ffi::{CStr, CString, OsStr, OsString},
    marker::PhantomData,
    path::{Path, PathBuf},
    sync::Arc,
};

use gc_arena::{Collect, Gc, GcWeak, Lock, RefLock, Static, lock::OnceLock};

use crate::{
    bytecode::prototype::Prototype,
    object::{
        callback::{Action, Callback},
        closure::{Closure, FunctionProto, UpValue},
        error::Error,
        fiber::Fiber,
        function::Function,
        held::Held,
        sequence::BoxSequence,
        string::String,
        table::Table,
        thread::Thread,
        userdata::{
            UserData,
            class::{Class, Fields, Record},
            part::{Key, Part, Projection},
            typed::{UserDataType, UserRef, WeakUserRef},
        },
        value::Value,
        values::Values,
    },
};

macro_rules! held {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => {$(
        // SAFETY: for the reason that the comment above the list gives.
        unsafe impl<'gc, $($generics)*> Held<'gc> for $type {}
    )*};
}

// Pointers into the VM. What they point to is held, since nothing else can be allocated in a VM:
// `Context::allocate` asks for it, and what the VM allocates itself consists of its values and of what
// callbacks, sequences and userdata are asked for.
held! {
    [T: ?Sized + 'gc] Gc<'gc, T>,
    [T: ?Sized + 'gc] GcWeak<'gc, T>,
    [] Value<'gc>,
    [] Table<'gc>,
    [] String<'gc>,
    [] Function<'gc>,
    [] Callback<'gc>,
    [] Closure<'gc>,
    [] FunctionProto<'gc>,
    [] UpValue<'gc>,
    [] Thread<'gc>,
    [] Fiber<'gc>,
    [] UserData<'gc>,
    [T: UserDataType<'gc>] UserRef<'gc, T>,
    [T: UserDataType<'gc>] WeakUserRef<'gc, T>,
    [] Class<'gc>,
    [] Values<'gc>,
}

// A function prototype hangs below `FunctionProto`; hosts and other VMs have it as well.
const _: () = {
    const fn require_shared<T: Send + Sync>() {}
    require_shared::<Prototype>();
};

// Pointers into the VM beside what is `Send`: texts, numbers, functions, errors of the host. `BoxSequence` can be
// made of a `Sequence` only, which is held.
held! {
    [] Error<'gc>,
    [] Action<'gc>,
    [] BoxSequence<'gc>,
    [] Fields<'gc>,
    [] Record<'gc>,
    [] Key<'gc>,
    [T: UserDataType<'gc>] Part<'gc, T>,
    [T: UserDataType<'gc>] Projection<'gc, T>,
}

// `Send`, and without pointers into the VM.
held! {
    [] (),
    [] bool,
    [] char,
    [] u8,
    [] u16,
    [] u32,
    [] u64,
    [] usize,
    [] i8,
    [] i16,
    [] i32,
    [] i64,
    [] isize,
    [] f32,
    [] f64,
    [] str,
    [] std::string::String,
    [] CStr,
    [] CString,
    [] OsStr,
    [] OsString,
    [] Path,
    [] PathBuf,
    [] TypeId,
    [T: ?Sized + Send + 'static] Static<T>,
    [T: Send + 'static] Cell<T>,
    [T: Send + 'static] RefCell<T>,
}

// Shared with threads that the VM is not on.
held! {
    [T: ?Sized + Sync + 'static] &'static T,
    [T: ?Sized + Collect<'gc> + Send + Sync + 'static] Arc<T>,
}

// A marker that is not `Send` is one on purpose.
// SAFETY: there is nothing in it.
unsafe impl<'gc, T> Held<'gc> for PhantomData<T> where PhantomData<T>: Send {}

// Owners of what is held.
held! {
    [T: ?Sized + Held<'gc>] Box<T>,
    [T: Held<'gc>] [T],
    [T: Held<'gc>, const N: usize] [T; N],
    [T: Held<'gc>] Option<T>,
    [T: Held<'gc>, E: Held<'gc>] Result<T, E>,
    [T: Held<'gc>] Vec<T>,
    [T: Held<'gc>] VecDeque<T>,
    [T: Held<'gc>] LinkedList<T>,
    [T: Held<'gc>] BinaryHeap<T>,
    [T: Held<'gc>] BTreeSet<T>,
    [K: Held<'gc>, V: Held<'gc>] BTreeMap<K, V>,
    [T: Held<'gc>, S: Send + 'static] HashSet<T, S>,
    [K: Held<'gc>, V: Held<'gc>, S: Send + 'static] HashMap<K, V, S>,
    [T: Held<'gc> + Copy + 'gc] Lock<T>,
    [T: ?Sized + Held<'gc> + 'gc] RefLock<T>,
    [T: Held<'gc>] OnceLock<T>,
}

macro_rules! held_tuples {
    ([$($before:ident)*]) => {};
    ([$($before:ident)*] $last:ident $($after:ident)*) => {
        // SAFETY: it owns what is held.
        unsafe impl<'gc, $($before: Held<'gc>,)* $last: Held<'gc>> Held<'gc> for ($($before,)* $last,) {}
        held_tuples!([$($before)* $last] $($after)*);
    };
}

held_tuples!([] A B C D E F G H I J K L M N O P);
