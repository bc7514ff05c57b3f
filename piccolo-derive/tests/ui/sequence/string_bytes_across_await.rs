#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn length<'gc>(_ctx: Context<'gc>, f: Function<'gc>, s: piccolo::String<'gc>) -> Result<usize, Error<'gc>> {
    let bytes = s.as_bytes();
    call(f, ()).await?;
    Ok(bytes.len())
}

fn main() {}
