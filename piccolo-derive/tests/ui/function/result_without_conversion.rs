use piccolo::function;

#[function]
fn a() -> std::time::Duration {
    std::time::Duration::ZERO
}

#[function]
fn b() -> Result<i64, i64> {
    Ok(1)
}

fn main() {}
