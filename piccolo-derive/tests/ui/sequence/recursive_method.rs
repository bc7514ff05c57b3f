#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[derive(Clone, Copy)]
struct Counter;

impl Counter {
    #[sequence]
    async fn count<'gc>(self, ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
        if n == 0 {
            return Ok(0);
        }
        Ok(self.count(ctx, n - 1).await? + 1)
    }
}

fn main() {}
