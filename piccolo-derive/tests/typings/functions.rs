//! `#[function]` and `#[module]`.

use piccolo::{
    Collect, Context, Error, Function, UserData, Variadic, function, methods, module, sequence::call,
    typings::emit,
};

use crate::language::{Document, parse};

/// That of a circle
/// with a hole.
#[function]
fn area(radius: f64, #[lua(default = 0.0)] hole: f64, label: Option<&str>) -> f64 {
    let _ = label;
    radius - hole
}

/// Waits.
#[function(name = "apply")]
async fn applied<'gc>(
    ctx: Context<'gc>,
    #[lua(type = "fun(a: integer): string")] f: Function<'gc>,
    _rest: Variadic<i64>,
) -> Result<String, Error<'gc>> {
    let text: String = call(f, 1i64).await?;
    let _ = ctx;
    Ok(text)
}

#[function]
fn load(path: &str) -> Result<(String, Option<usize>), std::io::Error> {
    std::fs::read_to_string(path).map(|text| (text, None))
}

#[function(returns = "fun(): integer, string")]
fn lines<'gc>(ctx: Context<'gc>, names: &[String]) -> Result<piccolo::Table<'gc>, Error<'gc>> {
    let _ = names;
    Ok(piccolo::Table::new(ctx))
}

#[function]
fn nothing() {}

/// Figures of
/// the plane.
#[module]
pub(crate) mod geometry {
    use super::*;

    /// Those of a square.
    pub(crate) const CORNERS: i64 = 4;
    #[lua(name = "unit")]
    pub(crate) const UNIT: Option<&str> = None;

    /// A point.
    #[derive(Collect, UserData)]
    #[lua(class)]
    pub(crate) struct Point {
        /// To the right.
        #[lua(get)]
        x: f64,
    }

    #[methods]
    impl Point {
        /// Makes one.
        #[lua(new)]
        fn new(x: f64) -> Self {
            Self { x }
        }

        fn moved(&self, by: f64) -> Point {
            Point { x: self.x + by }
        }
    }

    /// How far they are from each other.
    pub(crate) fn distance(a: &Point, b: &Point) -> f64 {
        (a.x - b.x).abs()
    }

    /// Of space.
    pub(crate) mod solid {
        /// Its content.
        pub(crate) fn volume(width: f64, end: f64) -> f64 {
            width * end
        }
    }
}

fn document() -> Document {
    let text =
        emit(&[area::META, applied::META, load::META, lines::META, nothing::META, geometry::Module::META]);
    parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn pair(name: &str, r#type: &str) -> (String, String) {
    (name.to_owned(), r#type.to_owned())
}

#[test]
fn functions_have_names_types_and_documentation() {
    let functions = document().functions;
    let area = &functions["area"];
    assert_eq!(area.docs, ["That of a circle", "with a hole."]);
    assert_eq!(
        area.parameters,
        [pair("radius", "number"), pair("hole?", "number"), pair("label?", "string")]
    );
    assert_eq!(
        (&area.results[..], &area.names[..]),
        (&["number".to_owned()][..], &["radius", "hole", "label"].map(str::to_owned)[..])
    );
    assert!(functions["nothing"] == Default::default());
    assert_eq!(functions["load"].results, ["string", "integer?"]);
    assert_eq!(functions["lines"].parameters, [pair("names", "string[]")]);
}

#[test]
fn async_functions_callbacks_and_iterators_have_types() {
    let functions = document().functions;
    let apply = &functions["apply"];
    assert_eq!(apply.parameters, [pair("f", "fun(a: integer): string"), pair("...", "integer")]);
    assert_eq!((apply.docs.join(""), apply.results.join("")), ("Waits.".into(), "string".into()));
    assert_eq!(functions["lines"].results, ["fun(): integer, string"]);
}

#[test]
fn modules_have_their_constants_functions_classes_and_modules() {
    let classes = document().classes;
    let geometry = &classes["geometry"];
    assert_eq!(geometry.docs, ["Figures of", "the plane."]);
    assert_eq!(geometry.fields["CORNERS"], ("integer".into(), vec!["Those of a square.".into()]));
    assert_eq!(geometry.fields["unit?"].0, "string");
    let distance = &geometry.functions["distance"];
    assert_eq!(distance.parameters, [pair("a", "Point"), pair("b", "Point")]);
    assert!(!distance.is_method && distance.docs == ["How far they are from each other."]);
    let point = &classes["Point"];
    assert_eq!((point.place.as_str(), point.docs.join("")), ("geometry.Point", "A point.".into()));
    assert_eq!(point.fields["x"], ("number".into(), vec!["To the right.".into()]));
    assert!(point.functions["moved"].is_method && point.functions["new"].docs == ["Makes one."]);
    assert_eq!(point.overloads, ["fun(x: number): Point"]);
    let solid = &classes["geometry.solid"];
    assert_eq!((solid.place.as_str(), solid.docs.join("")), ("geometry.solid", "Of space.".into()));
    assert_eq!(solid.functions["volume"].names, ["width", "end_"]);
}
