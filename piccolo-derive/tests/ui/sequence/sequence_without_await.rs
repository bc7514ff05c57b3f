use piccolo::{Context, Error, sequence};

#[sequence]
async fn one<'gc>(ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    Ok(1)
}

#[sequence]
async fn two<'gc>(ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    Ok(one(ctx)? + 1)
}

fn main() {}
