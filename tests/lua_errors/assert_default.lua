-- assert without a message.
--! assert_default.lua:7: assertion failed!
--! stack traceback:
--! 	[C]: in function 'assert'
--! 	assert_default.lua:7: in main chunk
--! 	[C]: in ?
assert(false)
