//! Names of functions and of their parameters, for messages about arguments, and their types for editors.

use std::{borrow::Cow, marker::PhantomData, ops};

use crate::{
    convert::{
        IntoMulti,
        expansion::{FieldResult, ReadField, WriteField},
        function::Argument,
        native::ModuleEntry,
        parameter::{Anywhere, Lend, Parameter},
        reference::{ByReference, Iterated},
        returned::Returned,
        typings::Declaration,
    },
    object::{
        error::Error,
        userdata::{
            about::{self, Takes},
            typed::UserDataType,
        },
    },
};

/// A function as messages about its arguments name it.
pub struct Named {
    /// The class that has it.
    pub class: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Whether it works on a value of the class, its first argument.
    pub is_method: bool,
}

/// The result of a function, with its name and those of its parameters in an error about an argument.
///
/// # Errors
/// That of `result`.
#[inline(always)]
pub fn explained<'gc, T>(
    result: Result<T, Error<'gc>>,
    explain: impl FnOnce(Error<'gc>) -> Error<'gc>,
) -> Result<T, Error<'gc>> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(explain(error)),
    }
}

/// An error of `function`, with its name and those of its parameters.
#[cold]
pub fn explain<'gc>(error: Error<'gc>, function: &Named, parameters: &[(&'static str, Takes)]) -> Error<'gc> {
    let Error::Argument { index, message, .. } = error else { return error };
    let Named { class, name, is_method } = *function;
    let mut rest = index;
    if is_method {
        if index == 0 {
            return Error::message(format!("calling '{class}:{name}' on bad self ({message})"));
        }
        rest -= 1;
    }
    let number = rest + 1;
    let mut found = "";
    for (parameter, takes) in parameters {
        match takes {
            Takes::Nothing => continue,
            Takes::One if rest > 0 => rest -= 1,
            Takes::One | Takes::Rest => {
                found = parameter;
                break;
            }
        }
    }
    let parameter = if found.is_empty() { String::new() } else { format!(" '{found}'") };
    let separator = if is_method { ':' } else { '.' };
    Error::message(format!("bad argument #{number}{parameter} to '{class}{separator}{name}' ({message})"))
}

/// How many arguments a parameter by value takes.
pub const fn takes<'gc, T: Parameter<'gc>>() -> Takes {
    T::TAKES
}

/// What is known of a parameter that has references inside: `(&Nested::<T>::NEW).about(name)` with both traits below in
/// scope. So a type that is none for a parameter is reported where it is taken, and not once more here.
pub struct Nested<'gc, T>(PhantomData<fn(&'gc (), T)>);

impl<T> Nested<'_, T> {
    /// A parameter of type `T`.
    pub const NEW: Self = Self(PhantomData);
}

/// Tried first: what can be a parameter.
pub trait KnownNested<Way> {
    /// Where it may stand.
    type Position;

    /// Where it may stand.
    fn position(&self) -> PhantomData<Self::Position> {
        PhantomData
    }

    /// How many arguments it takes.
    fn takes(&self) -> Takes;

    /// What is known of it.
    fn about(&self, name: &'static str) -> about::Parameter;
}

impl<'gc, A: Argument<'gc, Way>, Way> KnownNested<Way> for &Nested<'gc, A> {
    type Position = A::Position;

    fn takes(&self) -> Takes {
        A::TAKES
    }

    fn about(&self, name: &'static str) -> about::Parameter {
        of_type(name, A::TAKES, A::annotation(), false)
    }
}

/// Tried last: what can be none.
pub trait UnknownNested {
    /// Where it may stand.
    fn position(&self) -> PhantomData<Anywhere> {
        PhantomData
    }

    /// How many arguments it takes.
    fn takes(&self) -> Takes {
        Takes::One
    }

    /// What is known of it.
    fn about(&self, name: &'static str) -> about::Parameter {
        about::Parameter { name, takes: Takes::One, r#type: Cow::Borrowed("any"), is_optional: false }
    }
}

impl<T> UnknownNested for Nested<'_, T> {}

fn of_type(
    name: &'static str,
    takes: Takes,
    r#type: Cow<'static, str>,
    has_default: bool,
) -> about::Parameter {
    let (r#type, is_optional) = match r#type.strip_suffix('?') {
        Some(present) => (Cow::Owned(present.to_owned()), true),
        None => (r#type, has_default),
    };
    about::Parameter { name, takes, r#type, is_optional }
}

/// What is known of a type: by inherent functions, or with [`Unknown`] in scope by those of the trait. So a type
/// that lacks a conversion is reported where it is converted, and not once more here.
pub struct Type<'gc, T: ?Sized>(PhantomData<Taking<'gc, T>>);

/// What borrows a `T` while the VM lives.
type Taking<'gc, T> = (&'gc (), fn(&T));

/// For types that lack a conversion.
pub trait Unknown {
    /// The name of a userdata type, unknown.
    const CLASS: &'static str = "?";

