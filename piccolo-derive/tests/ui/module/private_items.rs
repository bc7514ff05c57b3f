use piccolo::module;

#[module]
mod a {
    #[lua(name = "x")]
    fn b() {}

    #[lua(skip)]
    const C: i64 = 1;

    #[lua(skip, name = "y")]
    pub fn d() {}
}

fn main() {}
