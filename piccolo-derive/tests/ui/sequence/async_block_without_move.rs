#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn block<'gc>(_ctx: Context<'gc>, g: Function<'gc>) -> Result<i64, Error<'gc>> {
    let r = async { call::<i64>(g, ()).await }.await?;
    Ok(r)
}

fn main() {}
