//! `#[derive(UserData)]` and `#[methods]`, seen by scripts.

#![forbid(unsafe_code)]

mod support;

mod button;
mod enums;
mod forms;
mod inheritance;
mod lending;
mod lifetime;
mod members;
mod references;
mod typings;
mod vector;
mod waiting;
