#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

struct Mine<'gc>(Value<'gc>);

#[sequence]
async fn keep<'gc>(_ctx: Context<'gc>, f: Function<'gc>, mine: Mine<'gc>) -> Result<Value<'gc>, Error<'gc>> {
    call(f, ()).await?;
    Ok(mine.0)
}

fn main() {}
