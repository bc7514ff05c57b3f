//! Lists of values: tuples and [`Variadic`].

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
};

use piccolo_derive::Collect;

use crate::{
    convert::{FromLua, FromMulti, IntoLua, IntoMulti, Push},
    object::{context::Context, error::Error, stack::Stack, value::Value},
};

/// Any number of values: as a callback's parameter all arguments that are left, as a result all of
/// its items.
///
/// ```
/// # use piccolo_core::{convert::multiple::Variadic, object::{callback::*, context::Context}};
/// /// A host function that sums its arguments.
/// fn sum<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
///     Callback::new(ctx, |ctx, mut stack| {
///         let numbers: Variadic<f64> = stack.consume(ctx)?;
///         stack.replace_with(ctx, numbers.iter().sum::<f64>())
///     })
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Collect)]
#[collect(no_drop)]
pub struct Variadic<T>(pub Vec<T>);

impl<T> Deref for Variadic<T> {
    type Target = Vec<T>;
    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for Variadic<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> FromIterator<T> for Variadic<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> IntoIterator for Variadic<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'gc, T: FromLua<'gc>> FromMulti<'gc> for T {
    #[inline(always)]
    fn from_multi(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>> {
        let result = match values.get(index) {
            Some(&value) => T::from_lua(ctx, value),
            None => T::from_missing(ctx),
        };
        result.map_err(|error| error.into_argument(index))
    }

    #[inline(always)]
    fn from_arguments(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>> {
        let result = match values.get(index) {
            Some(&value) => T::from_argument(ctx, value),
            None => T::from_missing(ctx),
        };
        result.map_err(|error| error.into_argument(index))
    }
}

impl<'gc, T: IntoLua<'gc>> IntoMulti<'gc> for T {
    #[inline(always)]
    fn push_into<P: Push<'gc>>(self, ctx: Context<'gc>, target: &mut P) -> Result<(), Error<'gc>> {
        target.push_value(self.into_lua(ctx)?)
    }

    #[inline(always)]
    fn replace(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<(), Error<'gc>> {
        stack.replace(self.into_lua(ctx)?);
        Ok(())
    }

    fn annotate(types: &mut Vec<Cow<'static, str>>) {
        types.push(T::annotation());
    }
}

impl<'gc, T: FromLua<'gc>> FromMulti<'gc> for Variadic<T> {
    const TAKES_REST: bool = true;

    fn from_multi(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>> {
        (index..values.len()).map(|index| T::from_multi(ctx, values, index)).collect()
    }

    fn from_arguments(ctx: Context<'gc>, values: &[Value<'gc>], index: usize) -> Result<Self, Error<'gc>> {
        (index..values.len()).map(|index| T::from_arguments(ctx, values, index)).collect()
    }
}

impl<'gc, T: IntoLua<'gc>> IntoMulti<'gc> for Variadic<T> {
    fn push_into<P: Push<'gc>>(self, ctx: Context<'gc>, target: &mut P) -> Result<(), Error<'gc>> {
        self.into_iter().try_for_each(|item| target.push_value(item.into_lua(ctx)?))
    }

    fn annotate(types: &mut Vec<Cow<'static, str>>) {
        types.push(Cow::Owned(format!("{} ...", T::annotation())));
    }
}

impl<'gc> FromMulti<'gc> for () {
    #[inline(always)]
    fn from_multi(_: Context<'gc>, _: &[Value<'gc>], _: usize) -> Result<Self, Error<'gc>> {
        Ok(())
    }
}

impl<'gc> IntoMulti<'gc> for () {
    #[inline(always)]
    fn push_into<P: Push<'gc>>(self, _: Context<'gc>, _: &mut P) -> Result<(), Error<'gc>> {
        Ok(())
    }

    fn annotate(_: &mut Vec<Cow<'static, str>>) {}
}

/// Tuples: single values, and after them whatever the last component takes.
macro_rules! tuple {
    ($last:ident $($item:ident)*) => {
        impl<'gc, $($item: FromLua<'gc>,)* $last: FromMulti<'gc>> FromMulti<'gc> for ($($item,)* $last,) {
            const TAKES_REST: bool = $last::TAKES_REST;

            #[inline]
            #[allow(non_snake_case, unused_mut)]
            fn from_multi(
                ctx: Context<'gc>,
                values: &[Value<'gc>],
                mut index: usize,
            ) -> Result<Self, Error<'gc>> {
                $(
                    let $item = <$item as FromMulti>::from_multi(ctx, values, index)?;
                    index += 1;
                )*
                Ok(($($item,)* $last::from_multi(ctx, values, index)?,))
            }

            #[inline]
            #[allow(non_snake_case, unused_mut)]
            fn from_arguments(
                ctx: Context<'gc>,
                values: &[Value<'gc>],
                mut index: usize,
            ) -> Result<Self, Error<'gc>> {
                $(
                    let $item = <$item as FromMulti>::from_arguments(ctx, values, index)?;
                    index += 1;
                )*
                Ok(($($item,)* $last::from_arguments(ctx, values, index)?,))
            }
        }

        impl<'gc, $($item: IntoLua<'gc>,)* $last: IntoMulti<'gc>> IntoMulti<'gc> for ($($item,)* $last,) {
            #[inline(always)]
            #[allow(non_snake_case)]
            fn push_into<P: Push<'gc>>(self, ctx: Context<'gc>, target: &mut P) -> Result<(), Error<'gc>> {
                let ($($item,)* $last,) = self;
                $(target.push_value($item.into_lua(ctx)?)?;)*
                $last.push_into(ctx, target)
            }

            fn annotate(types: &mut Vec<Cow<'static, str>>) {
                $(types.push($item::annotation());)*
                $last::annotate(types);
            }
        }
    };
}

tuple! { A }
tuple! { B A }
tuple! { C A B }
tuple! { D A B C }
tuple! { E A B C D }
tuple! { F A B C D E }
tuple! { G A B C D E F }
tuple! { H A B C D E F G }
tuple! { I A B C D E F G H }
tuple! { J A B C D E F G H I }
tuple! { K A B C D E F G H I J }
tuple! { L A B C D E F G H I J K }
