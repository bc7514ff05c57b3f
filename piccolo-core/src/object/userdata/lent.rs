//! Values and functions of the host that a VM has for a while only, and that need not be `'static`: a `Slot`
//! holds a pointer to one, a `Loan` is the time for which it does.
//!
//! Unsafe invariant: a slot's pointer is there only as long as its `Loan`, and
//! - the loan's lifetime `'env` is that of a borrow of what is lent, exclusive or shared as the slot says. (A lent
//!   function is owned by the loan, and outlives the pointer.)
//! - The slot is dereferenced inside of the VM only, for guards that live as long as `'gc` at most: they are gone
//!   when the host is back from `Lua::enter`. Loans are ended by those who have the VM (`lua::scope`), which is
//!   to say that nobody is inside of it.
//! - Guards of one slot exclude each other as those of a [`RefCell`] do.
//! - With the feature `send`, what is lent is `Send` (or a shared reference to what is `Sync`), and the VM is only
//!   used by one thread at a time, from which it can not be taken away before the loans have ended.

use std::{
    cell::{Cell, Ref, RefCell, RefMut},
    marker::PhantomData,
    ptr::NonNull,
    sync::Arc,
};

pub(crate) mod handle;

use crate::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    held::MaybeSend,
    stack::Stack,
    userdata::{
        UserData,
        about::About,
        class::Role,
        part::{Key, Projection},
        storage::MutableStorage,
        typed::{UserDataType, UserRef},
    },
    value::Value,
};

/// A place for a pointer to what is lent.
struct Slot<T: ?Sized> {
    name: Box<str>,
    is_shared: bool,
    /// What guards borrow.
    flag: RefCell<()>,
    pointer: Cell<Option<NonNull<T>>>,
}

// SAFETY: what is lent is `Send`, or shared and `Sync`, and slots are used by the thread that has the VM. See
// the module's invariant.
#[cfg(feature = "send")]
unsafe impl<T: ?Sized> Send for Slot<T> {}
// SAFETY: as above. The VM and the loan share the slot, but never use it at the same time.
#[cfg(feature = "send")]
unsafe impl<T: ?Sized> Sync for Slot<T> {}

impl<T: ?Sized> Slot<T> {
    fn new(name: &str, is_shared: bool, pointer: NonNull<T>) -> Arc<Self> {
        let pointer = Cell::new(Some(pointer));
        Arc::new(Self { name: name.into(), is_shared, flag: RefCell::new(()), pointer })
    }

    fn read<'gc>(&'gc self) -> Result<Ref<'gc, T>, Error<'gc>> {
        let guard = self.flag.try_borrow().map_err(|_| self.in_use())?;
        // SAFETY: the pointer is there, so what it points to is lent until after `'gc`; the flag is borrowed as
        // long as the reference lives, so there is no exclusive one.
        Ref::filter_map(guard, |()| self.pointer.get().map(|pointer| unsafe { pointer.as_ref() }))
            .map_err(|_| self.gone())
    }

    fn write<'gc>(&'gc self) -> Result<RefMut<'gc, T>, Error<'gc>> {
        if self.is_shared {
            return Err(Error::message(format!("{} is lent for reading only", self.name)));
        }
        let guard = self.flag.try_borrow_mut().map_err(|_| self.in_use())?;
        // SAFETY: as above, and what is not shared is lent exclusively; no other reference is there as long as
        // the flag is borrowed.
        RefMut::filter_map(guard, |()| self.pointer.get().map(|mut pointer| unsafe { pointer.as_mut() }))
            .map_err(|_| self.gone())
    }

    #[cold]
    fn in_use<'gc>(&self) -> Error<'gc> {
        Error::message(format!("{} is in use already", self.name))
    }

    #[cold]
    fn gone<'gc>(&self) -> Error<'gc> {
        Error::message(format!("{} is no longer lent", self.name))
    }
}

/// The end of what a slot points to, when it is dropped.
trait End {}

/// The time for which something is lent: until this is dropped.
pub(crate) struct Loan<'env> {
    /// Dropped for its effect.
    _end: Box<dyn End + 'env>,
    lifetime: PhantomData<&'env mut &'env ()>,
}

impl<'env> Loan<'env> {
    fn new(end: impl End + 'env) -> Self {
        Self { _end: Box::new(end), lifetime: PhantomData }
    }
}

/// Ends the loan of a borrowed value.
struct EndOfValue<T>(Arc<Slot<T>>);

impl<T> End for EndOfValue<T> {}

impl<T> Drop for EndOfValue<T> {
    fn drop(&mut self) {
        self.0.pointer.set(None);
    }
}

/// What the VM holds of a lent value.
struct Lent<T>(Arc<Slot<T>>);

/// Lends `value` for as long as the loan is there: a handle to it that looks like any other.
///
/// # Errors
/// When memory is short for the type's metatable.
pub(crate) fn lend<'gc, 'env, T>(
    ctx: Context<'gc>,
    name: &str,
    value: &'env mut T,
) -> Result<(UserRef<'gc, T>, Loan<'env>), Error<'gc>>
where
    T: UserDataType<'gc, Storage: MutableStorage<'gc, T>> + MaybeSend + 'static,
{
    lend_slot(ctx, Slot::new(name, false, NonNull::from(value)))
}

/// As [`lend`], for reading only.
///
/// # Errors
/// When memory is short for the type's metatable.
pub(crate) fn lend_shared<'gc, 'env, T>(
    ctx: Context<'gc>,
    name: &str,
    value: &'env T,
) -> Result<(UserRef<'gc, T>, Loan<'env>), Error<'gc>>
where
    T: UserDataType<'gc, Storage: MutableStorage<'gc, T>> + 'static,
    &'env T: MaybeSend,
{
    lend_slot(ctx, Slot::new(name, true, NonNull::from(value)))
}

