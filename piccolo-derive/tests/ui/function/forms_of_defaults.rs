use piccolo::function;

#[function]
fn f(#[lua(default)] a: f64, #[lua(default = "x")] b: i64, #[default = 1] c: i64, #[lua(optional)] d: i64) {}
fn main() {}
