use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct List<'gc> {
    items: Vec<Function<'gc>>,
}

#[methods]
impl<'gc> List<'gc> {
    async fn run(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        for item in self.items.iter() {
            call::<()>(*item, ()).await?;
        }
        Ok(())
    }
}

fn main() {}
