use std::rc::Rc;

use piccolo::Collect;

#[derive(Collect)]
#[collect(require_static)]
struct Options {
    names: Vec<Rc<str>>,
}

fn main() {}
