-- __close sees variables that are still alive, and closures keep theirs.
local log = {}
local get
do
  local v = 1
  local a <close> = setmetatable({}, {__close = function() v = v + 1; log[#log + 1] = "a " .. v end})
  local w = 10
  local b <close> = setmetatable({}, {__close = function() v, w = v + 1, w + 1; log[#log + 1] = "b " .. v .. " " .. w end})
  get = function() return v, w end
  v = 5
end
print(table.concat(log, ", "))  --> b 6 11, a 7
print(get())  --> 7	11
-- a captured to-be-closed variable
local keep
do
  local x <close> = setmetatable({name = "x"}, {__close = function(self) self.closed = true end})
  keep = function() return x.name, x.closed end
  print(keep())  --> x	nil
end
print(keep())  --> x	true
-- results of return are not touched by __close
local function f()
  local n = 1
  local c <close> = setmetatable({}, {__close = function() n = 100 end})
  return n, n + 1
end
print(f())  --> 1	2
