-- Values that do not fit on the other coroutine's stack fail the resume, not the run.
local function count(...) return select("#", ...) end
local function wait(...) return count(coroutine.yield()) end
local co = coroutine.create(function() return wait(table.unpack({}, 1, 490000)) end)
print(coroutine.resume(co)) --> true
print(coroutine.resume(co, table.unpack({}, 1, 550000))) --> false	too many arguments to resume
print(coroutine.status(co)) --> suspended
print(coroutine.resume(co, 1)) --> true	1
local many = coroutine.wrap(function() while true do coroutine.yield(table.unpack({}, 1, 550000)) end end)
local function deep(...) return count(many()) end
local _, message = pcall(deep, table.unpack({}, 1, 490000))
print(message:match(": (.*)")) --> too many results to resume
