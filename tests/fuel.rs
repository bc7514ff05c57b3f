//! What fuel is charged for: the loops of `benches/fuel/loops.txt`, each of which does one kind of work, use as much as
//! `benches/fuel/units.txt` says, in any build and at any address. How long a unit takes is measured by
//! `cargo run --release -p piccolo-bench --bin fuel -- target/release/piccolo`.
//!
//! `UPDATE=1` writes the file anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use piccolo::{
    Fuel, Limits, Lua, Sandbox, Step,
    stdlib::{Options, Output},
};

/// How often a loop goes round.
const ROUNDS: usize = 50;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fuel").join(name)
}

/// Runs a script in a VM of its own, `slice` units at a time; gives the fuel that it used.
fn fuel_of(source: &str, slice: u64) -> u64 {
    let options = Options {
        output: Output::discarding(),
        error: Output::discarding(),
        seed: Some(1),
        ..Options::default()
    };
    let mut lua = Lua::with_seed(1).into_sandbox(Limits::unlimited(), &options).unwrap();
    let run = lua.load(source).executor(()).unwrap();
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&run, &mut fuel);
        used += fuel.used();
        if !matches!(step, Step::OutOfFuel | Step::Pending) {
            assert_eq!(step, Step::Returned, "{source}: {:?}", lua.take::<()>(&run));
            return used;
        }
    }
}

/// The names of the loops, and scripts of some rounds.
fn scripts() -> Vec<(String, String)> {
    let loops = fs::read_to_string(file("loops.txt")).unwrap();
    let lines = loops.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let script = |line: &str| {
        let parts: Vec<_> = line.splitn(3, '|').map(str::trim).collect();
        let [name, setup, body] = parts[..] else { panic!("not a loop: {line}") };
        (name.to_owned(), format!("{setup} for _ = 1, {ROUNDS} do {body} end"))
    };
    let scripts: Vec<_> = lines.map(script).collect();
    let mut names = BTreeSet::new();
    assert!(scripts.iter().all(|(name, _)| names.insert(name)), "two loops have one name");
    scripts
}

#[test]
fn each_kind_of_work_costs_what_is_recorded() {
    let mut written = format!("# The fuel of the loops in loops.txt, set-up and {ROUNDS} rounds.\n");
    let recorded = fs::read_to_string(file("units.txt")).unwrap_or_default();
    let recorded: BTreeMap<_, _> = recorded.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut different = Vec::new();
    for (name, script) in scripts() {
        let units = fuel_of(&script, u64::MAX);
        writeln!(written, "{name} {units}").unwrap();
        if recorded.get(&*name) != Some(&&*units.to_string()) {
            different.push(format!("{name}: {units} instead of {:?}", recorded.get(&*name)));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file("units.txt"), written).unwrap();
    } else {
        assert!(different.is_empty(), "{different:#?}");
    }
}

#[test]
fn the_same_script_costs_the_same_however_it_is_sliced() {
    for (name, script) in scripts() {
        // Some take their time, one unit at a time.
        let whole = fuel_of(&script, u64::MAX);
        for slice in [997, 20_011] {
            assert_eq!(fuel_of(&script, slice), whole, "{name}, {slice} units at a time");
        }
    }
}
