//! What is alive across an await is held.

use std::rc::Rc;

use piccolo::{Context, Error, Function, sequence, sequence::call};

#[sequence]
async fn twice<'gc>(ctx: Context<'gc>, function: Function<'gc>) -> Result<usize, Error<'gc>> {
    let name = Rc::new(String::from("name"));
    let _: () = call(function, name.as_str()).await?;
    Ok(name.len())
}

fn main() {}
