#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

use piccolo::Stack;

#[sequence]
async fn keeps<'gc>(_ctx: Context<'gc>, f: Function<'gc>, stack: Stack<'gc, '_>) -> Result<usize, Error<'gc>> {
    let values = stack.as_slice();
    call(f, ()).await?;
    Ok(values.len())
}

fn main() {}
