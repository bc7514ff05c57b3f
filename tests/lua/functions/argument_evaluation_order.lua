local log = {}
local function v(x) log[#log + 1] = tostring(x); return x end
local function f(...) log[#log + 1] = "call"; return ... end
local o = {m = function(self, ...) log[#log + 1] = "method"; return ... end}
local function object() log[#log + 1] = "object"; return o end
local function done() print(table.concat(log, " ")); log = {} end
f(v(1), v(2), v(3))
done()  --> 1 2 3 call
object():m(v(1), f(v(2)))
done()  --> object 1 2 call method
local _ = {v(1), v(2), [v(3)] = v(4), v(5)}
done()  --> 1 2 3 4 5
_ = v(1) + v(2) * v(3) - v(4)
done()  --> 1 2 3 4
_ = v("a") .. v("b") .. v("c")
done()  --> a b c
_ = v(2) ^ v(3) ^ v(2)
done()  --> 2 3 2
_ = v(1) < v(2), v(2) > v(1), v(3) >= v(2)
done()  --> 1 2 2 1 3 2
_ = v(false) and v(1) or v(2)
done()  --> false 2
