-- A misspelt global.
--! call_nil_global.lua:6: attempt to call a nil value (global 'prnt')
--! stack traceback:
--! 	call_nil_global.lua:6: in main chunk
--! 	[C]: in ?
prnt("hello")
