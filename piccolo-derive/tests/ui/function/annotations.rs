use piccolo::function;

#[function(returns = integer)]
fn one(#[lua(type = i64)] a: i64, #[lua(type = "")] b: i64, #[lua(returns = "integer")] c: i64) {}

#[function(type = "integer")]
fn two() {}

fn main() {}
