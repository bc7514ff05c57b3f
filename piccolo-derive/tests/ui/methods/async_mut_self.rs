use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button<'gc> {
    on_click: Option<Function<'gc>>,
    clicks: u32,
}

#[methods]
impl<'gc> Button<'gc> {
    async fn click(&mut self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        self.clicks += 1;
        match self.on_click {
            Some(f) => call(f, ()).await,
            None => Ok(()),
        }
    }
}

fn main() {}
