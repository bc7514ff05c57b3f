use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button<'gc> {
    label: String,
    on_click: Option<Function<'gc>>,
}

#[methods]
impl<'gc> Button<'gc> {
    async fn click(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<usize, Error<'gc>> {
        let label = &self.label;
        call::<()>(f, ()).await?;
        Ok(label.len())
    }

    async fn touch(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<usize, Error<'gc>> {
        let this = self;
        if this.label.is_empty() {
            call::<()>(f, ()).await?;
        }
        Ok(this.label.len())
    }
}

fn main() {}
