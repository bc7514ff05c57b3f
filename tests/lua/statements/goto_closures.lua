-- A jump backwards out of a variable's scope ends it: each pass has its own.
local fs = {}
do
  local i = 1
  ::top::
  local x = i * 10
  fs[i] = function() x = x + 1; return x end
  i = i + 1
  if i <= 3 then goto top end
end
print(fs[1](), fs[1](), fs[2](), fs[3]())  --> 11	12	21	31
-- a variable outside the jump is shared
local gs = {}
do
  local shared = 0
  local n = 0
  ::again::
  do
    local own = n
    gs[#gs + 1] = function() shared = shared + 1; return shared, own end
  end
  n = n + 1
  if n < 3 then goto again end
end
print(gs[1]())  --> 1	0
print(gs[2]())  --> 2	1
print(gs[3]())  --> 3	2
-- continue in a loop with captured locals
local hs = {}
for i = 1, 4 do
  local v = i
  hs[#hs + 1] = function() return v end
  if i % 2 == 0 then goto continue end
  v = -v
  ::continue::
end
print(hs[1](), hs[2](), hs[3](), hs[4]())  --> -1	2	-3	4
