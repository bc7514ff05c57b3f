-- Integer division by zero.
--! division_by_zero.lua:7: attempt to divide by zero
--! stack traceback:
--! 	division_by_zero.lua:7: in local 'div'
--! 	division_by_zero.lua:9: in main chunk
--! 	[C]: in ?
local function div(a, b) return a // b end
print(div(7, 2))  --> 3
div(7, 0)
