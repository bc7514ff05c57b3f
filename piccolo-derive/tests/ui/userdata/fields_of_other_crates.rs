use piccolo::{Collect, UserData};

use std::time::Instant;
#[derive(Collect, UserData)]
struct A {
    at: Instant,
    #[lua(get)]
    other: std::net::IpAddr,
}
fn main() {}
