//! Typings: what scripts can do with userdata types, as annotations that the editors' language servers read
//! (`---@class`, `---@field`, `---@param` and so on).

use std::fmt::{self, Write};

use crate::object::{
    metamethod::Metamethod,
    userdata::{
        about::{About, Parameter, Takes},
        class::{Base, Member, Role},
        lent::LentObject,
        typed::UserDataType,
    },
};

/// The annotations of a userdata type.
///
/// ```
/// use piccolo_core::convert::typings::{Annotated, emit};
/// use piccolo_derive::{Collect, UserData, methods};
///
/// /// A point in the plane.
/// #[derive(Collect, UserData)]
/// struct Point {
///     /// To the right.
///     #[lua(get, set)]
///     x: f64,
/// }
///
/// #[methods]
/// impl Point {
///     #[lua(new)]
///     fn new(x: f64) -> Self {
///         Self { x }
///     }
///
///     /// How far it is from another.
///     fn distance(&self, other: &Point, scale: Option<f64>) -> f64 {
///         (self.x - other.x).abs() * scale.unwrap_or(1.0)
///     }
/// }
///
/// let text = emit(&[Point::META]);
/// assert_eq!(text, "\
/// ---@meta
///
/// ---A point in the plane.
/// ---@class Point
/// ------To the right.
/// ---@field x number
/// ---@overload fun(x: number): Point
/// Point = {}
///
/// ---@param x number
/// ---@return Point
/// function Point.new(x) end
///
/// ---How far it is from another.
/// ---@param other Point
/// ---@param scale? number
/// ---@return number
/// function Point:distance(other, scale) end
/// ".replace("------", "---"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Class(fn() -> Contents);

/// What is known of a type.
struct Contents {
    name: &'static str,
    docs: &'static str,
    base: Option<&'static str>,
    members: Vec<(&'static str, Role, About)>,
}

/// A userdata type, whose annotations go by a short name:
///
/// ```
/// use piccolo_core::convert::typings::{Annotated, emit};
/// use piccolo_derive::{Collect, UserData};
///
/// #[derive(Collect, UserData)]
/// #[lua(get_all)]
/// struct Size {
///     width: u32,
/// }
///
/// assert!(emit(&[Size::META]).ends_with("---@class Size\n---@field width integer\nSize = {}\n"));
/// ```
pub trait Annotated<'gc>: UserDataType<'gc> {
    /// The annotations of the type.
    const META: Class = Class::of::<Self>();
}

impl<'gc, T: UserDataType<'gc>> Annotated<'gc> for T {}

impl Class {
    /// Those of the type `T`.
    pub const fn of<'gc, T: UserDataType<'gc>>() -> Self {
        Self(Contents::of_userdata::<T>)
    }