    /// What is known of a userdata type in a module, with its name there.
    fn entry(name: Option<&'static str>) -> (&'static str, ModuleEntry) {
        (name.unwrap_or(Self::CLASS), ModuleEntry::Constant(about::About::default()))
    }

    /// The type's name, unknown.
    fn any() -> Vec<Cow<'static, str>> {
        vec![Cow::Borrowed("any")]
    }

    /// Where a parameter by value may stand.
    fn position() -> PhantomData<Anywhere> {
        PhantomData
    }

    /// As a parameter by value.
    fn parameter(name: &'static str, is_optional: bool) -> about::Parameter {
        about::Parameter { name, takes: Takes::One, r#type: Cow::Borrowed("any"), is_optional }
    }

    /// As a parameter by reference.
    fn lent(name: &'static str) -> about::Parameter {
        Self::parameter(name, false)
    }

    /// As what a function returns.
    fn returned() -> Vec<Cow<'static, str>> {
        Self::any()
    }

    /// As a field that is read.
    fn readable() -> Vec<Cow<'static, str>> {
        Self::any()
    }

    /// As a field that is set.
    fn writable() -> Vec<Cow<'static, str>> {
        Self::any()
    }

    /// As what a getter returns, or a constant.
    fn result() -> Vec<Cow<'static, str>> {
        Self::any()
    }

    /// As a field with `by_ref`.
    fn reference() -> Vec<Cow<'static, str>> {
        Self::any()
    }
}

impl<T: ?Sized> Unknown for Type<'_, T> {}

impl<'gc, T: UserDataType<'gc>> Type<'gc, T> {
    /// The name of a userdata type.
    pub const CLASS: &'static str = T::NAME;

    /// What is known of a userdata type in a module, with its name there.
    pub fn entry(name: Option<&'static str>) -> (&'static str, ModuleEntry) {
        (name.unwrap_or(T::NAME), ModuleEntry::Class(Declaration::of::<T>()))
    }
}

impl<'gc, T: Parameter<'gc>> Type<'gc, T> {
    /// Where a parameter by value may stand.
    pub fn position() -> PhantomData<T::Position> {
        PhantomData
    }

    /// As a parameter by value.
    pub fn parameter(name: &'static str, has_default: bool) -> about::Parameter {
        of_type(name, T::TAKES, T::annotation(), has_default)
    }
}

impl<'gc, T: Lend<'gc> + ?Sized> Type<'gc, T> {
    /// As a parameter by reference.
    pub fn lent(name: &'static str) -> about::Parameter {
        about::Parameter { name, takes: Takes::One, r#type: T::annotation(), is_optional: false }
    }
}

impl<'gc, T: Returned<'gc>> Type<'gc, T> {
    /// As what a function returns.
    pub fn returned() -> Vec<Cow<'static, str>> {
        let mut types = Vec::new();
        T::annotate(&mut types);
        types
    }
}

impl<'gc, T: ReadField<'gc>> Type<'gc, T> {
    /// As a field that is read.
    pub fn readable() -> Vec<Cow<'static, str>> {
        vec![T::annotation()]
    }
}

impl<'gc, T: WriteField<'gc>> Type<'gc, T> {
    /// As a field that is set.
    pub fn writable() -> Vec<Cow<'static, str>> {
        vec![T::annotation()]
    }
}

impl<'gc, T: FieldResult<'gc>> Type<'gc, T> {
    /// As what a getter returns, or a constant.
    pub fn result() -> Vec<Cow<'static, str>> {
        vec![T::annotation()]
    }
}

impl<'gc, T: ByReference<'gc>> Type<'gc, T> {
    /// As a field with `by_ref`.
    pub fn reference() -> Vec<Cow<'static, str>> {
        vec![T::annotation()]
    }
}

/// What is known of a function's result. Method resolution tells what it is, `(&&&ResultOf::<R>::NEW).annotated()` with
/// all three traits in scope: what the VM knows how to return, a `Result` with any error of Rust, or neither.
pub struct ResultOf<R>(PhantomData<fn() -> R>);

