//! Functions and closures of Rust as host functions, with typed parameters and results.
//!
//! [`Context::function`] takes any function whose parameters are [`Argument`]s and whose result is
//! [`Returned`]. Arguments are read from the stack one by one and results written in their place, so that a
//! call allocates nothing.

use std::{borrow::Cow, cell::RefMut, marker::PhantomData};

use crate::{
    convert::{
        FromLua, FromMulti, IntoLua,
        container::optional,
        multiple::Variadic,
        parameter::{Anywhere, Last, Lend, LendMut, Parameter},
        returned::Returned,
    },
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        held::{Held, MaybeSend},
        stack::Stack,
        userdata::{about::Takes, storage::MutableStorage, typed::UserDataType},
        value::Value,
    },
};

/// How an [`Argument`] is passed: as a value.
pub struct ByValue(());
/// How an [`Argument`] is passed: as the VM's context, which takes no argument of the call.
pub struct ByContext(());
/// How an [`Argument`] is passed: as all values that are left.
pub struct ByRest(());
/// How an [`Argument`] is passed: as a reference into a userdata.
pub struct ByReference(());
/// How an [`Argument`] is passed: as a mutable reference into a userdata.
pub struct ByMutableReference(());
/// How an [`Argument`] is passed: as a reference into a userdata, if there is one.
pub struct ByOptionalReference(());
/// How an [`Argument`] is passed: as a mutable reference into a userdata, if there is one.
pub struct ByOptionalMutableReference(());
/// How an [`Argument`] is passed: as references into all userdata that are left.
pub struct ByRestOfReferences(());

/// What a parameter of a [`HostFunction`] can be. `Way` tells how it is passed; rustc finds it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be a parameter of a function that scripts call",
    label = "not made from a Lua value",
    note = "numbers, `bool`, `&str`, `&[u8]`, `String`, `Option`, `Vec`, maps, the VM's own types, references to userdata (also in `Option` and `Variadic`), `UserRef`, `Variadic` and `Context` can be parameters; derive `FromLua` for others"
)]
pub trait Argument<'gc, Way>: for<'a> Lent<'a, 'gc, Way> {
    /// What holds the value during the call.
    type Loan;

    /// How many arguments it takes.
    const TAKES: Takes = Takes::One;

    /// Where it may stand, as of a [`Parameter`].
    type Position;

    /// The name of the arguments' type in annotations for editors.
    fn annotation() -> Cow<'static, str>;

    /// Takes what it needs of `values`, from `index` on.
    ///
    /// # Errors
    /// An [`Error::Argument`] with the index of the value that does not fit.
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>>;

    /// What the function gets of `loan`.
    fn item<'a>(loan: &'a mut Self::Loan) -> <Self as Lent<'a, 'gc, Way>>::Item
    where
        Self: 'a;
}

/// What a function gets for a parameter of type `Self` for the time `'a` of a call. `Bounds` says that this
/// is no longer than references in the type live.
pub trait Lent<'a, 'gc, Way, Bounds = &'a Self> {
    /// The type itself, with `'a` in place of a reference's lifetime.
    type Item;
}

/// What is taken from a place that is not looked at again.
#[inline(always)]
fn moved<T>(place: &mut Option<T>) -> T {
    place.take().expect("each argument is passed once")
}

/// The arguments that own what they are.
macro_rules! by_value {
    ($(#[$attribute:meta])* [$($generics:tt)*] $type:ty, $way:ty) => {
        $(#[$attribute])*
        impl<'gc, $($generics)*> Lent<'_, 'gc, $way> for $type {
            type Item = Self;
        }

        $(#[$attribute])*
        impl<'gc, $($generics)*> Argument<'gc, $way> for $type {
            type Loan = Option<Self>;
            const TAKES: Takes = <Self as Parameter<'gc>>::TAKES;
            type Position = <Self as Parameter<'gc>>::Position;

            fn annotation() -> Cow<'static, str> {
                <Self as Parameter<'gc>>::annotation()
            }

            #[inline(always)]
            fn take(
                ctx: Context<'gc>,
                values: &[Value<'gc>],
                index: &mut usize,
            ) -> Result<Self::Loan, Error<'gc>> {
                <Self as Parameter<'gc>>::take(ctx, values, index).map(Some)
            }

            #[inline(always)]
            fn item<'a>(loan: &'a mut Self::Loan) -> Self
            where
                Self: 'a,
            {
                moved(loan)
            }
        }
    };
}

