-- Values are closed in reverse order at the end of their block.
local function res(name)
  return setmetatable({}, {__close = function(self, e) print("close " .. name, e) end, __name = name})
end
do
  local a <close> = res "a"
  local b <close> = res "b"
  local plain = 5
  local c <close> = res "c"
  print("in block")  --> in block
    --> close c	nil
    --> close b	nil
    --> close a	nil
end
do
  local n <close> = nil
  local f <close> = false
  local a <close> = res "only"  --> close only	nil
end
for i = 1, 2 do
  local a <close> = res("loop " .. i)
  do local b <close> = res("inner " .. i) end  --> close inner 1	nil
    --> close loop 1	nil
    --> close inner 2	nil
    --> close loop 2	nil
end
if true then local a <close> = res "if" end  --> close if	nil
local i = 0
while i < 2 do
  local a <close> = res("while " .. i)
  i = i + 1  --> close while 0	nil
    --> close while 1	nil
end
repeat
  local a <close> = res "repeat"
  local done = true
  print("before until")  --> before until
until done  --> close repeat	nil
print("end")  --> end
