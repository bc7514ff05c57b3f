#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn some<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let n: Option<i64> = call(f, ()).await?;
    Ok(n?)
}

fn main() {}
