use piccolo::{Collect, Context, Error, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button;

#[methods]
impl Button {
    async fn copy<'gc>(
        &self,
        ctx: Context<'gc>,
        other: &Button,
        f: Function<'gc>,
    ) -> Result<(), Error<'gc>> {
        call(f, ()).await
    }

    async fn swap<'gc>(&self, ctx: Context<'gc>, other: &mut Button) -> Result<(), Error<'gc>> {
        Ok(())
    }
}

fn main() {}
