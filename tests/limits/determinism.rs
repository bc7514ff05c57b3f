//! The same script with the same seed uses the same fuel, prints the same, and meets entries in the same order, in any
//! build.

use piccolo::{
    Fuel, Limits, Lua, Sandbox, Step,
    stdlib::{Options, Output},
};

/// Uses what may depend on chance: the order of entries, hashes, random numbers, the collector, coroutines, errors,
/// where objects lie.
const SCRIPT: &str = r#"
    local t, out = {}, {}
    for i = 1, 200 do
      t["key" .. i * 37 % 101] = i
      t[i * 1000003 % 4099] = -i
      t[i / 7] = i
    end
    for i = 1, 50 do t["key" .. i * 3] = nil end
    for k, v in pairs(t) do out[#out + 1] = tostring(k) .. "=" .. tostring(v) end
    for i = 1, 20 do out[#out + 1] = math.random(1000) .. ":" .. math.random() end
    local weak = setmetatable({}, {__mode = "v"})
    for i = 1, 500 do weak[i] = {i} end
    collectgarbage()
    for k in pairs(weak) do out[#out + 1] = k end
    setmetatable({}, {__gc = function() out[#out + 1] = "finalized" end})
    collectgarbage()
    local co = coroutine.wrap(function() for k in pairs(t) do coroutine.yield(k) end end)
    for i = 1, 30 do out[#out + 1] = tostring(co()) end
    out[#out + 1] = select(2, pcall(function() return nil .. "x" end))
    local objects = {}
    for i = 1, 50 do
      objects[{}], objects[function() return i end], objects[coroutine.create(print)] = i, -i, i / 2
    end
    objects[print], objects[string.rep("long", 100)] = "callback", "string"
    for k, v in pairs(objects) do
      out[#out + 1] = tostring(v) .. (type(k) == "string" and k or tostring(k) .. string.format("%p", k))
    end
    table.sort(out, function(a, b) return tostring(a) < tostring(b) end)
    for w in ("one two three"):gmatch("%a+") do out[#out + 1] = w:gsub("o", "0") end
    print(table.concat(out, " "))
"#;

/// What the script uses. It is the same in builds with and without optimization, on any machine of 64 bits.
const FUEL: u64 = 575_599;

fn run(noise: usize) -> (u64, Vec<u8>) {
    // Objects lie elsewhere each time.
    let _elsewhere = vec![0u8; noise * 1237 % 65_536];
    let (output, printed) = Output::captured();
    let options = Options { output, seed: Some(1), ..Options::default() };
    let mut lua = Lua::with_seed(1).into_sandbox(Limits::unlimited(), &options).expect("there is memory");
    let run = lua.load(SCRIPT).name("=script").executor(()).expect("it is valid");
    let mut fuel = Fuel::unlimited();
    let mut step = Step::Pending;
    while step == Step::Pending {
        step = lua.step(&run, &mut fuel);
    }
    assert_eq!(step, Step::Returned);
    (fuel.used(), printed.take())
}

#[test]
fn a_thousand_runs_are_equal() {
    let first = run(0);
    for noise in 1..if cfg!(debug_assertions) { 100 } else { 1000 } {
        assert_eq!(run(noise), first, "run {noise}");
    }
}

#[test]
fn fuel_does_not_depend_on_the_build() {
    assert_eq!(run(0).0, FUEL);
}