impl<R> ResultOf<R> {
    /// The result of type `R`.
    pub const NEW: Self = Self(PhantomData);
}

/// Tried first: what the VM knows how to return.
pub trait AnnotateReturned {
    /// The types of the values.
    fn annotated(&self) -> Vec<Cow<'static, str>>;
}

impl<'gc, R: Returned<'gc>> AnnotateReturned for &&ResultOf<R> {
    fn annotated(&self) -> Vec<Cow<'static, str>> {
        let mut types = Vec::new();
        R::annotate(&mut types);
        types
    }
}

/// Tried next: results whose errors the host gets back.
pub trait AnnotateHostResult {
    /// The types of the values.
    fn annotated(&self) -> Vec<Cow<'static, str>>;
}

impl<'gc, T: IntoMulti<'gc>, E> AnnotateHostResult for &ResultOf<Result<T, E>> {
    fn annotated(&self) -> Vec<Cow<'static, str>> {
        let mut types = Vec::new();
        T::annotate(&mut types);
        types
    }
}

/// Tried last: what lacks a conversion, which is reported where it is converted.
pub trait AnnotateUnknown {
    /// The types of the values, unknown.
    fn annotated(&self) -> Vec<Cow<'static, str>> {
        vec![Cow::Borrowed("any")]
    }
}

impl<R> AnnotateUnknown for ResultOf<R> {}

/// The items that a method `iter` gives, as [`ResultOf`]: `(&TypesOf::items(|this| Self::iter(this))).annotated()`.
pub struct TypesOf<T>(PhantomData<fn() -> T>);

impl<T> TypesOf<T> {
    /// Those of what `iter` returns.
    pub fn items<'a, P: 'a, I: Iterator<Item = T>>(_: fn(&'a P) -> I) -> Self {
        Self(PhantomData)
    }
}

/// Tried first: what scripts can iterate over.
pub trait AnnotateItems {
    /// The types of key and value.
    fn annotated(&self) -> Vec<Cow<'static, str>>;
}

impl<'gc, T: Iterated<'gc>> AnnotateItems for &TypesOf<T> {
    fn annotated(&self) -> Vec<Cow<'static, str>> {
        T::annotations().into()
    }
}

impl<T> AnnotateUnknown for TypesOf<T> {}

/// For types without a method `iter`, which would go first. What is missing is said where it is called for scripts.
pub trait AnyIter {
    /// Nothing.
    fn iter(&self) -> std::iter::Empty<bool> {
        std::iter::empty()
    }
}

impl<T> AnyIter for T {}

macro_rules! operators {
    ($($function:ident $operator:ident;)*) => {
        /// For types that lack an operator.
        pub trait UnknownOutput {
            $(
                /// The type of the operator's result, unknown.
                fn $function() -> Vec<Cow<'static, str>> {
                    vec![Cow::Borrowed("any")]
                }
            )*
        }

        impl<T: ?Sized> UnknownOutput for Type<'_, T> {}

        $(
            impl<'gc, T: ops::$operator<Output: Returned<'gc>>> Type<'gc, T> {
                /// The type of the operator's result.
                pub fn $function() -> Vec<Cow<'static, str>> {
                    Type::<'gc, T::Output>::returned()
                }
            }
        )*
    };
}

operators! {
    add Add;
    sub Sub;
    mul Mul;
    div Div;
    rem Rem;
    bitand BitAnd;
    bitor BitOr;
    bitxor BitXor;
    shl Shl;
    shr Shr;
    neg Neg;
    not Not;
}

/// The table of named fields that a constructor takes.
pub fn about_fields(fields: &[(&'static str, Vec<Cow<'static, str>>)]) -> about::Parameter {
    let fields: Vec<String> =
        fields.iter().map(|(name, types)| format!("{name}: {}", types.join(" | "))).collect();
    let r#type = Cow::Owned(format!("{{ {} }}", fields.join(", ")));
    about::Parameter { name: "fields", takes: Takes::One, r#type, is_optional: false }
}

/// The type of a field that only some variants of an enum have.
pub fn about_some(types: &[Vec<Cow<'static, str>>]) -> Vec<Cow<'static, str>> {
    let mut all: Vec<&str> = Vec::new();
    for r#type in types.iter().flatten() {
        let r#type = r#type.strip_suffix('?').unwrap_or(r#type);
        if !all.contains(&r#type) {
            all.push(r#type);
        }
    }
    vec![Cow::Owned(match all.as_slice() {
        [only] => format!("{only}?"),
        all => format!("{} | nil", all.join(" | ")),
    })]
}
