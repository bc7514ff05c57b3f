-- The message of resume raised again at level 0.
--! coroutine_resume_rethrown.lua:7: attempt to compare two table values
--! stack traceback:
--! 	[C]: in function 'error'
--! 	coroutine_resume_rethrown.lua:9: in main chunk
--! 	[C]: in ?
local co = coroutine.create(function() local x = {} ; return x < x end)
local ok, message = coroutine.resume(co)
error(message, 0)
