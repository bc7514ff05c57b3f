use std::fmt::Display;

use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct Tagged<T> {
    #[collect(require_static)]
    tag: T,
}

#[methods]
impl<T: Display> Tagged<T> {
    fn tag(&self) -> String {
        self.tag.to_string()
    }
}

fn main() {}
