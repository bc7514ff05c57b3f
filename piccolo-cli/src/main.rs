//! The `piccolo` command.
fn main() {}
