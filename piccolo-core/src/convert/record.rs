//! What expansions of `#[derive(FromLua)]` and `#[derive(IntoLua)]` name. Not for use by hand.
//!
//! Tables are read and written without metamethods: a conversion can not run Lua.

use crate::{
    convert::{FromLua, IntoLua, failure::ConversionError},
    object::{context::Context, error::Error, table::Table, value::Value},
    support::nesting::Level,
};

pub use std::{
    borrow::Cow,
    default::Default,
    option::Option::{None, Some},
    primitive::str,
    result::Result::{self, Err, Ok},
};

pub use crate::{
    convert::{FromLua as From, IntoLua as Into, failure::ConversionError as Failure},
    object::{
        context::Context as Ctx, error::Error as LuaError, table::Table as LuaTable, value::Value as LuaValue,
    },
};

/// A field that is made of a Lua value.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` can not be made from a Lua value",
    label = "no `FromLua`",
    note = "derive or implement `FromLua` for the type, leave the field to `Default` with `#[lua(skip)]`, or convert it with functions of your own: `#[lua(with = module)]`"
)]
pub trait ReadField<'gc>: Sized {
    /// The field's value.
    fn read(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: FromLua<'gc>> ReadField<'gc> for T {
    #[inline(always)]
    fn read(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        T::from_lua(ctx, value)
    }
}

/// A field, made of a Lua value.
///
/// # Errors
/// When the value does not fit.
#[inline(always)]
pub fn read<'gc, T: ReadField<'gc>>(ctx: Context<'gc>, value: Value<'gc>) -> Result<T, ConversionError> {
    T::read(ctx, value)
}

/// A field that is made into a Lua value.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` can not be made into a Lua value",
    label = "no `IntoLua`",
    note = "derive or implement `IntoLua` for the type, leave the field out with `#[lua(skip)]`, or convert it with functions of your own: `#[lua(with = module)]`"
)]
pub trait WriteField<'gc> {
    /// The field's value.
    fn write(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: IntoLua<'gc>> WriteField<'gc> for T {
    #[inline(always)]
    fn write(self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        self.into_lua(ctx)
    }
}

/// How deep derived conversions may be inside each other: a script's table may contain itself.
const MAX_DEPTH: u32 = 128;

/// How often variants may be tried in one conversion: what does not fit deep inside is tried once for each
/// combination of variants around it.
const MAX_TRIED: u32 = 1_000_000;

/// A derived conversion, counted until this is dropped.
pub struct Nested<'gc>(#[allow(dead_code)] Level<'gc>);

/// Begins a derived conversion.
///
/// # Errors
/// When it is inside of too many others.
#[inline]
pub fn nested(ctx: Context<'_>) -> Result<Nested<'_>, ConversionError> {
    let state = ctx.state();
    if state.conversions.is_none() {
        state.variants_tried.set(0);
    }
    match state.conversions.enter(MAX_DEPTH) {
        Some(level) => Ok(Nested(level)),
        None => Err(ConversionError::message(format!("nested too deeply (limit is {MAX_DEPTH})"))),
    }
}

/// Counts that a variant is tried.
///
/// # Errors
/// When too many were.
pub fn try_variant(ctx: Context<'_>) -> Result<(), ConversionError> {
    let tried = &ctx.state().variants_tried;
    tried.set(tried.get().saturating_add(1));
    ctx.charge_fuel(1);
    if tried.get() > MAX_TRIED {
        return Err(ConversionError::message("too many ways to read this value"));
    }
    Ok(())
}

/// A table that a value with fields is made of.
pub struct Source<'gc> {
    ctx: Context<'gc>,
    table: Table<'gc>,
}

impl<'gc> Source<'gc> {
    /// The table in `value`.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        Ok(Self { ctx, table: Table::from_lua(ctx, value)? })
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Value<'gc> {
        self.table.raw_get(Value::String(self.ctx.intern(name.as_bytes())))
    }

    /// A field, made by `make`.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn field<T>(
        &self,
        name: &str,
        make: impl FnOnce(Context<'gc>, Value<'gc>) -> Result<T, ConversionError>,
    ) -> Result<T, ConversionError> {
        make(self.ctx, self.get(name)).map_err(|error| error.in_field(name))
    }

    /// A field, made by `make`, or what `default` gives if there is none.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn field_or<T>(
        &self,
        name: &str,
        make: impl FnOnce(Context<'gc>, Value<'gc>) -> Result<T, ConversionError>,
        default: impl FnOnce() -> T,
    ) -> Result<T, ConversionError> {
        if self.get(name).is_nil() { Ok(default()) } else { self.field(name, make) }
    }

    /// The element `index`, made by `make`.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn element<T>(
        &self,
        index: i64,
        make: impl FnOnce(Context<'gc>, Value<'gc>) -> Result<T, ConversionError>,
    ) -> Result<T, ConversionError> {
        make(self.ctx, self.table.raw_get_integer(index)).map_err(|error| error.in_element(index))
    }

    /// A value that is made of the whole table, by `make`.
    ///
    /// # Errors
    /// When the table does not fit.
    pub fn flattened<T>(
        &self,
        make: impl FnOnce(Context<'gc>, Value<'gc>) -> Result<T, ConversionError>,
    ) -> Result<T, ConversionError> {
        make(self.ctx, Value::Table(self.table))
    }

    /// Refuses a table with fields that are not among `known`.
    ///
    /// # Errors
    /// About the first one found.
    pub fn deny_unknown(&self, known: &[&str]) -> Result<(), ConversionError> {
        let mut key = Value::Nil;
        while let Ok(Some((next, _))) = self.table.next(key) {
            let is_known = match next {
                Value::String(name) => known.iter().any(|known| known.as_bytes() == name.as_bytes()),
                _ => false,
            };
            if !is_known {
                let text = format!("unknown field, where there are {}", listed(known));
                return Err(ConversionError::message(text).in_key(next));
            }
            key = next;
        }
        Ok(())
    }
}

