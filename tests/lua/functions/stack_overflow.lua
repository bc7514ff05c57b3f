-- heavy: not in gc-stress (every collection would mark a full stack)
-- Unlimited recursion is an error that can be caught, and the program goes on.
local function forever() return 1 + forever() end
local ok, message = pcall(forever)
print(ok, message:find("stack overflow", 1, true) ~= nil)  --> false	true
local depth = 0
local function down() depth = depth + 1; down(); return 1 end
for _ = 1, 2 do
  depth = 0
  print(pcall(down) == false, depth > 1000)  --> true	true
    --> true	true
end
print(select(2, xpcall(down, function(m) return "handled: " .. tostring(m:find("stack overflow", 1, true) ~= nil) end)))  --> handled: true
-- in a coroutine
local co = coroutine.create(forever)
ok, message = coroutine.resume(co)
print(ok, message:find("stack overflow", 1, true) ~= nil, coroutine.status(co))  --> false	true	dead
print("still running", pcall(string.rep, "x", 3))  --> still running	true	xxx
