use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct A {
    #[lua(gett)]
    x: f64,
    #[lua(read)]
    y: f64,
    #[lua(readonly)]
    z: f64,
    #[lua = "get"]
    w: f64,
    #[lua]
    v: f64,
    #[lua()]
    u: f64,
}
fn main() {}
