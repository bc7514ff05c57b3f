use piccolo::module;

#[module(nam = "x")]
mod a {
    #[lua(clas)]
    pub const B: i64 = 1;

    #[lua(class)]
    pub const C: i64 = 1;

    #[function(crate = piccolo)]
    pub fn d() {}
}

fn main() {}
