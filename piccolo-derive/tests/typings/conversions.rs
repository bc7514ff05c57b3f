//! `#[derive(FromLua)]` and `#[derive(IntoLua)]`.

use std::collections::BTreeMap;

use piccolo::{
    FromLua, Function, IntoLua, function,
    typings::{Declaration, emit},
};

use crate::language::{Document, parse};

/// How text stands.
#[derive(FromLua, IntoLua)]
#[lua(string, rename_all = "snake_case")]
enum Align {
    FarLeft,
    Right,
}

/// What happened.
#[derive(FromLua, IntoLua)]
#[lua(rename_all = "lowercase")]
enum Event {
    /// No window is left.
    Closed,
    Key {
        code: u32,
        shift: Option<bool>,
    },
    Moved(f64, f64),
    Named(String),
}

#[derive(FromLua)]
#[lua(tag = "kind", content = "value")]
enum Adjacent {
    A(i64),
    B,
}

#[derive(FromLua)]
#[lua(tag = "kind")]
#[allow(dead_code)]
enum Internal {
    Circle { r: f64 },
    Empty,
}

#[derive(FromLua)]
#[lua(untagged)]
enum Either {
    Number(f64),
    Text(String),
}

/// A window.
#[derive(FromLua, IntoLua)]
#[lua(rename_all = "camelCase")]
struct Config<'gc> {
    /// In pixels.
    width: u32,
    #[lua(default)]
    title_text: String,
    align: Option<Align>,
    #[lua(type = "fun(event: Event)")]
    on_event: Function<'gc>,
    #[lua(flatten)]
    place: Place,
    #[lua(skip)]
    cached: u8,
    children: Vec<Tree>,
}

#[derive(FromLua, IntoLua)]
struct Place {
    x: f64,
    tags: BTreeMap<String, i64>,
}

/// A tree contains itself.
#[derive(FromLua, IntoLua)]
struct Tree(Vec<Tree>);

#[derive(FromLua)]
#[lua(default)]
#[derive(Default)]
struct Pair<T: Default> {
    first: T,
    second: Vec<T>,
}

#[derive(FromLua)]
struct Position(f64, f64);

#[function]
fn open(config: Config<'_>, align: Align) -> Event {
    let _ = (config, align);
    Event::Closed
}

fn document() -> Document {
    let text = emit(&[
        Declaration::of_argument::<Align>(),
        Declaration::of_result::<Event>(),
        Declaration::of_argument::<Adjacent>(),
        Declaration::of_argument::<Internal>(),
        Declaration::of_argument::<Either>(),
        Declaration::of_argument::<Config>(),
        Declaration::of_result::<Place>(),
        Declaration::of_argument::<Tree>(),
        Declaration::of_argument::<Pair<String>>(),
        Declaration::of_argument::<Position>(),
        open::META,
    ]);
    parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn enums_are_one_of_their_variants() {
    let aliases = document().aliases;
    let of = |name: &str| aliases[name].of.iter().map(|(one, _)| one.as_str()).collect::<Vec<_>>();
    assert_eq!(
        (aliases["Align"].docs.join(""), of("Align")),
        ("How text stands.".into(), vec!["\"far_left\" | \"right\""])
    );
    assert_eq!(aliases["Event"].of[0], ("\"closed\"".into(), "No window is left.".into()));
    assert_eq!(
        of("Event")[1..],
        [
            "{ key: { code: integer, shift?: boolean } }",
            "{ moved: { [1]: number, [2]: number } }",
            "{ named: string }"
        ]
    );
    assert_eq!(of("Adjacent"), ["{ kind: \"A\", value: integer } | { kind: \"B\", value: nil }"]);
    assert_eq!(of("Internal"), ["{ kind: \"Circle\", r: number } | { kind: \"Empty\" }"]);
    assert_eq!(of("Either"), ["number | string"]);
}

#[test]
fn structs_are_classes_of_their_fields() {
    let document = document();
    let config = &document.classes["Config"];
    assert_eq!((config.docs.join(""), config.bases.join("")), ("A window.".into(), "Place".into()));
    let fields: Vec<_> =
        config.fields.iter().map(|(name, (r#type, _))| format!("{name}: {}", r#type)).collect();
    assert_eq!(
        fields,
        [
            "align?: Align",
            "children: Tree[]",
            "onEvent: fun(event: Event)",
            "titleText?: string",
            "width: integer"
        ]
    );
    assert_eq!(config.fields["width"].1, ["In pixels."]);
    assert_eq!(document.classes["Place"].fields["tags"].0, "table<string, integer>");
    assert_eq!(document.classes["Pair"].fields["first?"].0, "string");
    assert_eq!(document.aliases["Tree"].of[0].0, "Tree[]");
    assert_eq!(document.aliases["Position"].of[0].0, "{ [1]: number, [2]: number }");
}

#[test]
fn functions_name_the_types_that_they_convert() {
    let open = &document().functions["open"];
    let types: Vec<&str> = open.parameters.iter().map(|(_, r#type)| r#type.as_str()).collect();
    assert_eq!((types, open.results.join("")), (vec!["Config", "Align"], "Event".into()));
}
