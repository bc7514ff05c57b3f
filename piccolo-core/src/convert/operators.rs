//! What `ops(..)`, `eq`, `ord` and `tostring` of `#[derive(UserData)]` ask of a type: one condition for each, so that there
//! is one message that says what is missing.

use std::{fmt::Display, ops};

macro_rules! binary {
    ($($name:ident $operator:ident $method:ident $message:tt $note:tt;)*) => {$(
        #[doc = "A type with an operator between two of its values."]
        #[diagnostic::on_unimplemented(message = $message, label = "this operator is not there", note = $note)]
        pub trait $name: Sized {
            /// What it gives.
            type Output;

            /// The operator's result.
            fn apply(&self, other: &Self) -> Self::Output;
        }

        #[diagnostic::do_not_recommend]
        impl<T: ops::$operator + Clone> $name for T {
            type Output = T::Output;

            #[inline]
            fn apply(&self, other: &Self) -> T::Output {
                ops::$operator::$method(self.clone(), other.clone())
            }
        }
    )*};
}

macro_rules! unary {
    ($($name:ident $operator:ident $method:ident $message:tt $note:tt;)*) => {$(
        #[doc = "A type with an operator on one of its values."]
        #[diagnostic::on_unimplemented(message = $message, label = "this operator is not there", note = $note)]
        pub trait $name: Sized {
            /// What it gives.
            type Output;

            /// The operator's result.
            fn apply(&self) -> Self::Output;
        }

        #[diagnostic::do_not_recommend]
        impl<T: ops::$operator + Clone> $name for T {
            type Output = T::Output;

            #[inline]
            fn apply(&self) -> T::Output {
                ops::$operator::$method(self.clone())
            }
        }
    )*};
}

binary! {
    HasAdd Add add "`{Self}` has no `+`: `ops(add)` needs `std::ops::Add` and `Clone`"
        "implement `std::ops::Add` and derive `Clone` for `{Self}`, or write `fn __add` in `#[methods]` instead of `add` here";
    HasSub Sub sub "`{Self}` has no `-`: `ops(sub)` needs `std::ops::Sub` and `Clone`"
        "implement `std::ops::Sub` and derive `Clone` for `{Self}`, or write `fn __sub` in `#[methods]` instead of `sub` here";
    HasMul Mul mul "`{Self}` has no `*`: `ops(mul)` needs `std::ops::Mul` and `Clone`"
        "implement `std::ops::Mul` and derive `Clone` for `{Self}`, or write `fn __mul` in `#[methods]` instead of `mul` here (as for `vector * 2`)";
    HasDiv Div div "`{Self}` has no `/`: `ops(div)` needs `std::ops::Div` and `Clone`"
        "implement `std::ops::Div` and derive `Clone` for `{Self}`, or write `fn __div` in `#[methods]` instead of `div` here (as for `vector / 2`)";
    HasRem Rem rem "`{Self}` has no `%`: `ops(rem)` needs `std::ops::Rem` and `Clone`"
        "implement `std::ops::Rem` and derive `Clone` for `{Self}`, or write `fn __mod` in `#[methods]` instead of `rem` here";
    HasBitAnd BitAnd bitand "`{Self}` has no `&`: `ops(bitand)` needs `std::ops::BitAnd` and `Clone`"
        "implement `std::ops::BitAnd` and derive `Clone` for `{Self}`, or write `fn __band` in `#[methods]` instead of `bitand` here";
    HasBitOr BitOr bitor "`{Self}` has no `|`: `ops(bitor)` needs `std::ops::BitOr` and `Clone`"
        "implement `std::ops::BitOr` and derive `Clone` for `{Self}`, or write `fn __bor` in `#[methods]` instead of `bitor` here";
    HasBitXor BitXor bitxor "`{Self}` has no `^`: `ops(bitxor)` needs `std::ops::BitXor` and `Clone`"
        "implement `std::ops::BitXor` and derive `Clone` for `{Self}`, or write `fn __bxor` in `#[methods]` instead of `bitxor` here";
    HasShl Shl shl "`{Self}` has no `<<`: `ops(shl)` needs `std::ops::Shl` and `Clone`"
        "implement `std::ops::Shl` and derive `Clone` for `{Self}`, or write `fn __shl` in `#[methods]` instead of `shl` here";
    HasShr Shr shr "`{Self}` has no `>>`: `ops(shr)` needs `std::ops::Shr` and `Clone`"
        "implement `std::ops::Shr` and derive `Clone` for `{Self}`, or write `fn __shr` in `#[methods]` instead of `shr` here";
}

