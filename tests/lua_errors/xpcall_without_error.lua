-- xpcall does not catch what comes after it.
--! xpcall_without_error.lua:8: attempt to get length of a nil value (field 'b')
--! stack traceback:
--! 	xpcall_without_error.lua:8: in local 'after'
--! 	xpcall_without_error.lua:9: in main chunk
--! 	[C]: in ?
print(xpcall(function() return "done" end, print))  --> true	done
local function after() local a <const> = {} ; return #a.b end
after()
