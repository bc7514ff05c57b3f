#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn plain(n: i64) -> Result<i64, std::io::Error> {
    Ok(n + 1)
}

fn main() {}
