use piccolo::{Collect, UserData, Value};

#[derive(Collect, UserData)]
struct Names<'gc, 'a> {
    value: Value<'gc>,
    name: std::marker::PhantomData<&'a str>,
}

fn main() {}
