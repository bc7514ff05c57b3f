use piccolo::module;

#[module]
mod a {
    #[lua(class)]
    pub struct B;

    pub const D: std::time::Duration = std::time::Duration::ZERO;
}

fn main() {}
