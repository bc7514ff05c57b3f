-- __lt yields while table.sort compares.
local mt = {__lt = function(a, b) coroutine.yield(); return a.v < b.v end}
local t = {}
for i, v in ipairs {4, 2, 5, 1, 3} do t[i] = setmetatable({v = v}, mt) end
local co = coroutine.create(function() table.sort(t) end)
while coroutine.status(co) ~= "dead" do assert(coroutine.resume(co)) end
for i = 1, #t do print(t[i].v) end  --> 1
  --> 2
  --> 3
  --> 4
  --> 5
