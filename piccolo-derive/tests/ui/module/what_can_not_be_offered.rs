use piccolo::module;

#[module]
mod m {
    pub fn f<T>(t: T) {}
    pub struct S;
    pub static X: i64 = 1;
    #[lua(class)]
    pub struct T;
    pub const C: std::time::Duration = std::time::Duration::ZERO;
    #[lua(nmae = "x")]
    pub fn g() {}
}
fn main() {}
