-- __lt, and a concat in it.
--! metamethod_comparison.lua:7: attempt to concatenate a nil value (field 'name')
--! stack traceback:
--! 	metamethod_comparison.lua:7: in metamethod 'lt'
--! 	metamethod_comparison.lua:9: in main chunk
--! 	[C]: in ?
local mt = {__lt = function(a, b) return a.name .. b.name end}
local x, y = setmetatable({}, mt), setmetatable({}, mt)
if x < y then print "less" end
