//! The parameters of host functions, one by one: [`Parameter`] by value, [`Lend`] and [`LendMut`] by
//! reference.

use std::{borrow::Cow, cell::RefMut, ops::Deref};

use crate::{
    convert::{FromLua, FromMulti, container::list, multiple::Variadic},
    object::{
        context::Context,
        error::Error,
        function::Function,
        string::String,
        table::Table,
        userdata::{
            UserData,
            about::Takes,
            storage::{MutableStorage, Storage},
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

/// What a host function can take: what is [`FromLua`] takes one argument,
/// [`Variadic`] all that are left, and [`Context`] none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be a parameter of a function that scripts call",
    label = "not made from a Lua value",
    note = "numbers, `bool`, `&str`, `&[u8]`, `String`, `Option`, `Vec`, maps, the VM's own types, references to userdata, `UserRef`, `Variadic` and `Context` can be parameters; derive `FromLua` for others",
    note = "a type with `#[derive(UserData)]` is taken as `&T`, `&mut T` or `UserRef<'gc, T>`; by value, as a copy, if it has `#[lua(clone)]`"
)]
pub trait Parameter<'gc>: Sized {
    /// How many arguments it takes.
    const TAKES: Takes = Takes::One;

    /// Where it may stand: [`Anywhere`] or [`Last`].
    type Position;

    /// The name of the arguments' type in annotations for editors.
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }

    /// Takes what it needs of `values`, from `index` on.
    ///
    /// # Errors
    /// An [`Error::Argument`] with the index of the value that does not fit.
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self, Error<'gc>>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: FromLua<'gc>> Parameter<'gc> for T {
    type Position = Anywhere;

    #[inline(always)]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self, Error<'gc>> {
        let this = T::from_arguments(ctx, values, *index)?;
        *index += 1;
        Ok(this)
    }

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }
}

impl<'gc> Parameter<'gc> for Context<'gc> {
    const TAKES: Takes = Takes::Nothing;
    type Position = Anywhere;

    #[inline(always)]
    fn take(ctx: Context<'gc>, _: &[Value<'gc>], _: &mut usize) -> Result<Self, Error<'gc>> {
        Ok(ctx)
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: FromLua<'gc>> Parameter<'gc> for Variadic<T> {
    const TAKES: Takes = Takes::Rest;
    type Position = Last;

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

    #[inline]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self, Error<'gc>> {
        let this = Self::from_arguments(ctx, values, *index)?;
        *index = values.len().max(*index);
        Ok(this)
    }
}

/// The position of a parameter that leaves arguments for others.
pub struct Anywhere(());

/// The position of a parameter that takes all arguments that are left.
pub struct Last(());

/// The position of a parameter that others follow.
#[diagnostic::on_unimplemented(
    message = "a parameter that takes all arguments that are left is the last one",
    label = "leaves nothing for the parameters behind it",
    note = "move it behind the others"
)]
pub trait Followed {}

impl Followed for Anywhere {}

/// What a host function can take as `&Self`.
#[diagnostic::on_unimplemented(
    message = "`&{Self}` can not be a parameter of a function that scripts call",
    label = "not lent by the VM",
    note = "`&str`, `&[u8]`, slices of numbers, strings and values of the VM, and references to types with `#[derive(UserData)]` can be parameters; take `Context` and other types by value"
)]
pub trait Lend<'gc> {
    /// What holds the reference's target for the time of the call.
    type Loan: Deref<Target = Self>;

    /// Looks at the argument `index`.
    ///
    /// # Errors
    /// An [`Error::Argument`] when it does not fit or is in use.
    fn lend(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self::Loan, Error<'gc>>;

    /// The name of the argument's type in annotations for editors.
    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("any")
    }
}

/// What a host function can take as `&mut Self`.
#[diagnostic::on_unimplemented(
    message = "`&mut {Self}` can not be a parameter of a function that scripts call",
    label = "not lent by the VM",
    note = "references to types with `#[derive(UserData)]` that are not `frozen` can be parameters; take other types by value"
)]
pub trait LendMut<'gc>: Sized {
    /// Looks at the argument `index`.
    ///
    /// # Errors
    /// An [`Error::Argument`] when it does not fit or is in use.
    fn lend_mut(
        ctx: Context<'gc>,
        values: &[Value<'gc>],
        index: usize,
    ) -> Result<RefMut<'gc, Self>, Error<'gc>>;
}

/// Lends the text of a string.
impl<'gc> Lend<'gc> for str {
    type Loan = &'gc str;

    #[inline]
    fn lend(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<&'gc str, Error<'gc>> {
        <&str>::from_multi(ctx, values, index)
    }

    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }
}

/// Lends the bytes of a string.
impl<'gc> Lend<'gc> for [u8] {
    type Loan = &'gc [u8];

    #[inline]
    fn lend(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<&'gc [u8], Error<'gc>> {
        <&[u8]>::from_multi(ctx, values, index)
    }

    fn annotation() -> Cow<'static, str> {
        Cow::Borrowed("string")
    }
}

/// What the items of a slice can be that a host function takes: `&[f64]` for a table of numbers. (`&[u8]` are
/// the bytes of a string.)
#[diagnostic::on_unimplemented(
    message = "`&[{Self}]` can not be a parameter of a function that scripts call",
    label = "not an item of a slice",
    note = "slices of numbers, `bool`, `std::string::String`, values of the VM, `UserRef`, and userdata types with `copy` or `clone` can be parameters; take a `Vec` of others"
)]
pub trait SliceItem<'gc>: FromLua<'gc> {}

macro_rules! slice_items {
    ($($type:ty)*) => {$(
        impl<'gc> SliceItem<'gc> for $type {}
    )*};
}

slice_items! {
    i8 i16 u16 i32 u32 i64 u64 isize usize f32 f64 bool std::string::String
    Value<'gc> String<'gc> Table<'gc> Function<'gc> UserData<'gc>
}

impl<'gc, T: UserDataType<'gc>> SliceItem<'gc> for UserRef<'gc, T> {}

/// Copies of userdata, of types that scripts pass by value.
#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc> + FromLua<'gc>> SliceItem<'gc> for T {}

/// Lends the items of a table, as a copy.
#[diagnostic::do_not_recommend]
impl<'gc, T: SliceItem<'gc>> Lend<'gc> for [T] {
    type Loan = Vec<T>;

    fn lend(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Vec<T>, Error<'gc>> {
        let items = Vec::from_multi(ctx, values, index)?;
        ctx.charge_fuel(items.len());
        Ok(items)
    }

    fn annotation() -> Cow<'static, str> {
        list(&T::annotation())
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> Lend<'gc> for T {
    type Loan = <T::Storage as Storage<'gc, T>>::Guard;

    #[inline]
    fn lend(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self::Loan, Error<'gc>> {
        let object = UserRef::<T>::from_multi(ctx, values, index)?;
        object.borrow().map_err(|error| about(error, index))
    }

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }
}

impl<'gc, T: UserDataType<'gc, Storage: MutableStorage<'gc, T>>> LendMut<'gc> for T {
    #[inline]
    fn lend_mut(
        ctx: Context<'gc>,
        values: &[Value<'gc>],
        index: usize,
    ) -> Result<RefMut<'gc, Self>, Error<'gc>> {
        let object = UserRef::<T>::from_multi(ctx, values, index)?;
        object.borrow_mut(ctx).map_err(|error| about(error, index))
    }
}

/// The error as one about an argument.
#[cold]
fn about<'gc>(error: Error<'gc>, index: usize) -> Error<'gc> {
    match error {
        Error::Message(message) => Error::argument(index, message),
        error => error,
    }
}