fn lend_slot<'gc, 'env, T>(
    ctx: Context<'gc>,
    slot: Arc<Slot<T>>,
) -> Result<(UserRef<'gc, T>, Loan<'env>), Error<'gc>>
where
    T: UserDataType<'gc, Storage: MutableStorage<'gc, T>> + 'static,
{
    let loan = Loan::new(EndOfValue(slot.clone()));
    let object = UserData::new_static(ctx, Lent(slot));
    let projection = Projection::from_static(
        |object, _| slot_of::<T>(object)?.read().map(T::Storage::guard),
        |_, object, _| slot_of::<T>(object)?.write(),
    );
    Ok((projection.part(ctx, object, Key::Only)?, loan))
}

fn slot_of<'gc, T: UserDataType<'gc> + 'static>(object: UserData<'gc>) -> Result<&'gc Slot<T>, Error<'gc>> {
    match object.downcast_static::<Lent<T>>() {
        Some(lent) => Ok(&lent.0),
        None => Err(Error::message(format!("this {} is not lent", T::NAME))),
    }
}

/// A host function that need not be `'static`.
type Function<'env> =
    dyn for<'gc, 'a> FnMut(Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>> + 'env;

/// Ends the loan of a function, which it owns.
struct EndOfFunction<'env> {
    slot: Arc<Slot<Function<'static>>>,
    function: NonNull<Function<'env>>,
}

impl End for EndOfFunction<'_> {}

impl Drop for EndOfFunction<'_> {
    fn drop(&mut self) {
        self.slot.pointer.set(None);
        // SAFETY: it came from `Box::into_raw`, and nothing else points to it any more.
        drop(unsafe { Box::from_raw(self.function.as_ptr()) });
    }
}

/// Lends `function` for as long as the loan is there.
pub(crate) fn lend_function<'gc, 'env, F>(
    ctx: Context<'gc>,
    name: &str,
    function: F,
) -> (Callback<'gc>, Loan<'env>)
where
    F: for<'a, 'b> FnMut(Context<'a>, Stack<'a, 'b>) -> Result<Action<'a>, Error<'a>> + MaybeSend + 'env,
{
    let function: Box<Function<'env>> = Box::new(function);
    let function = NonNull::from(Box::leak(function));
    // SAFETY: only the lifetime of what the function captures is changed; the slot is empty when that ends.
    let pointer =
        unsafe { std::mem::transmute::<NonNull<Function<'env>>, NonNull<Function<'static>>>(function) };
    let slot = Slot::new(name, false, pointer);
    let loan = Loan::new(EndOfFunction { slot: slot.clone(), function });
    let callback = Callback::new(ctx, move |ctx, stack| call(&slot, ctx, stack));
    (callback, loan)
}

/// A type with `#[methods(lent)]`: its values can be lent although they borrow from the host themselves, since a script
/// gets no value of the type, but a handle by which it has methods called.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be lent as an object",
    label = "no `#[methods(lent)]`",
    note = "write `#[methods(lent)]` on an `impl` block of the type; a type with `#[derive(UserData)]` is lent with `lend`"
)]
pub trait LentObject {
    /// The type's name in messages and annotations.
    const NAME: &'static str;
    /// What scripts can do with a value, by its number.
    const MEMBERS: &'static [LentMember];

    /// Does what the member `number` is for, with the arguments in `stack`, of which the first is the handle.
    ///
    /// # Errors
    /// When an argument does not fit, or what the member does fails.
    fn call<'gc>(
        &mut self,
        number: usize,
        ctx: Context<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<Action<'gc>, Error<'gc>>;
}

/// Something that scripts can do with a lent object.
#[derive(Clone, Copy, Debug)]
pub struct LentMember {
    name: &'static str,
    role: Role,
    about: fn() -> About,
}

impl LentMember {
    /// A method, the reading or setting of a field, or the handler of an event.
    pub const fn new(name: &'static str, role: Role, about: fn() -> About) -> Self {
        Self { name, role, about }
    }

    /// Its name in scripts.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it is.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// What is known about it.
    pub fn describe(&self) -> About {
        (self.about)()
    }
}

/// Lends `value` as an object with the members of its type: a handle that has them called by a lent function.
///
/// # Errors
/// When memory is short.
pub(crate) fn lend_object<'gc, 'env, T: LentObject + MaybeSend>(
    ctx: Context<'gc>,
    name: &str,
    value: &'env mut T,
) -> Result<(UserData<'gc>, Loan<'env>), Error<'gc>> {
    let (call, loan) = lend_function(ctx, name, |ctx, mut stack| {
        let number = match stack.get(0) {
            Value::Integer(number) => usize::try_from(number).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        stack.remove_front(1);
        value.call(number, ctx, stack)
    });
    Ok((handle::make(ctx, T::NAME, T::MEMBERS, call)?, loan))
}

/// Calls what is lent; a call of it inside itself is an error.
fn call<'gc>(
    slot: &Arc<Slot<Function<'static>>>,
    ctx: Context<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let Ok(_guard) = slot.flag.try_borrow_mut() else { return Err(slot.in_use()) };
    match slot.pointer.get() {
        Some(mut function) => {
            // SAFETY: the pointer is there, so the function is lent until after this call; the flag is borrowed.
            let function = unsafe { function.as_mut() };
            function(ctx, stack)
        }
        None => Err(slot.gone()),
    }
}
