local i = 0
while i < 3 do i = i + 1 end
print(i)  --> 3
while false do print "never" end
while nil do print "never" end
repeat i = i - 1 until i == 0
print(i)  --> 0
repeat i = i + 1 until true
print(i)  --> 1
while true do
  i = i * 2
  if i > 100 then break end
end
print(i)  --> 128
repeat
  local k = i
  if k > 200 then break end
  i = i + k
until k < 0
print(i)  --> 256
-- a loop whose condition calls
local calls = 0
local function more() calls = calls + 1; return calls < 4 end
while more() do end
print(calls)  --> 4
repeat until not more()
print(calls)  --> 5
