local function count(...) return select("#", ...) end
print(count(), count(nil), count(nil, nil), count(1, nil, 3))  --> 0	1	2	3
local function pass(...) return ... end
print(pass())  -->
print((pass(1, 2)))  --> 1
print(pass(1, 2), pass(3, 4))  --> 1	3	4
print(#{pass(1, 2, 3)}, #{pass(1, 2, 3), 4}, #{(pass(1, 2, 3))})  --> 3	2	1
local function named(a, b, ...) return a, b, count(...) end
print(named())  --> nil	nil	0
print(named(1))  --> 1	nil	0
print(named(1, 2, 3, 4))  --> 1	2	2
local function twice(...) return pass(...), pass(...) end
print(twice("a", "b"))  --> a	a	b
-- varargs of a nested function are its own
local function outer(...)
  local function inner(...) return ... end
  return inner(1), ...
end
print(outer("x", "y"))  --> 1	x	y
local function assigns(...)
  local a, b = ...
  a, b = b, ...
  return a, b
end
print(assigns(1, 2))  --> 2	1
local function loop(...)
  local s = ""
  for i, v in ipairs {...} do s = s .. i .. v end
  for i = 1, select("#", ...) do s = s .. (select(i, ...)) end
  return s
end
print(loop("a", "b", "c"))  --> 1a2b3cabc
print((function(...) return select("#", ...) end)(nil, nil, nil))  --> 3
