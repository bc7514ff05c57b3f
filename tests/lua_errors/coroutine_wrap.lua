-- The traceback is the main thread's; the error passes through wrap.
--! coroutine_wrap.lua:13: coroutine_wrap.lua:10: attempt to index a nil value (local 't')
--! stack traceback:
--! 	[C]: in local 'gen'
--! 	coroutine_wrap.lua:13: in main chunk
--! 	[C]: in ?
local gen = coroutine.wrap(function(n)
  coroutine.yield(n)
  local t = nil
  t.x = n
end)
gen(1)
gen(2)
