use piccolo::{Collect, UserData, function};

#[derive(Collect, UserData)]
struct A;

#[function]
async fn a(_a: &mut A) -> Result<(), piccolo::RuntimeError> {
    Ok(())
}

fn main() {}
