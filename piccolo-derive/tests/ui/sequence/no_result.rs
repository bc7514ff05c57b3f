#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn number<'gc>(_ctx: Context<'gc>) -> i64 {
    1
}

fn main() {}
