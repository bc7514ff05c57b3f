#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn text<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<usize, Error<'gc>> {
    let n: i64 = call(f, ()).await?;
    let s: String = n;
    Ok(s.len())
}

fn main() {}
