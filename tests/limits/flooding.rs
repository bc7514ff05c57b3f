//! Keys that were chosen to collide. How many nodes are looked at for them is counted in `piccolo-core`
//! (`object::table::tests::flooding`); here, that scripts which use them take no more fuel.

use piccolo::{Fuel, Limits, Lua, Step};

use crate::sandbox;

fn fuel_of(lua: &mut Lua, keys: &str) -> u64 {
    let source = format!(
        "local t = {{}} for i = 1, 100000 do t[{keys}] = i end for i = 1, 100000 do local v = t[{keys}] end"
    );
    let run = lua.load(&source).executor(()).expect("it is valid");
    let mut fuel = Fuel::unlimited();
    assert_eq!(lua.step(&run, &mut fuel), Step::Returned);
    fuel.used()
}

#[test]
fn hostile_keys_take_no_more_fuel_than_others() {
    let mut lua = sandbox(Limits::unlimited());
    let usual = fuel_of(&mut lua, "i * 7919 % 1000003 * 31");
    for keys in [
        "i << 8",
        "i << 16",
        "i << 32",
        "i << 40",
        "-i",
        "i / 1024",
        "i * 2.0 ^ 60",
        "i + 0.5",
        "i * 2.0 ^ -1060",
    ] {
        let fuel = fuel_of(&mut lua, keys);
        assert!(fuel <= 3 * usual, "{keys}: {fuel} instead of {usual}");
    }
}
