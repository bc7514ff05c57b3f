//! Typings: that annotations say what scripts can do, by a parser of the annotation language.

use std::{collections::BTreeMap, fmt};

use piccolo::{
    Collect, Context, Error, Function, Table, UserData, UserRef, Value, Variadic, methods, typings,
};

/// A vector
/// in the plane.
#[derive(Clone, Copy, Collect, PartialEq, UserData)]
#[lua(get_all, set_all, copy, ops(add, neg), eq, len)]
struct Vec2 {
    /// To the right.
    x: f64,
    y: f64,
}

impl Vec2 {
    fn len(&self) -> usize {
        2
    }
}

impl std::ops::Add for Vec2 {
    type Output = Vec2;
    fn add(self, other: Vec2) -> Vec2 {
        Vec2 { x: self.x + other.x, y: self.y + other.y }
    }
}

impl std::ops::Neg for Vec2 {
    type Output = Vec2;
    fn neg(self) -> Vec2 {
        Vec2 { x: -self.x, y: -self.y }
    }
}

#[methods]
impl Vec2 {
    /// Nowhere.
    const ZERO: Vec2 = Vec2 { x: 0.0, y: 0.0 };

    #[lua(new)]
    fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
        Self { x, y }
    }

    /// The product.
    ///
    /// A number.
    fn dot(&self, other: &Vec2) -> f64 {
        self.x * other.x + self.y * other.y
    }

    fn parts<'gc>(
        &self,
        _ctx: Context<'gc>,
        end: Option<&str>,
        _rest: Variadic<i64>,
    ) -> (f64, Option<String>) {
        (self.x, end.map(str::to_owned))
    }

    fn __mul(&self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }

    fn __call<'gc>(&self, key: String) -> Result<i64, Error<'gc>> {
        Ok(key.len() as i64)
    }

    #[lua(get)]
    fn angle(&self) -> f64 {
        self.y.atan2(self.x)
    }

    #[lua(set)]
    fn set_angle(&mut self, angle: f64) {
        self.y = angle;
    }
}

#[derive(Collect, UserData)]
#[lua(extends = Vec2)]
struct Named<'gc> {
    base: Vec2,
    #[lua(get)]
    label: Option<String>,
    #[lua(by_ref)]
    others: Vec<Vec2>,
    #[lua(get, set)]
    data: Value<'gc>,
    #[lua(get)]
    scores: BTreeMap<String, Vec<u8>>,
}

#[methods]
impl<'gc> Named<'gc> {
    async fn each(
        &self,
        ctx: Context<'gc>,
        f: Function<'gc>,
        t: Table<'gc>,
    ) -> Result<UserRef<'gc, Vec2>, Error<'gc>> {
        let _ = (f, t);
        UserRef::new(ctx, self.base)
    }

    fn all(this: UserRef<'gc, Self>) -> Variadic<i64> {
        let _ = this;
        Variadic(Vec::new())
    }
}

#[derive(Collect, UserData)]
enum Color {
    /// Like blood.
    Red,
    Green,
}

