#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn closure<'gc>(_ctx: Context<'gc>, g: Function<'gc>) -> Result<i64, Error<'gc>> {
    let twice = async |n: i64| call::<i64>(g, n).await;
    twice(2).await
}

fn main() {}
