//! What types look like in Lua that are converted by derived code, for the annotations that editors read.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
};

use crate::convert::typings::{write_docs, write_field};

/// A type with `#[derive(FromLua)]`.
#[diagnostic::on_unimplemented(
    message = "what scripts pass for `{Self}` is not known",
    label = "needs `#[derive(FromLua)]`",
    note = "for a userdata type write `Declaration::of::<{Self}>()` or `{Self}::META`; for one with `IntoLua` alone, `Declaration::of_result`"
)]
pub trait Argument<'gc> {
    /// What is known of it.
    #[doc(hidden)]
    fn about() -> ShapeAbout;
}

/// A type with `#[derive(IntoLua)]`.
#[diagnostic::on_unimplemented(
    message = "what scripts get of `{Self}` is not known",
    label = "needs `#[derive(IntoLua)]`",
    note = "for a userdata type write `Declaration::of::<{Self}>()` or `{Self}::META`; for one with `FromLua` alone, `Declaration::of_argument`"
)]
pub trait Produced<'gc> {
    /// What is known of it.
    #[doc(hidden)]
    fn about() -> ShapeAbout;
}

/// What is known of a type that is converted.
#[doc(hidden)]
pub struct ShapeAbout {
    /// Its name in annotations.
    pub name: &'static str,
    /// What is documented about it, in lines.
    pub docs: &'static str,
    /// What it looks like.
    pub shape: Shape,
}

/// What a value looks like in Lua.
#[doc(hidden)]
pub enum Shape {
    /// Nil.
    Nil,
    /// A string with this text.
    Text(&'static str),
    /// A value of a type.
    Like(Cow<'static, str>),
    /// A list of values of certain types.
    Items(Vec<Cow<'static, str>>),
    /// A table with names.
    Fields(Vec<Field>),
    /// One of several, with what is documented about them.
    OneOf(Vec<(&'static str, Shape)>),
}

/// A list, as expansions write it.
#[doc(hidden)]
pub fn listed<T, const N: usize>(items: [T; N]) -> Vec<T> {
    items.into()
}

/// A field of a table.
#[doc(hidden)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What is documented about it, in lines.
    pub docs: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// Whether the fields of its value stand in its place.
    pub is_flattened: bool,
}

impl ShapeAbout {
    /// Writes the type as a class, if it is a table with names, or as another name for what it looks like.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        write_docs(self.docs, out)?;
        let fields = match &self.shape {
            Shape::Fields(fields) => fields,
            Shape::OneOf(all) if all.iter().any(|(docs, _)| !docs.is_empty()) => {
                writeln!(out, "---@alias {}", self.name)?;
                return all.iter().try_for_each(|(docs, shape)| match docs.lines().next() {
                    Some(line) => writeln!(out, "---| {shape} # {line}"),
                    None => writeln!(out, "---| {shape}"),
                });
            }
            shape => return writeln!(out, "---@alias {} {shape}", self.name),
        };
        let (flattened, own): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.is_flattened);
        let bases: Vec<String> = flattened.iter().map(|field| field.shape.to_string()).collect();
        match bases.is_empty() {
            true => writeln!(out, "---@class {}", self.name)?,
            false => writeln!(out, "---@class {}: {}", self.name, bases.join(", "))?,
        }
        own.into_iter().try_for_each(|field| {
            let mut text = field.shape.to_string();
            if field.is_optional && !text.ends_with('?') {
                text = format!("{}?", field.shape.grouped());
            }
            write_field(field.name, field.docs, &text, out)
        })
    }
}

impl Shape {
    /// A value of the type that is known.
    pub fn like(types: Vec<Cow<'static, str>>) -> Self {
        Self::Like(types.into_iter().next().unwrap_or(Cow::Borrowed("any")))
    }

    /// A list of values of the types that are known.
    pub fn items<const N: usize>(types: [Vec<Cow<'static, str>>; N]) -> Self {
        let types = types.into_iter().map(|types| types.into_iter().next().unwrap_or(Cow::Borrowed("any")));
        Self::Items(types.collect())
    }

    /// One of several, of which none can not be.
    pub fn one_of<const N: usize>(all: [(&'static str, Shape); N]) -> Self {
        if N == 0 { Self::Nil } else { Self::OneOf(all.into()) }
    }

    /// Its text, in parentheses if something can not stand behind it.
    fn grouped(&self) -> String {
        match self {
            Self::OneOf(_) => format!("({self})"),
            Self::Like(text) if text.contains(" | ") => format!("({self})"),
            _ => self.to_string(),
        }
    }
}

/// As a type in annotations.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Like(text) => f.write_str(text),
            Self::Items(items) => {
                let items = items.iter().zip(1..).map(|(item, index)| format!("[{index}]: {item}"));
                write_table(items, f)
            }
            Self::Fields(fields) => write_table(fields.iter().filter_map(Field::inline), f),
            Self::OneOf(all) => {
                let all: Vec<String> = all.iter().map(|(_, shape)| shape.to_string()).collect();
                f.write_str(&all.join(" | "))
            }
        }
    }
}

impl Field {
    /// A field that has to be there.
    pub fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, docs: "", shape, is_optional: false, is_flattened: false }
    }

    /// The field with documentation.
    pub fn about(self, docs: &'static str) -> Self {
        Self { docs, ..self }
    }

    /// The field, if it may be left out.
    pub fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// The field, if those of its value stand in its place.
    pub fn flattened(self) -> Self {
        Self { is_flattened: true, ..self }
    }

    /// The field inside of a table's type, where those of another type can not be named.
    fn inline(&self) -> Option<String> {
        let text = self.shape.to_string();
        let (text, is_optional) = match text.strip_suffix('?') {
            Some(present) => (present.to_owned(), true),
            None => (text, self.is_optional),
        };
        let optional = if is_optional { "?" } else { "" };
        (!self.is_flattened).then(|| format!("{}{optional}: {text}", self.name))
    }
}

fn write_table(fields: impl Iterator<Item = String>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let fields: Vec<String> = fields.collect();
    match fields.is_empty() {
        true => f.write_str("table"),
        false => {
            write!(f, "{{ {} }}", fields.join(", "))
        }
    }
}
