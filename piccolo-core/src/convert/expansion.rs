//! What expansions of `#[derive(UserData)]` and `#[methods]` name. Not for use by hand.

pub use std::{
    assert,
    clone::Clone,
    cmp::{PartialEq, PartialOrd},
    convert::From,
    default::Default,
    error::Error as StdError,
    fmt::{Display, Formatter, Result as FormatResult},
    marker::PhantomData,
    mem::{discriminant, replace},
    option::Option::{self, None, Some},
    primitive::{bool, str, usize},
    result::Result::{self, Err, Ok},
    string::ToString,
    vec::Vec,
    write,
};

pub use std::borrow::Cow;

use std::ops::Deref;

pub use gc_arena::{RefLock, Rootable};

pub use crate::{
    convert::{
        FromLua, IntoLua,
        failure::ConversionError,
        function::{Argument, Lent},
        native::{ModuleAbout, ModuleEntry, NativeFunction, NativeModule, add_entry, class_name},
        operators::*,
        outcome::{Outcome, PutHostResult, PutNothing, PutReturned, named},
        parameter::{Followed, Lend, LendMut, Parameter},
        reference::*,
        returned::Returned,
        signature::*,
        thrown::LuaError,
        typings::Declaration,
        variant::*,
    },
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        held::Held,
        metamethod::Metamethod,
        stack::Stack,
        table::Table,
        userdata::{
            UserData,
            about::{About, Takes},
            class::{Base, Member, Role},
            lent::{LentMember, LentObject},
            storage::{Frozen, MutableStorage, Storage},
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

/// What a block of `#[methods]` implements. Two with the same number conflict, and the trait's name is what rustc says
/// then: the second block is written `#[methods(block = 2)]`.
pub trait EachBlockNeedsItsOwnNumber<'gc, const BLOCK: usize> {
    /// The block's members.
    const MEMBERS: &'gc [Member<'gc>];
}

/// The members of `T` in a block of `#[methods]`, whether there is one or not: `Block::<..>::MEMBERS`
/// is the inherent constant, or with [`NoMethods`] in scope that of the trait.
pub struct Block<'gc, T, const BLOCK: usize>(PhantomData<(&'gc (), T)>);

impl<'gc, T: EachBlockNeedsItsOwnNumber<'gc, BLOCK>, const BLOCK: usize> Block<'gc, T, BLOCK> {
    /// The block's members.
    pub const MEMBERS: &'gc [Member<'gc>] = T::MEMBERS;
}

impl<'gc, T: EachBlockNeedsItsOwnNumber<'gc, BLOCK>, const BLOCK: usize> Block<'gc, T, BLOCK> {
    /// The block's members, as those of `T`.
    pub const OF_TYPE: MembersOf<'gc, T> = MembersOf(T::MEMBERS, PhantomData);
}

/// The members of a `T`. So the type arguments of a generic type are known after it is decided whether there is a
/// block: one that is only for some arguments is an error then, and not passed over.
pub struct MembersOf<'gc, T>(&'gc [Member<'gc>], PhantomData<fn() -> T>);

/// A type with a block for all its arguments.
#[diagnostic::on_unimplemented(
    message = "a block of `#[methods]` is for `{Self}` only, but `#[derive(UserData)]` is for all type arguments",
    label = "scripts would not see that block",
    note = "write `impl<T> ..` on the block, with the bounds of the type and no others"
)]
pub trait OfAll<T> {}

impl<T> OfAll<T> for T {}

/// The members in `of` as those of a `T`.
pub const fn members_of_all<'gc, T, Of: OfAll<T>>(of: MembersOf<'gc, Of>) -> &'gc [Member<'gc>] {
    of.0
}

/// For types without a block.
pub trait NoMethods<'gc> {
    /// The type that has none.
    type Type;
    /// No members.
    const MEMBERS: &'gc [Member<'gc>] = &[];
    /// No members.
    const OF_TYPE: MembersOf<'gc, Self::Type> = MembersOf(&[], PhantomData);
}

impl<'gc, T, const BLOCK: usize> NoMethods<'gc> for Block<'gc, T, BLOCK> {
    type Type = T;
}

/// Tells whether a field's type is a userdata type: by an inherent constant, or with [`NoUserData`] in
/// scope by that of the trait.
pub struct Nature<'gc, T>(PhantomData<(&'gc (), T)>);

impl<'gc, T: UserDataType<'gc>> Nature<'gc, T> {
    /// It is one.
    pub const IS_USERDATA: bool = T::IS_PART;
}

