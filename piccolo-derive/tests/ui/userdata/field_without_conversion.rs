use piccolo::{Collect, UserData};

struct Handle(u8);

#[derive(Collect, UserData)]
#[lua(get_all)]
struct File {
    name: String,
    #[collect(require_static)]
    handle: Handle,
    #[lua(set)]
    #[collect(require_static)]
    other: std::rc::Rc<u8>,
}

fn main() {}
