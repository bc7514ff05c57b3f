-- heavy: not in gc-stress, fuel-1 (fills the stack several times)
-- What error handling uses beyond the limit is there again for the next error.
local function loop(x) return 1 + loop(x) end
for round = 1, 3 do
  print(xpcall(loop, loop))
  print(xpcall(loop, function(message) return #debug.traceback(message) > 100 end))
  print(select("#", pcall(table.unpack, {}, 1, 999900)))
  print(pcall(table.unpack, {}, 1, 1000000))
end
--> false	error in error handling
--> false	true
--> 999901
--> false	too many results to unpack
--> false	error in error handling
--> false	true
--> 999901
--> false	too many results to unpack
--> false	error in error handling
--> false	true
--> 999901
--> false	too many results to unpack
