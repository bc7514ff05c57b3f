#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn guarded<'gc>(_ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    match n {
        0 if call::<bool>(f, ()).await? => Ok(1),
        _ => Ok(2),
    }
}

fn main() {}
