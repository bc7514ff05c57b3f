#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

struct Counter(Vec<i64>);

impl Counter {
    #[sequence]
    async fn count<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let n: i64 = call(f, ()).await?;
        Ok(n + self.0[0])
    }
}

fn main() {}
