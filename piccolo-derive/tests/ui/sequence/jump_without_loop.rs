#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn jumps<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    'outer: loop {
        call(f, ()).await?;
        break 'outr;
    }
    continue;
}

fn main() {}
