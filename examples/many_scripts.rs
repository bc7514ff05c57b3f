//! Many scripts that nobody trusts, side by side in one VM.
//!
//! Each has a table of globals of its own, with its own copies of the libraries, and its own budget of fuel. One of
//! them is hostile: it breaks whatever it can reach and then never ends. The others are unharmed.

use piccolo::{Fuel, Limits, Lua, RunLimits, RuntimeError, Sandbox, Step, TaskId, Tasks};

const SCRIPTS: usize = 100;

/// Which of the scripts is the hostile one.
const HOSTILE: usize = 42;

/// What all others do: they use the libraries, the methods of strings, and a global that others have as well.
const HONEST: &str = r#"
    local id = ...
    total = 0
    for i = 1, 50 do
      local words = {}
      for word in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = word:upper() end
      table.sort(words)
      assert(table.concat(words, " ") == "BROWN FOX QUICK THE")
      total = total + load("return " .. i)()
    end
    return string.format("script %d: %d", id, total)
"#;

/// What the hostile one does.
const ATTACK: &str = r#"
    for name, library in pairs(_G) do
      if type(library) == "table" and library ~= _G then
        for key in pairs(library) do library[key] = error end
      end
    end
    pcall(function() getmetatable("").__index = nil end)
    pcall(function() getmetatable("").__add = error end)
    pcall(setmetatable, _G, { __index = error })
    total = "spoilt"
    pcall(load, "total = 'spoilt'")
    local all = load("return _G")()
    for key in pairs(all) do if key ~= "pcall" then all[key] = nil end end
    while true do pcall(function() while true do end end) end
"#;

/// Puts all scripts into the set, each with an environment of its own.
fn start(lua: &mut Lua, tasks: &mut Tasks) -> Result<Vec<TaskId>, RuntimeError> {
    let mut started = Vec::new();
    for id in 0..SCRIPTS {
        let environment = lua.environment()?;
        let source = if id == HOSTILE { ATTACK } else { HONEST };
        let run = lua.load(source).name(format!("=script{id}")).env(&environment).executor(id as i64)?;
        let limits = RunLimits::new().fuel(1_000_000).slice(5_000);
        started.push(tasks.spawn(run, limits));
    }
    Ok(started)
}

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::sandboxed(Limits { memory: 32 << 20, ..Limits::default() });
    let mut tasks = Tasks::new();
    let started = start(&mut lua, &mut tasks)?;
    let mut finished = 0;
    while !tasks.is_empty() {
        // As much as a frame of a game, or the turn of a server, may take.
        for ended in tasks.step(&mut lua, &mut Fuel::new(100_000)) {
            let id = started.iter().position(|task| *task == ended.id).unwrap_or(SCRIPTS);
            match ended.step {
                Step::Returned => {
                    let result: String = lua.take(&ended.executor)?;
                    assert_eq!(result, format!("script {id}: 1275"));
                    finished += 1;
                }
                step => {
                    assert_eq!((id, step), (HOSTILE, Step::OutOfFuel));
                    lua.cancel(&ended.executor);
                    println!("script {id} was stopped");
                }
            }
        }
    }
    assert_eq!(finished, SCRIPTS - 1);
    // Whoever comes later finds everything in its place as well.
    let environment = lua.environment()?;
    let text: String = lua.load("return ('x'):rep(3) .. tostring(total)").env(&environment).eval()?;
    assert_eq!(text, "xxxnil");
    println!("{finished} scripts have finished; {} bytes are in use", lua.memory_used());
    Ok(())
}
