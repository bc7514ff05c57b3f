-- What every batch of programs starts with. `run(number, source)` runs a program between fresh libraries, where
-- `print` writes values in a form without addresses and with tables in a fixed order.

local error, getmetatable, load, math_type, next, pairs = error, getmetatable, load, math.type, next, pairs
local pcall, rawget, rawlen, setmetatable, tostring, type, xpcall =
  pcall, rawget, rawlen, setmetatable, tostring, type, xpcall
local coroutine_close, coroutine_resume, coroutine_status =
  coroutine.close, coroutine.resume, coroutine.status
local stdout, format, gsub, sub = io.stdout, string.format, string.gsub, string.sub
local concat, pack, sort = table.concat, table.pack, table.sort

local show

local function show_table(t, depth)
  if depth > 3 then return "{...}" end
  local parts = {}
  -- The length of a list with gaps is left open by the manual.
  local length = 0
  while rawget(t, length + 1) ~= nil do
    length = length + 1
    parts[length] = show(rawget(t, length), depth + 1)
  end
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

-- Functions that any program may use. None of them is left as a program has changed it.
print = print_values
_G.show = show

local calls, nesting = 0, 0

-- Called by each function, so that none runs for ever: an error after so many calls.
function tick()
  calls = calls + 1
  if calls > 100 then error("too many calls", 0) end
end

-- Runs a function and prints what comes of it.
function try(f, ...)
  if nesting == 0 then calls = 0 end
  nesting = nesting + 1
  print_values(pcall(f, ...))
  nesting = nesting - 1
end

-- Keeps strings short.
function clip(s)
  return type(s) == "string" and #s > 80 and sub(s, 1, 80) or s
end

-- Keeps nil out of sequences.
function some(v)
  if v == nil then return false end
  return v
end

-- A value that tells when it is closed, and that may fail then.
function closer(name, failure)
  return setmetatable({}, {__close = function(_, e)
    print_values("close", name, e)
    if failure ~= nil then error(failure, 0) end
  end})
end

-- Resumes a coroutine until it ends, at most five times.
function drain(co, ...)
  print_values("resume", coroutine_resume(co, ...))
  for i = 1, 4 do
    if coroutine_status(co) ~= "suspended" then break end
    print_values("resume", coroutine_resume(co, i))
  end
  print_values(coroutine_status(co), coroutine_close(co))
end

-- The global environment and the libraries as each program finds them.
local fresh = {}
for _, library in pairs {_G, coroutine, debug, io, math, os, package, string, table, utf8} do
  local contents = {}
  for k, v in next, library do contents[k] = v end
  fresh[library] = contents
end

local function reset()
  for library, contents in next, fresh do
    setmetatable(library, nil)
    for k in next, library do library[k] = nil end
    for k, v in next, contents do library[k] = v end
  end
  getmetatable("").__index = string
  calls, nesting = 0, 0
end

local function run(number, source)
  stdout:write("\1", number, "\n")
  -- New global variables are not among the names that messages look for in _G.
  local f, message = load(source, "=p", "t", setmetatable({}, {__index = _G}))
  if f then print_values(pcall(f)) else print_values(message) end
  reset()
end