/// For types that are no userdata types.
pub trait NoUserData {
    /// It is none.
    const IS_USERDATA: bool = false;
}

impl<T> NoUserData for Nature<'_, T> {}

/// Whether a field's type is a userdata type, as a type.
pub struct IsUserData<const IS: bool>;

/// A field whose type is no userdata type.
#[diagnostic::on_unimplemented(
    message = "scripts would get copies of this field, whose type is a userdata type itself",
    label = "not what `object.field.part = value` looks like",
    note = "write `#[lua(by_ref)]` for references to the field, or `#[lua(clone)]` if copies are meant"
)]
pub trait Plain {}

impl Plain for IsUserData<false> {}

/// Requires of a field that its type is no userdata type.
pub const fn plain<T: Plain>() {}

/// A field that scripts can read.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` can not be read by scripts",
    label = "no `Clone` and `IntoLua`",
    note = "implement `IntoLua` and `Clone` for the type, leave the field out with `#[lua(skip)]`, or write a method with `#[lua(get)]` in `#[methods]`"
)]
pub trait ReadField<'gc> {
    /// The field's value.
    fn read(&self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;

    /// The name of its type in annotations for editors.
    fn annotation() -> Cow<'static, str>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc> + Clone> ReadField<'gc> for T {
    #[inline(always)]
    fn read(&self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.clone().into_lua(ctx)
    }

    fn annotation() -> Cow<'static, str> {
        <T as IntoLua>::annotation()
    }
}

/// What reads a field of type `T`, if that is no userdata type: the one condition for it, so that there is one message.
#[diagnostic::on_unimplemented(
    message = "scripts would get copies of this field, whose type is a userdata type itself",
    label = "not what `object.field.part = value` looks like",
    note = "write `#[lua(by_ref)]` for references to the field, or `#[lua(clone)]` if copies are meant"
)]
pub trait PlainField<'gc, T> {
    /// The field's value.
    fn read(field: &T, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;
}

impl<'gc, T: ReadField<'gc>> PlainField<'gc, T> for IsUserData<false> {
    #[inline(always)]
    fn read(field: &T, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        field.read(ctx)
    }
}

/// A type that the collector traces.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not traced by the collector",
    label = "no `Collect`",
    note = "derive `piccolo::Collect` beside `UserData`: `#[derive(Collect, UserData)]`"
)]
pub trait Traced {}

#[diagnostic::do_not_recommend]
impl<T: Held<'static>> Traced for T {}

/// Requires of a type that the collector traces it.
pub const fn require_traced<T: Traced>() {}

/// A field that scripts can set.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` can not be set by scripts",
    label = "no `FromLua`",
    note = "implement `FromLua` for the type, leave the field out with `#[lua(skip)]`, or write a method with `#[lua(set)]` in `#[methods]`"
)]
pub trait WriteField<'gc>: Sized {
    /// The value that the field gets.
    fn make(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError>;

    /// How many bytes it has on Rust's heap.
    fn heap_size(&self) -> usize;

    /// The name of its type in annotations for editors.
    fn annotation() -> Cow<'static, str>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: FromLua<'gc>> WriteField<'gc> for T {
    #[inline(always)]
    fn make(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        T::from_lua(ctx, value)
    }

    #[inline(always)]
    fn heap_size(&self) -> usize {
        FromLua::heap_size(self)
    }

    fn annotation() -> Cow<'static, str> {
        <T as FromLua>::annotation()
    }
}

/// Reads a field through `project`.
///
/// # Errors
/// When `object` is no `T` or in use, or the value has no representation.
#[inline]
pub fn get_field<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    read: impl FnOnce(&T) -> Result<Value<'gc>, Error<'gc>>,
) -> Result<Value<'gc>, Error<'gc>> {
    read(&*handle::<T>(ctx, object)?.borrow()?)
}

/// Sets the field `name` through `replace`, which gives what was there before.
///
/// # Errors
/// When `object` is no `T` or in use, or the value does not fit.
#[inline]
pub fn set_field<'gc, T: UserDataType<'gc>, V: WriteField<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    name: &str,
    value: Value<'gc>,
    replace: impl FnOnce(&mut T, V) -> V,
) -> Result<(), Error<'gc>>
where
    T::Storage: MutableStorage<'gc, T>,
{
    let value = field_value::<T, V>(ctx, name, value)?;
    let after = value.heap_size();
    let object = handle::<T>(ctx, object)?;
    let before = replace(&mut *object.borrow_mut(ctx)?, value).heap_size();
    object.note_growth(ctx, before, after)
}