unary! {
    HasNeg Neg neg "`{Self}` has no unary `-`: `ops(neg)` needs `std::ops::Neg` and `Clone`"
        "implement `std::ops::Neg` and derive `Clone` for `{Self}`, or write `fn __unm` in `#[methods]` instead of `neg` here";
    HasNot Not not "`{Self}` has no `!`: `ops(not)` needs `std::ops::Not` and `Clone`"
        "implement `std::ops::Not` and derive `Clone` for `{Self}`, or write `fn __bnot` in `#[methods]` instead of `not` here";
}

/// A type whose values can be compared for equality.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `==`: `eq` needs `PartialEq`",
    label = "`PartialEq` is not there",
    note = "derive or implement `PartialEq` for `{Self}`, or write `fn __eq` in `#[methods]` instead of `eq` here"
)]
pub trait HasEq {
    /// Whether both are equal.
    fn apply(&self, other: &Self) -> bool;
}

#[diagnostic::do_not_recommend]
impl<T: PartialEq> HasEq for T {
    #[inline]
    fn apply(&self, other: &Self) -> bool {
        self == other
    }
}

/// A type whose values have an order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `<`: `ord` needs `PartialOrd`",
    label = "`PartialOrd` is not there",
    note = "derive or implement `PartialOrd` for `{Self}`, or write `fn __lt` and `fn __le` in `#[methods]` instead of `ord` here"
)]
pub trait HasOrd {
    /// Whether `self` is less.
    fn is_less(&self, other: &Self) -> bool;
    /// Whether `self` is less or equal.
    fn is_at_most(&self, other: &Self) -> bool;
}

#[diagnostic::do_not_recommend]
impl<T: PartialOrd> HasOrd for T {
    #[inline]
    fn is_less(&self, other: &Self) -> bool {
        self < other
    }

    #[inline]
    fn is_at_most(&self, other: &Self) -> bool {
        self <= other
    }
}

/// A type whose values can be copied.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Clone`, so that scripts can not pass it by value",
    label = "this needs `Clone`",
    note = "derive or implement `Clone` for `{Self}`, or remove this and take `&{Self}` in functions"
)]
pub trait HasClone {
    /// A copy.
    fn copy(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> HasClone for T {
    #[inline]
    fn copy(&self) -> Self {
        self.clone()
    }
}

/// What no type is: one with a method that it does not have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no method `len`, which the option `len` calls",
    label = "this method is not there",
    note = "write `fn len(&self) -> usize` in an `impl` block of `{Self}`, or `fn __len` in `#[methods]` instead of `len` here"
)]
pub trait HasLen {}

/// For types without a method `len`, which would go first.
#[expect(clippy::len_without_is_empty)]
pub trait MissingLen {
    /// Asks for what is missing.
    fn len(&self) -> usize
    where
        Self: HasLen,
    {
        0
    }
}

impl<T> MissingLen for T {}

/// What no type is: one with a method that it does not have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no method `iter`, which the option `iter` calls",
    label = "this method is not there",
    note = "write `fn iter(&self) -> impl Iterator<Item = ..>` in an `impl` block of `{Self}`, or `fn __pairs` in `#[methods]` instead of `iter` here"
)]
pub trait HasIter {}

/// For types without a method `iter`, which would go first.
pub trait MissingIter {
    /// Asks for what is missing.
    fn iter(&self) -> std::iter::Empty<bool>
    where
        Self: HasIter,
    {
        std::iter::empty()
    }
}

impl<T> MissingIter for T {}

/// A type whose values have a text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text: `tostring` needs `std::fmt::Display`",
    label = "`Display` is not there",
    note = "implement `std::fmt::Display` for `{Self}`, or write `fn __tostring` in `#[methods]` instead of `tostring` here"
)]
pub trait HasText {
    /// The text.
    fn text(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Display> HasText for T {
    #[inline]
    fn text(&self) -> String {
        self.to_string()
    }
}
