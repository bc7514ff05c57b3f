//! Deserializing Lua values.

use std::fmt::Display;

use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor, value::StrDeserializer};

use crate::{
    convert::{
        FromLua,
        failure::ConversionError,
        serde::{MAX_DEPTH, too_deep},
    },
    object::{context::Context, string::String, table::Table, value::Value},
    support::number::float_to_integer_exact,
};

type Result<T> = std::result::Result<T, ConversionError>;

impl de::Error for ConversionError {
    fn custom<T: Display>(message: T) -> Self {
        Self::message(message.to_string())
    }
}

/// A Lua value that is read.
#[derive(Clone, Copy)]
pub(super) struct Deserializer<'gc> {
    ctx: Context<'gc>,
    value: Value<'gc>,
    depth: u32,
}

impl<'gc> Deserializer<'gc> {
    pub(super) fn new(ctx: Context<'gc>, value: Value<'gc>) -> Self {
        Self { ctx, value, depth: 0 }
    }

    /// Another value of the same nesting.
    fn beside(self, value: Value<'gc>) -> Self {
        Self { value, ..self }
    }

    /// The table, whose parts are one level deeper.
    fn table(self) -> Result<(Self, Table<'gc>)> {
        let table = Table::from_lua(self.ctx, self.value)?;
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        Ok((Self { depth: self.depth + 1, ..self }, table))
    }

    fn expected<T>(self, what: &'static str) -> Result<T> {
        Err(ConversionError::expected(self.ctx, what, self.value))
    }

    fn integer<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::Integer(i) => visitor.visit_i64(i),
            Value::Float(f) => match float_to_integer_exact(f.get()) {
                Some(i) => visitor.visit_i64(i),
                None => Err(ConversionError::message("number has no integer representation")),
            },
            _ => self.expected("number"),
        }
    }

    fn text<V: Visitor<'gc>>(self, string: String<'gc>, visitor: V) -> Result<V::Value> {
        match std::str::from_utf8(string.as_bytes()) {
            Ok(text) => visitor.visit_borrowed_str(text),
            Err(_) => visitor.visit_borrowed_bytes(string.as_bytes()),
        }
    }

    fn list<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        let (inside, table) = self.table()?;
        let len = listed_len(self.ctx, table).unwrap_or_else(|| table.raw_len());
        visitor.visit_seq(Elements { inside, table, next: 1, len })
    }

    fn map<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        let (inside, table) = self.table()?;
        visitor.visit_map(Pairs { inside, table, key: Value::Nil, value: Value::Nil })
    }
}

/// The length in the field `n`, as `table.pack` sets it.
fn listed_len<'gc>(ctx: Context<'gc>, table: Table<'gc>) -> Option<i64> {
    match table.raw_get(Value::String(ctx.intern(b"n"))) {
        Value::Integer(len) if len >= 0 => Some(len),
        _ => None,
    }
}

/// Whether a table has nothing but the elements of a list, and perhaps their number.
fn is_list<'gc>(ctx: Context<'gc>, table: Table<'gc>) -> bool {
    let len = listed_len(ctx, table);
    let last = len.unwrap_or_else(|| table.raw_len());
    let mut key = Value::Nil;
    while let Ok(Some((next, _))) = table.next(key) {
        match next {
            Value::Integer(index) if (1..=last).contains(&index) => {}
            Value::String(name) if len.is_some() && name.as_bytes() == b"n" => {}
            _ => return false,
        }
        key = next;
    }
    len.is_some() || last > 0
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
            self.integer(visitor)
        }
    )*};
}

macro_rules! floats {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
            match self.value {
                Value::Integer(i) => visitor.visit_f64(i as f64),
                Value::Float(f) => visitor.visit_f64(f.get()),
                _ => self.expected("number"),
            }
        }
    )*};
}

macro_rules! strings {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
            match self.value {
                Value::String(string) => self.text(string, visitor),
                _ => self.expected("string"),
            }
        }
    )*};
}

