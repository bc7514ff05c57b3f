use std::rc::Rc;

use piccolo::{Collect, Context, Error, Sequence, SequencePoll, Stack, Table};

#[derive(Collect)]
struct Walk<'gc> {
    table: Table<'gc>,
    path: Vec<Rc<str>>,
}

impl<'gc> Sequence<'gc> for Walk<'gc> {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(SequencePoll::Return)
    }
}

fn main() {}
