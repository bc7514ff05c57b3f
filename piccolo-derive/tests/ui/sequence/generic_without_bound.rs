#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn keep<'gc, T>(_ctx: Context<'gc>, f: Function<'gc>, value: T) -> Result<T, Error<'gc>> {
    call(f, ()).await?;
    Ok(value)
}

fn main() {}