by_value!(#[diagnostic::do_not_recommend] [T: FromLua<'gc>] T, ByValue);
by_value!([] Context<'gc>, ByContext);
by_value!(#[diagnostic::do_not_recommend] [T: FromLua<'gc>] Variadic<T>, ByRest);

#[diagnostic::do_not_recommend]
impl<'a, 'gc, T: UserDataType<'gc>> Lent<'a, 'gc, ByReference> for &T {
    type Item = &'a T;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> Argument<'gc, ByReference> for &T {
    type Loan = <T as Lend<'gc>>::Loan;
    type Position = Anywhere;

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

    #[inline(always)]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>> {
        *index += 1;
        T::lend(ctx, values, *index - 1)
    }

    #[inline(always)]
    fn item<'a>(loan: &'a mut Self::Loan) -> &'a T
    where
        Self: 'a,
    {
        loan
    }
}

#[diagnostic::do_not_recommend]
impl<'a, 'gc, T: UserDataType<'gc>> Lent<'a, 'gc, ByMutableReference> for &mut T {
    type Item = &'a mut T;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc, Storage: MutableStorage<'gc, T>>> Argument<'gc, ByMutableReference>
    for &mut T
{
    type Loan = RefMut<'gc, T>;
    type Position = Anywhere;

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

    #[inline(always)]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>> {
        *index += 1;
        T::lend_mut(ctx, values, *index - 1)
    }

    #[inline(always)]
    fn item<'a>(loan: &'a mut Self::Loan) -> &'a mut T
    where
        Self: 'a,
    {
        loan
    }
}

/// What `lend` makes of the next argument; `None` if it is nil or missing.
fn lend_present<'gc, L>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    index: &mut usize,
    lend: impl FnOnce(Context<'gc>, &[Value<'gc>], usize) -> Result<L, Error<'gc>>,
) -> Result<Option<L>, Error<'gc>> {
    *index += 1;
    match values.get(*index - 1) {
        None | Some(Value::Nil) => Ok(None),
        Some(_) => lend(ctx, values, *index - 1).map(Some),
    }
}

#[diagnostic::do_not_recommend]
impl<'a, 'gc, T: UserDataType<'gc>> Lent<'a, 'gc, ByOptionalReference> for Option<&T> {
    type Item = Option<&'a T>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> Argument<'gc, ByOptionalReference> for Option<&T> {
    type Loan = Option<<T as Lend<'gc>>::Loan>;
    type Position = Anywhere;

    fn annotation() -> Cow<'static, str> {
        optional(T::annotation())
    }

    #[inline]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>> {
        lend_present(ctx, values, index, T::lend)
    }

    #[inline(always)]
    fn item<'a>(loan: &'a mut Self::Loan) -> Option<&'a T>
    where
        Self: 'a,
    {
        loan.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, 'gc, T: UserDataType<'gc>> Lent<'a, 'gc, ByOptionalMutableReference> for Option<&mut T> {
    type Item = Option<&'a mut T>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc, Storage: MutableStorage<'gc, T>>> Argument<'gc, ByOptionalMutableReference>
    for Option<&mut T>
{
    type Loan = Option<RefMut<'gc, T>>;
    type Position = Anywhere;

    fn annotation() -> Cow<'static, str> {
        optional(T::annotation())
    }

    #[inline]
    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>> {
        lend_present(ctx, values, index, T::lend_mut)
    }

    #[inline(always)]
    fn item<'a>(loan: &'a mut Self::Loan) -> Option<&'a mut T>
    where
        Self: 'a,
    {
        loan.as_deref_mut()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, 'gc, T: UserDataType<'gc>> Lent<'a, 'gc, ByRestOfReferences> for Variadic<&T> {
    type Item = Variadic<&'a T>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc>> Argument<'gc, ByRestOfReferences> for Variadic<&T> {
    type Loan = Vec<<T as Lend<'gc>>::Loan>;
    const TAKES: Takes = Takes::Rest;
    type Position = Last;

    fn annotation() -> Cow<'static, str> {
        T::annotation()
    }

    fn take(ctx: Context<'gc>, values: &[Value<'gc>], index: &mut usize) -> Result<Self::Loan, Error<'gc>> {
        let places = *index..values.len();
        *index = values.len().max(*index);
        places.map(|place| T::lend(ctx, values, place)).collect()
    }

    fn item<'a>(loan: &'a mut Self::Loan) -> Variadic<&'a T>
    where
        Self: 'a,
    {
        loan.iter().map(|item| &**item).collect()
    }
}

