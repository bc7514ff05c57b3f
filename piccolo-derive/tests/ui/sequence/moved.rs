#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn length<'gc>(_ctx: Context<'gc>, f: Function<'gc>, v: Vec<i64>) -> Result<usize, Error<'gc>> {
    drop(v);
    call(f, ()).await?;
    Ok(v.len())
}

fn main() {}
