#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn wrong<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> i64 {
    println!("{}", call::<i64>(f, ()).await?);
    async { Ok(()) }.await?;
    1
}

fn main() {}
