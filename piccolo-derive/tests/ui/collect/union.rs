use piccolo::Collect;

#[derive(Collect)]
union Type {
    integer: i64,
    float: f64,
}

fn main() {}
