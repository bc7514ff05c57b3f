//! `#[derive(UserData)]` and `#[methods]`, seen by scripts.

#![forbid(unsafe_code)]

mod support;

mod button;
mod forms;
mod lifetime;
mod vector;
mod waiting;
