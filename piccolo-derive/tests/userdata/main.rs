//! `#[derive(UserData)]` and `#[methods]`, seen by scripts.

#![forbid(unsafe_code)]

mod support;

mod button;
mod enums;
mod forms;
mod inheritance;
mod lifetime;
mod references;
mod vector;
mod waiting;
