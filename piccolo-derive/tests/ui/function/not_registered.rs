use piccolo::{Context, Error};

struct Plain;

fn set_up<'gc>(ctx: Context<'gc>) -> Result<(), Error<'gc>> {
    ctx.register_function::<Plain>()?;
    ctx.register_module::<Plain>()?;
    Ok(())
}

fn main() {}
