use piccolo::function;

#[function]
fn numbers() -> impl Iterator<Item = i64> {
    [1].into_iter()
}

fn main() {}
