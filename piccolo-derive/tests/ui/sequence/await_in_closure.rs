#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn sum<'gc>(_ctx: Context<'gc>, f: Function<'gc>, v: Vec<i64>) -> Result<i64, Error<'gc>> {
    let s: i64 = v.iter().map(|x| call::<i64>(f, *x).await.unwrap()).sum();
    Ok(s)
}

fn main() {}
