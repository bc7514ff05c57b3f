local t = {}
for i = 1, 5 do t[i] = function() return i end end
for i = 3, 1, -1 do t[#t + 1] = i end
for x = 1.0, 2.0, 0.25 do t[#t + 1] = x end
for k, v in pairs({a = 1, b = 2}) do t[k] = v end
for i, v in ipairs({1, 2, 3}) do if i == 2 then goto next end t[v] = nil ::next:: end
local n = 0
while true do n = n + 1 if n > 10 then break end end
repeat local m = n n = n - 1 until m < 3
do
  local c <close> = setmetatable({}, {__close = function() n = 0 end})
  local k <const> = 7
  n = n + k
end
return n, #t
