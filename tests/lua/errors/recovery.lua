-- After an error everything works as before.
local function fail(n) if n == 0 then error("deep", 0) end fail(n - 1) end
for i = 1, 3 do print(pcall(fail, i * 100)) end  --> false	deep
  --> false	deep
  --> false	deep
local t = {}
for i = 1, 100 do
  local ok, m = pcall(function(a, b)
    local x, y, z = a, b, i
    if i % 3 == 0 then return x + y + z end
    if i % 3 == 1 then return x.y end
    error({i})
  end, i, i)
  t[#t + 1] = ok and m or type(m)
end
local numbers, strings, tables = 0, 0, 0
for _, v in ipairs(t) do
  if v == "string" then strings = strings + 1 elseif v == "table" then tables = tables + 1 else numbers = numbers + v end
end
print(numbers, strings, tables)  --> 5049	34	33
local function f(...) local a, b, c = ...; return c, b, a end
print(f(1, 2, 3), pcall(f, 1, 2, 3))  --> 3	true	3	2	1
local co = coroutine.wrap(function() while true do local ok, m = pcall(function() return coroutine.yield(1).x.y end); coroutine.yield(m) end end)
print(co(), co({}), co(), co(nil))  --> 1	recovery.lua:23: attempt to index a nil value (field 'x')	1	recovery.lua:23: attempt to index a nil value
-- errors in the middle of expressions leave no trace
local x = 10
pcall(function() x = x + nil end)
pcall(function() local a, b = 1, nil; x, a = 20, b.c end)
print(x)  --> 10
local list = {1, 2, 3}
pcall(function() list[1], list[2] = 9, nil .. "" end)
print(table.concat(list, " "))  --> 1 2 3
