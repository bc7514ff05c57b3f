//! Has the linker put the functions that programs really run side by side (`text_order.ld`): fewer pages of code are
//! in memory then. It changes nothing else, so it is left out where linkers do not take such a script.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=text_order.ld");
    println!("cargo::rerun-if-env-changed=PICCOLO_TEXT_ORDER");
    if takes_order() {
        let directory = env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{directory}/text_order.ld");
    }
}

/// Whether the linker is one that takes scripts with `INSERT`: GNU ld, or LLVM's, which comes with Rust.
fn takes_order() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let has_other_linker = env::var_os("RUSTC_LINKER").is_some()
        || ["mold", "gold", "wild"].iter().any(|linker| flags.contains(&format!("fuse-ld={linker}")));
    is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("PROFILE", "release")
        && !is("PICCOLO_TEXT_ORDER", "off")
        && !has_other_linker
}
