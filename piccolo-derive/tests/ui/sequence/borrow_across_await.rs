#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn first<'gc>(_ctx: Context<'gc>, f: Function<'gc>, v: Vec<i64>) -> Result<i64, Error<'gc>> {
    let first = &v[0];
    call(f, ()).await?;
    Ok(*first)
}

fn main() {}
