-- What every batch of programs starts with. `run(number, source)` gives a program a fresh environment, whose
-- `print` writes values in a form without addresses and with tables in a fixed order.

local getmetatable, load, math_type, next, pairs = getmetatable, load, math.type, next, pairs
local pcall, rawget, rawlen, setmetatable, tostring, type, xpcall =
  pcall, rawget, rawlen, setmetatable, tostring, type, xpcall
local coroutine_close, coroutine_status = coroutine.close, coroutine.status
local stdout, format, gsub, sub = io.stdout, string.format, string.gsub, string.sub
local concat, pack, sort = table.concat, table.pack, table.sort
local globals = _G

local show

local function show_table(t, depth)
  if depth > 3 then return "{...}" end
  local parts = {}
  local length = rawlen(t)
  for i = 1, length do parts[i] = show(rawget(t, i), depth + 1) end
  local fields = {}
  for k, v in next, t do
    if not (math_type(k) == "integer" and k >= 1 and k <= length) then
      fields[#fields + 1] = "[" .. show(k, depth + 1) .. "]=" .. show(v, depth + 1)
    end
  end
  sort(fields)
  for _, field in pairs(fields) do parts[#parts + 1] = field end
  return "{" .. concat(parts, ",") .. "}"
end

function show(v, depth)
  local kind = type(v)
  if kind == "string" then
    return (gsub(gsub(format("%q", v), "0x%x%x%x%x%x%x+", "0x*"), "%-nan", "nan"))
  elseif kind == "number" then
    return v ~= v and "nan" or tostring(v)
  elseif kind == "table" then
    return show_table(v, depth or 1)
  elseif kind == "nil" or kind == "boolean" then
    return tostring(v)
  end
  return kind
end

local function print_values(...)
  local values = pack(...)
  for i = 1, values.n do values[i] = show(values[i]) end
  stdout:write(concat(values, "\t"), "\n")
end

-- Functions that any program may use, on top of copies of the libraries.
local function environment()
  local env = {}
  for name, value in pairs(globals) do
    if type(value) == "table" then
      local copy = {}
      for k, v in next, value do copy[k] = v end
      env[name] = copy
    else
      env[name] = value
    end
  end
  env._G = env
  env.print = print_values
  env.show = show

  -- Called by each function, so that none runs for ever: an error after so many calls.
  local calls, nesting = 0, 0
  function env.tick()
    calls = calls + 1
    if calls > 100 then error("too many calls", 0) end
  end

  -- Runs a function and prints what comes of it.
  function env.try(f, ...)
    if nesting == 0 then calls = 0 end
    nesting = nesting + 1
    print_values(pcall(f, ...))
    nesting = nesting - 1
  end

  -- Keeps strings short.
  function env.clip(s)
    return type(s) == "string" and #s > 80 and sub(s, 1, 80) or s
  end

  -- Keeps nil out of sequences.
  function env.some(v)
    if v == nil then return false end
    return v
  end

  -- A value that tells when it is closed, and that may fail then.
  function env.closer(name, failure)
    return setmetatable({}, {__close = function(_, e)
      print_values("close", name, e)
      if failure ~= nil then error(failure, 0) end
    end})
  end

  -- Resumes a coroutine until it ends, at most five times.
  function env.drain(co, ...)
    print_values("resume", coroutine.resume(co, ...))
    for i = 1, 4 do
      if coroutine_status(co) ~= "suspended" then break end
      print_values("resume", coroutine.resume(co, i))
    end
    print_values(coroutine_status(co), coroutine_close(co))
  end
  return env
end

local function run(number, source)
  stdout:write("\1", number, "\n")
  local f, message = load(source, "=p", "t", environment())
  if f then print_values(pcall(f)) else print_values(message) end
end

