-- A function that was tail-called has no name, since its caller is gone.
local function f()
  local info = debug.getinfo(1, "nt")
  return info.istailcall, info.name
end
local function g() return f() end
print(g())  --> true	nil
print((f()))  --> false
