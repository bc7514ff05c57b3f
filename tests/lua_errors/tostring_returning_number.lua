-- A __tostring that does not return a string is not used as message.
--! (error object is a table value)
--! stack traceback:
--! 	[C]: in function 'error'
--! 	tostring_returning_number.lua:7: in main chunk
--! 	[C]: in ?
error(setmetatable({}, {__tostring = function() return 12 end}))