    /// Those of a type with `#[methods(lent)]`.
    ///
    /// ```
    /// use piccolo_core::convert::typings::{Class, emit};
    /// use piccolo_derive::methods;
    ///
    /// struct Ui<'frame>(&'frame mut Vec<String>);
    ///
    /// #[methods(lent)]
    /// impl Ui<'_> {
    ///     fn label(&mut self, text: String) {
    ///         self.0.push(text);
    ///     }
    /// }
    ///
    /// let text = emit(&[Class::of_lent::<Ui>()]);
    /// assert!(text.contains("---@class Ui\n") && text.ends_with("---@param text string\nfunction Ui:label(text) end\n"));
    /// ```
    pub const fn of_lent<T: LentObject>() -> Self {
        Self(Contents::of_lent::<T>)
    }
}

impl Contents {
    fn of_userdata<'gc, T: UserDataType<'gc>>() -> Self {
        let members = T::MEMBERS.iter().copied().flatten();
        let members = members.map(|member: &Member<'gc>| (member.name(), member.role(), member.describe()));
        let base = T::BASE.as_ref().map(Base::name);
        Self { name: T::NAME, docs: T::DOCS, base, members: members.collect() }
    }

    fn of_lent<T: LentObject>() -> Self {
        let members = T::MEMBERS.iter().map(|member| (member.name(), member.role(), member.describe()));
        Self { name: T::NAME, docs: "", base: None, members: members.collect() }
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        write_docs(self.docs, out)?;
        match self.base {
            Some(base) => writeln!(out, "---@class {}: {base}", self.name)?,
            None => writeln!(out, "---@class {}", self.name)?,
        }
        self.write_fields(out)?;
        for (_, role, about) in &self.members {
            match role {
                Role::Constructor => writeln!(out, "---@overload fun({}): {}", list(about), self.name)?,
                Role::Metamethod(event) => write_operator(*event, about, out)?,
                _ => {}
            }
        }
        writeln!(out, "{} = {{}}", self.name)?;
        for (name, role, about) in &self.members {
            if matches!(role, Role::Function | Role::Constructor) {
                writeln!(out)?;
                self.write_function(name, about, out)?;
            }
        }
        Ok(())
    }

    /// Fields and constants: what can be both read and set is one.
    fn write_fields(&self, out: &mut String) -> fmt::Result {
        let mut seen: Vec<&str> = Vec::new();
        for (name, role, about) in &self.members {
            let r#type = match role {
                Role::Getter | Role::Constant => one_type(about.types.first().map(|r#type| &**r#type)),
                Role::Setter => {
                    let given = about.parameters.last().map(|parameter| &*parameter.r#type);
                    one_type(about.types.first().map(|r#type| &**r#type).or(given))
                }
                _ => continue,
            };
            if seen.contains(name) {
                continue;
            }
            seen.push(name);
            write_docs(about.docs, out)?;
            match r#type.strip_suffix('?') {
                Some(present) => writeln!(out, "---@field {name}? {present}")?,
                None => writeln!(out, "---@field {name} {}", r#type)?,
            }
        }
        Ok(())
    }

    fn write_function(&self, name: &str, about: &About, out: &mut String) -> fmt::Result {
        write_docs(about.docs, out)?;
        for (number, parameter) in parameters(about) {
            let optional = if parameter.is_optional { "?" } else { "" };
            match parameter.takes {
                Takes::Rest => writeln!(out, "---@param ... {}", parameter.r#type)?,
                _ => {
                    writeln!(out, "---@param {}{optional} {}", name_of(number, parameter), parameter.r#type)?
                }
            }
        }
        for r#type in &about.types {
            writeln!(out, "---@return {}", r#type)?;
        }
        let names: Vec<String> =
            parameters(about).map(|(number, parameter)| name_of(number, parameter)).collect();
        let separator = if about.is_method { ':' } else { '.' };
        writeln!(out, "function {}{separator}{name}({}) end", self.name, names.join(", "))
    }
}

/// The annotations of several types as one file, which starts with `---@meta`: it is not run.
pub fn emit(classes: &[Class]) -> String {
    let mut out = String::from("---@meta\n");
    for class in classes {
        out.push('\n');
        // Writing to a string does not fail.
        let written = (class.0)().write(&mut out);
        debug_assert!(written.is_ok());
    }
    out
}

fn write_docs(docs: &str, out: &mut String) -> fmt::Result {
    docs.lines().try_for_each(|line| writeln!(out, "---{line}"))
}

fn one_type(given: Option<&str>) -> &str {
    given.unwrap_or("any")
}

/// The parameters that arguments are passed for, with their numbers.
fn parameters(about: &About) -> impl Iterator<Item = (usize, &Parameter)> {
    (1..).zip(about.parameters.iter().filter(|parameter| parameter.takes != Takes::Nothing))
}

/// A name that Lua can read.
fn name_of(number: usize, parameter: &Parameter) -> String {
    const KEYWORDS: [&str; 22] = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];
    match parameter {
        Parameter { takes: Takes::Rest, .. } => "...".to_owned(),
        Parameter { name: "", .. } => format!("_{number}"),
        Parameter { name, .. } if KEYWORDS.contains(name) => format!("{name}_"),
        Parameter { name, .. } => (*name).to_owned(),
    }
}

/// Parameters as in the type of a function.
fn list(about: &About) -> String {
    let parameters = parameters(about).map(|(number, parameter)| {
        let optional = if parameter.is_optional { "?" } else { "" };
        format!("{}{optional}: {}", name_of(number, parameter), parameter.r#type)
    });
    parameters.collect::<Vec<_>>().join(", ")
}

/// The annotation of an operator that editors know.
fn write_operator(event: Metamethod, about: &About, out: &mut String) -> fmt::Result {
    use Metamethod::*;
    let result = one_type(about.types.first().map(|r#type| &**r#type));
    match event {
        Add | Sub | Mul | Div | Mod | Pow | IDiv | BAnd | BOr | BXor | Shl | Shr | Concat => {
            let operand = parameters(about).next().map(|(_, parameter)| &*parameter.r#type);
            writeln!(out, "---@operator {}({}): {result}", event.event(), one_type(operand))
        }
        Unm | BNot | Len => writeln!(out, "---@operator {}: {result}", event.event()),
        Call => {
            let types: Vec<&str> = parameters(about).map(|(_, parameter)| &*parameter.r#type).collect();
            writeln!(out, "---@operator call({}): {result}", types.join(", "))
        }
        // That of a type whose elements are those of a field.
        Index if about.parameters.is_empty() && !about.types.is_empty() => {
            writeln!(out, "---@field [any] {result}")
        }
        _ => Ok(()),
    }
}
