-- A finalizer is called as metamethod __gc by whatever runs.
setmetatable({}, {__gc = function()
  local info = debug.getinfo(1, "n")
  print(info.namewhat, info.name)  --> metamethod	__gc
end})
collectgarbage()
