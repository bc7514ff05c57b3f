//! Lua values from and to what `serde` can serialize.

use std::{collections::BTreeMap, fmt::Debug};

use piccolo::{
    Lua, Value,
    serde::{MAX_DEPTH, from_value, to_value},
    stdlib,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

fn lua() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| stdlib::load(ctx, &stdlib::Options::default())).unwrap();
    lua
}

/// What a Lua expression is as a `T`.
fn from<T: DeserializeOwned>(expression: &str) -> Result<T, String> {
    let mut lua = lua();
    lua.load(&format!("value = {expression}")).exec().unwrap();
    lua.try_enter(|ctx| {
        let value: Value = ctx.globals().get(ctx, "value")?;
        Ok(from_value::<T>(ctx, value).map_err(|error| error.to_string()))
    })
    .unwrap()
}

/// Whether a Lua condition holds for `value`, which is what `T` becomes and is the same when it comes back.
fn becomes<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, condition: &str) -> bool {
    let mut lua = lua();
    lua.try_enter(|ctx| {
        let converted = to_value(ctx, &value)?;
        assert_eq!(from_value::<T>(ctx, converted).unwrap(), value);
        ctx.set_global("value", converted)
    })
    .unwrap();
    lua.load(&format!("return {condition}")).eval().unwrap()
}

fn refused(value: impl Serialize) -> String {
    lua().try_enter(|ctx| to_value(ctx, &value).map(drop)).unwrap_err().to_string()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Window {
    title: String,
    width: u32,
    points: Vec<(i8, f64)>,
    parent: Option<Box<Window>>,
    shapes: Vec<Shape>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Empty,
    Scaled(f32),
    Line(i64, i64),
    Circle { radius: i64 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Meters(f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

fn window() -> Window {
    Window {
        title: "a".to_owned(),
        width: 3,
        points: vec![(1, 0.5), (2, 1.5)],
        parent: None,
        shapes: vec![Shape::Empty, Shape::Scaled(0.5), Shape::Line(1, 2), Shape::Circle { radius: 4 }],
    }
}

#[test]
fn plain_values() {
    assert!(becomes(true, "value == true"));
    assert!(becomes(-3i8, "value == -3 and math.type(value) == 'integer'"));
    assert!(becomes(1.0f64, "value == 1 and math.type(value) == 'float'"));
    assert!(becomes('x', "value == 'x'"));
    assert!(becomes("text".to_owned(), "value == 'text'"));
    assert!(becomes((), "value == nil"));
    assert!(becomes(Unit, "value == nil"));
    assert!(becomes(Some(1), "value == 1"));
    assert!(becomes(None::<i64>, "value == nil"));
    assert!(becomes(Meters(2.5), "value == 2.5"));
    assert_eq!(refused(u64::MAX), "value out of range");
}

#[test]
fn structs_and_lists() {
    let nested = Window { parent: Some(Box::new(window())), ..window() };
    assert!(becomes(
        nested,
        "value.parent.points[2][1] == 2 and value.parent.title == 'a' and #value.shapes == 4"
    ));
    assert!(becomes(BTreeMap::from([(1, "a".to_owned()), (7, "b".to_owned())]), "value[7] == 'b'"));
    assert!(becomes(Vec::<i64>::new(), "next(value) == nil"));
}

#[test]
fn variants() {
    assert!(becomes(Shape::Empty, "value == 'Empty'"));
    assert!(becomes(Shape::Scaled(0.5), "value.Scaled == 0.5"));
    assert!(becomes(Shape::Line(1, 2), "value.Line[2] == 2"));
    assert!(becomes(Shape::Circle { radius: 4 }, "value.Circle.radius == 4"));
    assert_eq!(
        from::<Shape>("'Round'"),
        Err("unknown variant `Round`, expected one of `Empty`, `Scaled`, `Line`, `Circle`".to_owned())
    );
    assert_eq!(
        from::<Shape>("{Circle = {radius = {}}}"),
        Err("Circle.radius: number expected, got table".to_owned())
    );
    assert_eq!(
        from::<Shape>("{}"),
        Err("a table with one of the fields 'Empty', 'Scaled', 'Line', 'Circle' expected".to_owned())
    );
}

#[test]
fn lists_with_nils_have_their_length() {
    assert!(becomes(vec![None, Some(1), None], "value.n == 3 and value[2] == 1"));
    assert_eq!(
        from::<Vec<Option<i64>>>("table.pack(1, nil, 3, nil)"),
        Ok(vec![Some(1), None, Some(3), None])
    );
    assert_eq!(from::<Vec<i64>>("{n = -1}"), Ok(vec![]));
    assert!(from::<Vec<i64>>("{n = math.maxinteger}").is_err());
}

#[test]
fn bytes_are_strings() {
    #[derive(Debug, PartialEq)]
    struct Bytes(Vec<u8>);

    impl Serialize for Bytes {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&self.0)
        }
    }

    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl serde::de::Visitor<'_> for Visitor {
                type Value = Bytes;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("bytes")
                }
                fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                    Ok(Bytes(bytes.to_vec()))
                }
            }
            deserializer.deserialize_bytes(Visitor)
        }
    }

    assert!(becomes(Bytes(vec![0xff, 0, b'a']), "value == '\\xff\\0a'"));
}

