-- A tail call leaves a mark instead of its caller.
--! tail_calls.lua:10: attempt to concatenate a nil value
--! stack traceback:
--! 	tail_calls.lua:10: in function <tail_calls.lua:9>
--! 	(...tail calls...)
--! 	tail_calls.lua:16: in local 'first'
--! 	tail_calls.lua:19: in main chunk
--! 	[C]: in ?
local function fail(x)
  return x .. nil
end
local function second(x)
  return fail(x)
end
local function first(x)
  local r = second(x)
  return r
end
first("a")
