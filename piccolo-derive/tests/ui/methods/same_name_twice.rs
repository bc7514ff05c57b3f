use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    const SIZE: i64 = 1;

    #[lua(name = "SIZE")]
    fn size(&self) -> i64 {
        1
    }

    #[lua(new)]
    fn one() -> Self {
        A
    }

    #[lua(new)]
    fn two() -> Self {
        A
    }

    fn r#end(&self) {}
}

fn main() {}
