-- The message of assert gets a position, as in error.
--! assert_message.lua:8: assertion with message
--! stack traceback:
--! 	[C]: in function 'assert'
--! 	assert_message.lua:8: in main chunk
--! 	[C]: in ?
assert(1 == 1, "fine")
assert(nil, "assertion with message")
