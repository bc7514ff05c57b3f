//! Userdata types.

use std::collections::BTreeMap;

use crate::language::{Class, parse};

use piccolo::{
    Action, Callback, Collect, Context, Error, FromLua, Function, IntoLua, Table, UserData, UserRef, Value,
    Variadic,
    convert::failure::ConversionError,
    methods,
    typings::{self, Annotated},
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

/// Words, in order.
#[derive(Collect, UserData)]
#[lua(iter)]
struct Words {
    words: Vec<String>,
    #[lua(get, set, type = "fun(word: string): boolean?")]
    filter: Option<StaticFilter>,
}

#[derive(Clone, Copy, Collect)]
struct StaticFilter;

impl<'gc> FromLua<'gc> for StaticFilter {
    fn from_lua(_: Context<'gc>, _: Value<'gc>) -> Result<Self, ConversionError> {
        Ok(StaticFilter)
    }
}

impl<'gc> IntoLua<'gc> for StaticFilter {
    fn into_lua(self, _: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        Ok(Value::Nil)
    }
}

impl Words {
    fn iter(&self) -> impl Iterator<Item = (usize, String)> {
        self.words.iter().cloned().enumerate()
    }
}

#[methods]
impl Words {
    /// Each word in turn.
    #[lua(returns = "fun(): string?, integer")]
    fn each<'gc>(
        &self,
        ctx: Context<'gc>,
        #[lua(type = "fun(word: string): boolean")] filter: Function<'gc>,
    ) -> Result<Callback<'gc>, Error<'gc>> {
        let _ = filter;
        Ok(Callback::new(ctx, |_, _| Ok(Action::Return)))
    }

    /// From a file.
    fn read(path: &str) -> Result<Words, std::io::Error> {
        std::fs::metadata(path).map(|_| Words { words: Vec::new(), filter: None })
    }
}

/// Numbers in order.
#[derive(Collect, UserData)]
#[lua(iter)]
struct Numbers(Vec<i64>);

impl Numbers {
    fn iter(&self) -> std::iter::Copied<std::slice::Iter<'_, i64>> {
        self.0.iter().copied()
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

fn classes() -> BTreeMap<String, Class> {
    let text = typings::emit(&[
        typings::Declaration::of::<Vec2>(),
        typings::Declaration::of::<Named>(),
        typings::Declaration::of::<Words>(),
        Numbers::META,
        typings::Declaration::of::<Color>(),
        typings::Declaration::of::<Shape>(),
    ]);
    parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).classes
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
    assert_eq!(named.bases, ["Vec2"]);
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

#[test]
fn iterators_and_callbacks_have_their_types() {
    let classes = classes();
    let words = &classes["Words"];
    assert_eq!(field(words, "__pairs"), "fun(self: Words): fun(): integer, string");
    assert_eq!(field(&classes["Numbers"], "__pairs"), "fun(self: Numbers): fun(): integer, integer");
    assert_eq!(field(words, "filter?"), "fun(word: string): boolean");
    let each = &words.functions["each"];
    assert_eq!(each.parameters, [("filter".into(), "fun(word: string): boolean".into())]);
    assert_eq!(
        (each.results.join(""), each.docs.join("")),
        ("fun(): string?, integer".into(), "Each word in turn.".into())
    );
    assert_eq!(words.functions["read"].results, ["Words"]);
}
