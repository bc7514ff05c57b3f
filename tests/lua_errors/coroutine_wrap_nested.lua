-- wrap in wrap: each adds a position to the message.
--! coroutine_wrap_nested.lua:18: coroutine_wrap_nested.lua:15: coroutine_wrap_nested.lua:9: deep
--! stack traceback:
--! 	[C]: in upvalue 'outer'
--! 	coroutine_wrap_nested.lua:18: in local 'run'
--! 	coroutine_wrap_nested.lua:20: in main chunk
--! 	[C]: in ?
local function leaf()
  error("deep")
end
local outer = coroutine.wrap(function()
  local inner = coroutine.wrap(function()
    leaf()
  end)
  inner()
end)
local function run()
  outer()
end
run()
