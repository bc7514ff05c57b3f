local t = setmetatable({base = 10}, {__call = function(self, a, b) return self.base, a, b end})
print(t())  --> 10	nil	nil
print(t(1))  --> 10	1	nil
print(t(1, 2, 3))  --> 10	1	2
print(pcall(t, "x"))  --> true	10	x	nil
print(select("#", t(nil, nil)))  --> 3
local function tail(...) return t(...) end
print(tail("tail"))  --> 10	tail	nil
local o = {method = t}
print(o.method("field"))  --> 10	field	nil
print(o:method() == 10)  --> true
-- a callable in a chain gets each object as first argument
local inner = setmetatable({}, {__call = function(...) return select("#", ...), (select(2, ...)).name end})
local outer = setmetatable({name = "outer"}, {__call = inner})
print(outer("arg"))  --> 3	outer
local chain = print
for i = 1, 5 do chain = setmetatable({}, {__call = chain, __tostring = function() return "c" .. i end, __name = "n"}) end
chain("end")  --> c1	c2	c3	c4	c5	end
-- errors
local function err(f, ...) print((select(2, pcall(f, ...)))) end
err(function() local c = setmetatable({}, {__call = 5}); c() end)  --> call.lua:21: attempt to call a number value (local 'c')
err(function() local c = setmetatable({}, {}); c() end)  --> call.lua:22: attempt to call a table value (local 'c')
err(function() t.base() end)  --> call.lua:23: attempt to call a number value (field 'base')
err(setmetatable({}, {__call = {}}))  --> attempt to call a table value
-- natives call them too
print(pcall(setmetatable({}, {__call = function(_, x) return "pcall", x end}), 1))  --> true	pcall	1
local sorted = {3, 1, 2}
print(pcall(table.sort, sorted, setmetatable({}, {__call = print})))  --> false	bad argument #2 to 'table.sort' (function expected, got table)
for v in setmetatable({n = 0}, {__call = function(self) self.n = self.n + 1; if self.n < 3 then return self.n end end}) do print(v) end  --> 1
  --> 2
