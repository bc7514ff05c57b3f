-- heavy: not in gc-stress (every collection would mark a full stack)
-- A message handler goes on when what it calls under protection overflows the rest of the stack.
local function loop(x, y, z) return 1 + loop(x, y, z) end
print(xpcall(loop, function(message)
  print(message:match("stack overflow"))  --> stack overflow
  print(pcall(loop))                      --> false	error in error handling
  print(pcall(loop))                      --> false	error in error handling
  print(pcall(string.rep, "x", 3))        --> true	xxx
  return 15
end))  --> false	15
