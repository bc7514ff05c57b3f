use piccolo::typings::{Annotated, Declaration, emit};

struct B;

fn main() {
    emit(&[B::META]);
    emit(&[Declaration::of_argument::<B>()]);
    emit(&[Declaration::of_result::<B>()]);
    emit(&[Declaration::of::<B>()]);
}
