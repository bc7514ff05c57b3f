-- heavy: not in gc-stress (locals of a main chunk that has ended are collected before the exit)
-- Objects still alive at the end are finalized then, in reverse order.
local mt = {__gc = function(o) print("finalize " .. o.name) end}
first = setmetatable({name = "first"}, mt)
second = setmetatable({name = "second"}, mt)
local third = setmetatable({name = "third"}, mt)
setmetatable(_G, {__gc = function() print "globals" end})
print "end of program"  --> end of program
  --> globals
  --> finalize third
  --> finalize second
  --> finalize first
