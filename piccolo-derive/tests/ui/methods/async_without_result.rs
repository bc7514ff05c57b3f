use piccolo::{Collect, Context, Function, UserData, methods, sequence::call};

#[derive(Collect, UserData)]
struct Button;

#[methods]
impl Button {
    async fn click<'gc>(&self, ctx: Context<'gc>, f: Function<'gc>) -> i64 {
        1
    }

    async fn no_context(&self) -> Result<i64, piccolo::Error<'static>> {
        Ok(1)
    }

    async fn by_value<'gc>(self, ctx: Context<'gc>) -> Result<i64, piccolo::Error<'gc>> {
        Ok(1)
    }

    #[lua(get)]
    async fn field<'gc>(&self, ctx: Context<'gc>) -> Result<i64, piccolo::Error<'gc>> {
        Ok(1)
    }
}

fn main() {}
