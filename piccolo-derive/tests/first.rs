#![forbid(unsafe_code)]
use piccolo::{
    Context, Error, Function, Table, Value, sequence,
    sequence::{call, pending},
};

#[sequence]
async fn add1<'gc>(_ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    Ok(call::<i64>(f, n).await? + 1)
}
#[sequence]
async fn map<'gc>(ctx: Context<'gc>, t: Table<'gc>, f: Function<'gc>) -> Result<Table<'gc>, Error<'gc>> {
    let out = Table::new(ctx);
    for i in 1..=t.raw_len() {
        let v: Value = call(f, t.get::<Value>(ctx, i)?).await?;
        call(f, 1).await?;
        pending().await;
        out.set(ctx, i, v)?;
    }
    Ok(out)
}
