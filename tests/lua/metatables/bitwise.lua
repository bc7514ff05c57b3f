local mt = {}
for _, name in ipairs {"band", "bor", "bxor", "shl", "shr", "bnot"} do
  mt["__" .. name] = function(a, b)
    local function show(x) return type(x) == "table" and "T" or tostring(x) end
    return name .. " " .. show(a) .. " " .. show(b)
  end
end
local t = setmetatable({}, mt)
print(t & 1, 1 & t, t & t)  --> band T 1	band 1 T	band T T
print(t | 1, 1 | t, t | t)  --> bor T 1	bor 1 T	bor T T
print(t ~ 1, 1 ~ t, t ~ t)  --> bxor T 1	bxor 1 T	bxor T T
print(t << 1, 1 << t, t << t)  --> shl T 1	shl 1 T	shl T T
print(t >> 1, 1 >> t, t >> t)  --> shr T 1	shr 1 T	shr T T
print(~t)  --> bnot T T
print(t & 1.5, "x" | t, t ~ nil, t << 1000, t >> -1)  --> band T 1.5	bor x T	bxor T nil	shl T 1000	shr T -1
local k <const> = 255
print(t & k, k | t, t ~ k, t << k, t >> k)  --> band T 255	bor 255 T	bxor T 255	shl T 255	shr T 255
print(pcall(function() return t & 1 + {} end))  --> false	bitwise.lua:18: attempt to perform arithmetic on a table value
