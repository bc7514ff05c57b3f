-- Every arithmetic operator has a metamethod; either operand may have it.
local mt = {}
for _, name in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv"} do
  mt["__" .. name] = function(a, b)
    local function show(x) return type(x) == "table" and "T" or tostring(x) end
    return name .. " " .. show(a) .. " " .. show(b)
  end
end
local t = setmetatable({}, mt)
print(t + 1, 1 + t, t + t)  --> add T 1	add 1 T	add T T
print(t - 1, 1 - t, t - t)  --> sub T 1	sub 1 T	sub T T
print(t * 2, 2 * t, t * t)  --> mul T 2	mul 2 T	mul T T
print(t / 2, 2 / t, t / t)  --> div T 2	div 2 T	div T T
print(t % 2, 2 % t, t % t)  --> mod T 2	mod 2 T	mod T T
print(t ^ 2, 2 ^ t, t ^ t)  --> pow T 2	pow 2 T	pow T T
print(t // 2, 2 // t, t // t)  --> idiv T 2	idiv 2 T	idiv T T
print(-t)  --> unm T T
print(t + "x", "x" + t, t + nil, nil + t, t + true)  --> add T x	add x T	add T nil	add nil T	add T true
print(t - 1.5, 1.5 - t, t + 1000000, 1000000 + t, t + -1)  --> sub T 1.5	sub 1.5 T	add T 1000000	add 1000000 T	add T -1
local k <const> = 7
print(t + k, k + t, t - k, t * k, t // k, t % k, t ^ k, t / k)  --> add T 7	add 7 T	sub T 7	mul T 7	idiv T 7	mod T 7	pow T 7	div T 7
print(t + {}, {} + t)  --> add T T	add T T