/// What the field `name` gets.
///
/// # Errors
/// When the value does not fit.
#[inline]
pub fn field_value<'gc, T: UserDataType<'gc>, V: WriteField<'gc>>(
    ctx: Context<'gc>,
    name: &str,
    value: Value<'gc>,
) -> Result<V, Error<'gc>> {
    V::make(ctx, value).map_err(|error| wrong_field(T::NAME, name, &error))
}

#[cold]
fn wrong_field<'gc>(class: &str, name: &str, error: &ConversionError) -> Error<'gc> {
    Error::message(format!("bad value for field '{name}' of {class} ({error})"))
}

#[inline]
fn handle<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
) -> Result<UserRef<'gc, T>, Error<'gc>> {
    UserRef::from_lua(ctx, Value::UserData(object)).map_err(|error| error.into_argument(0))
}

/// What a getter returns: a value, or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be the value of a field",
    label = "not made into a Lua value",
    note = "types that implement `IntoLua`, and `Result`s of these whose error becomes `Error`, can be returned by a getter"
)]
pub trait FieldResult<'gc> {
    /// The value.
    fn into_value(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;

    /// The name of its type in annotations for editors.
    fn annotation() -> Cow<'static, str>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc>> FieldResult<'gc> for T {
    #[inline(always)]
    fn into_value(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.into_lua(ctx)
    }

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc>, E: Into<Error<'gc>>> FieldResult<'gc> for Result<T, E> {
    #[inline(always)]
    fn into_value(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.map_err(Into::into)?.into_lua(ctx)
    }

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }
}

/// What a setter returns: nothing, or a `Result` of nothing.
#[diagnostic::on_unimplemented(
    message = "a setter returns nothing or `Result<(), E>`, not `{Self}`",
    label = "this goes nowhere",
    note = "the error `E` of a setter's `Result` must become `Error`"
)]
pub trait SetterResult<'gc> {
    /// Whether it went well.
    fn into_result(self) -> Result<(), Error<'gc>>;
}

impl<'gc> SetterResult<'gc> for () {
    #[inline(always)]
    fn into_result(self) -> Result<(), Error<'gc>> {
        Ok(())
    }
}

impl<'gc, E: Into<Error<'gc>>> SetterResult<'gc> for Result<(), E> {
    #[inline(always)]
    fn into_result(self) -> Result<(), Error<'gc>> {
        self.map_err(Into::into)
    }
}

/// The result of a setter, with the field's name in errors about the value, which is argument 1.
///
/// # Errors
/// That of `result`.
#[inline]
pub fn set_result<'gc, T: UserDataType<'gc>>(
    name: &str,
    result: Result<(), Error<'gc>>,
) -> Result<(), Error<'gc>> {
    set_result_of(T::NAME, name, result)
}

/// The same for a type that need not be one of userdata.
///
/// # Errors
/// That of `result`.
pub fn set_result_of<'gc, R>(
    class: &str,
    name: &str,
    result: Result<R, Error<'gc>>,
) -> Result<R, Error<'gc>> {
    result.map_err(|error| match error {
        Error::Argument { index: 1, message, .. } => {
            wrong_field(class, name, &ConversionError::message(message))
        }
        error => error,
    })
}

/// The result of a member that a lent object does not have, whose handle scripts have tampered with.
///
/// # Errors
/// Always.
#[cold]
pub fn no_such_member<'gc, T: LentObject>() -> Result<Action<'gc>, Error<'gc>> {
    Err(Error::message(format!("{} has no such member", T::NAME)))
}

/// Access to the object of an `async` method, for the time of an expression.
///
/// # Errors
/// When host code is changing it.
#[inline(always)]
pub fn borrow<'gc, T: UserDataType<'gc>>(
    this: UserRef<'gc, T>,
) -> Result<<T::Storage as Storage<'gc, T>>::Guard, Error<'gc>> {
    this.borrow()
}

/// The next argument, by value.
///
/// # Errors
/// When it does not fit.
#[inline(always)]
pub fn parameter<'gc, T: Parameter<'gc>>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
) -> Result<T, Error<'gc>> {
    T::take(ctx, values, index)
}

/// A parameter that no argument is passed for.
#[diagnostic::on_unimplemented(
    message = "scripts pass no argument for this parameter: a getter takes none, a setter one",
    label = "nothing is passed for this",
    note = "a getter takes nothing but a `Context`; a setter the value, as its last parameter; what takes more is a method: remove `get` or `set`"
)]
pub trait NoArgument<'gc>: Sized {
    /// What it is.
    fn of(ctx: Context<'gc>) -> Self;
}

