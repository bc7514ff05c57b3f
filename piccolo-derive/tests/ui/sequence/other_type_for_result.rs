#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn maybe<'gc>(_ctx: Context<'gc>) -> Option<i64> {
    None
}

fn main() {}
