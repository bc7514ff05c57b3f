use piccolo::{Collect, Context, UserData};

#[derive(Collect)]
struct Plain;

fn is_plain<'gc>(ctx: Context<'gc>, object: UserData<'gc>) -> bool {
    let _ = ctx.register::<Plain>();
    object.downcast::<Plain>().is_some()
}

fn main() {}
