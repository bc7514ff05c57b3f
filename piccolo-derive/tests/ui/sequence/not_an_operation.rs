#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn wait<'gc>(_ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    n.await;
    Ok(n)
}

fn main() {}
