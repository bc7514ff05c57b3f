//! Writes the random functions that the tests compare, from a fixed seed.
//!
//! `ORACLE_SEED` and `ORACLE_BODIES` give others, or more of them.

#[path = "src/generator.rs"]
mod generator;

use std::{env, fs, path::PathBuf};

/// How many files the functions are distributed over, one for each test program.
const PARTS: usize = 4;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/generator.rs");
    let seed = number("ORACLE_SEED", 2024);
    let bodies = number("ORACLE_BODIES", 520);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for part in 0..PARTS as u64 {
        let count = bodies / PARTS as u64 + u64::from(part < bodies % PARTS as u64);
        let source = generator::module(seed.wrapping_mul(PARTS as u64).wrapping_add(part), count);
        fs::write(out.join(format!("part_{part}.rs")), source).expect("OUT_DIR can be written");
    }
}

fn number(variable: &str, default: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