impl<'gc> de::Deserializer<'gc> for Deserializer<'gc> {
    type Error = ConversionError;

    fn deserialize_any<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::Nil => visitor.visit_unit(),
            Value::False => visitor.visit_bool(false),
            Value::True => visitor.visit_bool(true),
            Value::Integer(i) => visitor.visit_i64(i),
            Value::Float(f) => visitor.visit_f64(f.get()),
            Value::String(string) => self.text(string, visitor),
            Value::Table(table) if is_list(self.ctx, table) => self.list(visitor),
            Value::Table(_) => self.map(visitor),
            other => {
                let text = format!("a {} has no representation", other.type_name());
                Err(ConversionError::message(text))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::False => visitor.visit_bool(false),
            Value::True => visitor.visit_bool(true),
            _ => self.expected("boolean"),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    floats! { deserialize_f32 deserialize_f64 }

    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bytes<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::String(string) => visitor.visit_borrowed_bytes(string.as_bytes()),
            Value::Table(_) => self.list(visitor),
            _ => self.expected("string"),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        if self.value.is_nil() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        if self.value.is_nil() { visitor.visit_unit() } else { self.expected("nil") }
    }

    fn deserialize_unit_struct<V: Visitor<'gc>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'gc>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'gc>>(self, len: usize, visitor: V) -> Result<V::Value> {
        let (inside, table) = self.table()?;
        let len = i64::try_from(len).unwrap_or(i64::MAX);
        visitor.visit_seq(Elements { inside, table, next: 1, len })
    }

    fn deserialize_tuple_struct<V: Visitor<'gc>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        self.map(visitor)
    }

    fn deserialize_struct<V: Visitor<'gc>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'gc>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let variant = match self.value {
            Value::String(name) => Variant { name, content: self.beside(Value::Nil) },
            _ => {
                let (inside, table) = self.table()?;
                match table.next(Value::Nil) {
                    Ok(Some((Value::String(name), content)))
                        if matches!(table.next(Value::String(name)), Ok(None)) =>
                    {
                        Variant { name, content: inside.beside(content) }
                    }
                    _ => {
                        let text =
                            format!("a table with one of the fields '{}' expected", variants.join("', '"));
                        return Err(ConversionError::message(text));
                    }
                }
            }
        };
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'gc>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

/// The elements of a list.
struct Elements<'gc> {
    inside: Deserializer<'gc>,
    table: Table<'gc>,
    next: i64,
    len: i64,
}

impl<'gc> de::SeqAccess<'gc> for Elements<'gc> {
    type Error = ConversionError;

    fn next_element_seed<T: DeserializeSeed<'gc>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.next > self.len {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        let element = self.inside.beside(self.table.raw_get_integer(index));
        seed.deserialize(element).map(Some).map_err(|error| error.in_element(index))
    }

    fn size_hint(&self) -> Option<usize> {
        // A table may say in `n` whatever it likes.
        let left = self.len.saturating_sub(self.next).saturating_add(1).min(self.table.raw_len());
        usize::try_from(left).ok()
    }
}

/// The pairs of a table.
struct Pairs<'gc> {
    inside: Deserializer<'gc>,
    table: Table<'gc>,
    key: Value<'gc>,
    value: Value<'gc>,
}

impl<'gc> de::MapAccess<'gc> for Pairs<'gc> {
    type Error = ConversionError;

    fn next_key_seed<K: DeserializeSeed<'gc>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Ok(Some((key, value))) = self.table.next(self.key) else { return Ok(None) };
        (self.key, self.value) = (key, value);
        seed.deserialize(self.inside.beside(key)).map(Some).map_err(|error| error.in_key(key))
    }

    fn next_value_seed<V: DeserializeSeed<'gc>>(&mut self, seed: V) -> Result<V::Value> {
        seed.deserialize(self.inside.beside(self.value)).map_err(|error| error.in_key(self.key))
    }
}

/// A variant of an enum.
struct Variant<'gc> {
    name: String<'gc>,
    content: Deserializer<'gc>,
}

/// The content of a variant.
struct Content<'gc> {
    name: String<'gc>,
    content: Deserializer<'gc>,
}

impl<'gc> de::EnumAccess<'gc> for Variant<'gc> {
    type Error = ConversionError;
    type Variant = Content<'gc>;

    fn variant_seed<V: DeserializeSeed<'gc>>(self, seed: V) -> Result<(V::Value, Content<'gc>)> {
        let Variant { name, content } = self;
        let text = name.to_str_lossy();
        let deserializer: StrDeserializer<'_, ConversionError> = (&*text).into_deserializer();
        Ok((seed.deserialize(deserializer)?, Content { name, content }))
    }
}

impl<'gc> Content<'gc> {
    /// Says that an error is in the variant's content.
    fn located<T>(self, read: impl FnOnce(Deserializer<'gc>) -> Result<T>) -> Result<T> {
        read(self.content).map_err(|error| error.in_key(Value::String(self.name)))
    }
}

impl<'gc> de::VariantAccess<'gc> for Content<'gc> {
    type Error = ConversionError;

    fn unit_variant(self) -> Result<()> {
        self.located(de::Deserialize::deserialize)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'gc>>(self, seed: T) -> Result<T::Value> {
        self.located(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'gc>>(self, len: usize, visitor: V) -> Result<V::Value> {
        self.located(|content| de::Deserializer::deserialize_tuple(content, len, visitor))
    }

    fn struct_variant<V: Visitor<'gc>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.located(|content| content.map(visitor))
    }
}

impl<'gc> IntoDeserializer<'gc, ConversionError> for Deserializer<'gc> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