impl<'gc> NoArgument<'gc> for Context<'gc> {
    #[inline(always)]
    fn of(ctx: Context<'gc>) -> Self {
        ctx
    }
}

/// A parameter that no argument is passed for.
///
/// # Errors
/// None.
#[inline(always)]
pub fn no_argument<'gc, T: NoArgument<'gc>>(
    ctx: Context<'gc>,
    _: &[Value<'gc>],
    _: &mut usize,
) -> Result<T, Error<'gc>> {
    Ok(T::of(ctx))
}

/// What takes an argument with references inside, which is kept in an `L`.
pub type Take<'gc, L> = fn(Context<'gc>, &[Value<'gc>], &mut usize) -> Result<L, Error<'gc>>;

/// What a parameter with references inside can be: an [`Argument`], in one condition, so that there is one message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be a parameter of a function that scripts call",
    label = "not made from a Lua value",
    note = "references to types with `#[derive(UserData)]`, in `Option` and `Variadic` as well, `Option<&str>` and the like can be parameters; derive `UserData` for the type, or take what `FromLua` makes"
)]
pub trait NestedArgument<'a, 'gc, Way> {
    /// What holds the value during the call.
    type Kept;
    /// What the function gets.
    type Given;

    /// How it is taken, and what the function gets of it.
    fn functions() -> NestedFunctions<'a, 'gc, Self::Kept, Self::Given>;
}

/// How an argument with references inside is taken, and what the function gets of it.
pub type NestedFunctions<'a, 'gc, L, I> = (Take<'gc, L>, fn(&'a mut L) -> I);

#[diagnostic::do_not_recommend]
impl<'a, 'gc, Way, A: Argument<'gc, Way> + 'a> NestedArgument<'a, 'gc, Way> for A {
    type Kept = A::Loan;
    type Given = <A as Lent<'a, 'gc, Way>>::Item;

    #[inline(always)]
    fn functions() -> NestedFunctions<'a, 'gc, A::Loan, Self::Given> {
        (A::take, A::item)
    }
}

/// How an argument with references inside is taken, and what the function gets of it.
#[inline(always)]
pub fn nested_argument<'a, 'gc, A: NestedArgument<'a, 'gc, Way, Kept = L, Given = I>, Way, L, I>()
-> NestedFunctions<'a, 'gc, L, I> {
    A::functions()
}

/// Requires of a parameter's position that others may follow.
#[inline(always)]
pub fn followed<P: Followed>(_: PhantomData<P>) {}

/// A parameter of an `async` function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be a parameter of an `async` function that scripts call",
    label = "not held while it waits",
    note = "what `FromLua` makes, `Variadic` and `Context` can be parameters; instead of a reference to a userdata take `UserRef<'gc, T>`, and borrow between the `.await`s"
)]
pub trait HeldParameter<'gc>: Parameter<'gc> {}

#[diagnostic::do_not_recommend]
impl<'gc, T: Parameter<'gc>> HeldParameter<'gc> for T {}

/// The next argument of an `async` function.
///
/// # Errors
/// When it does not fit.
#[inline(always)]
pub fn held_parameter<'gc, T: HeldParameter<'gc>>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
) -> Result<T, Error<'gc>> {
    T::take(ctx, values, index)
}

/// A parameter that may have a default.
#[diagnostic::on_unimplemented(
    message = "a parameter of type `{Self}` has no default",
    label = "not made from one Lua value",
    note = "what `FromLua` makes can have a default; instead of a reference to a userdata take `Option<&T>`, which is `None` if nothing is passed, as `Variadic` is empty then"
)]
pub trait WithDefault<'gc>: Sized {
    /// The argument, if there is one.
    ///
    /// # Errors
    /// When it does not fit.
    fn present(
        ctx: Context<'gc>,
        values: &[Value<'gc>],
        index: &mut usize,
    ) -> Result<Option<Self>, Error<'gc>>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: FromLua<'gc>> WithDefault<'gc> for T {
    #[inline(always)]
    fn present(
        ctx: Context<'gc>,
        values: &[Value<'gc>],
        index: &mut usize,
    ) -> Result<Option<Self>, Error<'gc>> {
        parameter::<Option<T>>(ctx, values, index)
    }
}

/// The next argument, by value, or what `default` gives if it is nil or missing.
///
/// # Errors
/// When it does not fit.
#[inline(always)]
pub fn parameter_or<'gc, T: WithDefault<'gc>>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
    default: impl FnOnce() -> T,
) -> Result<T, Error<'gc>> {
    Ok(T::present(ctx, values, index)?.unwrap_or_else(default))
}

