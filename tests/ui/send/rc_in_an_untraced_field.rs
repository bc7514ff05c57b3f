use std::rc::Rc;

use piccolo::{Collect, Table};

#[derive(Collect)]
enum Walk<'gc> {
    Start,
    Inside {
        table: Table<'gc>,
        #[collect(require_static)]
        options: Rc<[u8]>,
    },
}

fn main() {}
