#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn wait<'gc>(_ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    let n = std::future::ready(1).await;
    Ok(n)
}

fn main() {}
