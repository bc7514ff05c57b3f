use std::collections::BTreeMap;

use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref)]
    names: BTreeMap<bool, String>,
}

fn main() {}
