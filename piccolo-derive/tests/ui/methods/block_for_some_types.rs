use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct Tagged<T> {
    #[collect(require_static)]
    tag: T,
}

#[methods]
impl Tagged<u8> {
    fn tag(&self) -> u8 {
        self.tag
    }
}

fn main() {}
