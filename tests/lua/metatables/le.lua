local log = {}
local mt = {
  __le = function(a, b)
    local function v(x) return type(x) == "table" and x.v or x end
    log[#log + 1] = v(a) .. "<=" .. v(b)
    return v(a) <= v(b)
  end,
  __lt = function() error "not used" end,
}
local function new(v) return setmetatable({v = v}, mt) end
local a, b = new(1), new(2)
print(a <= b, b <= a, a >= b, b >= a, a <= a)  --> true	false	false	true	true
print(a <= 1, 1 <= a, a >= 1, 2 >= a, a <= 0.5, 1.5 >= a)  --> true	true	true	true	false	true
print(table.concat(log, " "))  --> 1<=2 2<=1 2<=1 1<=2 1<=1 1<=1 1<=1 1<=1 1<=2 1<=0.5 1<=1.5
-- results become booleans
local odd = setmetatable({}, {__le = function() return nil, true end, __lt = function() return 0 end})
print(odd <= odd, odd < odd, odd >= 1, odd > 1, not (odd <= odd))  --> false	true	false	true	true
local k <const> = 100
print(a <= k, k <= a, a >= -100, -128 <= a)  --> true	false	true	true
