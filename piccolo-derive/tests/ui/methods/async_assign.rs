use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button {
    clicks: u32,
}

#[methods]
impl Button {
    async fn click<'gc>(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<(), Error<'gc>> {
        self.clicks += 1;
        call(f, ()).await
    }
}

fn main() {}
