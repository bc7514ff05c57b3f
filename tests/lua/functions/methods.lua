local Stack = {}
Stack.__index = Stack
function Stack.new() return setmetatable({n = 0}, Stack) end
function Stack:push(...)
  for i = 1, select("#", ...) do
    self.n = self.n + 1
    self[self.n] = (select(i, ...))
  end
  return self
end
function Stack:pop()
  local v = self[self.n]
  self[self.n] = nil
  self.n = self.n - 1
  return v
end
local s = Stack.new():push(1, 2, 3):push(4)
print(s.n, s:pop(), s:pop(), s.n)  --> 4	4	3	2
print(s.pop(s), s["pop"](s))  --> 2	1
-- the object is evaluated once
local calls = 0
local function get() calls = calls + 1; return s end
get():push("x")
print(calls, s:pop())  --> 1	x
-- strings have methods
print(("x"):rep(3), ("abc"):len(), ("a"):upper():lower())  --> xxx	3	a
local name = "sub"
print(("hello")[name]("hello", 2, 3))  --> el
-- a method may have any name that an identifier has
local t = {_ = function(self) return "underscore" end}
print(t:_())  --> underscore
