#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence(recursve)]
async fn one<'gc>(_ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    Ok(1)
}

#[sequence(boxed = true)]
async fn two<'gc>(_ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    Ok(2)
}

fn main() {}
