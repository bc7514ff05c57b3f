-- Names in messages keep bytes that are no UTF-8.
local function message(f, ...)
  local _, text = pcall(f, ...)
  print((text:gsub("[\x80-\xff]", function(byte) return ("<%02x>"):format(byte:byte()) end)))
end
message(function() local t = {} t["a\xe4b"]() end)  --> names_with_any_bytes.lua:6: attempt to call a nil value (field 'a<e4>b')
message(function() local t = {} return t["a\xff"].x end)  --> names_with_any_bytes.lua:7: attempt to index a nil value (field 'a<ff>')
message(function() return "a\xe4b" | 1 end)  --> names_with_any_bytes.lua:8: attempt to perform bitwise operation on a string value (constant 'a<e4>b')
message(function() return setmetatable({}, {__name = "A\0B"}) < 1 end)  --> names_with_any_bytes.lua:9: attempt to compare A with number
message(function() return -setmetatable({}, {__name = "T\xff"}) end)  --> names_with_any_bytes.lua:10: attempt to perform arithmetic on a T<ff> value
message(math.abs, setmetatable({}, {__name = "A\0B"}))  --> bad argument #1 to 'math.abs' (number expected, got A)
