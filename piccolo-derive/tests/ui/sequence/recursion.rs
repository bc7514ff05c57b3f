#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn count<'gc>(ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    if n == 0 {
        return Ok(0);
    }
    Ok(count(ctx, n - 1).await? + 1)
}

fn main() {}
