-- Which events come when functions are called and return.
local events
local function record(event)
  local info = debug.getinfo(2, "n")
  events[#events + 1] = event .. " " .. tostring(info.name)
end
local function trace(mask, f, ...)
  events = {}
  debug.sethook(record, mask)
  f(...)
  debug.sethook()
  return table.concat(events, ", ")
end
local function leaf() end
local function results(...) return ... end
local function nested() leaf() results(1, 2) end
print(trace("c", nested))  --> call f, call leaf, call results, call sethook
print(trace("r", nested))  --> return sethook, return leaf, return results, return f
print(trace("cr", nested))  --> return sethook, call f, call leaf, return leaf, call results, return results, return f, call sethook
-- a tail call replaces the caller, which does not return
local function tail(n) if n > 0 then return tail(n - 1) end end
print(trace("cr", tail, 2))  --> return sethook, call f, tail call nil, tail call nil, return nil, call sethook
-- but host functions have a place of their own
local function native_tail() return math.abs(-1) end
print(trace("cr", native_tail))  --> return sethook, call f, call abs, return abs, return f, call sethook
-- calls by the language and by host functions
local object = setmetatable({}, {
  __index = function() return 1 end, __add = function() return 2 end,
  __call = function() return 3 end, __eq = function() return true end,
  __lt = function() return true end, __concat = function() return "" end,
  __len = rawlen, __close = function() end,
})
print(trace("cr", function() return object.x end))  --> return sethook, call f, call index, return index, return f, call sethook
print(trace("cr", function() return object + 1, object .. "" end))  --> return sethook, call f, call add, return add, call concat, return concat, return f, call sethook
print(trace("cr", function() return object() end))  --> return sethook, call f, tail call nil, return nil, call sethook
print(trace("cr", function() return object < object, object == setmetatable({}, getmetatable(object)) end))  --> return sethook, call f, call lt, return lt, call getmetatable, return getmetatable, call setmetatable, return setmetatable, call eq, return eq, return f, call sethook
print(trace("cr", function() return #object end))  --> return sethook, call f, call len, return len, return f, call sethook
print(trace("cr", function() local x <close> = object end))  --> return sethook, call f, call close, return close, return f, call sethook
print(trace("cr", function() for k in pairs {1} do end end))  --> return sethook, call f, call pairs, return pairs, call for iterator, return for iterator, call for iterator, return for iterator, return f, call sethook
print(trace("cr", function() for k in leaf do end end))  --> return sethook, call f, call for iterator, return for iterator, return f, call sethook
print(trace("cr", pcall, leaf))  --> return sethook, call f, call nil, return nil, return f, call sethook
print(trace("cr", pcall, pcall, math.abs, 1))  --> return sethook, call f, call nil, call nil, return nil, return nil, return f, call sethook
print(trace("cr", function() pcall(error, "x") end))  --> return sethook, call f, call pcall, call nil, return pcall, return f, call sethook
print(trace("cr", function() return select(2, xpcall(error, results, "x")) end))  --> return sethook, call f, call xpcall, call nil, call nil, return nil, return xpcall, call select, return select, return f, call sethook
print(trace("cr", string.gsub, "ab", ".", function() end))  --> return sethook, call f, call nil, return nil, call nil, return nil, return f, call sethook
print(trace("cr", tostring, setmetatable({}, {__tostring = function() return "" end})))  --> return sethook, call f, call nil, return nil, return f, call sethook
