-- Integers and floats keep their subtype in variables, tables, calls and constants.
local t = {1, 1.0, 2^53, 10 // 2, 10 / 2, 3 | 0, 1e2, 0x10, 0xA.8p0}
local types = {}
for i, v in ipairs(t) do types[i] = math.type(v) end
print(table.concat(types, " "))  --> integer float float integer float integer float integer float
local function f(a, b) return math.type(a), math.type(b) end
print(f(1, 1.0))  --> integer	float
local a, b <const>, c <const> = 1.0, 1.0, 1
print(a, b, c, a == c, b .. c)  --> 1.0	1.0	1	true	1.01
print(1.0, -0.0, 100, 1e2, 2^2, 7 // 2.0, 7 % 2.0, 3 * 1.0, 10 / 5)  --> 1.0	-0.0	100	100.0	4.0	3.0	1.0	3.0	2.0
local x = 1
x = x + 0.0
print(x, math.type(x), x == 1, ({[x] = "key"})[1])  --> 1.0	float	true	key
for _, v in ipairs {0, 0.0, -0.0, 1, 1.0, 2^31, 2^31 | 0} do print(v, math.type(v)) end  --> 0	integer
  --> 0.0	float
  --> -0.0	float
  --> 1	integer
  --> 1.0	float
  --> 2147483648.0	float
  --> 2147483648	integer
