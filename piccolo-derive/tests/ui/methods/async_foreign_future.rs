use piccolo::{Collect, Context, Error, UserData, methods};

#[derive(Collect, UserData)]
struct Button;

async fn timer() {}

#[methods]
impl Button {
    async fn wait<'gc>(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        timer().await;
        Ok(())
    }
}

fn main() {}