/// The next argument, for a reference to it.
///
/// # Errors
/// When it does not fit or is in use.
#[inline(always)]
pub fn lend<'gc, T: Lend<'gc, Loan = L> + ?Sized, L>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
) -> Result<L, Error<'gc>> {
    *index += 1;
    T::lend(ctx, values, *index - 1)
}

/// A type whose values scripts call methods of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a userdata type",
    label = "needs `#[derive(UserData)]`",
    note = "derive `Collect` and `UserData` for `{Self}`; for a type of another crate, wrap it in one of yours"
)]
pub trait Receiver<'gc>: Sized {
    /// What holds the object for the time of the call.
    type Loan: Deref<Target = Self>;

    /// The object, which is the first argument.
    ///
    /// # Errors
    /// When it is of another type or in use.
    fn receive(ctx: Context<'gc>, values: &[Value<'gc>]) -> Result<Self::Loan, Error<'gc>>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> Receiver<'gc> for T {
    type Loan = <T as Lend<'gc>>::Loan;

    #[inline(always)]
    fn receive(ctx: Context<'gc>, values: &[Value<'gc>]) -> Result<Self::Loan, Error<'gc>> {
        T::lend(ctx, values, 0)
    }
}

/// A type whose values methods can take whole.
#[diagnostic::on_unimplemented(
    message = "a method takes `self` as a copy, and `{Self}` has no `Clone`",
    label = "write `&self` or `&mut self`",
    note = "or derive `Clone` for `{Self}`"
)]
pub trait ByValue: Sized {
    /// A copy.
    fn copied(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ByValue for T {
    #[inline(always)]
    fn copied(&self) -> Self {
        self.clone()
    }
}

/// The object of a method, for a reference to it.
///
/// # Errors
/// When it is of another type or in use.
#[inline(always)]
pub fn receive<'gc, T: Receiver<'gc, Loan = L>, L>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
) -> Result<L, Error<'gc>> {
    *index += 1;
    T::receive(ctx, values)
}

/// The next argument, for a mutable reference to it.
///
/// # Errors
/// When it does not fit or is in use.
#[inline(always)]
pub fn lend_mut<'gc, T: LendMut<'gc>>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
) -> Result<std::cell::RefMut<'gc, T>, Error<'gc>> {
    *index += 1;
    T::lend_mut(ctx, values, *index - 1)
}

/// `__eq` of a type: false for values of other types.
///
/// # Errors
/// When a value is in use.
pub fn equal<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    equal: impl FnOnce(&T, &T) -> bool,
) -> Result<Action<'gc>, Error<'gc>> {
    let both = (UserRef::<T>::from_lua(ctx, stack.get(0)), UserRef::<T>::from_lua(ctx, stack.get(1)));
    let result = match both {
        (Ok(a), Ok(b)) => equal(&*a.borrow()?, &*b.borrow()?),
        _ => false,
    };
    stack.replace_with(ctx, result)
}

/// An operator with one operand.
///
/// # Errors
/// When the operand is of another type or in use.
pub fn unary<'gc, T: UserDataType<'gc>, R: Returned<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    operator: impl FnOnce(&T) -> R,
) -> Result<Action<'gc>, Error<'gc>> {
    let operand = T::lend(ctx, stack.as_slice(), 0)?;
    operator(&operand).put(ctx, &mut stack)
}

/// An operator with two operands.
///
/// # Errors
/// When an operand is of another type or in use.
pub fn binary<'gc, T: UserDataType<'gc>, R: Returned<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    operator: impl FnOnce(&T, &T) -> R,
) -> Result<Action<'gc>, Error<'gc>> {
    let left = T::lend(ctx, stack.as_slice(), 0)?;
    let right = T::lend(ctx, stack.as_slice(), 1)?;
    operator(&left, &right).put(ctx, &mut stack)
}

/// A copy of a value, for types that are passed by value.
///
/// # Errors
/// When `value` is of another type or in use.
pub fn copied<'gc, T: UserDataType<'gc>>(ctx: Context<'gc>, value: Value<'gc>) -> Result<T, ConversionError> {
    let object = UserRef::<T>::from_lua(ctx, value)?;
    let Some(clone) = T::CLONE else {
        return Err(ConversionError::message(format!("{} can not be copied", T::NAME)));
    };
    match object.borrow() {
        Ok(this) => Ok(clone(&this)),
        Err(_) => Err(ConversionError::message(format!("{} is in use already", T::NAME))),
    }
}
