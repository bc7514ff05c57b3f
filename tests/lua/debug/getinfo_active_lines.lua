-- The option L lists the lines that have code.
local function f(x)
  local y = x

  if y then
    return 1 -- a comment
  end
  -- nothing here
end
local lines = {}
for line in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = line end
table.sort(lines)
print(table.concat(lines, " "))  --> 3 5 6 9
print(debug.getinfo(print, "L").activelines)  --> nil
