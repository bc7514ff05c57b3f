use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(frozen, set_all)]
struct A {
    #[lua(set)]
    x: f64,
    #[lua(skip, get)]
    y: f64,
    #[lua(name = "z")]
    z: f64,
    #[lua(get, name = "end")]
    end: f64,
    #[lua(get, name = "x y")]
    w: f64,
}

#[derive(Collect, UserData)]
#[lua(get_all)]
struct B(i64, #[lua(name = "a")] i64, #[lua(name = "a")] i64);

fn main() {}