#[derive(Collect, UserData)]
#[lua(get_all, new_all)]
enum Shape {
    Circle { r: f64 },
    Line(i64, #[lua(name = "text")] String),
    Empty,
}

/// What is annotated about a class.
#[derive(Debug, Default, PartialEq)]
struct Class {
    base: Option<String>,
    docs: Vec<String>,
    fields: BTreeMap<String, (String, Vec<String>)>,
    operators: Vec<String>,
    overloads: Vec<String>,
    functions: BTreeMap<String, Signature>,
}

#[derive(Debug, Default, PartialEq)]
struct Signature {
    docs: Vec<String>,
    parameters: Vec<(String, String)>,
    results: Vec<String>,
    is_method: bool,
    names: Vec<String>,
}

/// Why a line is none of the annotation language.
#[derive(Debug)]
struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Parses annotations, and checks that each type in them is known.
fn parse(text: &str) -> Result<BTreeMap<String, Class>, Malformed> {
    let mut classes: BTreeMap<String, Class> = BTreeMap::new();
    let mut types: Vec<String> = Vec::new();
    let mut current: Option<String> = None;
    let mut docs: Vec<String> = Vec::new();
    let mut signature = Signature::default();
    let bad = |line: &str| Malformed(line.to_owned());
    let mut lines = text.lines();
    if lines.next() != Some("---@meta") {
        return Err(bad("no ---@meta"));
    }
    for line in lines {
        let class = current.as_ref().and_then(|name| classes.get_mut(name));
        if let Some(annotation) = line.strip_prefix("---@") {
            let (keyword, rest) = annotation.split_once(' ').ok_or_else(|| bad(line))?;
            match (keyword, class) {
                ("class", _) => {
                    let (name, base) = match rest.split_once(": ") {
                        Some((name, base)) => (name, Some(base.to_owned())),
                        None => (rest, None),
                    };
                    types.extend(base.clone());
                    let class = Class { base, docs: std::mem::take(&mut docs), ..Class::default() };
                    classes.insert(identifier(name)?.to_owned(), class);
                    current = Some(name.to_owned());
                }
                ("field", Some(class)) => {
                    let (name, r#type) = rest.split_once(' ').ok_or_else(|| bad(line))?;
                    if !name.starts_with('[') {
                        identifier(name.trim_end_matches('?'))?;
                    }
                    types.push(r#type.to_owned());
                    class.fields.insert(name.to_owned(), (r#type.to_owned(), std::mem::take(&mut docs)));
                }
                ("operator", Some(class)) => {
                    let (_, result) = rest.rsplit_once(": ").ok_or_else(|| bad(line))?;
                    types.push(result.to_owned());
                    class.operators.push(rest.to_owned());
                }
                ("overload", Some(class)) => {
                    if !rest.starts_with("fun(") || !rest.contains("): ") {
                        return Err(bad(line));
                    }
                    class.overloads.push(rest.to_owned());
                }
                ("param", Some(_)) => {
                    let (name, r#type) = rest.split_once(' ').ok_or_else(|| bad(line))?;
                    types.push(r#type.to_owned());
                    signature.parameters.push((name.to_owned(), r#type.to_owned()));
                }
                ("return", Some(_)) => {
                    types.push(rest.trim_end_matches(" ...").to_owned());
                    signature.results.push(rest.to_owned());
                }
                _ => return Err(bad(line)),
            }
        } else if let Some(text) = line.strip_prefix("---") {
            docs.push(text.to_owned());
        } else if let Some(function) = line.strip_prefix("function ") {
            let (name, rest) = function.split_once('(').ok_or_else(|| bad(line))?;
            let names = rest.strip_suffix(") end").ok_or_else(|| bad(line))?;
            let is_method = name.contains(':');
            let (owner, name) = name.split_once([':', '.']).ok_or_else(|| bad(line))?;
            let names = names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            let done = Signature {
                docs: std::mem::take(&mut docs),
                is_method,
                names,
                ..std::mem::take(&mut signature)
            };
            let class = classes.get_mut(owner).ok_or_else(|| bad(line))?;
            class.functions.insert(identifier(name)?.to_owned(), done);
        } else if !line.is_empty() && line != format!("{} = {{}}", current.as_deref().unwrap_or("?")) {
            return Err(bad(line));
        }
    }
    types.iter().try_for_each(|r#type| check_type(r#type, &classes))?;
    Ok(classes)
}

fn identifier(name: &str) -> Result<&str, Malformed> {
    let is_name = name
        .chars()
        .enumerate()
        .all(|(i, c)| c == '_' || c.is_ascii_alphabetic() || (i > 0 && c.is_ascii_digit()));
    if is_name && !name.is_empty() { Ok(name) } else { Err(Malformed(format!("no name: {name}"))) }
}

fn check_type(text: &str, classes: &BTreeMap<String, Class>) -> Result<(), Malformed> {
    let text = text.trim();
    let text = text.strip_suffix('?').unwrap_or(text);
    if let Some(fields) = text.strip_prefix("{ ").and_then(|text| text.strip_suffix(" }")) {
        return fields.split(", ").try_for_each(|field| {
            let (name, r#type) = field.split_once(": ").ok_or_else(|| Malformed(field.to_owned()))?;
            identifier(name)?;
            check_type(r#type, classes)
        });
    }
    if text.contains(" | ") {
        return text.split(" | ").try_for_each(|one| check_type(one, classes));
    }
    if let Some(item) = text.strip_suffix("[]") {
        return check_type(item.trim_start_matches('(').trim_end_matches(')'), classes);
    }
    if let Some(parts) = text.strip_prefix("table<").and_then(|text| text.strip_suffix('>')) {
        let (key, value) = parts.split_once(", ").ok_or_else(|| Malformed(text.to_owned()))?;
        check_type(key, classes)?;
        return check_type(value, classes);
    }
    const BASIC: [&str; 9] =
        ["any", "nil", "boolean", "integer", "number", "string", "function", "table", "userdata"];
    let is_known =
        BASIC.contains(&text) || classes.contains_key(text) || (text.starts_with('"') && text.ends_with('"'));
    if is_known { Ok(()) } else { Err(Malformed(format!("unknown type {text}"))) }
}

fn classes() -> BTreeMap<String, Class> {
    let text = typings::emit(&[
        typings::Class::of::<Vec2>(),
        typings::Class::of::<Named>(),
        typings::Class::of::<Color>(),
        typings::Class::of::<Shape>(),
    ]);
    parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn field(class: &Class, name: &str) -> String {
    class.fields.get(name).unwrap_or_else(|| panic!("no field {name}: {class:?}")).0.clone()
}

#[test]
fn fields_operators_and_documentation_are_there() {
    let classes = classes();
    let vec2 = &classes["Vec2"];
    assert_eq!(vec2.docs, ["A vector", "in the plane."]);
    assert_eq!(vec2.fields["x"], ("number".into(), vec!["To the right.".into()]));
    assert_eq!(vec2.fields["ZERO"], ("Vec2".into(), vec!["Nowhere.".into()]));
    assert_eq!((field(vec2, "y"), field(vec2, "angle")), ("number".into(), "number".into()));
    let operators =
        ["add(Vec2): Vec2", "unm: Vec2", "len: integer", "mul(number): Vec2", "call(string): integer"];
    for operator in operators {
        assert!(vec2.operators.iter().any(|own| own == operator), "{operator}: {:?}", vec2.operators);
    }
    assert_eq!(vec2.overloads, ["fun(x: number, y?: number): Vec2"]);
}

#[test]
fn functions_have_their_parameters_and_results() {
    let classes = classes();
    let functions = &classes["Vec2"].functions;
    let pair = |name: &str, r#type: &str| (name.to_owned(), r#type.to_owned());
    let new = &functions["new"];
    assert_eq!(new.parameters, [pair("x", "number"), pair("y?", "number")]);
    assert!(!new.is_method && new.results == ["Vec2"]);
    let dot = &functions["dot"];
    assert!(dot.is_method && dot.parameters == [pair("other", "Vec2")] && dot.results == ["number"]);
    assert_eq!(dot.docs, ["The product.", "", "A number."]);
    let parts = &functions["parts"];
    assert_eq!(parts.parameters, [pair("end_?", "string"), pair("...", "integer")]);
    assert_eq!(
        (parts.results.join(","), parts.names.join(",")),
        ("number,string?".into(), "end_,...".into())
    );
}

#[test]
fn bases_references_and_handles_are_there() {
    let classes = classes();
    let named = &classes["Named"];
    assert_eq!(named.base.as_deref(), Some("Vec2"));
    let types = ["label?", "others", "data", "scores"].map(|name| field(named, name));
    assert_eq!(types.join(" "), "string Vec2[] any table<string, integer[]>");
    let each = &named.functions["each"];
    assert!(each.is_method && each.results == ["Vec2"] && each.names == ["f", "t"]);
    let all = &named.functions["all"];
    assert!(all.is_method && all.parameters.is_empty() && all.results == ["integer ..."]);
}

#[test]
fn variants_are_there() {
    let classes = classes();
    assert_eq!(classes["Color"].fields["Red"], ("Color".into(), vec!["Like blood.".into()]));
    assert_eq!(field(&classes["Color"], "kind"), "\"Red\" | \"Green\"");
    let shape = &classes["Shape"];
    assert_eq!((field(shape, "r?"), field(shape, "text?")), ("number".into(), "string".into()));
    assert_eq!(shape.functions["Circle"].parameters, [("fields".into(), "{ r: number }".into())]);
    assert_eq!(shape.functions["Line"].parameters.len(), 2);
    assert!(shape.functions["Empty"].parameters.is_empty() && shape.functions["Empty"].results == ["Shape"]);
}
