#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
pub async extern "C" fn one<'gc>(_ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
    Ok(1)
}

fn main() {}
