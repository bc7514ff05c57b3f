-- A function with as many upvalues as are allowed.
local parts = {"return function()\n"}
for b = 0, 1 do
  local names, values = {}, {}
  for i = 1, 127 do
    names[i] = "u" .. (b * 127 + i)
    values[i] = tostring(b * 127 + i)
  end
  parts[#parts + 1] = "local " .. table.concat(names, ",") .. " = " .. table.concat(values, ",") .. "\n"
  parts[#parts + 1] = b == 0 and "return function()\n" or ""
end
local sum, incs = {}, {}
for i = 1, 254 do sum[i] = "u" .. i; incs[i] = "u" .. i .. " = u" .. i .. " + 1" end
parts[#parts + 1] = "return function() " .. table.concat(incs, "; ") .. " return " .. table.concat(sum, " + ")
parts[#parts + 1] = " end end end"
local make = assert(load(table.concat(parts)))()
local f = make()()
print(f(), f())  --> 32639	32893
print(make()()())  --> 32639
