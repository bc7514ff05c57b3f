local a, b, x, s = 7, 3, 2.5, "10"
local integers = {a + b, a - b, a * b, a // b, a % b, a & b, a | b, a ~ b, a << b, a >> b, ~a, -a, a + 1, 5 - a, a * 2}
local floats = {a / b, a ^ b, x + 1, x - b, x * x, x // 1, x % 2, -x, 1 / x, 2 ^ x, s + 1, s * "2"}
local texts = {s .. a, a .. x .. s, #s, "a" .. 1 .. 2.0}
local tests = {a == b, a ~= b, a < b, a <= b, a > b, a >= b, a == 7, a < 10, a > 0, x == 2.5, s == "10", s < "2", not a}
local logic = {a and b, a or b, nil and a, false or x, a == 1 and "one" or "other", not (a < b or x > 1)}
if a > b and x < 3 or s == "x" then logic.yes = true elseif a then logic.no = false else logic.never = 1 end
return #integers, #floats, #texts, #tests, logic.yes, 1 // 0.0, 0x7fffffffffffffff + 1, 3 | 4.0
