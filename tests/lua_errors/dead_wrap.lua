-- A call of a finished wrap.
--! dead_wrap.lua:9: cannot resume dead coroutine
--! stack traceback:
--! 	[C]: in local 'f'
--! 	dead_wrap.lua:9: in main chunk
--! 	[C]: in ?
local f = coroutine.wrap(function() return 1 end)
print(f())  --> 1
f()
