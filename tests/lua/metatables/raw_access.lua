-- raw functions ignore metamethods.
local log = {}
local t = setmetatable({1, 2}, {
  __index = function() log[#log + 1] = "index"; return "meta" end,
  __newindex = function() log[#log + 1] = "newindex" end,
  __len = function() log[#log + 1] = "len"; return 99 end,
  __eq = function() log[#log + 1] = "eq"; return true end,
})
print(rawget(t, "x"), rawlen(t), rawequal(t, {}))  --> nil	2	false
print(rawset(t, "x", 5) == t, rawget(t, "x"), next(t) ~= nil)  --> true	5	true
print(#log, t.y, #t, t == setmetatable({}, getmetatable(t)))  --> 0	meta	99	true
print(table.concat(log, " "))  --> index len eq
print(rawlen("abc"), pcall(rawlen, 5))  --> 3	false	bad argument #1 to 'rawlen' (table or string expected, got number)
print(pcall(rawget, 5, 1))  --> false	bad argument #1 to 'rawget' (table expected, got number)
print(pcall(rawset, {}, nil, 1))  --> false	table index is nil
print(pcall(rawset, {}, 1))  --> false	bad argument #3 to 'rawset' (value expected)
print(pcall(rawequal, 1))  --> false	bad argument #2 to 'rawequal' (value expected)
print(rawequal(1, 1.0), rawequal("a", "a"), rawequal(0/0, 0/0), rawequal(nil, false))  --> true	true	false	false
