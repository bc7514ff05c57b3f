use piccolo::FromLua;

#[derive(FromLua)]
struct C {
    inner: Inner,
    list: Vec<Inner>,
    o: Option<Inner>,
}
struct Inner {
    x: i64,
}
fn main() {}
