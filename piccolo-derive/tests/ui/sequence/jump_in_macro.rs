#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

macro_rules! skip {
    () => {
        continue
    };
}

#[sequence]
async fn skips<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    loop {
        call(f, ()).await?;
        skip!();
    }
}

fn main() {}
