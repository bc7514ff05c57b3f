-- A native function called in tail position keeps its caller visible.
--! tail_call_of_native.lua:10: bad argument #1 to 'rep' (string expected, got no value)
--! stack traceback:
--! 	[C]: in function 'string.rep'
--! 	tail_call_of_native.lua:10: in function <tail_call_of_native.lua:9>
--! 	(...tail calls...)
--! 	tail_call_of_native.lua:13: in main chunk
--! 	[C]: in ?
local function f(s)
  return s:rep(-1):upper(), string.rep()
end
local function g() return f("x") end
g()