/// What [`Context::function`] takes: functions and closures with up to 16 [`Argument`]s, whose result is
/// [`Returned`]. `Signature` is theirs; rustc finds it.
#[diagnostic::on_unimplemented(
    message = "scripts can not call this function",
    label = "a parameter or the result has no conversion, or it has more than 16 parameters",
    note = "numbers, `bool`, `&str`, `&[u8]`, `String`, `Option`, `Vec`, maps, the VM's own types, references to userdata, `UserRef`, `Variadic` and `Context` can be parameters",
    note = "what implements `IntoLua`, tuples of it, `()`, and `Result`s of these whose error becomes `Error` can be returned",
    note = "it captures nothing of the VM: `ctx.function_with(captures, ..)` is for that"
)]
pub trait HostFunction<'gc, Signature>: MaybeSend + 'static {
    /// Calls it with the values of `stack`, and leaves its results there.
    ///
    /// # Errors
    /// When an argument does not fit, or the function fails.
    fn call(&self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>>;
}

/// Whether all that is left is taken by the last parameter, if any.
const fn is_in_order(parameters: &[Takes]) -> bool {
    let mut place = 0;
    while place + 1 < parameters.len() {
        if let (Takes::Rest, Takes::One | Takes::Rest) = (parameters[place], parameters[place + 1]) {
            return false;
        }
        place += 1;
    }
    true
}

/// The signature of a function: its result and, for each parameter, its type and the way it is passed.
pub struct Signature<R, Parameters>(PhantomData<fn(Parameters) -> R>);

macro_rules! host_function {
    ($($item:ident $way:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<'gc, Function, R, $($item, $way,)*> HostFunction<'gc, Signature<R, ($(($item, $way),)*)>> for Function
        where
            Function: Fn($($item),*) -> R
                + for<'a> Fn($(<$item as Lent<'a, 'gc, $way>>::Item),*) -> R
                + MaybeSend
                + 'static,
            R: Returned<'gc>,
            $($item: Argument<'gc, $way>,)*
        {
            #[inline(always)]
            #[allow(non_snake_case, unused_mut, unused_variables)]
            fn call(&self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<Action<'gc>, Error<'gc>> {
                #[inline(always)]
                #[allow(clippy::too_many_arguments)]
                fn apply<$($item,)* R>(function: impl Fn($($item),*) -> R, $($item: $item),*) -> R {
                    function($($item),*)
                }
                const {
                    let text = "a parameter that takes all arguments that are left (`Variadic`) is the last one";
                    assert!(is_in_order(&[$(<$item as Argument<'gc, $way>>::TAKES),*]), "{}", text);
                };
                let mut index = 0;
                let values = stack.as_slice();
                $(let mut $item = <$item as Argument<'gc, $way>>::take(ctx, values, &mut index)?;)*
                let result = apply(self, $(<$item as Argument<'gc, $way>>::item(&mut $item)),*);
                result.put(ctx, &mut stack)
            }
        }
    };
}

host_function! {}
host_function! { A A1 }
host_function! { A A1 B B1 }
host_function! { A A1 B B1 C C1 }
host_function! { A A1 B B1 C C1 D D1 }
host_function! { A A1 B B1 C C1 D D1 E E1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 L L1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 L L1 M M1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 L L1 M M1 N N1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 L L1 M M1 N N1 O O1 }
host_function! { A A1 B B1 C C1 D D1 E E1 F F1 G G1 H H1 I I1 J J1 K K1 L L1 M M1 N N1 O O1 P P1 }

/// Host functions and globals.
impl<'gc> Context<'gc> {
    /// Sets a global variable, without metamethods.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.set_global("answer", 42))?;
    /// assert_eq!(lua.load("return answer").eval::<i64>()?, 42);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory is short, or the value has no representation in Lua.
    pub fn set_global(self, name: &str, value: impl IntoLua<'gc>) -> Result<(), Error<'gc>> {
        self.globals().set(self, name, value)
    }

    /// A host function from a function or closure of Rust with typed parameters.
    ///
    /// It may take, in any order: what [`FromLua`] makes, `Option`s of it, `&str` and `&[u8]`, `&T` and
    /// `&mut T` of userdata types and `Option`s of these, a [`Context`], which takes no argument, and [`Variadic`] at
    /// the end. It
    /// returns values, tuples of values, `()`, or a `Result` of these.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| {
    ///     ctx.set_global("add", ctx.function(|a: i64, b: i64| a + b))?;
    ///     ctx.set_global("repeated", ctx.function(|text: &str, times: Option<usize>| text.repeat(times.unwrap_or(2))))
    /// })?;
    /// let text: String = lua.load("return repeated('ab', add(1, 2)) .. repeated('!')").eval()?;
    /// assert_eq!(text, "ababab!!");
    ///
    /// let error = lua.load("return add(1, 'one')").eval::<i64>().unwrap_err();
    /// assert!(error.to_string().contains("bad argument #2 to 'add' (number expected, got string)"));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// Functions work with values of the VM and return them:
    ///
    /// ```
    /// # use piccolo_core::{lua::Lua, object::{context::Context, error::Error, table::Table}};
    /// fn pair<'gc>(ctx: Context<'gc>, key: &str, value: i64) -> Result<Table<'gc>, Error<'gc>> {
    ///     let table = Table::new(ctx);
    ///     table.set(ctx, key, value)?;
    ///     Ok(table)
    /// }
    ///
    /// # let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.set_global("pair", ctx.function(pair)))?;
    /// assert_eq!(lua.load("return pair('x', 3).x").eval::<i64>()?, 3);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// So do closures, but rustc can not tell that all of a closure's values are of the same VM:
    /// [`Self::function_with`] tells it.
    pub fn function<Signature>(self, function: impl HostFunction<'gc, Signature>) -> Callback<'gc> {
        Callback::new(self, move |ctx, stack| function.call(ctx, stack))
    }

    /// A host function from a closure that holds values of the VM, `captures`: it gets them, the context, and
    /// its arguments: one of them, or a tuple.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::table::Table};
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| {
    ///     let seen = Table::new(ctx);
    ///     let first_time = ctx.function_with(seen, |seen, ctx, name: &str| {
    ///         let is_new = seen.get::<Option<bool>>(ctx, name)?.is_none();
    ///         seen.set(ctx, name, true).map(|()| is_new)
    ///     });
    ///     ctx.set_global("first_time", first_time)?;
    ///     let with_name = ctx.function_with((), |(), ctx, (table, name): (Table, &str)| {
    ///         table.set(ctx, "name", name).map(|()| table)
    ///     });
    ///     ctx.set_global("with_name", with_name)
    /// })?;
    /// let results = "return first_time('a'), first_time('a'), with_name({}, 'b').name";
    /// assert_eq!(lua.load(results).eval::<(bool, bool, String)>()?, (true, false, "b".to_owned()));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn function_with<C, Arguments, R, F>(self, captures: C, function: F) -> Callback<'gc>
    where
        C: Held<'gc> + 'gc,
        Arguments: FromMulti<'gc>,
        R: Returned<'gc>,
        F: Fn(&'gc C, Context<'gc>, Arguments) -> R + MaybeSend + 'static,
    {
        Callback::with_captures(self, captures, move |captures, ctx, mut stack| {
            let arguments = Arguments::from_arguments(ctx, stack.as_slice(), 0)?;
            function(captures, ctx, arguments).put(ctx, &mut stack)
        })
    }
}
