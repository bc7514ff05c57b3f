print(nil == nil, nil == false, false == false, true == true, 0 == false)  --> true	false	true	true	false
print(1 == 1, 1 == 1.0, "1" == 1, "a" == "a")  --> true	true	false	true
local t, u = {}, {}
print(t == t, t == u, t ~= u, {} == {})  --> true	false	true	false
local function f() end
print(f == f, f == function() end, print == print, print == type)  --> true	false	true	false
local co = coroutine.create(f)
print(co == co, co == coroutine.create(f))  --> true	false
print(math.maxinteger == math.maxinteger + 0.0, math.mininteger == math.mininteger + 0.0)  --> false	true
print(rawequal(t, t), rawequal(t, u), rawequal(1, 1.0), rawequal("a", "a"))  --> true	false	true	true
local function make() return function() end end
print(make() == nil, type(make() == make()))  --> false	boolean
