-- A goto to the end of a block leaves the scope of its variables; the block's end closes them.
local function closing(name)
  return setmetatable({}, {__close = function() print("close " .. name) end})
end
local function fails() return setmetatable({}, {__close = {}}) end
print(select(2, pcall(function()
  local c <close> = fails()
  do goto over end
  print(1)
  ::over::
end)))  --> close_at_labels.lua:11: attempt to call a table value (metamethod 'close')
print(select(2, pcall(function()
  while true do
    local c <close> = fails()
    if c then goto over end
    ::over::
  end
end)))  --> close_at_labels.lua:16: attempt to call a table value (metamethod 'close')
do
  do local d <close> = closing("d") goto over end
  local c <close> = closing("c")
  ::over::
end  --> close d
do
  local c <close> = closing("c")
  do local d <close> = closing("d") goto over end
  print("not here")
  ::over::
end  --> close d
--> close c
do
  local c <close> = closing("c")
  do local d <close> = closing("d") goto over end
  ::over::
  print("after")
end  --> close d
--> after
--> close c
for i = 1, 2 do
  local c <close> = closing("c" .. i)
  if i == 1 then goto continue end
  print("body")
  ::continue::
end  --> close c1
--> body
--> close c2
do
  goto over
  local c <close> = closing("never")
  ::over::
end
repeat
  local c <close> = closing("repeated")
  do local d <close> = closing("inner") goto over end
  ::over::
until c  --> close inner
--> close repeated
do
  local n = 0
  ::again::
  local c <close> = closing("loop" .. n)
  n = n + 1
  if n < 3 then goto again end
end  --> close loop0
--> close loop1
--> close loop2
