-- Backward and forward jumps, out of nested blocks and loops.
do
  local i = 1
  ::top::
  if i <= 3 then
    print(i)  --> 1
      --> 2
      --> 3
    i = i + 1
    goto top
  end
end
for i = 1, 3 do
  for j = 1, 3 do
    if i * j == 4 then
      print("found", i, j)  --> found	2	2
      goto done
    end
  end
end
::done::
do
  goto skip
  print "skipped"
  ::skip::
end
-- a state machine
local function accept(s)
  local pos = 0
  ::even::
  pos = pos + 1
  if pos > #s then return true end
  if s:sub(pos, pos) == "x" then goto odd end
  do return false end
  ::odd::
  pos = pos + 1
  if pos > #s then return false end
  if s:sub(pos, pos) == "x" then goto even end
  return false
end
print(accept "", accept "x", accept "xx", accept "xxx", accept "xy")  --> true	false	true	false	false
