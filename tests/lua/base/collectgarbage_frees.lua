-- Memory of garbage is given back; what is reachable stays.
local function fill(n) local t = {} for i = 1, n do t[i] = {i, tostring(i)} end return t end
collectgarbage()
local before = collectgarbage("count")
local t = fill(2000)
local full = collectgarbage("count")
print(full > before + 50)  --> true
collectgarbage()
print(#t, t[1000][1], t[2000][2])  --> 2000	1000	2000
t = nil
collectgarbage()
print(collectgarbage("count") < full - 50)  --> true
-- much garbage in a loop does not pile up
for round = 1, 20 do fill(500) end
collectgarbage()
print(collectgarbage("count") < full * 2)  --> true
-- stopped, it grows; collect works all the same
collectgarbage("stop")
fill(1000)
local grown = collectgarbage("count")
collectgarbage()
print(collectgarbage("count") < grown)  --> true
collectgarbage("restart")
print(collectgarbage("isrunning"))  --> true
