-- break, goto, return and errors end the scopes they leave.
local fs = {}
for i = 1, 10 do
  local v = i * 2
  fs[#fs + 1] = function() v = v + 1; return i, v end
  if i == 2 then break end
end
local reuse1, reuse2, reuse3 = "a", "b", "c"
print(fs[1]())  --> 1	3
print(fs[2]())  --> 2	5
print(fs[2]())  --> 2	6
local function early(n)
  for i = 1, 5 do
    local w = i
    local f = function() w = w * 2; return w end
    if i == n then return f, f end
  end
end
local f, g = early(3)
print(f(), g(), f())  --> 6	12	24
local kept
print(pcall(function()  --> false	stop
  local z = 7
  kept = function() z = z + 1; return z end
  error("stop", 0)
end))
print(kept(), kept())  --> 8	9
while true do
  local q = 1
  kept = function() q = q + 1; return q end
  if kept() > 1 then goto out end
end
::out::
print(kept(), reuse1, reuse2, reuse3)  --> 3	a	b	c
