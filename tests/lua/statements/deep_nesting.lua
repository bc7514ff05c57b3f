-- Nesting within the stated limits compiles; far beyond them is an error.
local function nest(open, core, close, n)
  return load("return " .. open:rep(n) .. core .. close:rep(n), "=n")
end
print(nest("(", "1", ")", 150)())  --> 1
print(#nest("{", "", "}", 150)())  --> 1
print(nest("- ", "1", "", 150)())  --> 1
print(nest("not ", "1", "", 150)())  --> true
print(nest("(function() return ", "7", " end)()", 50)())  --> 7
print(load(("do "):rep(150) .. "x = 5 " .. ("end "):rep(150)) ~= nil)  --> true
print(load(("if x then "):rep(150) .. ("end "):rep(150)) ~= nil)  --> true
local function fails(src)
  local f, message = load(src, "=n")
  print(f, message:find("overflow", 1, true) ~= nil)
end
fails("return " .. ("("):rep(100000) .. "1" .. (")"):rep(100000))  --> nil	true
fails("return " .. ("{"):rep(100000) .. ("}"):rep(100000))  --> nil	true
fails("return " .. ("- "):rep(100000) .. "1")  --> nil	true
fails("return " .. ("a."):rep(10) .. "b" .. ("("):rep(1000000))  --> nil	true
fails(("do "):rep(100000) .. ("end "):rep(100000))  --> nil	true
