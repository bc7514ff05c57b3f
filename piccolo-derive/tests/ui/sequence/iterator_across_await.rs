#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn each<'gc>(_ctx: Context<'gc>, f: Function<'gc>, v: Vec<i64>) -> Result<i64, Error<'gc>> {
    for x in v.iter() {
        call(f, *x).await?;
    }
    Ok(0)
}

fn main() {}
