-- pcall inside pcall uses no stack of the host.
local function nest(n)
  if n == 0 then error("bottom", 0) end
  local ok, message = pcall(nest, n - 1)
  error(message, 0)
end
print(pcall(nest, 5000))  --> false	bottom
