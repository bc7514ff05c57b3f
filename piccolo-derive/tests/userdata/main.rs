//! `#[derive(UserData)]` and `#[methods]`, seen by scripts.

mod support;

mod button;
mod vector;
