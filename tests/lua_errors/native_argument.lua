-- A native function names its bad argument.
--! native_argument.lua:7: bad argument #1 to 'rep' (number expected, got table)
--! stack traceback:
--! 	[C]: in function 'string.rep'
--! 	native_argument.lua:7: in main chunk
--! 	[C]: in ?
local s = ("x"):rep({})
