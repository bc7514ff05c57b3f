-- Comparison with small constants on either side, taken and not taken.
local function test(x)
  local r = ""
  if x == 5 then r = r .. "a" end
  if x ~= 5 then r = r .. "b" end
  if x < 5 then r = r .. "c" end
  if x <= 5 then r = r .. "d" end
  if x > 5 then r = r .. "e" end
  if x >= 5 then r = r .. "f" end
  if 5 < x then r = r .. "g" end
  if 5 <= x then r = r .. "h" end
  if 5 > x then r = r .. "i" end
  if 5 >= x then r = r .. "j" end
  if not (x < 5) then r = r .. "k" end
  if not (x == 5) then r = r .. "l" end
  return r
end
print(test(4), test(5), test(6))  --> bcdijl	adfhjk	befghkl
print(test(4.9), test(5.0), test(5.1))  --> bcdijl	adfhjk	befghkl
print(test(-math.huge), test(math.huge), test(0/0))  --> bcdijl	befghkl	bkl
local function edges(x)
  return x < 127, x < 128, x < -128, x < -129, x <= 1.0, x == 127.0, x > 100000, x == 100000
end
print(edges(127))  --> false	true	false	false	false	true	false	false
print(edges(-128))  --> true	true	false	false	true	false	false	false
print(edges(100000))  --> false	false	false	false	false	false	false	true
print(pcall(test, "5"))  --> false	comparison_constants.lua:6: attempt to compare string with number
print(pcall(test, {}))  --> false	comparison_constants.lua:6: attempt to compare table with number
local s = "k"
print(s == "k", "k" == s, s ~= "j", s == nil, nil == s, s == true, nil == nil)  --> true	true	true	false	false	false	true
