//! Typings: what scripts can do with what hosts offer, as annotations that the editors' language servers read
//! (`---@class`, `---@field`, `---@param` and so on).

use std::fmt::{self, Write};

use crate::{
    convert::{
        native::{ModuleAbout, ModuleEntry, NativeFunction, NativeModule},
        shape::{Argument, Produced, ShapeAbout},
    },
    object::{
        metamethod::Metamethod,
        userdata::{
            about::{About, Parameter, Takes},
            class::{Base, Member, Role},
            lent::LentObject,
            typed::UserDataType,
        },
    },
};

/// The annotations of a userdata type, a function, a module, or a type that is converted.
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
pub struct Declaration(fn() -> Contents);

/// What is known of something that scripts use.
enum Contents {
    Class(ClassContents),
    Function(&'static str, About),
    Module(&'static str, ModuleAbout),
    Shape(ShapeAbout),
}

/// What is known of a type.
struct ClassContents {
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
    const META: Declaration = Declaration::of::<Self>();
}

impl<'gc, T: UserDataType<'gc>> Annotated<'gc> for T {}

impl Declaration {
    /// Those of the type `T`.
    pub const fn of<'gc, T: UserDataType<'gc>>() -> Self {
        Self(Contents::of_userdata::<T>)
    }

    /// Those of a type with `#[methods(lent)]`.
    ///
    /// ```
    /// use piccolo_core::convert::typings::{Declaration, emit};
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
    /// let text = emit(&[Declaration::of_lent::<Ui>()]);
    /// assert!(text.contains("---@class Ui\n") && text.ends_with("---@param text string\nfunction Ui:label(text) end\n"));
    /// ```
    pub const fn of_lent<T: LentObject>() -> Self {
        Self(Contents::of_lent::<T>)
    }

    /// Those of a function with `#[function]`, which also go by `area::META`.
    ///
    /// ```
    /// use piccolo_core::convert::typings::emit;
    /// use piccolo_derive::function;
    ///
    /// /// That of a circle.
    /// #[function]
    /// fn area(radius: f64, #[lua(default = 0.0)] hole: f64) -> f64 {
    ///     3.14 * (radius * radius - hole * hole)
    /// }
    ///
    /// let text = emit(&[area::META]);
    /// assert_eq!(text, "\
    /// ---@meta
    ///
    /// ---That of a circle.
    /// ---@param radius number
    /// ---@param hole? number
    /// ---@return number
    /// function area(radius, hole) end
    /// ");
    /// ```
    pub const fn of_function<F: NativeFunction>() -> Self {
        Self(Contents::of_function::<F>)
    }

    /// Those of a module with `#[module]` and of all that is in it, which also go by `geometry::Module::META`.
    ///
    /// ```
    /// use piccolo_core::convert::typings::emit;
    /// use piccolo_derive::module;
    ///
    /// /// Figures.
    /// #[module]
    /// mod geometry {
    ///     /// Those of a square.
    ///     pub const CORNERS: i64 = 4;
    ///
    ///     pub fn area(width: f64, height: f64) -> f64 {
    ///         width * height
    ///     }
    /// }
    ///
    /// let text = emit(&[geometry::Module::META]);
    /// assert_eq!(text, "\
    /// ---@meta
    ///
    /// ---Figures.
    /// ---@class geometry
    /// ------Those of a square.
    /// ---@field CORNERS integer
    /// geometry = {}
    ///
    /// ---@param width number
    /// ---@param height number
    /// ---@return number
    /// function geometry.area(width, height) end
    /// ".replace("------", "---"));
    /// ```
    pub const fn of_module<M: NativeModule>() -> Self {
        Self(Contents::of_module::<M>)
    }

    /// Those of a type with `#[derive(FromLua)]`: what scripts pass for it.
    ///
    /// ```
    /// use piccolo_core::convert::typings::{Declaration, emit};
    /// use piccolo_derive::FromLua;
    ///
    /// /// How text stands.
    /// #[derive(FromLua)]
    /// #[lua(string, rename_all = "lowercase")]
    /// enum Align {
    ///     Left,
    ///     Right,
    /// }
    ///
    /// #[derive(FromLua)]
    /// struct Style {
    ///     align: Align,
    ///     #[lua(default)]
    ///     bold: bool,
    /// }
    ///
    /// let text = emit(&[Declaration::of_argument::<Align>(), Declaration::of_argument::<Style>()]);
    /// assert_eq!(text, "\
    /// ---@meta
    ///
    /// ---How text stands.
    /// ---@alias Align \"left\" | \"right\"
    ///
    /// ---@class Style
    /// ---@field align Align
    /// ---@field bold? boolean
    /// ");
    /// ```
    pub const fn of_argument<'gc, T: Argument<'gc>>() -> Self {
        Self(|| Contents::Shape(T::about()))
    }

    /// Those of a type with `#[derive(IntoLua)]`: what scripts get of it.
    ///
    /// ```
    /// use piccolo_core::convert::typings::{Declaration, emit};
    /// use piccolo_derive::IntoLua;
    ///
    /// #[derive(IntoLua)]
    /// #[lua(tag = "kind")]
    /// enum Event {
    ///     Key { code: u32 },
    ///     Closed,
    /// }
    ///
    /// let text = emit(&[Declaration::of_result::<Event>()]);
    /// assert!(text.ends_with("---@alias Event { kind: \"Key\", code: integer } | { kind: \"Closed\" }\n"));
    /// ```
    pub const fn of_result<'gc, T: Produced<'gc>>() -> Self {
        Self(|| Contents::Shape(T::about()))
    }
}

impl Contents {
    fn of_userdata<'gc, T: UserDataType<'gc>>() -> Self {
        let members = T::MEMBERS.iter().copied().flatten();
        let members = members.map(|member: &Member<'gc>| (member.name(), member.role(), member.describe()));
        let base = T::BASE.as_ref().map(Base::name);
        Self::Class(ClassContents { name: T::NAME, docs: T::DOCS, base, members: members.collect() })
    }

    fn of_lent<T: LentObject>() -> Self {
        let members = T::MEMBERS.iter().map(|member| (member.name(), member.role(), member.describe()));
        Self::Class(ClassContents { name: T::NAME, docs: "", base: None, members: members.collect() })
    }

    fn of_function<F: NativeFunction>() -> Self {
        Self::Function(F::NAME, F::about())
    }

    fn of_module<M: NativeModule>() -> Self {
        Self::Module(M::NAME, M::about())
    }

    /// Writes it as what `path` leads to, which is empty or ends with a dot.
    fn write(&self, path: &str, out: &mut String) -> fmt::Result {
        match self {
            Self::Class(class) => class.write(path, class.name, out),
            Self::Function(name, about) => write_function(path, '.', name, about, out),
            Self::Module(name, about) => write_module(path, name, about, out),
            Self::Shape(about) => about.write(out),
        }
    }
}

impl ClassContents {
    /// Writes it as `name` in what `path` leads to.
    fn write(&self, path: &str, name: &str, out: &mut String) -> fmt::Result {
        write_docs(self.docs, out)?;
        match self.base {
            Some(base) => writeln!(out, "---@class {}: {base}", self.name)?,
            None => writeln!(out, "---@class {}", self.name)?,
        }
        self.write_fields(out)?;
        for (_, role, about) in &self.members {
            match role {
                Role::Constructor => writeln!(out, "---@overload fun({}): {}", list(about), self.name)?,
                Role::Metamethod(event) => write_operator(self.name, *event, about, out)?,
                _ => {}
            }
        }
        writeln!(out, "{path}{name} = {{}}")?;
        for (member, role, about) in &self.members {
            if matches!(role, Role::Function | Role::Constructor) {
                writeln!(out)?;
                let separator = if about.is_method { ':' } else { '.' };
                write_function(&format!("{path}{name}"), separator, member, about, out)?;
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
            write_field(name, about.docs, r#type, out)?;
        }
        Ok(())
    }
}

/// A field of a class; what may be nil is optional.
pub(super) fn write_field(name: &str, docs: &str, r#type: &str, out: &mut String) -> fmt::Result {
    write_docs(docs, out)?;
    match r#type.strip_suffix('?') {
        Some(present) => writeln!(out, "---@field {name}? {present}"),
        None => writeln!(out, "---@field {name} {}", r#type),
    }
}

/// A function that stands in `path`, behind `separator` if that is not empty.
fn write_function(path: &str, separator: char, name: &str, about: &About, out: &mut String) -> fmt::Result {
    write_docs(about.docs, out)?;
    for (number, parameter) in parameters(about) {
        let optional = if parameter.is_optional { "?" } else { "" };
        match parameter.takes {
            Takes::Rest => writeln!(out, "---@param ... {}", parameter.r#type)?,
            _ => writeln!(out, "---@param {}{optional} {}", name_of(number, parameter), parameter.r#type)?,
        }
    }
    for r#type in &about.types {
        writeln!(out, "---@return {}", r#type)?;
    }
    let names: Vec<String> =
        parameters(about).map(|(number, parameter)| name_of(number, parameter)).collect();
    let place = if path.is_empty() { name.to_owned() } else { format!("{path}{separator}{name}") };
    writeln!(out, "function {place}({}) end", names.join(", "))
}

/// A module, and what is in it.
fn write_module(path: &str, name: &str, about: &ModuleAbout, out: &mut String) -> fmt::Result {
    write_docs(about.docs, out)?;
    let path = format!("{path}{name}");
    writeln!(out, "---@class {path}")?;
    for (name, entry) in &about.entries {
        if let ModuleEntry::Constant(about) = entry {
            let r#type = one_type(about.types.first().map(|r#type| &**r#type));
            write_field(name, about.docs, r#type, out)?;
        }
    }
    writeln!(out, "{path} = {{}}")?;
    for (name, entry) in &about.entries {
        let inside = format!("{path}.");
        match entry {
            ModuleEntry::Constant(_) => continue,
            ModuleEntry::Function(about) => {
                writeln!(out)?;
                write_function(&path, '.', name, about, out)?;
            }
            ModuleEntry::Module(about) => {
                writeln!(out)?;
                write_module(&inside, name, about, out)?;
            }
            ModuleEntry::Class(class) => {
                writeln!(out)?;
                match (class.0)() {
                    Contents::Class(class) => class.write(&inside, name, out)?,
                    other => other.write(&inside, out)?,
                }
            }
        }
    }
    Ok(())
}

/// The annotations of several things as one file, which starts with `---@meta`: it is not run.
pub fn emit(declarations: &[Declaration]) -> String {
    let mut out = String::from("---@meta\n");
    for declaration in declarations {
        out.push('\n');
        // Writing to a string does not fail.
        let written = (declaration.0)().write("", &mut out);
        debug_assert!(written.is_ok());
    }
    out
}

pub(super) fn write_docs(docs: &str, out: &mut String) -> fmt::Result {
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
fn write_operator(class: &str, event: Metamethod, about: &About, out: &mut String) -> fmt::Result {
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
        // What `pairs` gives, for which there is no annotation of its own.
        Pairs if !about.types.is_empty() => {
            writeln!(out, "---@field __pairs fun(self: {class}): fun(): {}", about.types.join(", "))
        }
        // That of a type whose elements are those of a field.
        Index if about.parameters.is_empty() && !about.types.is_empty() => {
            writeln!(out, "---@field [any] {result}")
        }
        _ => Ok(()),
    }
}
