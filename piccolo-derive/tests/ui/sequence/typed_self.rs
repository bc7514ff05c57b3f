#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

struct Counter;

impl Counter {
    #[sequence]
    async fn count<'gc>(self: Box<Self>, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        call(f, ()).await
    }
}

fn main() {}
