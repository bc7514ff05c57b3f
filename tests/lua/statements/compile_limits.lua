-- Limits on one function's locals, upvalues and parameters.
local function try(src)
  local f, message = load(src, "=l")
  print(f and "ok" or message)
end
local names = {}
for i = 1, 201 do names[i] = "v" .. i end
try("local " .. table.concat(names, ", ", 1, 200))  --> ok
try("local " .. table.concat(names, ", "))  --> l:1: too many local variables (limit is 200) in main function near <eof>
try("local function f(" .. table.concat(names, ", ", 1, 199) .. ") end")  --> ok
try("local function f(" .. table.concat(names, ", ") .. ") end")  --> l:1: too many local variables (limit is 200) in function at line 1 near ')'
try("do local " .. table.concat(names, ", ", 1, 150) .. " end do local " .. table.concat(names, ", ", 1, 150) .. " end")  --> ok
local function upvalues(n)
  local decls, uses = {}, {}
  for i = 1, n do uses[i] = "u" .. i end
  local first, second = table.concat(uses, ", ", 1, n // 2), table.concat(uses, ", ", n // 2 + 1)
  return "local " .. first .. "\nlocal function a()\nlocal " .. second .. "\nreturn function() return "
    .. table.concat(uses, " or ") .. " end end"
end
try(upvalues(255))  --> ok
try(upvalues(256))  --> l:4: too many upvalues (limit is 255) in function at line 4 near 'end'
try("return f(" .. ("nil, "):rep(240) .. "nil)")  --> ok
try("return f(" .. ("nil, "):rep(300) .. "nil)")  --> l:1: function or expression needs too many registers near 'nil'
