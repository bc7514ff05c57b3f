use piccolo::FromLua;

#[derive(FromLua)]
#[lua(rename_al = "camelCase", deny_unknown_fields)]
struct A {
    #[lua(defalt)]
    a: i64,
    #[lua(rename = "x")]
    b: i64,
}

#[derive(FromLua)]
#[lua(rename_all = "camelcase")]
enum B {
    #[lua(nam = "x")]
    C,
}

fn main() {}
