//! Nothing in expansions depends on what is in scope.
#![no_implicit_prelude]
#![deny(warnings, unsafe_code)]

#[derive(::core::clone::Clone, ::piccolo::Collect, ::piccolo::UserData)]
#[lua(clone, get_all, set_all)]
pub struct Part {
    pub n: i64,
}

#[derive(::piccolo::Collect, ::piccolo::UserData)]
#[lua(extends = Part)]
pub struct Whole {
    base: Part,
    #[lua(by_ref)]
    part: Part,
    #[lua(by_ref)]
    perhaps: ::core::option::Option<Part>,
    #[lua(index)]
    parts: ::std::vec::Vec<Part>,
}

#[derive(::core::clone::Clone, ::core::marker::Copy, ::piccolo::Collect, ::piccolo::UserData)]
#[lua(copy)]
pub enum Plain {
    One,
    Two,
}

#[derive(::piccolo::Collect, ::piccolo::UserData)]
#[lua(get_all, set_all, new_all)]
pub enum Data {
    Named { n: i64 },
    Tuple(i64),
    Unit,
}

#[::piccolo::methods]
impl Whole {
    #[lua(new)]
    fn new(n: i64, #[lua(default = 2)] m: i64) -> Self {
        Self {
            base: Part { n },
            part: Part { n: m },
            perhaps: ::core::option::Option::None,
            parts: ::std::vec::Vec::new(),
        }
    }

    fn get(&self, other: &Part, _plain: Plain) -> (i64, i64) {
        (self.part.n, other.n)
    }

    #[lua(get)]
    fn sum(&self) -> i64 {
        self.base.n + self.part.n
    }

    #[lua(set)]
    fn set_sum(&mut self, n: i64) {
        self.part.n = n;
    }
}

fn main() {
    let mut lua = ::piccolo::Lua::new();
    let known = lua.enter(|ctx| ctx.register::<Whole>().is_ok() && ctx.register::<Data>().is_ok());
    ::core::assert!(known);
    let source = "local w = Whole(1) w.part.n = 5 w.n = 2 w[1] = w.part w[1].n = 7 w.sum = w.sum + 1 return w.sum + w[1].n";
    ::core::assert!(::core::matches!(lua.load(source).eval::<i64>(), ::core::result::Result::Ok(17)));
}
