-- Global functions are named by their global.
--! global_function.lua:9: attempt to perform arithmetic on a nil value (global 'undefined_name')
--! stack traceback:
--! 	global_function.lua:9: in function 'inner'
--! 	global_function.lua:12: in function 'outer'
--! 	global_function.lua:14: in main chunk
--! 	[C]: in ?
function inner()
  return undefined_name + 1
end
function outer()
  return (inner())
end
outer()