#[test]
fn strings_of_the_vm_can_be_borrowed() {
    let mut lua = lua();
    lua.load("value = {name = 'x'}").exec().unwrap();
    lua.try_enter(|ctx| {
        let value: Value = ctx.globals().get(ctx, "value")?;
        let borrowed: BTreeMap<&str, &str> = from_value(ctx, value)?;
        assert_eq!(borrowed["name"], "x");
        Ok(())
    })
    .unwrap();
}

#[test]
fn anything_goes_into_a_json_value() {
    let json: serde_json::Value =
        from("{a = {1, 2.5, 'x', {}}, b = true, c = {x = 1, [1] = nil}, d = table.pack(nil, 1)}").unwrap();
    let expected = serde_json::json!({"a": [1, 2.5, "x", {}], "b": true, "c": {"x": 1}, "d": [null, 1]});
    assert_eq!(json, expected);
    assert!(becomes(expected, "value.d.n == 2 and value.a[3] == 'x'"));
    assert_eq!(
        from::<serde_json::Value>("{a = {print}}"),
        Err("a[1]: a function has no representation".to_owned())
    );
}

#[test]
fn numbers_without_fraction_are_integers() {
    assert_eq!(from::<i64>("3.0"), Ok(3));
    assert_eq!(from::<f64>("3"), Ok(3.0));
    assert_eq!(from::<i64>("3.5"), Err("number has no integer representation".to_owned()));
    assert_eq!(from::<i64>("'3'"), Err("number expected, got string".to_owned()));
}

#[test]
fn errors_name_the_path() {
    let error = |expression: &str| from::<Window>(expression).unwrap_err();
    assert_eq!(error("1"), "table expected, got number");
    assert_eq!(error("{title = 'a', width = {}}"), "width: number expected, got table");
    assert_eq!(error("{title = 'a'}").split(',').next(), Some("missing field `width`"));
    assert_eq!(error("{points = {{1, 2}, {1, true}}}"), "points[2][2]: number expected, got boolean");
    assert_eq!(error("{width = -1}"), "width: invalid value: integer `-1`, expected u32");
    assert_eq!(refused(BTreeMap::from([("a", vec![1, u64::MAX])])), "a[2]: value out of range");
    assert_eq!(refused(BTreeMap::from([(None::<i64>, 1)])), "nil can not be a key");
}

#[test]
fn nesting_is_limited() {
    let mut deep = serde_json::json!(1);
    for _ in 0..MAX_DEPTH {
        deep = serde_json::json!([deep]);
    }
    let mut lua = lua();
    lua.try_enter(|ctx| to_value(ctx, &deep).map(drop)).unwrap();
    deep = serde_json::json!([deep]);
    assert!(refused(deep).ends_with("nested too deeply (limit is 128)"));
    lua.load("value = {} value.value = value").exec().unwrap();
    let error = lua
        .try_enter(|ctx| {
            let value: Value = ctx.globals().get(ctx, "value")?;
            Ok(from_value::<serde_json::Value>(ctx, value)?)
        })
        .unwrap_err();
    assert!(error.to_string().ends_with("value: nested too deeply (limit is 128)"), "{error}");
}

#[test]
fn memory_is_limited() {
    let mut lua = lua();
    lua.set_memory_limit(200_000);
    let many: Vec<Vec<i64>> = (0..10_000).map(|i| vec![i]).collect();
    assert!(lua.try_enter(|ctx| to_value(ctx, &many).map(drop)).is_err());
}
