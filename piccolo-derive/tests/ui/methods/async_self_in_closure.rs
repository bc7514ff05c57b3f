use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button {
    items: Vec<i64>,
    scale: i64,
}

#[methods]
impl Button {
    async fn sum<'gc>(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let sum: i64 = self.items.iter().map(|n| n * self.scale).sum();
        call(f, sum).await
    }
}

fn main() {}
