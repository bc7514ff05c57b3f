-- Calls inside calls, indices, constructors and operators.
local function id(...) return ... end
local function add(a, b) return a + b end
local function pair() return 1, 2 end
print(add(add(1, 2), add(3, add(4, 5))))  --> 15
print(id(id(id(pair()))), (id(id(pair()))))  --> 1	1
print(add(pair()), add(1, pair()), id(pair(), pair(), (pair())))  --> 3	2	1	1	1
local t = {id(pair()), id(pair())}
print(#t, t[1], t[2], t[3])  --> 3	1	1	2
print(({id(pair())})[id(2)], ({pair()})[#{pair()}])  --> 2	2
print(id(t)[id(1)], id({x = id})["x"]("called"), (id)(id)("twice"))  --> 1	called	twice
print(#id("four"), -id(5), not id(nil), id(1) + id(2) * id(3), id("a") .. id("b") .. id(1))  --> 4	-5	true	7	ab1
print(id(function() return id end)()("chain"))  --> chain
local o = {v = 1}
function o:self() return self end
function o:add(n) self.v = self.v + n; return self end
print(o:self():add(1):add(2):self().v, o:add(o:add(10).v).v)  --> 4	28
print(select("#", id()), select("#", (id())), select("#", id(), id()), select("#", id(), nil, id()))  --> 0	1	1	2
print(math.max(id(3, 9, 4)), math.max(id(3, 9), 4), string.rep(id("ab", 3)))  --> 9	4	ababab
print((pair()) + select(2, pair()), ({pair()})[1] == nil)  --> 3	false
