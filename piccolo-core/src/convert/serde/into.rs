//! Serializing to Lua values.

use std::fmt::{self, Display};

use serde::{
    Serialize,
    ser::{
        self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use crate::{
    convert::{
        IntoLua,
        failure::ConversionError,
        serde::{MAX_DEPTH, too_deep},
    },
    object::{context::Context, error::Error, table::Table, value::Value},
};

/// Why something is not serialized.
#[derive(Debug)]
pub(super) enum Failure<'gc> {
    /// It has no representation.
    Unfit(ConversionError),
    /// The VM can not take it.
    Vm(Error<'gc>),
}

type Result<'gc, T> = std::result::Result<T, Failure<'gc>>;

impl<'gc> Failure<'gc> {
    /// The same about a table whose value for `key` is not serialized.
    fn at(self, key: Value<'gc>) -> Self {
        match self {
            Failure::Unfit(error) => Failure::Unfit(error.in_key(key)),
            Failure::Vm(Error::Message(text)) => Failure::Unfit(ConversionError::message(text).in_key(key)),
            other => other,
        }
    }
}

impl Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Unfit(error) => error.fmt(f),
            Failure::Vm(error) => fmt::Debug::fmt(error, f),
        }
    }
}

impl std::error::Error for Failure<'_> {}

impl ser::Error for Failure<'_> {
    fn custom<T: Display>(message: T) -> Self {
        Failure::Unfit(ConversionError::message(message.to_string()))
    }
}

impl<'gc> From<Failure<'gc>> for Error<'gc> {
    fn from(failure: Failure<'gc>) -> Self {
        match failure {
            Failure::Unfit(error) => error.into(),
            Failure::Vm(error) => error,
        }
    }
}

impl<'gc> From<Error<'gc>> for Failure<'gc> {
    fn from(error: Error<'gc>) -> Self {
        Failure::Vm(error)
    }
}

/// Makes a Lua value.
#[derive(Clone, Copy)]
pub(super) struct Serializer<'gc> {
    ctx: Context<'gc>,
    depth: u32,
}

impl<'gc> Serializer<'gc> {
    pub(super) fn new(ctx: Context<'gc>) -> Self {
        Self { ctx, depth: 0 }
    }

    fn value(self, value: impl IntoLua<'gc>) -> Result<'gc, Value<'gc>> {
        Ok(value.into_lua(self.ctx)?)
    }

    /// A table, whose parts are one level deeper.
    fn table(self, elements: usize, fields: usize) -> Result<'gc, Building<'gc>> {
        if self.depth == MAX_DEPTH {
            return Err(Failure::Unfit(too_deep()));
        }
        // What says how long it is may be wrong.
        let (elements, fields) = (elements.min(1 << 16), fields.min(1 << 16));
        let table = Table::with_capacity(self.ctx, elements, fields).map_err(Error::from)?;
        let inside = Self { depth: self.depth + 1, ..self };
        Ok(Building { inside, table, len: 0, has_nil: false, key: Value::Nil, variant: None })
    }

    /// The content of a variant, which will be in a table of its own.
    fn variant(self, name: &'static str, elements: usize, fields: usize) -> Result<'gc, Building<'gc>> {
        let outer = Self { depth: self.depth + 1, ..self };
        if outer.depth > MAX_DEPTH {
            return Err(Failure::Unfit(too_deep()));
        }
        Ok(Building { variant: Some(name), ..outer.table(elements, fields)? })
    }
}

/// A table that is being filled.
pub(super) struct Building<'gc> {
    inside: Serializer<'gc>,
    table: Table<'gc>,
    /// How many elements were added, nils among them.
    len: i64,
    has_nil: bool,
    /// The key whose value comes next.
    key: Value<'gc>,
    /// The variant that it is the content of.
    variant: Option<&'static str>,
}

