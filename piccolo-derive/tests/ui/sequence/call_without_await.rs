use piccolo::{Context, Error, Function, sequence};

use piccolo::sequence::call;
#[sequence]
async fn f<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let x: i64 = call(f, 1)?;
    Ok(x)
}
fn main() {}
