-- heavy: not in gc-stress (every collection would mark a full stack)
-- Protected calls nested without end fail, and the error is caught like any other.
local function nest() local _, message = pcall(nest) return message end
print(nest():match("C stack overflow$"))  --> C stack overflow
local function fail() assert(pcall(fail)) end
print(xpcall(fail, fail))  --> false	error in error handling
print(pcall(pcall, error, "x"))  --> true	false	x