impl<'gc> Building<'gc> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<'gc, ()> {
        self.len += 1;
        let value = value.serialize(self.inside).map_err(|error| error.at(Value::Integer(self.len)))?;
        self.has_nil |= value.is_nil();
        let set = self.table.raw_set_integer(self.inside.ctx, self.len, value);
        Ok(set.map_err(Error::from)?)
    }

    fn insert<T: Serialize + ?Sized>(&mut self, key: Value<'gc>, value: &T) -> Result<'gc, ()> {
        let value = value.serialize(self.inside).map_err(|error| error.at(key))?;
        Ok(self.table.raw_set(self.inside.ctx, key, value).map_err(Error::from)?)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<'gc, ()> {
        let name = Value::String(self.inside.ctx.intern(name.as_bytes()));
        self.insert(name, value)
    }

    fn finish(self) -> Result<'gc, Value<'gc>> {
        let ctx = self.inside.ctx;
        if self.has_nil {
            self.table.set(ctx, "n", self.len)?;
        }
        let Some(name) = self.variant else { return Ok(Value::Table(self.table)) };
        let outer = Table::new(ctx);
        outer.set(ctx, name, self.table)?;
        Ok(Value::Table(outer))
    }
}

macro_rules! plain {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, value: $type) -> Result<'gc, Value<'gc>> {
            self.value(value)
        }
    )*};
}

impl<'gc> ser::Serializer for Serializer<'gc> {
    type Ok = Value<'gc>;
    type Error = Failure<'gc>;
    type SerializeSeq = Building<'gc>;
    type SerializeTuple = Building<'gc>;
    type SerializeTupleStruct = Building<'gc>;
    type SerializeTupleVariant = Building<'gc>;
    type SerializeMap = Building<'gc>;
    type SerializeStruct = Building<'gc>;
    type SerializeStructVariant = Building<'gc>;

    plain! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
        serialize_f32 f32;
        serialize_f64 f64;
        serialize_char char;
        serialize_str &str;
        serialize_bytes &[u8];
    }

    fn serialize_none(self) -> Result<'gc, Value<'gc>> {
        Ok(Value::Nil)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<'gc, Value<'gc>> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<'gc, Value<'gc>> {
        Ok(Value::Nil)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<'gc, Value<'gc>> {
        Ok(Value::Nil)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<'gc, Value<'gc>> {
        self.value(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<'gc, Value<'gc>> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<'gc, Value<'gc>> {
        let mut outer = self.table(0, 1)?;
        outer.field(variant, value)?;
        outer.finish()
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<'gc, Building<'gc>> {
        self.table(len.unwrap_or(0), 0)
    }

    fn serialize_tuple(self, len: usize) -> Result<'gc, Building<'gc>> {
        self.table(len, 0)
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<'gc, Building<'gc>> {
        self.table(len, 0)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<'gc, Building<'gc>> {
        self.variant(variant, len, 0)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<'gc, Building<'gc>> {
        self.table(0, len.unwrap_or(0))
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<'gc, Building<'gc>> {
        self.table(0, len)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<'gc, Building<'gc>> {
        self.variant(variant, 0, len)
    }
}

/// Tables whose parts come one after the other.
macro_rules! lists {
    ($($trait:ident $method:ident;)*) => {$(
        impl<'gc> $trait for Building<'gc> {
            type Ok = Value<'gc>;
            type Error = Failure<'gc>;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<'gc, ()> {
                self.push(value)
            }

            fn end(self) -> Result<'gc, Value<'gc>> {
                self.finish()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// Tables whose parts have names.
macro_rules! records {
    ($($trait:ident)*) => {$(
        impl<'gc> $trait for Building<'gc> {
            type Ok = Value<'gc>;
            type Error = Failure<'gc>;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<'gc, ()> {
                self.field(name, value)
            }

            fn end(self) -> Result<'gc, Value<'gc>> {
                self.finish()
            }
        }
    )*};
}

records! { SerializeStruct SerializeStructVariant }

impl<'gc> SerializeMap for Building<'gc> {
    type Ok = Value<'gc>;
    type Error = Failure<'gc>;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<'gc, ()> {
        self.key = key.serialize(self.inside)?;
        if self.key.is_nil() {
            return Err(Failure::Unfit(ConversionError::message("nil can not be a key")));
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<'gc, ()> {
        self.insert(self.key, value)
    }

    fn end(self) -> Result<'gc, Value<'gc>> {
        self.finish()
    }
}
