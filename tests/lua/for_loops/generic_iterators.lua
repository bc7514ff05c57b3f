-- Iterators by closure, by state, by coroutine and by __call.
local function range(n) local i = 0; return function() i = i + 1; if i <= n then return i end end end
local function chars(s)
  return function(str, i) i = i + 1; if i <= #str then return i, str:sub(i, i) end end, s, 0
end
local function gen(n) return coroutine.wrap(function() for i = n, 1, -1 do coroutine.yield(i) end end) end
local callable = setmetatable({left = 2}, {__call = function(self, s, c)
  if self.left > 0 then self.left = self.left - 1; return self.left, s, c end
end})
for i in range(3) do print(i) end  --> 1
  --> 2
  --> 3
for i, c in chars "ab" do print(i, c) end  --> 1	a
  --> 2	b
for i in gen(3) do print(i) end  --> 3
  --> 2
  --> 1
for a, b, c in callable, "state", "control" do print(a, b, c) end  --> 1	state	control
  --> 0	state	1
for i in range(2) do for j in range(2) do print(i, j) end end  --> 1	1
  --> 1	2
  --> 2	1
  --> 2	2
local function filter(p, f, s, c)
  return function()
    while true do
      local v = f(s, c)
      c = v
      if v == nil or p(v) then return v end
    end
  end
end
for i in filter(function(x) return x % 2 == 0 end, range(6)) do print("even", i) end  --> even	2
  --> even	4
  --> even	6
