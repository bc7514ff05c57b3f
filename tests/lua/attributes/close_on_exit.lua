-- break, goto, return and errors close what they leave.
local function res(name)
  return setmetatable({}, {__close = function(_, e) print("close " .. name, e) end})
end
while true do
  local a <close> = res "break"
  do local b <close> = res "break inner"; break end
end  --> close break inner	nil
  --> close break	nil
for i = 1, 3 do
  local a <close> = res("continue " .. i)
  if i == 2 then goto continue end
  print("body", i)  --> body	1
  ::continue::  --> close continue 1	nil
    --> close continue 2	nil
    --> body	3
    --> close continue 3	nil
end
local function ret()
  local a <close> = res "return a"
  local b <close> = res "return b"
  return "values", print("evaluated")
end
print(ret())  --> evaluated
  --> close return b	nil
  --> close return a	nil
  --> values
local function tail()
  local a <close> = res "no tail call"
  return print("called before close")
end
tail()  --> called before close
  --> close no tail call	nil
print(pcall(function()  --> close error b	message
  --> close error a	message
  --> false	message
  local a <close> = res "error a"
  local b <close> = res "error b"
  error("message", 0)
end))
print(pcall(function()  --> close runtime	close_on_exit.lua:45: attempt to index a nil value (local 't')
  --> false	close_on_exit.lua:45: attempt to index a nil value (local 't')
  local a <close> = res "runtime"
  local t = nil
  return t.x
end))
do
  local n = 0
  ::top::
  local a <close> = res("goto " .. n)
  n = n + 1
  if n < 3 then goto top end  --> close goto 0	nil
    --> close goto 1	nil
    --> close goto 2	nil
end
local function varargs(...)
  local a <close> = res "varargs"
  return ...
end
print(varargs(1, 2, 3))  --> close varargs	nil
  --> 1	2	3
