use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    async fn run<'gc>(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let n: i64 = call(f, ())?;
        self.twice(ctx, n)?;
        Ok(n)
    }

    async fn twice<'gc>(&self, ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
        Ok(2 * n)
    }
}

fn main() {}
