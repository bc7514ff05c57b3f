-- A shift by a float with a fraction.
--! no_integer_representation.lua:7: number (local 'n') has no integer representation
--! stack traceback:
--! 	no_integer_representation.lua:7: in local 'shift'
--! 	no_integer_representation.lua:8: in main chunk
--! 	[C]: in ?
local function shift(n) return 1 << n end
shift(1.25)
