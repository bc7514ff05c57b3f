//! Limits hold, whatever scripts do about them.

#[path = "limits/depth.rs"]
mod depth;
#[path = "limits/determinism.rs"]
mod determinism;
#[path = "limits/flooding.rs"]
mod flooding;
#[path = "limits/injection.rs"]
mod injection;
#[path = "limits/memory.rs"]
mod memory;
#[path = "limits/raising.rs"]
mod raising;
#[path = "limits/stops.rs"]
mod stops;
#[path = "limits/values.rs"]
mod values;
#[path = "limits/working_set.rs"]
mod working_set;

use piccolo::{Limits, Lua, Sandbox, stdlib::Options};

/// A sandbox with a given seed, whose scripts print nowhere.
fn sandbox(limits: Limits) -> Lua {
    let output = piccolo::stdlib::Output::discarding();
    let options = Options { output, seed: Some(1), ..Options::default() };
    Lua::with_seed(1).into_sandbox(limits, &options).expect("memory is not limited yet")
}
