//! Enums as userdata: what expansions of `#[derive(UserData)]` make of their variants.

use crate::{
    convert::{FromLua, expansion::WriteField, failure::ConversionError},
    object::{
        context::Context,
        error::Error,
        table::{Search, Table},
        userdata::{
            UserData,
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
};

/// What `look` says of the `T` in `object`.
///
/// # Errors
/// When `object` is no `T`, or in use.
pub fn look<'gc, T: UserDataType<'gc>, R>(
    ctx: Context<'gc>,
    object: UserData<'gc>,
    look: impl FnOnce(&T) -> R,
) -> Result<R, Error<'gc>> {
    let object =
        UserRef::<T>::from_lua(ctx, Value::UserData(object)).map_err(|error| error.into_argument(0))?;
    Ok(look(&*object.borrow()?))
}

/// The value of a variant without data in an enum that has none at all: always the same object.
///
/// # Errors
/// When memory is short.
pub fn variant_value<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    value: T,
    index: Option<usize>,
) -> Result<Value<'gc>, Error<'gc>> {
    let class = ctx.class::<T>()?;
    match index.and_then(|index| class.variant(index)) {
        Some(value) => Ok(value),
        None => UserRef::new(ctx, value).map(Value::from),
    }
}

/// A value of an enum without data, from an object or the name of a variant.
///
/// # Errors
/// When it is neither.
pub fn copied_or_named<'gc, T: UserDataType<'gc>>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    named: impl FnOnce(&str) -> Option<T>,
    names: &[&str],
) -> Result<T, ConversionError> {
    let Value::String(name) = value else { return super::expansion::copied(ctx, value) };
    let name = name.to_str_lossy();
    named(&name).ok_or_else(|| {
        ConversionError::message(format!("no {} is called '{name}': there are {}", T::NAME, names.join(", ")))
    })
}

/// The table of fields that a variant is made of, if all of its keys are among `names`.
///
/// # Errors
/// When it is no such table.
pub fn variant_table<'gc>(
    ctx: Context<'gc>,
    values: &[Value<'gc>],
    variant: &str,
    names: &[&str],
) -> Result<Table<'gc>, Error<'gc>> {
    let value = values.first().copied().unwrap_or(Value::Nil);
    let table = Table::from_lua(ctx, value).map_err(|error| error.into_argument(0))?;
    let mut search = Search::new(ctx, table, usize::MAX);
    while let Some((name, _)) = search.next() {
        let is_known =
            matches!(name, Value::String(name) if names.iter().any(|own| own.as_bytes() == name.as_bytes()));
        if !is_known {
            let name =
                std::string::String::from_lua(ctx, name).unwrap_or_else(|_| name.type_name().to_owned());
            return Err(Error::argument(0, format!("{variant} has no field '{name}'")));
        }
    }
    Ok(table)
}

/// A field of a variant.
///
/// # Errors
/// When it does not fit.
pub fn variant_field<'gc, V: WriteField<'gc>>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    name: &str,
) -> Result<V, Error<'gc>> {
    let value = table.raw_get_string(ctx.intern(name.as_bytes()));
    V::make(ctx, value).map_err(|error| Error::argument(0, format!("field '{name}': {error}")))
}

/// That a field is none of the variant that an object has.
///
/// # Errors
/// Always.
#[cold]
pub fn no_such_field<'gc, T: UserDataType<'gc>>(name: &str) -> Result<(), Error<'gc>> {
    Err(Error::message(format!("this {} has no field '{name}'", T::NAME)))
}
