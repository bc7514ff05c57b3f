-- Setting, asking for and removing hooks.
local function f() end
local function show(...) return select("#", ...), (...) == f, select(2, ...) end
local function nothing() end
print(debug.gethook())  --> nil
print(select("#", debug.sethook()))  --> 0
debug.sethook(f, "crl")
print(show(debug.gethook()))  --> 3	true	crl	0
debug.sethook(f, "l", 7)
print(show(debug.gethook()))  --> 3	true	l	7
debug.sethook(f, "", 7)
print(show(debug.gethook()))  --> 3	true		7
debug.sethook(f, "rc unknown letters xyz")
print(show(debug.gethook()))  --> 3	true	crl	0
-- without events there is no hook
debug.sethook(f, "")
print(debug.gethook())  --> nil
debug.sethook(f, "", 0)
print(debug.gethook())  --> nil
debug.sethook(f, "l")
debug.sethook(nil, "l")
print(debug.gethook())  --> nil
-- each thread has its own
local co = coroutine.create(function() coroutine.yield(debug.gethook()) return debug.gethook() end)
debug.sethook(co, f, "c")
print(show(debug.gethook(co)))  --> 3	true	c	0
print(debug.gethook())  --> nil
print(select(2, coroutine.resume(co)) == f)  --> true
debug.sethook(co)
print(debug.gethook(co))  --> nil
print(coroutine.resume(co))  --> true	nil
-- the registry knows them
debug.sethook(f, "l", 100)
print(debug.getregistry()._HOOKKEY[coroutine.running()] == f)  --> true
debug.sethook()
print(debug.getregistry()._HOOKKEY[coroutine.running()])  --> nil
