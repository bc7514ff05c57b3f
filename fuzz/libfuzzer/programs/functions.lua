local function varargs(...)
  local a, b = ...
  local packed = {...}
  return select("#", ...), a, b, #packed, ...
end
local function tail(n) if n == 0 then return "end" end return tail(n - 1) end
local object = {value = 1}
function object:get(x) return self.value + (x or 0) end
function object.static(a, b, c) return c, b, a end
local counter = 0
local function count() counter = counter + 1 return counter end
local co = coroutine.wrap(function(a) local b = coroutine.yield(a) return b, varargs(a, b) end)
local results = {varargs(1, 2, 3), tail(20), object:get(), object:get(2), object.static(1, 2, 3), count(), count()}
results[#results + 1] = co(1)
results[#results + 1] = (co(2))
local ok, message = pcall(error, {})
local fine, text = pcall(function() return nil .. "x" end)
return ok, fine, text, table.unpack(results)
