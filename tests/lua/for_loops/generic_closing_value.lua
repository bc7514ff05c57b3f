-- The fourth value is closed however the loop ends.
local function closing(name)
  return setmetatable({}, {__close = function(_, e) print("closed " .. name, e) end})
end
local function upto(n, name)
  return function(_, i) if i < n then return i + 1 end end, nil, 0, closing(name)
end
for i in upto(2, "end") do print(i) end  --> 1
  --> 2
  --> closed end	nil
for i in upto(5, "break") do if i == 2 then break end end  --> closed break	nil
local function f() for i in upto(5, "return") do if i == 3 then return "result", i end end end
print(f())  --> closed return	nil
  --> result	3
for i in upto(5, "goto") do goto out end
::out::  --> closed goto	nil
print(pcall(function() for i in upto(5, "error") do error("oops", 0) end end))  --> closed error	oops
  --> false	oops
print(pcall(function() for i in function() error("in iterator", 0) end, nil, nil, closing "iterator" do end end))  --> closed iterator	in iterator
  --> false	in iterator
for i in upto(2, "outer") do for j in upto(1, "inner") do print(i, j) end end  --> 1	1
  --> closed inner	nil
  --> 2	1
  --> closed inner	nil
  --> closed outer	nil
for _ in upto(1, nil or "nil value") do end  --> closed nil value	nil
for i in next, {}, nil, nil do end
print(pcall(function() for i in next, {}, nil, {} do end end))  --> false	generic_closing_value.lua:28: variable '(for state)' got a non-closable value
print(pcall(function() for i in next, {}, nil, 5 do end end))  --> false	generic_closing_value.lua:29: variable '(for state)' got a non-closable value
local co = coroutine.wrap(function() for i in upto(3, "coroutine") do coroutine.yield(i) end return "done" end)
print(co(), co(), co(), co())  --> closed coroutine	nil
  --> 1	2	3	done
