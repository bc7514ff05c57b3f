#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn show<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    println!("{}", call::<i64>(f, ()).await?);
    Ok(1)
}

fn main() {}
