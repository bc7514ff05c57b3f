use piccolo::{Collect, UserData, Variadic, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn values(&self, rest: Variadic<i64>, last: i64) {}

    fn references(&self, rest: Variadic<&A>, last: i64) {}

    async fn waits<'gc>(
        &self,
        ctx: piccolo::Context<'gc>,
        rest: Variadic<i64>,
        last: i64,
    ) -> Result<(), piccolo::Error<'gc>> {
        Ok(())
    }
}

fn main() {}