/// A table that is made of a value with fields.
pub struct Target<'gc> {
    ctx: Context<'gc>,
    table: Table<'gc>,
}

impl<'gc> Target<'gc> {
    /// An empty table.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(ctx: Context<'gc>, elements: usize, fields: usize) -> Result<Self, Error<'gc>> {
        Ok(Self { ctx, table: Table::with_capacity(ctx, elements, fields)? })
    }

    /// Sets a field.
    ///
    /// # Errors
    /// When memory is short.
    pub fn set(&self, name: &str, value: Value<'gc>) -> Result<(), Error<'gc>> {
        let name = Value::String(self.ctx.intern(name.as_bytes()));
        Ok(self.table.raw_set(self.ctx, name, value)?)
    }

    /// Sets an element.
    ///
    /// # Errors
    /// When memory is short.
    pub fn set_element(&self, index: i64, value: Value<'gc>) -> Result<(), Error<'gc>> {
        Ok(self.table.raw_set_integer(self.ctx, index, value)?)
    }

    /// Adds all that is in the table `value`.
    ///
    /// # Errors
    /// When memory is short, or it is no table.
    pub fn flatten(&self, value: Value<'gc>) -> Result<(), Error<'gc>> {
        let Value::Table(table) = value else {
            if value.is_nil() {
                return Ok(());
            }
            return Err(Error::message(format!("a flattened field is a {}, not a table", value.type_name())));
        };
        let mut key = Value::Nil;
        while let Ok(Some((next, value))) = table.next(key) {
            self.table.raw_set(self.ctx, next, value)?;
            key = next;
        }
        Ok(())
    }

    /// The table.
    pub fn finish(self) -> Value<'gc> {
        Value::Table(self.table)
    }
}

/// The name of a variant: a string, or the only key of a table whose value is the content.
///
/// # Errors
/// When `value` is neither.
pub fn external<'gc>(
    ctx: Context<'gc>,
    value: Value<'gc>,
    known: &[&str],
) -> Result<(usize, Value<'gc>), ConversionError> {
    let Value::Table(table) = value else { return Ok((variant(ctx, value, known)?, Value::Nil)) };
    match table.next(Value::Nil) {
        Ok(Some((name, content))) if matches!(table.next(name), Ok(None)) => {
            Ok((variant(ctx, name, known)?, content))
        }
        _ => {
            let text = format!("a table with one of the fields {} expected", listed(known));
            Err(ConversionError::message(text))
        }
    }
}

/// The index of the variant whose name is in the field `tag` of a table.
///
/// # Errors
/// When there is none.
pub fn tagged<'gc>(source: &Source<'gc>, tag: &str, known: &[&str]) -> Result<usize, ConversionError> {
    source.field(tag, |ctx, value| variant(ctx, value, known))
}

/// The index of the variant whose name is `value`.
///
/// # Errors
/// When there is none.
pub fn variant<'gc>(ctx: Context<'gc>, value: Value<'gc>, known: &[&str]) -> Result<usize, ConversionError> {
    let Value::String(name) = value else { return Err(ConversionError::expected(ctx, listed(known), value)) };
    known.iter().position(|known| known.as_bytes() == name.as_bytes()).ok_or_else(|| {
        let text = format!("{} expected, got '{}'", listed(known), name.to_str_lossy());
        ConversionError::message(text)
    })
}

/// The error of a value that is none of the variants.
#[cold]
pub fn no_variant<'gc>(ctx: Context<'gc>, type_name: &str, value: Value<'gc>) -> ConversionError {
    ConversionError::expected(ctx, type_name.to_owned(), value)
}

/// `'a', 'b' or 'c'`
fn listed(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => format!("'{only}'"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|name| format!("'{name}'")).collect();
            format!("{} or '{last}'", first.join(", "))
        }
    }
}

/// A string.
///
/// # Errors
/// When memory is short.
pub fn text<'gc>(ctx: Context<'gc>, text: &str) -> Result<Value<'gc>, Error<'gc>> {
    text.into_lua(ctx)
}
