-- What may be a to-be-closed value, and when the metamethod is looked up.
local function err(f, ...) print((select(2, pcall(f, ...)))) end
err(function() local x <close> = {} end)  --> close_values.lua:3: variable 'x' got a non-closable value
err(function() local x <close> = 5 end)  --> close_values.lua:4: variable 'x' got a non-closable value
err(function() local x <close> = "s" end)  --> close_values.lua:5: variable 'x' got a non-closable value
err(function() local x <close> = true end)  --> close_values.lua:6: variable 'x' got a non-closable value
err(function() local name <close> = setmetatable({}, {}) end)  --> close_values.lua:7: variable 'name' got a non-closable value
err(function() local f <close> = print end)  --> close_values.lua:8: variable 'f' got a non-closable value
-- the metamethod may be gone when it is needed
err(function()  --> close_values.lua:13: attempt to call a nil value (metamethod 'close')
  local x <close> = setmetatable({}, {__close = print})
  getmetatable(x).__close = nil
end)
err(function()  --> close_values.lua:17: attempt to call a number value (metamethod 'close')
  local x <close> = setmetatable({}, {__close = print})
  getmetatable(x).__close = 4
end)
-- or changed
do
  local x <close> = setmetatable({}, {__close = function() print "old" end})
  getmetatable(x).__close = function(...) print("new", select("#", ...)) end  --> new	2
end
-- __close may be callable
do
  local c = setmetatable({}, {__call = function(self, v, e) print("called", type(v), e) end})
  local x <close> = setmetatable({}, {__close = c})  --> called	table	nil
end
-- the initialiser is evaluated before the variable is marked
err(function()  --> a closed
  --> initialiser
  local a <close> = setmetatable({}, {__close = function() print "a closed" end})
  local b <close> = error("initialiser", 0)
end)
