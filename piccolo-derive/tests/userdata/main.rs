//! `#[derive(UserData)]` and `#[methods]`, seen by scripts.

#![forbid(unsafe_code)]

mod support;

mod button;
mod enums;
mod forms;
mod hunt;
mod hunt_across;
mod inheritance;
mod lending;
mod lifetime;
mod members;
mod messages;
mod metamethods;
mod references;
mod vector;
mod waiting;
