-- heavy: not in gc-stress, fuel-1 (builds strings of megabytes)
-- A string key goes with the weak value of its entry.
local function used() collectgarbage() return collectgarbage("count") end
local function big(letter) return string.rep(letter, 2^21) end
for _, mode in ipairs {"v", "kv"} do
  local before = used()
  local t = setmetatable({}, {__mode = mode})
  t[big "a"] = {}
  t[big "b"] = 1
  collectgarbage() collectgarbage()
  local after = collectgarbage("count")
  print(mode, after >= before + 2^11, after < before + 2^12)
  local k, v = next(t)
  print(k == big "b", v, next(t, k), t[big "a"])
  t[k] = nil
  k = nil
  print(used() < before + 16, next(t), t[string.rep("b", 100)])
end
--> v	true	true
--> true	1	nil	nil
--> true	nil	nil
--> kv	true	true
--> true	1	nil	nil
--> true	nil	nil

-- short ones, removed and added again
local t = setmetatable({}, {__mode = "v"})
for round = 1, 30 do
  for i = 1, 200 do t["key" .. i] = i % 3 == 0 and {} or i % 3 == 1 and round or nil end
  collectgarbage("step")
  for i = 1, 200, 5 do t["key" .. i] = nil end
end
collectgarbage()
local count = 0
for k, v in pairs(t) do
  count = count + 1
  assert(k == "key" .. tonumber(k:match "%d+") and v == 30)
end
print(count)  --> 53
