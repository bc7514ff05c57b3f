#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

struct Pair {
    a: Vec<i64>,
    b: Vec<i64>,
}

#[sequence]
async fn length<'gc>(_ctx: Context<'gc>, f: Function<'gc>, pair: Pair) -> Result<usize, Error<'gc>> {
    drop(pair.a);
    call(f, ()).await?;
    Ok(pair.b.len())
}

fn main() {}
