-- A native function called in tail position does not replace its caller.
--! tail_call_of_native.lua:10: bad argument #2 to 'rep' (number expected, got table)
--! stack traceback:
--! 	[C]: in function 'string.rep'
--! 	tail_call_of_native.lua:10: in function <tail_call_of_native.lua:9>
--! 	(...tail calls...)
--! 	tail_call_of_native.lua:13: in main chunk
--! 	[C]: in ?
local function f(s)
  return string.rep(s, {})
end
local function g() return f("x") end
g()
