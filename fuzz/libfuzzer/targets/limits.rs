//! Whatever a script does, it keeps its limits, and the VM works afterwards.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piccolo_fuzz_targets::limited::run;

fuzz_target!(|source: &[u8]| {
    // Whether scripts may catch it when memory is short depends on the script.
    let fuel = 200_000 + source.len() as u64 % 2;
    run(fuel, 4 << 20, |lua| lua.load(source).name("=input").executor(()));
});
