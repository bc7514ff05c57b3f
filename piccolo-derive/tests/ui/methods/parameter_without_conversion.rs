use piccolo::{Collect, UserData, methods};

struct Handle;

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn by_value(&self, _handle: Handle) {}
    fn by_reference(&self, _handle: &Handle) {}
    fn by_mutable_reference(&self, _handle: &mut Handle) {}
    fn returned(&self) -> Handle {
        Handle
    }
}

fn main() {}
