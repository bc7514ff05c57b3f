#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn nothing<'gc>(_ctx: Context<'gc>, f: Function<'gc>) {
    call::<()>(f, ()).await.unwrap();
}

fn main() {}
