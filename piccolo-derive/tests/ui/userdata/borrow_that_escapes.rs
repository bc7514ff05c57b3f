use piccolo::{Collect, Context, Error, UserData, UserRef, Value};

#[derive(Collect, UserData)]
struct Node<'gc> {
    name: String,
    next: Value<'gc>,
}

fn name<'gc>(node: UserRef<'gc, Node<'gc>>) -> Result<&'gc str, Error<'gc>> {
    let node = node.borrow()?;
    Ok(&node.name)
}

fn other_vm<'a, 'b>(ctx: Context<'a>, node: UserRef<'b, Node<'b>>) -> Result<(), Error<'a>> {
    node.borrow_mut(ctx).map(drop)
}

fn main() {}
