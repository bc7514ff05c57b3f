-- A string raised by error gets the position of the call and a traceback.
--! string_message.lua:8: went wrong
--! stack traceback:
--! 	[C]: in function 'error'
--! 	string_message.lua:8: in main chunk
--! 	[C]: in ?
print("before")  --> before
error("went wrong")
print("after")
