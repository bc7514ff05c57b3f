use piccolo::{Context, Error, Sequence, SequencePoll, Stack, gc_arena};

#[derive(gc_arena::Collect)]
#[collect(require_static)]
struct Done;

impl<'gc> Sequence<'gc> for Done {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(SequencePoll::Return)
    }
}

fn main() {}
