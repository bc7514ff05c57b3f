-- The option L lists the lines that have code.
local function f(x)
  local y = x

  if y then
    return 1 -- a comment
  end
  -- nothing here
end
local function show(f)
  local lines = {}
  for line in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = line end
  table.sort(lines)
  print(table.concat(lines, " "))
end
show(f)  --> 3 5 6 9
show(function(x)
  return function()
    return x
  end
end)  --> 20 21
print(debug.getinfo(print, "L").activelines)  --> nil
