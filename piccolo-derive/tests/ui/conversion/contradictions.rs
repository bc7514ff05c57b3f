use piccolo::FromLua;

#[derive(FromLua)]
struct A {
    #[lua(skip, name = "x")]
    a: i64,
    #[lua(flatten, default)]
    b: Option<i64>,
}

#[derive(FromLua)]
#[lua(tag = "t", untagged)]
enum B {
    C,
}

#[derive(FromLua)]
#[lua(content = "c")]
enum D {
    E,
}

#[derive(FromLua)]
#[lua(tag = "t")]
enum F {
    G(i64, i64),
}

#[derive(FromLua)]
#[lua(deny_unknown)]
struct H {
    #[lua(flatten)]
    a: Vec<i64>,
}

fn main() {}
