#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

struct Mine<'gc>(Value<'gc>);

#[sequence]
async fn keep<'gc>(_ctx: Context<'gc>, f: Function<'gc>, v: Value<'gc>) -> Result<Value<'gc>, Error<'gc>> {
    let mine = Mine(v);
    call(f, ()).await?;
    Ok(mine.0)
}

fn main() {}
