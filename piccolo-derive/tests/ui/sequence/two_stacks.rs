#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

use piccolo::Stack;

#[sequence]
async fn stacks<'gc>(_ctx: Context<'gc>, _a: Stack<'gc, '_>, _b: Stack<'gc, '_>) -> Result<(), Error<'gc>> {
    Ok(())
}

fn main() {}
