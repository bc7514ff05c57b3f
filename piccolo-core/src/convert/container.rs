//! `Option`, vectors and maps.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
};

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{context::Context, error::Error, table::Table, value::Value},
};

/// `None` for nil and for arguments that were not given.
impl<'gc, T: FromLua<'gc>> FromLua<'gc> for Option<T> {
    fn annotation() -> Cow<'static, str> {
        optional(T::annotation())
    }

    #[inline(always)]
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if value.is_nil() { Ok(None) } else { T::from_lua(ctx, value).map(Some) }
    }

    #[inline(always)]
    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        if value.is_nil() { Ok(None) } else { T::from_argument(ctx, value).map(Some) }
    }

    fn heap_size(&self) -> usize {
        self.as_ref().map_or(0, T::heap_size)
    }
}

impl<'gc, T: IntoLua<'gc>> IntoLua<'gc> for Option<T> {
    fn annotation() -> Cow<'static, str> {
        optional(T::annotation())
    }

    #[inline(always)]
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.map_or(Ok(Value::Nil), |value| value.into_lua(ctx))
    }
}

impl<'gc, T: FromLua<'gc>> FromLua<'gc> for Box<T> {
    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        T::from_lua(ctx, value).map(Self::new)
    }

    fn from_argument(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        T::from_argument(ctx, value).map(Self::new)
    }

    fn heap_size(&self) -> usize {
        size_of::<T>() + (**self).heap_size()
    }
}

impl<'gc, T: IntoLua<'gc>> IntoLua<'gc> for Box<T> {
    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        (*self).into_lua(ctx)
    }
}

/// The values at 1, 2, 3 and so on up to the first nil. Metamethods are not used.
impl<'gc, T: FromLua<'gc>> FromLua<'gc> for Vec<T> {
    fn annotation() -> Cow<'static, str> {
        list(&T::annotation())
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        let table = Table::from_lua(ctx, value)?;
        let mut items = Vec::new();
        for index in 1.. {
            let item = table.raw_get_integer(index);
            if item.is_nil() {
                break;
            }
            items.push(T::from_lua(ctx, item).map_err(|error| error.in_element(index))?);
        }
        Ok(items)
    }

    fn heap_size(&self) -> usize {
        self.capacity() * size_of::<T>() + self.iter().map(T::heap_size).sum::<usize>()
    }
}

/// A table with the values at 1, 2, 3 and so on.
impl<'gc, T: IntoLua<'gc>> IntoLua<'gc> for Vec<T> {
    fn annotation() -> Cow<'static, str> {
        list(&T::annotation())
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        let table = Table::with_capacity(ctx, self.len(), 0)?;
        for (index, item) in (1..).zip(self) {
            table.raw_set_integer(ctx, index, item.into_lua(ctx)?)?;
        }
        Ok(Value::Table(table))
    }
}

/// The annotation of a type whose values may be missing.
pub(crate) fn optional(item: Cow<'static, str>) -> Cow<'static, str> {
    match &*item {
        "any" => item,
        other if other.ends_with('?') => item,
        other => Cow::Owned(format!("{other}?")),
    }
}

/// The annotation of a list.
pub(crate) fn list(item: &str) -> Cow<'static, str> {
    match item.strip_suffix('?') {
        Some(item) => Cow::Owned(format!("({item}?)[]")),
        None => Cow::Owned(format!("{item}[]")),
    }
}

/// The annotation of a table with keys and values of certain types.
pub(crate) fn table(key: &str, value: &str) -> Cow<'static, str> {
    Cow::Owned(format!("table<{key}, {value}>"))
}

/// Converts every pair of a table, without metamethods.
fn pairs<'gc, K: FromLua<'gc>, V: FromLua<'gc>>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    mut insert: impl FnMut(K, V),
) -> Result<(), ConversionError> {
    let table = Table::from_lua(ctx, value)?;
    let mut key = Value::Nil;
    while let Ok(Some((next, value))) = table.next(key) {
        let at_key = |error: ConversionError| error.in_key(next);
        insert(K::from_lua(ctx, next).map_err(at_key)?, V::from_lua(ctx, value).map_err(at_key)?);
        key = next;
    }
    Ok(())
}

fn table_of_pairs<'gc, K: IntoLua<'gc>, V: IntoLua<'gc>>(
    ctx: Context<'gc>,
    pairs: impl ExactSizeIterator<Item = (K, V)>,
) -> Result<Value<'gc>, Error<'gc>> {
    let table = Table::with_capacity(ctx, 0, pairs.len())?;
    for (key, value) in pairs {
        table.raw_set(ctx, key.into_lua(ctx)?, value.into_lua(ctx)?)?;
    }
    Ok(Value::Table(table))
}

impl<'gc, K, V, S> FromLua<'gc> for HashMap<K, V, S>
where
    K: FromLua<'gc> + Eq + Hash,
    V: FromLua<'gc>,
    S: BuildHasher + Default,
{
    fn annotation() -> Cow<'static, str> {
        table(&K::annotation(), &V::annotation())
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        let mut map = Self::default();
        pairs(ctx, value, |key, value| drop(map.insert(key, value)))?;
        Ok(map)
    }

    fn heap_size(&self) -> usize {
        let entries = self.iter().map(|(key, value)| key.heap_size() + value.heap_size());
        self.capacity() * (size_of::<(K, V)>() + 1) + entries.sum::<usize>()
    }
}

impl<'gc, K: IntoLua<'gc>, V: IntoLua<'gc>, S> IntoLua<'gc> for HashMap<K, V, S> {
    fn annotation() -> Cow<'static, str> {
        table(&K::annotation(), &V::annotation())
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        table_of_pairs(ctx, self.into_iter())
    }
}

impl<'gc, K: FromLua<'gc> + Ord, V: FromLua<'gc>> FromLua<'gc> for BTreeMap<K, V> {
    fn annotation() -> Cow<'static, str> {
        table(&K::annotation(), &V::annotation())
    }

    fn from_lua(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        let mut map = Self::new();
        pairs(ctx, value, |key, value| drop(map.insert(key, value)))?;
        Ok(map)
    }

    fn heap_size(&self) -> usize {
        let entries = self.iter().map(|(key, value)| key.heap_size() + value.heap_size());
        self.len() * size_of::<(K, V)>() + entries.sum::<usize>()
    }
}

impl<'gc, K: IntoLua<'gc>, V: IntoLua<'gc>> IntoLua<'gc> for BTreeMap<K, V> {
    fn annotation() -> Cow<'static, str> {
        table(&K::annotation(), &V::annotation())
    }

    fn into_lua(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        table_of_pairs(ctx, self.into_iter())
    }
}
